/** `GET|POST /webhooks/whatsapp`: every answer in the order of CONTRACT.md, and 200 only after the commit of all of it. */
import { type Context, Hono } from 'hono';
import { kindOf, type Log } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { Channel } from '../channel.ts';
import { readBody } from '../telegram/read-body.ts';
import type { Event } from './event.ts';
import type { Shown } from './render.ts';

const LARGEST = 4 << 20;
/** How long a body may take to arrive, in ms. */
const SLOWEST = 10_000;

/** What the body of a request says; `not-json` is answered with 400, an unknown shape with 200. */
export type Posted = { is: 'json'; events: Event[] } | { is: 'not-json' };

export interface WebhookOptions {
	/** Undefined: the channel is off. */
	whatsapp:
		| {
				channel: Channel<Posted, Shown>;
				/** → the challenge; undefined: 403. */
				shake(query: URLSearchParams): string | undefined;
				take(events: readonly Event[]): Promise<void>;
		  }
		| undefined;
	log: Log;
	metrics: Pick<Metrics, 'refused'>;
	/** How long a body may take to arrive, in ms. */
	slowest?: number;
}

type Status = 400 | 401 | 403 | 404 | 408 | 413 | 415 | 503;

export function whatsappRoutes({ whatsapp, log, metrics, slowest = SLOWEST }: WebhookOptions): Hono {
	const routes = new Hono();

	function refuse(c: Context, status: Status, why: string, headers: Record<string, string> = {}): Response {
		metrics.refused('whatsapp', why);
		log.warn({ channel: 'whatsapp', why }, 'refused');
		return c.text(`${status} ${why}\n`, status, headers);
	}

	routes.post('/webhooks/whatsapp', async (c) => {
		if (!whatsapp) return c.text('404 whatsapp is off\n', 404);
		const { channel, take } = whatsapp;
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
		if (posted?.is !== 'json') return refuse(c, 400, 'not-json');
		try {
			await take(posted.events);
		} catch (error) {
			log.error({ channel: 'whatsapp', ...kindOf(error) }, 'not taken');
			// Whatever it was: Meta sends all of it again, and what was taken is known.
			return refuse(c, 503, 'unavailable', { 'Retry-After': '5' });
		}
		return c.body(null, 200);
	});

	routes.get('/webhooks/whatsapp', (c) => {
		if (c.req.method !== 'GET') return notAllowed(c);
		if (!whatsapp) return c.text('404 whatsapp is off\n', 404);
		const challenge = whatsapp.shake(new URL(c.req.url).searchParams);
		return challenge === undefined ? refuse(c, 403, 'wrong-token') : c.text(challenge);
	});

	routes.all('/webhooks/whatsapp', notAllowed);
	return routes;
}

function notAllowed(c: Context): Response {
	return c.text('405 method not allowed\n', 405, { Allow: 'GET, POST' });
}
