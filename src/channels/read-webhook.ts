/** A platform's POST, checked in the order of CONTRACT.md, and what is answered to one that is not taken. */
import type { Context } from 'hono';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Channel } from './channel.ts';
import type { ChannelName } from './limits.ts';
import { readBody } from './read-body.ts';

/** How long a body may take to arrive, in ms. */
export const SLOWEST = 10_000;

type Status = 400 | 401 | 403 | 408 | 413 | 415 | 429 | 500 | 503;

interface Refused {
	status: Status;
	why: string;
	headers?: Record<string, string>;
}

/** What somebody else may still be sending is not waited for. */
const close = { Connection: 'close' };

/** @param most bytes @param slowest ms. → what it says; undefined inside: nothing that the channel knows */
export async function readWebhook<Posted extends { is: string }>(
	request: Request,
	{ verify, parse }: Pick<Channel<Posted, unknown>, 'verify' | 'parse'>,
	most: number,
	slowest: number,
): Promise<{ posted: Exclude<Posted, { is: 'not-json' }> | undefined } | Refused> {
	const { headers } = request;
	const body = await readBody(request, most, slowest);
	if (body === 'too-large') return { status: 413, why: body, headers: close };
	const encoding = headers.get('content-encoding') ?? 'identity';
	if (encoding.toLowerCase() !== 'identity') return { status: 415, why: 'content-encoding' };
	if (body === 'too-slow') return { status: 408, why: body, headers: close };
	if (body === undefined) return { status: 400, why: 'cut-off' };
	const refusal = verify({ headers, body });
	if (refusal) return refusal;
	const posted = parse({ headers, body });
	if (posted?.is === 'not-json') return { status: 400, why: 'not-json' };
	return { posted: posted as Exclude<Posted, { is: 'not-json' }> | undefined };
}

export type Refuse = (c: Context, refused: Refused) => Response;

/** Counted and logged by kind. */
export function openRefuse(channel: ChannelName, log: Log, metrics: Pick<Metrics, 'refused'>): Refuse {
	return (c, { status, why, headers = {} }) => {
		metrics.refused(channel, why);
		log.warn({ channel, why }, 'refused');
		return c.text(`${status} ${why}\n`, status, headers);
	};
}
