/** `POST /webhooks/telegram`: every answer in the order of CONTRACT.md, and 200 only after the commit. */
import { type Context, Hono } from 'hono';
import { kindOf, type Log } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { Channel } from '../channel.ts';
import { readBody } from './read-body.ts';
import type { Shown } from './render.ts';
import type { Update } from './update.ts';

const LARGEST = 1 << 20;
/** How long a body may take to arrive, in ms. */
const SLOWEST = 10_000;

/** What the body of a request says; `not-json` is answered with 400, an unknown shape with 200. */
export type Posted = Update | { is: 'not-json' };

export interface WebhookOptions {
	/** Undefined: the channel is off. */
	telegram: { channel: Channel<Posted, Shown>; take(update: Update): Promise<void> } | undefined;
	log: Log;
	metrics: Pick<Metrics, 'refused'>;
	/** How long a body may take to arrive, in ms. */
	slowest?: number;
}

type Status = 400 | 401 | 403 | 404 | 408 | 413 | 415 | 429 | 500 | 503;

export function telegramRoutes({ telegram, log, metrics, slowest = SLOWEST }: WebhookOptions): Hono {
	const routes = new Hono();

	function refuse(c: Context, status: Status, why: string, headers: Record<string, string> = {}): Response {
		metrics.refused('telegram', why);
		log.warn({ channel: 'telegram', why }, 'refused');
		return c.text(`${status} ${why}\n`, status, headers);
	}

	routes.post('/webhooks/telegram', async (c) => {
		if (!telegram) return c.text('404 telegram is off\n', 404);
		const { channel, take } = telegram;
		const { headers } = c.req.raw;
		const body = await readBody(c.req.raw, LARGEST, slowest);
		if (body === 'too-large') return refuse(c, 413, 'too-large', { Connection: 'close' });
		const encoding = headers.get('content-encoding') ?? 'identity';
		if (encoding.toLowerCase() !== 'identity') return refuse(c, 415, 'content-encoding');
		if (body === 'too-slow') return refuse(c, 408, 'too-slow', { Connection: 'close' });
		if (body === undefined) return refuse(c, 400, 'cut-off');
		const refusal = channel.verify({ headers, body });
		if (refusal) return refuse(c, refusal.status, refusal.why);
		const posted = channel.parse({ headers, body });
		if (posted?.is === 'not-json') return refuse(c, 400, 'not-json');
		if (!posted) {
			log.info({ channel: 'telegram', kind: 'not-an-update' }, 'ignored');
			return c.body(null, 200);
		}
		try {
			await take(posted);
		} catch (error) {
			log.error({ channel: 'telegram', ...kindOf(error) }, 'not taken');
			const { status, why } = failures[codeOf(error)] ?? { status: 500 as const, why: 'failed' };
			return refuse(c, status, why, { 'Retry-After': '5' });
		}
		return c.body(null, 200);
	});

	routes.all('/webhooks/telegram', (c) => c.text('405 method not allowed\n', 405, { Allow: 'POST' }));
	return routes;
}

/** src/conversation/errors.ts and src/store/errors.ts. Whatever is not 2xx, Telegram repeats. */
const failures: Record<string, { status: 429 | 503; why: string }> = {
	TOO_MANY: { status: 429, why: 'busy' },
	UNAVAILABLE: { status: 503, why: 'unavailable' },
	STORE_FAILED: { status: 503, why: 'unavailable' },
};

function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error ? String(error.code) : '';
}
