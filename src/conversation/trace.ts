/**
 * The platform's ids of what stands in a chat, both sides, sealed, for 48 hours: as long as a platform lets us wipe it.
 * What a person sent and what we answered stand in one row, in their order. The newest of ours is also what may be
 * edited in place.
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

/** One row, as it was written: what is added to it later is added to this and nothing else. */
export interface TraceRow {
	n: number;
	traced: readonly Traced[];
	sealed: Uint8Array;
}

const KEPT = 48 * 3_600_000;

export function trace(
	data: Sql,
	key: Uint8Array,
	pid: Pid,
	traced: readonly Traced[],
	now: number,
	random: Random,
): TraceRow {
	const newest = data.get<{ n: number }>('SELECT n FROM trace WHERE pid = ? ORDER BY n DESC LIMIT 1', pid);
	const n = 1 + (newest?.n ?? 0);
	const sealed = sealJson(key, traceAt(pid, n), traced, random);
	data.run('INSERT INTO trace (pid, n, at, message) VALUES (?, ?, ?, ?)', pid, n, now, sealed);
	return { n, traced, sealed };
}

/** False: the row is gone, or its number is another's by now. */
export function addToTrace(
	data: Sql,
	key: Uint8Array,
	pid: Pid,
	{ n, traced, sealed }: TraceRow,
	more: readonly Traced[],
	random: Random,
): boolean {
	const longer = sealJson(key, traceAt(pid, n), [...traced, ...more], random);
	const query = 'UPDATE trace SET message = ? WHERE pid = ? AND n = ? AND message = ?';
	return data.run(query, longer, pid, n, sealed) === 1;
}

/** All that can still be wiped, the oldest first. Throws `SealBroken`. */
export function readTrace(data: Sql, key: Uint8Array, pid: Pid, now: number): Traced[] {
	const query = 'SELECT n, message FROM trace WHERE pid = ? AND at > ? ORDER BY n';
	return data.all<Row>(query, pid, now - KEPT).flatMap((row) => openRow(key, pid, row));
}

/** The last of them, either side's. */
function readNewest(data: Sql, key: Uint8Array, pid: Pid, now: number): Traced | undefined {
	const query = 'SELECT n, message FROM trace WHERE pid = ? AND at > ? ORDER BY n DESC LIMIT 1';
	const row = data.get<Row>(query, pid, now - KEPT);
	return row && openRow(key, pid, row).at(-1);
}

/** Our newest message, if it is the one that was tapped and nothing came after it: what is said now may take its place. */
export function findLatest(
	data: Sql,
	key: Uint8Array,
	pid: Pid,
	tapped: string | undefined,
	now: number,
): string | undefined {
	const newest = tapped === undefined ? undefined : readNewest(data, key, pid, now);
	return newest?.ours && newest.id === tapped ? newest.id : undefined;
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

interface Row {
	n: number;
	message: Uint8Array;
}

function openRow(key: Uint8Array, pid: Pid, { n, message }: Row): readonly Traced[] {
	const traced = openJson<Traced | readonly Traced[]>(key, traceAt(pid, n), message);
	// Before rows were shared, each had one; the last of those lives two days.
	return Array.isArray(traced) ? traced : [traced as Traced];
}

function traceAt(pid: Pid, n: number): Place {
	return { table: 'trace', column: 'message', row: `${pid} ${n}`, version: 1 };
}
