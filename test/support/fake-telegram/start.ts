/** The fake Bot API as tests use it: one process, any number of bots that know nothing of each other. */
import { onTestFinished } from 'vitest';
import { startChild } from '../child.ts';
import { followLedger } from '../follow-ledger.ts';
import type { Chat, Standing } from './bot.ts';
import type { Fault } from './faults.ts';
import type { Entry, Refusal } from './ledger.ts';
import type { Pace } from './pace.ts';
import type { Method, Taken, UpdateKind } from './parameters.ts';
import type { Delivery, Update, UpdateSettings } from './updates.ts';

export type { Entry } from './ledger.ts';

/** How long a test waits for what must come, ms. */
const PATIENCE = 10_000;

export interface FakeTelegram {
	/** For TELEGRAM_API_ROOT. */
	root: string;
	bot(): Promise<FakeBot>;
	close(): void;
}

interface Look {
	/** Updates that are not confirmed. */
	pending: Update[];
	deliveries: Delivery[];
	polls: Taken<'getUpdates'>[];
	webhook: { url: string; secret_token?: string; max_connections: number } | null;
	allowed: UpdateKind[];
	refusals: Refusal[];
	profile: Record<string, Record<string, unknown>>;
	chats: (Omit<Chat, 'messages'> & { messages: Standing[] })[];
	/** Callback queries. */
	unanswered: string[];
}

export interface FakeBot {
	/** For TELEGRAM_BOT_TOKEN. */
	token: string;
	root: string;
	/** @returns their ids */
	push(updates: object | object[], times?: number): Promise<number[]>;
	fault(method: Method, fault: Fault, more?: { times?: number; chat?: number }): Promise<void>;
	/** Forgets all faults that have not been played. */
	heal(): Promise<void>;
	pace(pace: Pace): Promise<void>;
	updates(settings: Partial<UpdateSettings>): Promise<void>;
	/** Makes a chat that has written before. `closed`: the bot is blocked there. `tooOld`: messages as of three days ago. */
	chat(id: number, more?: { type?: string; closed?: boolean; tooOld?: number[] }): Promise<void>;
	/** What was accepted, after the nth. */
	ledger(after?: number): Promise<Entry[]>;
	/** Waits until what was accepted is enough; rejects when it never is. */
	until(enough: (entries: Entry[]) => boolean): Promise<Entry[]>;
	look(): Promise<Look>;
	/** Asks again and again until it holds: for what the ledger does not say. Rejects when it never does. */
	untilLook(holds: (look: Look) => boolean): Promise<Look>;
	/** What stands in that chat now. */
	standing(chat: number): Promise<Standing[]>;
}

/** Ends with the test file or the test that calls it. @param end by default at the end of the test */
export async function startFakeTelegram(end: (close: () => void) => void = onTestFinished): Promise<FakeTelegram> {
	const child = startChild(new URL('./server.ts', import.meta.url), []);
	end(() => child.kill());
	const line = await child.line((one) => one.startsWith('{'));
	const { port, secret } = JSON.parse(line) as { port: number; secret: string };
	const root = `http://127.0.0.1:${port}`;
	const order = async <T>(name: string, body: object): Promise<T> => {
		const headers = { Authorization: `Bearer ${secret}` };
		const response = await fetch(`${root}/control/${name}`, { method: 'POST', headers, body: JSON.stringify(body) });
		if (!response.ok) throw new Error(`the fake refused "${name}": ${await response.text()}`);
		return (await response.json()) as T;
	};
	return {
		root,
		bot: async () => openBot(root, (await order<{ token: string }>('bot', {})).token, order),
		close: () => child.kill(),
	};
}

function openBot(root: string, token: string, order: <T>(name: string, body: object) => Promise<T>): FakeBot {
	const look = () => order<Look>('look', { token });
	return {
		token,
		root,
		push: (updates, times = 1) =>
			order('push', { token, updates: Array.isArray(updates) ? updates : [updates], times }),
		fault: (method, fault, more = {}) => order('fault', { token, method, fault, ...more }),
		heal: () => order('heal', { token }),
		pace: (pace) => order('pace', { token, ...pace }),
		updates: (settings) => order('updates', { token, ...settings }),
		chat: (id, more = {}) => order('chat', { token, id, ...more }),
		ledger: (after = 0) => order('ledger', { token, after }),
		until: followLedger<Entry>((after, wait) => order('ledger', { token, after, wait })),
		look,
		async untilLook(holds) {
			const end = Date.now() + PATIENCE;
			for (;;) {
				const seen = await look();
				if (holds(seen)) return seen;
				if (Date.now() > end) throw new Error(`this never came to hold: ${holds}`);
				await new Promise((resolve) => setTimeout(resolve, 10));
			}
		},
		async standing(chat) {
			return (await look()).chats.find(({ id }) => id === chat)?.messages ?? [];
		},
	};
}
