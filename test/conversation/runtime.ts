/** The runtime over real files in a temporary directory, with a clock the test moves. */
import { onTestFinished } from 'vitest';
import { type Arrival, Conversations, type Receipt, type Settings } from '../../src/conversation/conversations.ts';
import { loadState, type State } from '../../src/conversation/state.ts';
import { openPersonKey } from '../../src/privacy/person-key.ts';
import { pseudonym } from '../../src/privacy/pseudonym.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { script } from './script.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** A Monday at noon. */
export const NOON = Date.UTC(2026, 10, 23, 12);
const secret = new Uint8Array(32).fill(7);

const channels: Settings['channels'] = {
	web: { delivery: 'pull', closing: 'erases', keep: DAY },
	telegram: { delivery: 'push', closing: 'keeps', keep: 90 * DAY },
	whatsapp: { delivery: 'push', closing: 'keeps', keep: 90 * DAY, window: DAY, together: true },
};

export interface Runtime {
	directory: string;
	store: Store;
	conversations: Conversations;
	clock: { now: number };
	/** What nobody waited for. */
	reported: { error: unknown; pid: string | undefined }[];
	/** `send('anna', 'say 1')`; ids count by themselves. */
	send(address: string, text: string, more?: Partial<Arrival>): Promise<Receipt>;
	state(address: string, channel?: string): State | undefined;
	pid(address: string, channel?: string): string;
	/** Ends it without a goodbye but for the files, and opens the same directory anew. */
	restart(settings?: Partial<Settings>): Runtime;
}

let ids = 0;

export function startRuntime(settings: Partial<Settings> = {}, directory = temporaryDirectory()): Runtime {
	const store = openStore(directory, { secret });
	const clock = { now: NOON };
	const reported: Runtime['reported'] = [];
	const conversations = new Conversations({
		store,
		step: script,
		channels,
		retention: 90 * DAY,
		clock: () => clock.now,
		report: (error, pid) => reported.push({ error, pid }),
		...settings,
	});
	let open = true;
	const end = () => {
		if (!open) return;
		open = false;
		void conversations.close();
		store.close();
	};
	onTestFinished(end);
	const pid = (address: string, channel = 'web') => pseudonym(store.ring, channel, 'bot', address);
	return {
		directory,
		store,
		conversations,
		clock,
		reported,
		pid,
		send: (address, text, more) => conversations.receive(arrival(address, text, more)),
		state(address, channel) {
			const key = openPersonKey(store.keys, store.ring, pid(address, channel));
			return key && loadState(store.data, key, pid(address, channel));
		},
		restart(again) {
			end();
			return startRuntime({ ...settings, ...again }, directory);
		},
	};
}

export function arrival(address: string, text: string, more: Partial<Arrival> = {}): Arrival {
	return {
		channel: 'web',
		bot: 'bot',
		address,
		id: `message ${ids++}`,
		inbound: { kind: 'text', text },
		guess: 'en',
		...more,
	};
}

export function texts(messages: Receipt['messages']): string[] {
	return messages.map(({ message }) => message.text);
}
