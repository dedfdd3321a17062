/** What is said to a person: numbered, in order, sealed with their key. Their own words are nowhere. */
import type { Message } from '../flow/turn.ts';
import type { Random } from '../privacy/crypto.ts';
import type { Pid } from '../privacy/pseudonym.ts';
import { openJson, type Place, sealJson } from '../privacy/seal.ts';
import type { Sql } from '../store/sql.ts';

export interface Delivered {
	/** From 1, without gaps, for one conversation: the id of a server-sent event. */
	seq: number;
	message: Message;
}

/** What is sealed in a row. */
export interface Written {
	message: Message;
	/** The platform's id of the message whose button was tapped: what may be edited in place. */
	over?: string;
}

/** How much of what was said a visit can show again. */
const KEPT = 40;

/** The transaction is the turn's. A mailbox keeps its newest rows; what is to be sent stays until it is. */
export function append(
	data: Sql,
	key: Uint8Array,
	pid: Pid,
	delivered: readonly Delivered[],
	state: 'mailbox' | 'pending',
	random: Random,
	over?: string,
): void {
	for (const [n, { seq, message }] of delivered.entries()) {
		const written: Written = { message, ...(n === 0 && over !== undefined && { over }) };
		const sealed = sealJson(key, messageAt(pid, seq), written, random);
		data.run('INSERT INTO outbox (pid, seq, state, message) VALUES (?, ?, ?, ?)', pid, seq, state, sealed);
	}
	const last = delivered.at(-1)?.seq ?? 0;
	if (last > KEPT) data.run("DELETE FROM outbox WHERE pid = ? AND state = 'mailbox' AND seq <= ?", pid, last - KEPT);
}

/** Throws `SealBroken`. */
export function readMailbox(data: Sql, key: Uint8Array, pid: Pid, after: number): Delivered[] {
	const rows = data.all<{ seq: number; message: Uint8Array }>(
		"SELECT seq, message FROM outbox WHERE pid = ? AND state = 'mailbox' AND seq > ? ORDER BY seq",
		pid,
		after,
	);
	return rows.map(({ seq, message }) => ({
		seq,
		message: openJson<Written>(key, messageAt(pid, seq), message).message,
	}));
}

export function messageAt(pid: Pid, seq: number): Place {
	return { table: 'outbox', column: 'message', row: `${pid} ${seq}`, version: 1 };
}
