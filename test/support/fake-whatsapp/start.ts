/** The fake Cloud API as tests use it: one process, any number of business numbers that know nothing of each other. */
import { onTestFinished } from 'vitest';
import { startChild } from '../child.ts';
import { followLedger } from '../follow-ledger.ts';
import type { FaultOrder } from './faults.ts';
import type { Call, Entry, Refusal } from './ledger.ts';
import type { State } from './number.ts';
import type { Pace } from './pace.ts';
import type { Change } from './person.ts';
import type { Delivery, WebhookSettings, Writing } from './webhooks.ts';

export type { Entry } from './ledger.ts';

/** How long a test waits for what must come, ms. */
const PATIENCE = 10_000;

export interface FakeWhatsApp {
	/** For WHATSAPP_API_ROOT. */
	root: string;
	/** @param version for WHATSAPP_GRAPH_VERSION */
	number(version?: string): Promise<FakeNumber>;
	close(): void;
}

interface Look {
	/** Bodies of webhooks that are not confirmed. */
	pending: string[];
	deliveries: Delivery[];
	/** The webhook. */
	url: string | null;
	refusals: Refusal[];
	/** Messages of people that were not marked as read. */
	unread: string[];
}

interface Pushing {
	writing?: Writing;
	/** The same so many times. */
	times?: number;
}

export interface FakeNumber {
	/** For WHATSAPP_API_ROOT, …_GRAPH_VERSION, …_ACCESS_TOKEN, …_PHONE_NUMBER_ID, …_APP_SECRET and …_VERIFY_TOKEN. */
	root: string;
	version: string;
	token: string;
	phoneNumberId: string;
	appSecret: string;
	verifyToken: string;
	/** Sets the webhook, with Meta's handshake; rejects when that is not answered well. What waits is sent then. */
	subscribe(url: string): Promise<void>;
	/** Each change as a webhook of its own. @returns the ids of the messages */
	push(changes: Change | Change[], more?: Pushing): Promise<string[]>;
	/** One webhook. @param entries each of its changes */
	pushBatch(entries: Change[][], more?: Pushing): Promise<string[]>;
	/** What became of a message of the ledger, by webhook. @param code why it failed */
	status(entry: Pick<Entry, 'id' | 'address'>, state: State, code?: number): Promise<void>;
	/** What follows, by itself, on everything that is sent from now on. */
	statuses(states: State[]): Promise<void>;
	fault(call: Call, fault: FaultOrder, more?: { times?: number; address?: string }): Promise<void>;
	/** Forgets all faults that have not been played. */
	heal(): Promise<void>;
	pace(pace: Pace): Promise<void>;
	webhooks(settings: Partial<WebhookSettings>): Promise<void>;
	/** Sets the fake's clock, epoch ms; it goes on from there. */
	clock(at: number): Promise<void>;
	/** As if the person had last written so many ms ago: opens the window, or closes it after 24 hours. */
	wrote(address: string, ago?: number): Promise<void>;
	/** Approves a template. */
	template(name: string, language: string): Promise<void>;
	/** What was accepted, after the nth. */
	ledger(after?: number): Promise<Entry[]>;
	/** Waits until what was accepted is enough; rejects when it never is. */
	until(enough: (entries: Entry[]) => boolean): Promise<Entry[]>;
	look(): Promise<Look>;
	/** Asks again and again until it holds: for what the ledger does not say. Rejects when it never does. */
	untilLook(holds: (look: Look) => boolean): Promise<Look>;
}

type Secrets = Pick<FakeNumber, 'token' | 'phoneNumberId' | 'appSecret' | 'verifyToken'>;

/** Ends with the test file or the test that calls it. @param end by default at the end of the test */
export async function startFakeWhatsApp(end: (close: () => void) => void = onTestFinished): Promise<FakeWhatsApp> {
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
		async number(version = 'v23.0') {
			const secrets = await order<Secrets>('number', { version });
			const tell = <T>(name: string, more: object = {}) => order<T>(name, { number: secrets.phoneNumberId, ...more });
			return { root, version, ...secrets, ...openNumber(tell) };
		},
		close: () => child.kill(),
	};
}

type Tell = <T>(name: string, more?: object) => Promise<T>;

function openNumber(tell: Tell): Omit<FakeNumber, keyof Secrets | 'root' | 'version'> {
	const look = () => tell<Look>('look');
	return {
		subscribe: (url) => tell('subscribe', { url }),
		push: (changes, more = {}) => tell('push', { webhooks: [changes].flat().map((change) => [[change]]), ...more }),
		pushBatch: (entries, more = {}) => tell('push', { webhooks: [entries], ...more }),
		status: ({ id, address }, state, code) => tell('status', { id, address, state, code }),
		statuses: (states) => tell('statuses', { states }),
		fault: (call, fault, more = {}) => tell('fault', { call, fault, ...more }),
		heal: () => tell('heal'),
		pace: (pace) => tell('pace', pace),
		webhooks: (settings) => tell('webhooks', settings),
		clock: (at) => tell('clock', { at }),
		wrote: (address, ago = 0) => tell('wrote', { address, ago }),
		template: (name, language) => tell('template', { name, language }),
		ledger: (after = 0) => tell('ledger', { after }),
		until: followLedger<Entry>((after, wait) => tell('ledger', { after, wait })),
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
	};
}
