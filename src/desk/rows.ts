/** The rows of a thread: what was said, sealed, and what happened, without words. */
import type { StaffId } from '../flow/roster.ts';
import type { Sql } from '../store/sql.ts';
import type { Danger, Row } from './api.ts';
import { type Ground, makeId } from './ground.ts';
import type { Said } from './letters.ts';
import type { Thread } from './thread.ts';

/** What happened. Of staff by `author`, about `who`. */
export type Happening =
	| 'asked'
	| 'claimed'
	| 'released'
	| 'introduced'
	| 'yes'
	| 'no'
	| 'passed'
	| 'handed-back'
	| 'slept'
	| 'blocked'
	| 'unblocked'
	| 'left'
	| 'late'
	| 'urgent'
	| 'language'
	/** What a conversation refused was taken back. */
	| 'undone'
	| `danger-${Danger['decision']}`;

interface Sealed {
	id: string;
	kind: 'person' | 'staff' | 'note';
	at: number;
	author: StaffId | null;
	sealed: Uint8Array;
	/** Whom it is sealed to; empty: nobody knows any more. */
	recipients: readonly string[];
}

interface Kept {
	n: number;
	id: string;
	kind: Row['kind'];
	at: number;
	author: StaffId | null;
	sealed: Uint8Array | null;
	recipients: string | null;
	said: Said | null;
	what: string | null;
	who: StaffId | null;
}

const insert = `INSERT INTO desk_row (thread, n, id, kind, at, author, sealed, recipients, said, what, who)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** → the thread with its newest row counted; save it in the same transaction. */
export function addSealed(data: Sql, thread: Thread, row: Sealed): Thread {
	const n = thread.last + 1;
	const { id, kind, at, author, sealed, recipients } = row;
	data.run(insert, thread.id, n, id, kind, at, author, sealed, recipients.join(' '), null, null, null);
	return { ...thread, last: n };
}

/** As `addSealed`. */
export function addEvent(
	{ data, clock, random }: Pick<Ground, 'data' | 'clock' | 'random'>,
	thread: Thread,
	what: Happening,
	author: StaffId | null = null,
	who: StaffId | null = null,
): Thread {
	const n = thread.last + 1;
	data.run(insert, thread.id, n, makeId(random), 'event', clock(), author, null, null, null, what, who);
	return { ...thread, last: n };
}

/** What staff said is shown once the conversation has it. */
const shown = "(kind <> 'staff' OR said IS NOT NULL)";

/** What may be shown, in order. */
export function listRows(data: Sql, thread: string): Row[] {
	return data.all<Kept>(`SELECT * FROM desk_row WHERE thread = ? AND ${shown} ORDER BY n`, thread).map(show);
}

/** When the oldest words that are shown were written, epoch ms; null: there are none. */
export function oldestWords(data: Sql, thread: string): number | null {
	const query = `SELECT at FROM desk_row WHERE thread = ? AND sealed IS NOT NULL AND ${shown} ORDER BY n LIMIT 1`;
	return data.get<{ at: number }>(query, thread)?.at ?? null;
}

/** Also one that is not shown yet. */
export function findRow(data: Sql, thread: string, id: string): { row: Row; shown: boolean } | undefined {
	const kept = data.get<Kept>('SELECT * FROM desk_row WHERE thread = ? AND id = ?', thread, id);
	return kept && { row: show(kept), shown: kept.kind !== 'staff' || kept.said !== null };
}

function show({ n, id, kind, at, author, sealed, said, what, who }: Kept): Row {
	const text = Buffer.from(sealed ?? []).toString('base64');
	const by = author ?? '';
	switch (kind) {
		case 'person':
			return { kind, n, id, at, sealed: text };
		case 'staff':
			return { kind, n, id, at, by, sealed: text, said: said ?? 'queued' };
		case 'note':
			return { kind, n, id, at, by, sealed: text };
		case 'event':
			return { kind, n, id, at, what: what ?? '', by: author, who };
	}
}

/** Rows sealed to others than to the thread's recipients of now. */
export function sealedOtherwise(data: Sql, { id, sealed }: Thread): { id: string; recipients: string }[] {
	return data.all(
		`SELECT id, recipients FROM desk_row
		WHERE thread = ? AND sealed IS NOT NULL AND recipients <> ? AND ${shown} ORDER BY n`,
		id,
		sealed,
	);
}

/** Those of them that `own` opens; where nobody knows any more whom it was sealed to, each tries. */
export function toReseal(data: Sql, thread: Thread, own: string | null): string[] {
	const mine = (recipients: string) => recipients === '' || (own !== null && recipients.split(' ').includes(own));
	return sealedOtherwise(data, thread).flatMap(({ id, recipients }) => (mine(recipients) ? [id] : []));
}

/** How far a word has come: `failed` is always true, the others only move forward. */
const rank: Record<Said, number> = { queued: 0, unknown: 1, sent: 2, delivered: 3, read: 4, failed: 5 };

/** False: there is no such row, or it knew already. */
export function markSaid(data: Sql, thread: string, id: string, said: Said): boolean {
	const query = "SELECT said FROM desk_row WHERE thread = ? AND id = ? AND kind = 'staff'";
	const row = data.get<{ said: Said | null }>(query, thread, id);
	if (!row || (row.said !== null && rank[row.said] >= rank[said])) return false;
	data.run('UPDATE desk_row SET said = ? WHERE thread = ? AND id = ?', said, thread, id);
	return true;
}
