/** One random key a person. Destroying it is what erases them also from backups of data.db. */
import type { Sql } from '../store/sql.ts';
import { KEY_BYTES, type Random } from './crypto.ts';
import type { Pid } from './pseudonym.ts';
import { type Place, seal, tryOpen } from './seal.ts';
import type { Keyring } from './unlock.ts';

export function wrappedAt(pid: Pid): Place {
	return { table: 'person_key', column: 'wrapped', row: pid, version: 1 };
}

/** A new key, in place of any there was. */
export function makePersonKey(keys: Sql, ring: Keyring, pid: Pid, random: Random): Uint8Array {
	const key = random(KEY_BYTES);
	const wrapped = seal(ring.wrap, wrappedAt(pid), key, random);
	keys.run(
		'INSERT INTO person_key (pid, wrapped) VALUES (?, ?) ON CONFLICT (pid) DO UPDATE SET wrapped = excluded.wrapped',
		pid,
		wrapped,
	);
	return key;
}

/** Undefined: there is none, or it is damaged, which is the same: what it sealed cannot be opened any more. */
export function openPersonKey(keys: Sql, ring: Keyring, pid: Pid): Uint8Array | undefined {
	const row = keys.get<{ wrapped: Uint8Array }>('SELECT wrapped FROM person_key WHERE pid = ?', pid);
	return row && tryOpen(ring.wrap, wrappedAt(pid), row.wrapped);
}

/** → how many there were. */
export function destroyPersonKeys(keys: Sql, pids: Iterable<Pid>): number {
	return keys.transaction(() => {
		let destroyed = 0;
		for (const pid of pids) destroyed += keys.run('DELETE FROM person_key WHERE pid = ?', pid);
		return destroyed;
	});
}
