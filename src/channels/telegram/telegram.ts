/** Telegram as a channel: opened from its settings, started after everything else, closed before the store. */
import type { Conversations } from '../../conversation/conversations.ts';
import type { Bundle } from '../../flow/open.ts';
import type { Log } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { Channel } from '../channel.ts';
import { limits } from '../limits.ts';
import { parseJson } from '../parse-json.ts';
import type { Sender } from '../sender.ts';
import type { ReadSound } from '../sounds.ts';
import { botOf, type Fetch, openApi } from './api.ts';
import { openParse } from './parse.ts';
import { type Polling, type PollPauses, poll } from './poll.ts';
import { openRender, type Shown } from './render.ts';
import { openSender } from './send.ts';
import { type SettingUp, setUp } from './set-up.ts';
import { openTake } from './take.ts';
import type { Update } from './update.ts';
import { verify } from './verify.ts';
import type { Posted } from './webhook.ts';

export interface TelegramSettings {
	/** TELEGRAM_BOT_TOKEN: `123456789:…` */
	token: string;
	/** TELEGRAM_API_ROOT */
	apiRoot: string;
	/** PUBLIC_URL and TELEGRAM_WEBHOOK_SECRET; undefined: by long polling. */
	webhook: { publicUrl: URL; secret: string } | undefined;
	/** TELEGRAM_STAFF_CHAT_ID */
	staffChat: string | undefined;
}

export interface TelegramOptions {
	settings: TelegramSettings;
	bundle: Bundle;
	readSound: ReadSound;
	/** How long an untouched conversation is kept, in ms. */
	keep: number;
	/** The way to Telegram: src/channels/telegram/fetch-node.ts. */
	fetch: Fetch;
	log: Log;
	/** Epoch ms. */
	clock?: () => number;
	/** From 0 to 1, for jitter. */
	random?: () => number;
	/** Of the loop that asks for updates, in ms. */
	pauses?: PollPauses;
}

/** What is there only when conversations are. */
interface Surroundings {
	talks: Pick<Conversations, 'receive'>;
	metrics: Pick<Metrics, 'turn' | 'refused'>;
}

export interface Telegram {
	channel: Channel<Posted, Shown>;
	/** Which account of ours people write to; part of who they are to us. */
	bot: string;
	sender: Sender;
	/** Opens the way in. Calls nobody before `start`. */
	connect(surroundings: Surroundings): Connected;
}

interface Connected {
	/** For the webhook. */
	take(update: Update): Promise<void>;
	/** Tells Telegram who we are and, without a webhook, asks for updates. Waits for nothing and never fails. */
	start(): void;
	/** Takes nothing new by polling; resolves when what is under way is finished. */
	close(): Promise<void>;
}

export function openTelegram(options: TelegramOptions): Telegram {
	const { settings, bundle, readSound, keep, fetch, log, clock = Date.now, random = Math.random, pauses } = options;
	const { token, apiRoot, webhook, staffChat } = settings;
	const bot = botOf(token);
	const api = openApi({ token, apiRoot, fetch });
	const parse = openParse(bundle.languages);
	const render = openRender(bundle);
	const sender = openSender({ api, render, bundle, readSound, log, clock });
	return {
		bot,
		sender,
		channel: {
			name: 'telegram',
			limits: limits.telegram,
			rules: { delivery: 'push', closing: 'keeps', keep },
			verify: (raw) => verify(raw, webhook?.secret ?? ''),
			parse({ body }) {
				const parsed = parseJson(body);
				return parsed ? parse(parsed.json) : { is: 'not-json' };
			},
			render,
		},
		connect({ talks, metrics }) {
			const { take, close } = openTake({ bot, api, talks, sender, staffChat, log, metrics });
			let settingUp: SettingUp | undefined;
			let polling: Promise<Polling> | undefined;
			let closed = false;
			return {
				take,
				start() {
					const target = webhook && {
						url: new URL('/webhooks/telegram', webhook.publicUrl).href,
						secret: webhook.secret,
					};
					settingUp = setUp({ api, bundle, webhook: target, log, random });
					if (webhook) return;
					polling = settingUp.directed.then(() => {
						const opened = poll({ api, parse, take, log, random, ...(pauses && { pauses }) });
						if (closed) void opened.stop();
						return opened;
					});
				},
				async close() {
					closed = true;
					await settingUp?.stop();
					await (await polling)?.stop();
					await close();
				},
			};
		},
	};
}
