/** What became of something a staff member said, as letters to the Desk. In a transaction of the caller's. */
import { phaseOf } from '../flow/conversation.ts';
import type { Said } from '../flow/letters.ts';
import type { Random } from '../privacy/crypto.ts';
import type { Pid } from '../privacy/pseudonym.ts';
import type { Sql } from '../store/sql.ts';
import { writeLetters } from './letters.ts';
import { loadState } from './state.ts';

/** The order a message of the outbox says; null: the bot says it. */
export function orderOf(data: Sql, pid: Pid, seq: number): string | null {
	const query = 'SELECT order_id FROM outbox WHERE pid = ? AND seq = ?';
	return data.get<{ order_id: string | null }>(query, pid, seq)?.order_id ?? null;
}

/** The orders of all that waits to go out to somebody. */
export function ordersWaiting(data: Sql, pid: Pid): string[] {
	const query =
		"SELECT order_id FROM outbox WHERE pid = ? AND state IN ('pending', 'sending') AND order_id IS NOT NULL ORDER BY seq";
	return data.all<{ order_id: string }>(query, pid).map(({ order_id }) => order_id);
}

export function tellFate(
	data: Sql,
	key: Uint8Array,
	pid: Pid,
	orders: readonly string[],
	said: Said,
	now: number,
	random: Random,
): void {
	const letters = orders.map((id) => ({ kind: 'delivery', id, said }) as const);
	writeLetters(data, key, pid, letters, now, random);
}

/** They have blocked us: if they wait for somebody or talk with one, that one must not wait for them. */
export function tellBlocked(data: Sql, key: Uint8Array, pid: Pid, now: number, random: Random): void {
	if (isWithHumans(data, key, pid)) writeLetters(data, key, pid, [{ kind: 'left', why: 'blocked' }], now, random);
}

/** The platform takes no words of ours until they write, whatever our clock says. */
export function tellClosed(data: Sql, key: Uint8Array, pid: Pid, now: number, random: Random): void {
	if (isWithHumans(data, key, pid)) writeLetters(data, key, pid, [{ kind: 'window', until: now }], now, random);
}

function isWithHumans(data: Sql, key: Uint8Array, pid: Pid): boolean {
	const known = loadState(data, key, pid);
	return known !== undefined && phaseOf(known.conversation).is !== 'bot';
}

/** The person's page has fetched these: told once. */
export function markFetched(data: Sql, key: Uint8Array, pid: Pid, upTo: number, now: number, random: Random): void {
	const where = "WHERE pid = ? AND state = 'mailbox' AND order_id IS NOT NULL AND seq <= ?";
	const rows = data.all<{ order_id: string }>(`SELECT order_id FROM outbox ${where} ORDER BY seq`, pid, upTo);
	data.run(`UPDATE outbox SET order_id = NULL ${where}`, pid, upTo);
	const orders = rows.map(({ order_id }) => order_id);
	tellFate(data, key, pid, orders, 'delivered', now, random);
}
