/** `POST /webhooks/telegram`: every answer in the order of CONTRACT.md, and 200 only after the commit. */
import { Hono } from 'hono';
import { kindOf, type Log } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { Channel } from '../channel.ts';
import { openRefuse, readWebhook, SLOWEST } from '../read-webhook.ts';
import type { Shown } from './render.ts';
import type { Update } from './update.ts';

const LARGEST = 1 << 20;

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

export function telegramRoutes({ telegram, log, metrics, slowest = SLOWEST }: WebhookOptions): Hono {
	const routes = new Hono();
	const refuse = openRefuse('telegram', log, metrics);

	routes.post('/webhooks/telegram', async (c) => {
		if (!telegram) return c.text('404 telegram is off\n', 404);
		const { channel, take } = telegram;
		const read = await readWebhook(c.req.raw, channel, LARGEST, slowest);
		if ('status' in read) return refuse(c, read);
		const { posted } = read;
		if (!posted) {
			log.info({ channel: 'telegram', kind: 'not-an-update' }, 'ignored');
			return c.body(null, 200);
		}
		try {
			await take(posted);
		} catch (error) {
			log.error({ channel: 'telegram', ...kindOf(error) }, 'not taken');
			const { status, why } = failures[codeOf(error)] ?? { status: 500 as const, why: 'failed' };
			return refuse(c, { status, why, headers: { 'Retry-After': '5' } });
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
