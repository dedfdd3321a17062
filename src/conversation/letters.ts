/**
 * Letters to the Desk, written in the transaction of what caused them: numbered for each conversation, sealed with the
 * person's key until they are carried (src/conversation/carry.ts).
 */
import type { Drafted, Letter } from '../flow/letters.ts';
import type { Effect } from '../flow/turn.ts';
import type { Random } from '../privacy/crypto.ts';
import type { Pid } from '../privacy/pseudonym.ts';
import { openJson, type Place, sealJson } from '../privacy/seal.ts';
import type { Sql } from '../store/sql.ts';

/** The oldest letter of a person that has not been carried. */
export interface Head {
	/** Orders all letters of a person, also those of an erased conversation before those of the next. */
	id: number;
	n: number;
	at: number;
	/** Null: `forgotten`, for which there is no key any more. */
	body: Uint8Array | null;
}

const ID_BYTES = 16;

/** After the state was saved: the number stands in its row. */
export function writeLetters(
	data: Sql,
	key: Uint8Array,
	pid: Pid,
	drafted: readonly Drafted[],
	now: number,
	random: Random,
): void {
	for (const draft of drafted) {
		const letter: Letter =
			draft.kind === 'said' ? { ...draft, id: Buffer.from(random(ID_BYTES)).toString('base64url') } : draft;
		const query = 'UPDATE conversation SET letters = letters + 1 WHERE pid = ? RETURNING letters';
		const n = data.get<{ letters: number }>(query, pid)?.letters;
		// It is gone: `forgotten` has been written.
		if (n === undefined) return;
		const body = sealJson(key, letterAt(pid, n), letter, random);
		data.run('INSERT INTO letter (pid, n, at, body) VALUES (?, ?, ?, ?)', pid, n, now, body);
	}
}

export function draftedIn(effects: readonly Effect[]): Drafted[] {
	return effects.flatMap((effect) => (effect.do === 'letter' ? [effect.letter] : []));
}

/**
 * Before a conversation is deleted: what the Desk has of it must go too. What was not carried yet is gone with the person;
 * nothing is written for a conversation of which the Desk has never heard.
 */
export function writeForgotten(data: Sql, pid: Pid, now: number): void {
	const n = data.get<{ letters: number }>('SELECT letters FROM conversation WHERE pid = ?', pid)?.letters ?? 0;
	if (n === 0) return;
	data.run('DELETE FROM letter WHERE pid = ?', pid);
	data.run('INSERT INTO letter (pid, n, at, body) VALUES (?, ?, ?, NULL)', pid, n + 1, now);
}

export function headOf(data: Sql, pid: Pid): Head | undefined {
	return data.get<Head>('SELECT id, n, at, body FROM letter WHERE pid = ? ORDER BY id LIMIT 1', pid);
}

/** Throws `SealBroken`. */
export function openLetter(key: Uint8Array, pid: Pid, n: number, body: Uint8Array): Letter {
	return openJson<Letter>(key, letterAt(pid, n), body);
}

function letterAt(pid: Pid, n: number): Place {
	return { table: 'letter', column: 'body', row: `${pid} ${n}`, version: 1 };
}
