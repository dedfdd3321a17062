/**
 * What a platform tells later about what it took: on WhatsApp a message is "taken" long before it is on a screen, and may
 * fail after that. Until it is known to have arrived, the row stays in the outbox as `sent`; what fails goes out again or
 * becomes a dead letter. Such states only move forward, in whatever order they come.
 *
 * A platform's id is kept as its HMAC: WhatsApp's contains the phone number.
 */
import type { Sent } from '../channels/sender.ts';
import { openPersonKey } from '../privacy/person-key.ts';
import type { Pid } from '../privacy/pseudonym.ts';
import type { Sql } from '../store/sql.ts';
import { orderOf } from './fate.ts';
import type { Ground } from './ground.ts';
import { noteClosed } from './note-window.ts';
import { DAY } from './remember.ts';
import { decideNext } from './retry.ts';

/** What is told about one message. */
export type Told =
	| { state: 'sent' | 'delivered' | 'read' }
	/** After it was taken: what to make of it, as if it had been said at once. */
	| { state: 'failed'; fate: Exclude<Sent, { outcome: 'sent' | 'moved' }> };

/** Longer than this, in ms, nobody waits to hear that something has arrived. */
export const LONGEST_AWAITED = 3 * DAY;
/** Ids are remembered as long as a platform repeats what it tells. */
const KEPT_DAYS = 8;

/** Messages of which something was told too early. */
const MOST_EARLY = 1_000;

const ranks = { sent: 0, delivered: 1, read: 2 };

interface Row {
	seq: number;
	state: keyof typeof ranks;
}

/** A platform may tell faster than we write down that we sent. Only in memory, the newest only. */
export class Early {
	readonly #told = new Map<string, Told[]>();

	keep(id: string, told: Told): void {
		this.#told.set(id, [...(this.#told.get(id) ?? []), told]);
		const [oldest] = this.#told.keys();
		if (this.#told.size > MOST_EARLY && oldest !== undefined) this.#told.delete(oldest);
	}

	/** In the order in which they came; taken out. */
	take(id: string): Told[] {
		const told = this.#told.get(id) ?? [];
		this.#told.delete(id);
		return told;
	}
}

/** @param ids HMACs; all of one message (it may have been split) */
export function awaitNews(data: Sql, pid: Pid, seq: number, ids: readonly string[], now: number): void {
	for (const id of ids) {
		data.run(
			'INSERT INTO awaited (id, pid, seq, state, day) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
			id,
			pid,
			seq,
			'sent',
			Math.floor(now / DAY),
		);
	}
}

/** Whose message it is. Undefined: none of ours, or it is too long ago. */
export function whoseMessage(data: Sql, id: string): Pid | undefined {
	return data.get<{ pid: Pid }>('SELECT pid FROM awaited WHERE id = ?', id)?.pid;
}

export interface Learnt {
	/** It has to go out again. */
	again: boolean;
	/** Whose words it is: the Desk's order, null for the bot's; and what became of them, if that is new. */
	order: string | null;
	said?: 'delivered' | 'read' | 'failed';
}

const nothingNew: Learnt = { again: false, order: null };

/** In a transaction of the caller's. @param chance as in retry.ts */
export function learn(ground: Ground, pid: Pid, id: string, told: Told, chance: number, now: number): Learnt {
	const { data } = ground;
	const row = data.get<Row>('SELECT seq, state FROM awaited WHERE id = ? AND pid = ?', id, pid);
	if (!row) return nothingNew;
	const order = orderOf(data, pid, row.seq);
	if (told.state === 'failed') {
		return row.state === 'sent' ? { order, ...fail(ground, pid, row.seq, told.fate, chance, now) } : nothingNew;
	}
	if (told.state === 'sent' || ranks[told.state] <= ranks[row.state]) return nothingNew;
	data.run('UPDATE awaited SET state = ? WHERE id = ?', told.state, id);
	// A message that was split has arrived, or was read, when all its parts have.
	const least = data
		.all<Row>('SELECT seq, state FROM awaited WHERE pid = ? AND seq = ?', pid, row.seq)
		.reduce((slowest, { state }) => Math.min(slowest, ranks[state]), ranks[told.state]);
	if (least < ranks[told.state]) return nothingNew;
	// Whoever said it would like to know, too, that it was read.
	const known = order === null || told.state === 'read';
	if (known) data.run("DELETE FROM outbox WHERE pid = ? AND seq = ? AND state = 'sent'", pid, row.seq);
	return { again: false, order, said: told.state };
}

function fail(
	ground: Ground,
	pid: Pid,
	seq: number,
	fate: Extract<Told, { state: 'failed' }>['fate'],
	chance: number,
	now: number,
): Pick<Learnt, 'again' | 'said'> {
	const { data, keys, ring } = ground;
	// If it is said again, it has new ids.
	data.run('DELETE FROM awaited WHERE pid = ? AND seq = ?', pid, seq);
	const query = "SELECT tries, unknown, due FROM outbox WHERE pid = ? AND seq = ? AND state = 'sent'";
	const attempt = data.get<{ tries: number; unknown: number; due: number }>(query, pid, seq);
	if (!attempt) return { again: false };
	const key = fate.outcome === 'closed' ? openPersonKey(keys, ring, pid) : undefined;
	// It is awaited until so long after it was sent.
	if (key) noteClosed(ground, pid, key, attempt.due - LONGEST_AWAITED, now);
	const { state, tries, unknown, due } = decideNext(attempt, fate, chance);
	data.run(
		'UPDATE outbox SET state = ?, tries = ?, unknown = ?, due = ? WHERE pid = ? AND seq = ?',
		state,
		tries,
		unknown,
		due === 0 ? 0 : now + Math.round(due),
		pid,
		seq,
	);
	return state === 'pending' ? { again: true } : { again: false, said: 'failed' };
}

/** What nobody told about for long enough, at most `limit` of each. */
export function forgetAwaited(data: Sql, now: number, limit: number): void {
	const spent = "SELECT pid, seq FROM outbox WHERE state = 'sent' AND due <= ? LIMIT ?";
	data.run(`DELETE FROM outbox WHERE (pid, seq) IN (${spent})`, now, limit);
	const day = Math.floor(now / DAY) - KEPT_DAYS;
	data.run('DELETE FROM awaited WHERE id IN (SELECT id FROM awaited WHERE day < ? LIMIT ?)', day, limit);
}
