/**
 * What every connection must be set to before a row is touched. better-sqlite3 falls back to `synchronous=NORMAL` on
 * every connection after the one that switched to WAL, and `secure_delete` is off: so set all, each time, and look.
 */
import { PragmaRefused } from './errors.ts';

const pragmas: readonly [name: string, set: string, expected: string][] = [
	['busy_timeout', '250', '250'],
	['journal_mode', 'WAL', 'wal'],
	// 2 is FULL: a commit is on the disk when it returns.
	['synchronous', 'FULL', '2'],
	// Deleted content is overwritten with zeros.
	['secure_delete', 'ON', '1'],
	['foreign_keys', 'ON', '1'],
	['trusted_schema', 'OFF', '0'],
	// The log does not keep its largest size after a checkpoint: 16 MiB.
	['journal_size_limit', '16777216', '16777216'],
	// As large may the log grow, in pages of 4 KiB, before it is moved into the file: a page that many turns have changed
	// is moved once. Erasing does not wait for it.
	['wal_autocheckpoint', '4000', '4000'],
];

/** @param pragma runs `PRAGMA <text>` and gives the first value. Throws `PragmaRefused` naming the first that did not hold. */
export function setPragmas(file: string, pragma: (text: string) => unknown): void {
	for (const [name, set, expected] of pragmas) {
		pragma(`${name} = ${set}`);
		const got = String(pragma(name));
		if (got !== expected) throw new PragmaRefused(file, name, expected, got);
	}
}
