/** The Desk over real files in a temporary directory, with conversations beside it and a clock the test moves. */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Desk, type DeskSettings } from '../../src/desk/desk.ts';
import type { Letter } from '../../src/desk/letters.ts';
import { threadOf } from '../../src/privacy/pseudonym.ts';
import { openSqlite } from '../../src/store/better-sqlite.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { FakeConversations, type Seal } from './conversations.ts';
import { cardOf, outreach, type TestTeam, teamOf } from './team.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Monday 23 November 2026, noon in Leeuwarden. */
export const NOON = Date.parse('2026-11-23T12:00:00+01:00');

export const anna = 'staff-anna';
export const bea = 'staff-bea';
export const carla = 'staff-carla';

export interface DeskRuntime {
	directory: string;
	store: Store;
	desk: Desk;
	talks: FakeConversations;
	team: TestTeam;
	clock: { now: number };
	/** How often staff were told that somebody waits. */
	rung: () => number;
	reported: unknown[];
	/** Writes a letter and has it carried. */
	letter(pid: string, letter: Letter): Promise<void>;
	/** They ask for a human, in Romanian, of anybody unless said otherwise. */
	ask(pid: string, more?: Partial<Extract<Letter, { kind: 'asked' }>>): Promise<string>;
	says(pid: string, text: string): Promise<void>;
	thread(pid: string): string;
	/** Moves the clock and has everything done that is due then. */
	later(ms: number): Promise<void>;
}

export const asked = (more: Partial<Extract<Letter, { kind: 'asked' }>> = {}): Letter => ({
	kind: 'asked',
	language: 'ro',
	channel: 'telegram',
	wants: null,
	knows: null,
	consent: { version: 'hash-of-text', day: '2026-11-23' },
	urgent: false,
	...more,
});

export interface RuntimeOptions extends Partial<Omit<DeskSettings, 'tell'>> {
	team?: TestTeam;
	seal?: Seal;
	directory?: string;
}

let ids = 0;

/** Anna, Bea and Carla, on duty on weekdays from nine to five; not started. */
export function startDesk({ team, seal, directory, ...settings }: RuntimeOptions = {}): DeskRuntime {
	const folder = directory ?? temporaryDirectory();
	const beside = directory ? temporaryDirectory() : folder;
	const clock = { now: NOON };
	const store = openStore(join(folder, 'data'), { secret: new Uint8Array(32).fill(7) });
	const sql = openSqlite(join(beside, 'conversations.db'));
	const talks = new FakeConversations(sql, () => clock.now, seal);
	const staff = team ?? teamOf(outreach('anna'), outreach('bea'), outreach('carla', { languages: ['nl'] }));
	const reported: unknown[] = [];
	let rung = 0;
	const desk = new Desk({
		store,
		staff,
		tell: talks,
		prepared: {
			production: false,
			retentionSet: false,
			directory: { organisation: organisation(), hours: {}, timezone: 'Europe/Amsterdam' },
		},
		retention: 90 * DAY,
		notify: { somebodyWaits: async () => void rung++ },
		report: (error) => void reported.push(error),
		clock: () => clock.now,
		...settings,
	});
	for (const { id, name, languages } of staff.list) desk.setCard(id, cardOf(name, { languages }));
	onTestFinished(async () => {
		await desk.close();
		store.close();
		sql.close();
	});
	const thread = (pid: string) => threadOf(store.ring, pid);
	const letter = async (pid: string, written: Letter) => {
		talks.write(pid, written);
		await talks.carry(desk, pid);
	};
	return {
		...{ directory: folder, store, desk, talks, team: staff, clock, reported, thread, letter },
		rung: () => rung,
		async ask(pid, more) {
			await letter(pid, asked(more));
			return thread(pid);
		},
		says: (pid, text) => letter(pid, { kind: 'said', id: `said-${++ids}-by-person`, text }),
		async later(ms) {
			clock.now += ms;
			await desk.wake();
		},
	};
}

export const organisation = (more: { controller?: string; privacy_contact?: string } = {}) => ({
	name: 'Bekend (test)',
	demo: true,
	controller: null,
	privacy_contact: null,
	...more,
});

/** What the browser sends with what it says: not sealed, but as long as an age file. */
export function fakeAge(text: string): Uint8Array {
	return new TextEncoder().encode(`age-encryption.org/v1\n-> fake ${text}\n--- \n`);
}

/** The summary of one who waits. */
export function waitingFor({ desk }: Pick<DeskRuntime, 'desk'>, id: string) {
	return desk.waiting().find((summary) => summary.id === id);
}
