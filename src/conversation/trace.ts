/**
 * The platform's ids of what stands in a chat, both sides, sealed, for 48 hours: as long as a platform lets us wipe it.
 * The newest of ours is also what may be edited in place.
 */
import type { Random } from '../privacy/crypto.ts';
import type { Pid } from '../privacy/pseudonym.ts';
import { openJson, type Place, sealJson } from '../privacy/seal.ts';
import type { Sql } from '../store/sql.ts';

interface Traced {
	id: string;
	/** Whether we said it. */
	ours: boolean;
}

const KEPT = 48 * 3_600_000;

export function trace(data: Sql, key: Uint8Array, pid: Pid, traced: Traced, now: number, random: Random): void {
	const next = 1 + (data.get<{ n: number }>('SELECT coalesce(max(n), 0) AS n FROM trace WHERE pid = ?', pid)?.n ?? 0);
	const sealed = sealJson(key, traceAt(pid, next), traced, random);
	data.run('INSERT INTO trace (pid, n, at, message) VALUES (?, ?, ?, ?)', pid, next, now, sealed);
}

/** All that can still be wiped, the oldest first. Throws `SealBroken`. */
export function readTrace(data: Sql, key: Uint8Array, pid: Pid, now: number): Traced[] {
	return data
		.all<{ n: number; message: Uint8Array }>(
			'SELECT n, message FROM trace WHERE pid = ? AND at > ? ORDER BY n',
			pid,
			now - KEPT,
		)
		.map(({ n, message }) => openJson<Traced>(key, traceAt(pid, n), message));
}

/** The last of them, either side's. Throws `SealBroken`. */
export function readNewest(data: Sql, key: Uint8Array, pid: Pid, now: number): Traced | undefined {
	const row = data.get<{ n: number; message: Uint8Array }>(
		'SELECT n, message FROM trace WHERE pid = ? AND at > ? ORDER BY n DESC LIMIT 1',
		pid,
		now - KEPT,
	);
	return row && openJson<Traced>(key, traceAt(pid, row.n), row.message);
}

export function clearTrace(data: Sql, pid: Pid): void {
	data.run('DELETE FROM trace WHERE pid = ?', pid);
}

/** → how many are forgotten, at most `limit`. */
export function forgetTraces(data: Sql, now: number, limit: number): number {
	return data.run(
		'DELETE FROM trace WHERE (pid, n) IN (SELECT pid, n FROM trace WHERE at <= ? LIMIT ?)',
		now - KEPT,
		limit,
	);
}

function traceAt(pid: Pid, n: number): Place {
	return { table: 'trace', column: 'message', row: `${pid} ${n}`, version: 1 };
}
