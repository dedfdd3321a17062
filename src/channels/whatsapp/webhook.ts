/** `GET|POST /webhooks/whatsapp`: every answer in the order of CONTRACT.md, and 200 only after the commit of all of it. */
import { type Context, Hono } from 'hono';
import { kindOf, type Log } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { Channel } from '../channel.ts';
import { openRefuse, readWebhook, SLOWEST } from '../read-webhook.ts';
import type { Event } from './event.ts';
import type { Shown } from './render.ts';

const LARGEST = 4 << 20;

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

export function whatsappRoutes({ whatsapp, log, metrics, slowest = SLOWEST }: WebhookOptions): Hono {
	const routes = new Hono();
	const refuse = openRefuse('whatsapp', log, metrics);

	routes.post('/webhooks/whatsapp', async (c) => {
		if (!whatsapp) return c.text('404 whatsapp is off\n', 404);
		const { channel, take } = whatsapp;
		const read = await readWebhook(c.req.raw, channel, LARGEST, slowest);
		if ('status' in read) return refuse(c, read);
		try {
			await take(read.posted?.events ?? []);
		} catch (error) {
			log.error({ channel: 'whatsapp', ...kindOf(error) }, 'not taken');
			// Whatever it was: Meta sends all of it again, and what was taken is known.
			return refuse(c, { status: 503, why: 'unavailable', headers: { 'Retry-After': '5' } });
		}
		return c.body(null, 200);
	});

	routes.get('/webhooks/whatsapp', (c) => {
		if (c.req.method !== 'GET') return notAllowed(c);
		if (!whatsapp) return c.text('404 whatsapp is off\n', 404);
		const challenge = whatsapp.shake(new URL(c.req.url).searchParams);
		return challenge === undefined ? refuse(c, { status: 403, why: 'wrong-token' }) : c.text(challenge);
	});

	routes.all('/webhooks/whatsapp', notAllowed);
	return routes;
}

function notAllowed(c: Context): Response {
	return c.text('405 method not allowed\n', 405, { Allow: 'GET, POST' });
}
