/** What is said to a person: numbered, in order, sealed with their key. Their own words are nowhere. */
import type { Message } from '../flow/turn.ts';
import type { Random } from '../privacy/crypto.ts';
import { openOfPage, sealToPage } from '../privacy/page-key.ts';
import type { Pid } from '../privacy/pseudonym.ts';
import { openJson, type Place, sealJson } from '../privacy/seal.ts';
import type { Sql } from '../store/sql.ts';

export interface Delivered {
	/** From 1, without gaps, for one conversation: the id of a server-sent event. */
	seq: number;
	message: Message;
	/** The order of the Desk that these are the words of. */
	order?: string;
}

/** What is sealed in a row. */
export interface Written {
	message: Message;
	/** The platform's id of the message whose button was tapped: what may be edited in place. */
	over?: string;
	/** The text, which then is empty, as only the person's page opens it: src/privacy/page-key.ts. Base64. */
	shut?: string;
}

/** How much of what was said a visit can show again. */
const KEPT = 40;

interface Appended {
	state: 'mailbox' | 'pending';
	/** The state of the first of them, when that is another: it goes out at once. */
	first?: Appended['state'] | 'sending';
	over: string | undefined;
	/** Of a mailbox: what words of a human are sealed to. */
	page?: Uint8Array | undefined;
}

/**
 * The transaction is the turn's. A mailbox keeps its newest rows; what is to be sent stays until it is.
 * @returns each as it was sealed
 */
export function append(
	data: Sql,
	key: Uint8Array,
	pid: Pid,
	delivered: readonly Delivered[],
	{ state, first = state, over, page }: Appended,
	random: Random,
): Uint8Array[] {
	const rows = delivered.map(({ seq, message, order }, n) => {
		const kept =
			page && order !== undefined ? shut(page, messageAt(pid, seq).row, message, random) : ({ message } as const);
		const written: Written = { ...kept, ...(n === 0 && over !== undefined && { over }) };
		const sealed = sealJson(key, messageAt(pid, seq), written, random);
		const query = 'INSERT INTO outbox (pid, seq, state, message, order_id) VALUES (?, ?, ?, ?, ?)';
		data.run(query, pid, seq, n === 0 ? first : state, sealed, order ?? null);
		return sealed;
	});
	const last = delivered.at(-1)?.seq ?? 0;
	if (state === 'mailbox' && last > KEPT) {
		data.run("DELETE FROM outbox WHERE pid = ? AND state = 'mailbox' AND seq <= ?", pid, last - KEPT);
	}
	return rows;
}

/** Whether something has not gone out yet. */
export function isWaiting(data: Sql, pid: Pid): boolean {
	const query = "SELECT 1 FROM outbox WHERE pid = ? AND state IN ('pending', 'sending') LIMIT 1";
	return data.get(query, pid) !== undefined;
}

function shut(page: Uint8Array, row: string, message: Message, random: Random): Written {
	const sealed = sealToPage(page, row, message.text, random);
	return { message: { ...message, text: '' }, shut: Buffer.from(sealed).toString('base64') };
}

/** Throws `SealBroken`. @param address whose mailbox it is: only it opens what humans have said */
export function readMailbox(data: Sql, key: Uint8Array, pid: Pid, address: string, after: number): Delivered[] {
	const rows = data.all<{ seq: number; message: Uint8Array; order_id: string | null }>(
		"SELECT seq, message, order_id FROM outbox WHERE pid = ? AND state = 'mailbox' AND seq > ? ORDER BY seq",
		pid,
		after,
	);
	return rows.map(({ seq, message, order_id }) => ({
		seq,
		...(order_id !== null && { order: order_id }),
		message: unshut(openJson<Written>(key, messageAt(pid, seq), message), messageAt(pid, seq).row, address),
	}));
}

function unshut({ message, shut }: Written, row: string, address: string): Message {
	return shut === undefined ? message : { ...message, text: openOfPage(address, row, Buffer.from(shut, 'base64')) };
}

export function messageAt(pid: Pid, seq: number): Place {
	return { table: 'outbox', column: 'message', row: `${pid} ${seq}`, version: 1 };
}
