/**
 * What was written and is not with the server yet. Each has one id from the start, the same on every try, so that it is
 * taken once however often the network fails; in a thread they go in order. When the key goes, the words go too: the sealed
 * copy, which we can open ourselves, brings them back.
 */
import { computed, signal } from '@preact/signals';
import { Row } from '../../desk/api.ts';
import { call, open, Refused, seal } from '../session.ts';
import { now } from '../shell/when.ts';
import { addRow, opened, refreshThread } from './opened.ts';

export interface Unsent {
	id: string;
	thread: string;
	kind: 'staff' | 'note';
	at: number;
	/** null while locked. */
	text: string | null;
	/** null: not sealed yet, which takes a moment. */
	sealed: string | null;
	/** The server's `error` when it will not take it at all; null: it is being tried. */
	refused: string | null;
	tries: number;
}

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

const list = signal<Unsent[]>([]);
const trying = new Set<string>();
const wake = new Set<() => void>();
/** Changes when the key goes: what was under way then must not write words back. */
let life = 0;

export const anyUnsent = computed(() => list.value.length > 0);

export function unsentOf(thread: string): Unsent[] {
	return list.value.filter((one) => one.thread === thread && !isThere(thread, one.id));
}

export function send(thread: string, kind: Unsent['kind'], text: string): void {
	const id = crypto.randomUUID();
	list.value = [...list.value, { id, thread, kind, at: now.value, text, sealed: null, refused: null, tries: 0 }];
	void work(thread);
}

/** Tries at once what waits for its next try: the connection is back. */
export function tryNow(): void {
	for (const stir of wake) stir();
}

/** → the words, to be written anew: it has not been sent and will not be. */
export function takeBack(id: string): string {
	const text = list.value.find((one) => one.id === id)?.text ?? '';
	remove(id);
	return text;
}

async function work(thread: string): Promise<void> {
	if (trying.has(thread)) return;
	trying.add(thread);
	const mine = life;
	try {
		for (;;) {
			const next = list.value.find((one) => one.thread === thread && one.refused === null);
			if (!next || mine !== life) return;
			const outcome = await trySend(next).catch(whatNow);
			if (mine !== life) return;
			if (outcome.is === 'refused') change(next.id, { refused: outcome.why });
			if (outcome.is === 'later') await pause(next.id, outcome.after);
		}
	} finally {
		if (mine === life) trying.delete(thread);
	}
}

type Outcome = { is: 'done' } | { is: 'refused'; why: string } | { is: 'later'; after: number };

async function trySend({ id, thread, kind, text, sealed }: Unsent): Promise<Outcome> {
	if (text === null) throw new Error('locked');
	const mine = life;
	if (opened(thread).value === null) await refreshThread(thread);
	// Its answer was lost, and the thread has been fetched since.
	if (isThere(thread, id)) {
		remove(id);
		return { is: 'done' };
	}
	const file = sealed ?? (await seal(text, opened(thread).value?.thread.recipients ?? [], { thread, id, by: kind }));
	change(id, { sealed: file });
	const row =
		kind === 'note'
			? await call(Row, `/threads/${thread}/note`, { id, sealed: file })
			: await call(Row, `/threads/${thread}/say`, { id, text, sealed: file });
	if (mine === life) addRow(thread, row, text);
	remove(id);
	return { is: 'done' };
}

function isThere(thread: string, id: string): boolean {
	return opened(thread).value?.thread.rows.some((row) => row.id === id) ?? false;
}

function whatNow(error: unknown): Outcome {
	if (error instanceof Error && error.name === 'UnknownRecipient') return { is: 'refused', why: 'recipient' };
	if (!(error instanceof Refused)) return { is: 'later', after: 0 };
	// 401: to be sent after signing in again; 429 and 503 say that nothing was kept.
	const later = [401, 408, 429].includes(error.status) || error.status >= 500;
	if (later) return { is: 'later', after: (error.retryAfter ?? 0) * 1_000 };
	return { is: 'refused', why: error.code || String(error.status) };
}

/** @param least ms */
function pause(id: string, least: number): Promise<void> {
	const tries = list.value.find((one) => one.id === id)?.tries ?? 0;
	change(id, { tries: tries + 1 });
	return new Promise((resolve) => {
		const go = () => {
			wake.delete(go);
			clearTimeout(timer);
			resolve();
		};
		const timer = setTimeout(go, Math.max(least, Math.min(FIRST_PAUSE * 2 ** tries, LONGEST_PAUSE)));
		wake.add(go);
	});
}

function change(id: string, to: Partial<Unsent>): void {
	list.value = list.value.map((one) => (one.id === id ? { ...one, ...to } : one));
}

function remove(id: string): void {
	list.value = list.value.filter((one) => one.id !== id);
}

/** The key goes: the words leave memory. What was not even sealed is lost, which takes a lock within milliseconds. */
export function shutUnsent(): void {
	life++;
	trying.clear();
	tryNow();
	list.value = list.value.flatMap((one) => (one.sealed === null ? [] : [{ ...one, text: null }]));
}

/** The key is back: the words too, and they are tried again. What is not ours (somebody else signed in) is dropped. */
export async function reopenUnsent(): Promise<void> {
	for (const { id, thread, sealed, text } of list.value) {
		if (text !== null || sealed === null) continue;
		try {
			change(id, { text: await open(sealed, { thread, id }) });
		} catch {
			remove(id);
		}
	}
	for (const thread of new Set(list.value.map((one) => one.thread))) void work(thread);
}
