/** Everything that src/serve.ts opens for Telegram by polling, and for WhatsApp, with a hook, and as fast as the machine can. */
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { openFetch } from '../../src/channels/telegram/fetch-node.ts';
import { openTelegram } from '../../src/channels/telegram/telegram.ts';
import { whatsappRoutes } from '../../src/channels/whatsapp/webhook.ts';
import { openWhatsApp, type WhatsAppSettings } from '../../src/channels/whatsapp/whatsapp.ts';
import { Conversations } from '../../src/conversation/conversations.ts';
import type { Point } from '../../src/conversation/ground.ts';
import type { Bundle } from '../../src/flow/open.ts';
import { kindOf, openLog } from '../../src/log.ts';
import { openMetrics } from '../../src/metrics.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { numbered } from './numbered.ts';

export const secret = new Uint8Array(32).fill(9);
const DAY = 86_400_000;
/** The platforms' own pace is tested elsewhere; here it would only make crashes rare. */
const pace = { overall: 10_000, each: 10_000, burst: 1_000 };

export interface Telling {
	directory: string;
	/** The fake's bot. */
	bot: { token: string; root: string };
	/** The fake's number, and where it sends its webhooks. */
	whatsapp?: { settings: WhatsAppSettings; port: number };
	bundle: Bundle;
	hook?: (point: Point) => void;
	/** Where the log goes, line by line. */
	log?: (line: string) => void;
}

export interface Told {
	store: Store;
	/** The webhook can be called. */
	listening: Promise<void>;
	/** What is under way is finished; the store is closed. */
	stop(): Promise<void>;
}

/** Throws as `openStore` does. */
export function openAll({ directory, bot, whatsapp: meta, bundle, hook, log: write }: Telling): Told {
	const log = openLog(write ? 'info' : 'silent', { write: write ?? (() => {}) });
	const settings = { token: bot.token, apiRoot: bot.root, webhook: undefined, staffChat: undefined };
	const pauses = { first: 20, longest: 100, conflict: 20 };
	const telegram = openTelegram({
		settings,
		bundle,
		readSound: async () => undefined,
		keep: 90 * DAY,
		fetch: openFetch(),
		log,
		pauses,
	});
	const whatsapp =
		meta && openWhatsApp({ settings: meta.settings, bundle, readSound: async () => undefined, keep: 90 * DAY, log });
	const store = openStore(directory, { secret });
	const senders = new Map([['telegram', { ...telegram.sender, pace }]]);
	if (whatsapp) senders.set('whatsapp', { ...whatsapp.sender, pace });
	const talks = new Conversations({
		store,
		step: numbered,
		channels: {
			telegram: telegram.channel.rules,
			...(whatsapp && { whatsapp: whatsapp.channel.rules }),
		},
		senders,
		retention: 90 * DAY,
		report: (error, pid) => log.error({ ...kindOf(error), pid }, 'conversation'),
		...(hook && { hook }),
	});
	const metrics = openMetrics();
	const connected = telegram.connect({ talks, metrics });
	const heard = whatsapp?.connect({ talks, metrics });
	const routes =
		whatsapp && heard && whatsappRoutes({ whatsapp: { channel: whatsapp.channel, ...heard }, log, metrics });
	const server = routes && (createAdaptorServer({ fetch: routes.fetch }) as Server);
	talks.start();
	connected.start();
	return {
		store,
		listening: new Promise((resolve) => {
			if (server && meta) server.listen(meta.port, '127.0.0.1', resolve);
			else resolve();
		}),
		async stop() {
			await new Promise((resolve) => {
				if (!server) return resolve(undefined);
				server.close(resolve);
				server.closeAllConnections();
			});
			await heard?.close();
			await connected.close();
			await talks.close();
			store.close();
		},
	};
}
