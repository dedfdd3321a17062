/** The channel as src/node.ts opens it: with the real conversations on real files, the real flows and a real port. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { onTestFinished } from 'vitest';
import { openFetch } from '../../../src/channels/telegram/fetch-node.ts';
import { openTelegram } from '../../../src/channels/telegram/telegram.ts';
import { telegramRoutes } from '../../../src/channels/telegram/webhook.ts';
import { Conversations } from '../../../src/conversation/conversations.ts';
import { step } from '../../../src/flow/step.ts';
import type { Log } from '../../../src/log.ts';
import { openStore } from '../../../src/store/open.ts';
import { temporaryDirectory } from '../../support/directory.ts';
import type { Entry, FakeBot } from '../../support/fake-telegram/start.ts';
import { noSounds } from '../../support/sounds.ts';
import { picturedBundle } from './surface.ts';

export const secret = 'A_secret-0123456789';
const fast = { overall: 10_000, each: 10_000, burst: 1_000 };

export interface Running {
	bot: FakeBot;
	directory: string;
	url: string;
	logged: string[];
	stop(): Promise<void>;
}

export interface Ways {
	by: 'polling' | 'webhook';
	bot: FakeBot;
	directory?: string;
	/** Sends as fast as Telegram says, and not as fast as it can. */
	paced?: boolean;
	/** Epoch ms. */
	clock?: () => number;
}

/** Ends with the test. */
export async function run({
	by,
	bot,
	directory = temporaryDirectory(),
	paced = false,
	clock = Date.now,
}: Ways): Promise<Running> {
	const bundle = picturedBundle();
	const logged: string[] = [];
	const keep = (...said: unknown[]) => void logged.push(JSON.stringify(said));
	const log = { debug: keep, info: keep, warn: keep, error: keep, fatal: keep } as Log;
	const metrics = { turn: () => {}, refused: () => {} };
	let handle: (request: Request) => Response | Promise<Response> = () => new Response(null, { status: 503 });
	const server = createAdaptorServer({ fetch: (request) => handle(request) }) as Server;
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const telegram = openTelegram({
		settings: {
			token: bot.token,
			apiRoot: bot.root,
			webhook: by === 'webhook' ? { publicUrl: new URL(url), secret } : undefined,
			staffChat: undefined,
		},
		bundle,
		readSound: noSounds,
		keep: 90 * 86_400_000,
		fetch: openFetch(),
		log,
		pauses: { first: 20, longest: 100, conflict: 50 },
	});
	if (!paced) await bot.pace({ overall: 0, each: 0, burst: 1 });
	const sender = paced ? telegram.sender : { ...telegram.sender, pace: fast };
	const store = openStore(directory, { secret: new Uint8Array(32).fill(7) });
	const talks = new Conversations({
		store,
		step: (conversation, inbound, now) => step(bundle, conversation, inbound, now),
		channels: { telegram: telegram.channel.rules },
		senders: new Map([['telegram', sender]]),
		retention: 90 * 86_400_000,
		clock,
		report: (error) => void logged.push(String(error)),
	});
	talks.start();
	const connected = telegram.connect({ talks, metrics });
	handle = telegramRoutes({ telegram: { channel: telegram.channel, take: connected.take }, log, metrics }).fetch;
	connected.start();
	let stopped: Promise<void> | undefined;
	const end = async () => {
		await connected.close();
		await new Promise((resolve) => {
			server.close(resolve);
			server.closeAllConnections();
		});
		await talks.close();
		store.close();
	};
	const stop = () => {
		stopped ??= end();
		return stopped;
	};
	onTestFinished(stop);
	return { bot, directory, url, logged, stop };
}

/** Of a ledger that grows, what each was shown so far: hundreds wait on the same one. */
const read = new WeakMap<Entry[], { to: number; shown: Map<number, Entry[]> }>();

/** What the person was shown, in order. */
export function shown(entries: Entry[], chat: number): Entry[] {
	const known = read.get(entries) ?? { to: 0, shown: new Map<number, Entry[]>() };
	read.set(entries, known);
	for (; known.to < entries.length; known.to++) {
		const entry = entries[known.to];
		if (entry?.chat === undefined || entry.text === undefined) continue;
		known.shown.set(entry.chat, [...(known.shown.get(entry.chat) ?? []), entry]);
	}
	return known.shown.get(chat) ?? [];
}

/** The nth thing shown to that person (from 1), waited for. */
export async function nth(bot: FakeBot, chat: number, n: number): Promise<Entry> {
	const entries = await bot.until((all) => shown(all, chat).length >= n);
	const entry = shown(entries, chat)[n - 1];
	if (!entry) throw new Error('it was there a moment ago');
	return entry;
}
