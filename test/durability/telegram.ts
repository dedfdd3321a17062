/** Everything that src/serve.ts opens for Telegram by polling, with a hook, and as fast as the machine can. */
import { openFetch } from '../../src/channels/telegram/fetch-node.ts';
import { openTelegram } from '../../src/channels/telegram/telegram.ts';
import { Conversations } from '../../src/conversation/conversations.ts';
import type { Point } from '../../src/conversation/ground.ts';
import type { Bundle } from '../../src/flow/open.ts';
import { kindOf, openLog } from '../../src/log.ts';
import { openMetrics } from '../../src/metrics.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { numbered } from './numbered.ts';

export const secret = new Uint8Array(32).fill(9);
const DAY = 86_400_000;
/** Telegram's own pace is tested elsewhere; here it would only make crashes rare. */
const pace = { overall: 10_000, each: 10_000, burst: 1_000 };

export interface Telling {
	directory: string;
	/** The fake's bot. */
	bot: { token: string; root: string };
	bundle: Bundle;
	hook?: (point: Point) => void;
	/** Where the log goes, line by line. */
	log?: (line: string) => void;
}

export interface Told {
	store: Store;
	/** What is under way is finished; the store is closed. */
	stop(): Promise<void>;
}

/** Throws as `openStore` does. */
export function openAll({ directory, bot, bundle, hook, log: write }: Telling): Told {
	const log = openLog(write ? 'info' : 'silent', { write: write ?? (() => {}) });
	const settings = { token: bot.token, apiRoot: bot.root, webhook: undefined, staffChat: undefined };
	const pauses = { first: 20, longest: 100, conflict: 20 };
	const telegram = openTelegram({ settings, bundle, keep: 90 * DAY, fetch: openFetch(), log, pauses });
	const store = openStore(directory, { secret });
	const talks = new Conversations({
		store,
		step: numbered,
		channels: { telegram: telegram.channel.rules },
		senders: new Map([['telegram', { ...telegram.sender, pace }]]),
		retention: 90 * DAY,
		report: (error, pid) => log.error({ ...kindOf(error), pid }, 'conversation'),
		...(hook && { hook }),
	});
	const connected = telegram.connect({ talks, metrics: openMetrics() });
	talks.start();
	connected.start();
	return {
		store,
		async stop() {
			await connected.close();
			await talks.close();
			store.close();
		},
	};
}
