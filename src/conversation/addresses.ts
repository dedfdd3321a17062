/**
 * Which conversation an address leads to. On most channels a person has one address, and its pseudonym is the pid. On
 * WhatsApp they have two, a number and a user id, and both change: then a row says where an address leads instead.
 *
 *   no row                 the address's own pid
 *   number   → pid         the same person has another address too, or had this one before
 *   old one  → successor   given up: whoever writes from it next is somebody else, and begins anew
 *
 * Only pseudonyms stand here.
 */
import type { Pid } from '../privacy/pseudonym.ts';
import type { Sql } from '../store/sql.ts';

/** @param address the pseudonym of an address */
export function leadsTo(data: Sql, address: Pid): Pid {
	return data.get<{ pid: Pid }>('SELECT pid FROM address WHERE address = ?', address)?.pid ?? address;
}

/** A row: where an address leads instead of to its own pid. */
export interface Link {
	address: Pid;
	pid: Pid;
}

/** All that lead to this conversation, and what its own address leads to instead. */
export function linksOf(data: Sql, pid: Pid): Link[] {
	return data.all<{ address: Pid; pid: Pid }>(
		'SELECT address, pid FROM address WHERE pid = ? OR address = ?',
		pid,
		pid,
	);
}

/** From now on it leads there. */
export function lead(data: Sql, address: Pid, pid: Pid): void {
	if (address === pid) data.run('DELETE FROM address WHERE address = ?', address);
	else {
		data.run(
			'INSERT INTO address (address, pid) VALUES (?, ?) ON CONFLICT (address) DO UPDATE SET pid = excluded.pid',
			address,
			pid,
		);
	}
}

/**
 * Two conversations turned out to be one person's. Nothing leads to `old` any more; what it still had to say goes out, then
 * the sweep removes it, or the person's wish to be forgotten does.
 */
export function supersede(data: Sql, old: Pid, by: Pid): void {
	// Its own address may have been given up, and lead to somebody else.
	const own = leadsTo(data, old) === old;
	data.run('UPDATE address SET pid = ? WHERE pid = ?', by, old);
	if (own) lead(data, old, by);
	data.run('UPDATE superseded SET by = ? WHERE by = ?', by, old);
	data.run('INSERT INTO superseded (pid, by) VALUES (?, ?) ON CONFLICT (pid) DO UPDATE SET by = excluded.by', old, by);
}

/** Whose place it took. */
export function supersededBy(data: Sql, pid: Pid): Pid[] {
	return data.all<{ pid: Pid }>('SELECT pid FROM superseded WHERE by = ?', pid).map((row) => row.pid);
}

/** Superseded ones that have nothing to say any more, at most `limit`. */
export function findSpent(data: Sql, limit: number): Pid[] {
	return data
		.all<{ pid: Pid }>(
			`SELECT pid FROM superseded WHERE NOT EXISTS (
				SELECT 1 FROM outbox WHERE outbox.pid = superseded.pid AND state IN ('pending', 'sending')
			) LIMIT ?`,
			limit,
		)
		.map((row) => row.pid);
}

/** After these conversations' rows are gone. What led from one to another that is still there stays. */
export function forgetAddresses(data: Sql, pid: Pid): void {
	data.run('DELETE FROM superseded WHERE pid = ? OR by = ?', pid, pid);
	data.run(
		`DELETE FROM address WHERE (address = ? OR pid = ?)
		AND pid NOT IN (SELECT pid FROM conversation) AND address NOT IN (SELECT pid FROM conversation)`,
		pid,
		pid,
	);
}
