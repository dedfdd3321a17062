/**
 * Threads that were opened since the key came into this page: their rows, and the words as far as they could be opened.
 * Nothing of it is written anywhere; `forgetOpened` is called when the key goes.
 */
import { type Signal, signal } from '@preact/signals';
import { type Row, Thread } from '../../desk/api.ts';
import type { StaffId } from '../../flow/roster.ts';
import { call, open, Refused } from '../session.ts';
import { reseal } from './reseal.ts';

/** Of a row: what it says; or that it does not open: not sealed to us, damaged, or put in another row's place. */
export type Word = { text: string } | { closed: true };

export interface Opened {
	thread: Thread;
	/** By row id. A row that is missing here is being opened. */
	words: ReadonlyMap<string, Word>;
	/** Rows that the newest answer said must be sealed anew, while that is under way. */
	resealing: { done: number; of: number } | null;
}

/** So many are shown at a time while a long thread opens; the newest first. */
const TOGETHER = 40;

const all = new Map<string, Signal<Opened | null>>();
const running = new Map<string, Promise<void>>();
const again = new Set<string>();
let life = 0;
/** By thread: how often it was told who looks. */
const heard = new Map<string, number>();
const count = signal(0);
/** Not ours any more, or erased; with whom it was when last seen. */
export const gone = signal<ReadonlyMap<string, StaffId | null>>(new Map());

/** Those in memory: what the search looks through. No `computed`: that would hold the words after everybody has let them go. */
export function everyOpened(): Opened[] {
	count.value;
	return [...all.values()].flatMap(({ value }) => (value ? [value] : []));
}

export function opened(id: string): Signal<Opened | null> {
	let found = all.get(id);
	if (!found) {
		found = signal<Opened | null>(null);
		all.set(id, found);
		count.value++;
	}
	return found;
}

export function isOpened(id: string): boolean {
	return Boolean(all.get(id)?.value);
}

/** Fetches the thread (the Desk notes that we read it) and opens what is new. @throws {Refused} 404 when it is not ours */
export function refreshThread(id: string): Promise<void> {
	const under = running.get(id);
	if (under) {
		again.add(id);
		return under;
	}
	const work = (async () => {
		const mine = life;
		do {
			again.delete(id);
			try {
				const before = heard.get(id);
				const thread = await call(Thread, `/threads/${id}`);
				// Who looks was told while the answer was on its way: that is newer.
				const looking = heard.get(id) === before ? thread.looking : (opened(id).value?.thread.looking ?? []);
				if (mine === life) await take({ ...thread, looking });
			} catch (error) {
				if (error instanceof Refused && error.status === 404) {
					gone.value = new Map(gone.value).set(id, all.get(id)?.value?.thread.summary.owner ?? null);
					forgetThread(id);
				}
				throw error;
			}
		} while (again.has(id) && mine === life);
	})().finally(() => running.delete(id));
	running.set(id, work);
	return work;
}

/** Shows the thread as the server has just given it, and opens what has not been opened. */
export async function take(thread: Thread): Promise<void> {
	const id = thread.summary.id;
	const held = opened(id);
	const before = held.value;
	if (gone.value.has(id)) gone.value = new Map([...gone.value].filter(([other]) => other !== id));
	if (before && before.thread.summary.version > thread.summary.version) return;
	held.value = { thread, words: before?.words ?? new Map(), resealing: before?.resealing ?? null };
	await openWords(id);
	if (held.value) void reseal(held, () => refreshThread(id));
}

async function openWords(id: string): Promise<void> {
	const mine = life;
	const held = opened(id);
	const closed = (held.value?.thread.rows ?? []).filter(hasWords).reverse();
	const missing = closed.filter((row) => !held.value?.words.has(row.id));
	for (let from = 0; from < missing.length; from += TOGETHER) {
		const some = missing.slice(from, from + TOGETHER);
		const texts = await Promise.all(some.map((row) => openRow(id, row)));
		if (mine !== life || !held.value) return;
		const words = new Map(held.value.words);
		for (const [index, row] of some.entries()) words.set(row.id, texts[index] ?? { closed: true });
		held.value = { ...held.value, words };
	}
}

async function openRow(thread: string, row: Row & { sealed: string }): Promise<Word> {
	try {
		return { text: await open(row.sealed, { thread, id: row.id }) };
	} catch {
		// Whatever the reason, there is one thing to show: that it does not open.
		return { closed: true };
	}
}

export function hasWords(row: Row): row is Exclude<Row, { kind: 'event' }> {
	return row.kind !== 'event';
}

/** A row of our own that the server has just taken: there before the thread is fetched again. */
export function addRow(id: string, row: Row, text: string): void {
	const held = opened(id);
	if (!held.value) return;
	const { thread } = held.value;
	const rows = thread.rows.some((other) => other.id === row.id) ? thread.rows : [...thread.rows, row];
	held.value = {
		...held.value,
		thread: { ...thread, rows: rows.toSorted((a, b) => a.n - b.n) },
		words: new Map(held.value.words).set(row.id, { text }),
	};
}

export function setLooking(id: string, looking: Thread['looking']): void {
	const held = all.get(id);
	heard.set(id, (heard.get(id) ?? 0) + 1);
	if (held?.value) held.value = { ...held.value, thread: { ...held.value.thread, looking } };
}

function forgetThread(id: string): void {
	const held = all.get(id);
	if (held) held.value = null;
	all.delete(id);
	count.value++;
}

export function forgetOpened(): void {
	life++;
	gone.value = new Map();
	for (const id of [...all.keys()]) forgetThread(id);
}
