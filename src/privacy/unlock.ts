/**
 * Opens the keys at start.
 *
 *   BEKEND_SECRET ─HKDF─► key-encryption key ─wraps─► vault.lookup     random, made once, never changes
 *                                            └wraps─► person_key.*     random, one a person
 *   vault.lookup ─HKDF─► pseudonyms, message ids: a new secret must not make strangers of people, nor new of old messages
 *                └─────► what staff sign in with: a new secret must not lock the team out
 *
 * A new secret with the old one as BEKEND_SECRET_PREVIOUS re-wraps everything in one transaction.
 */

import { migrate, refuseNewer, schemaVersion } from '../store/migrations.ts';
import { dataMigrations, keysMigrations } from '../store/schema.ts';
import type { Sql } from '../store/sql.ts';
import { derive, hmac, KEY_BYTES, type Random, systemRandom } from './crypto.ts';
import { KeysMissing, SecretWrong } from './errors.ts';
import { join } from './join.ts';
import { wrappedAt } from './person-key.ts';
import { type Place, seal, tryOpen } from './seal.ts';
import { keyEncryptionKey } from './secret.ts';

/** Keys of this process; only in memory. */
export interface Keyring {
	/** Wraps person keys. */
	wrap: Uint8Array;
	/** Names people. */
	lookup: Uint8Array;
	/** Names messages. */
	messages: Uint8Array;
	/** Seals TOTP secrets, signs challenges: src/desk/sign-in. */
	staff: Uint8Array;
}

export interface Secrets {
	secret: Uint8Array;
	previous?: Uint8Array | undefined;
}

/**
 * Checks the secret, migrates both files and gives the keys. Before anything is written it throws `SecretWrong`,
 * `KeysMissing` or `StoreNewer`.
 */
export function unlock(
	{ data, keys }: { data: Sql; keys: Sql },
	{ secret, previous }: Secrets,
	random: Random = systemRandom,
): Keyring {
	refuseNewer(keys, keysMigrations);
	refuseNewer(data, dataMigrations);
	const wrap = keyEncryptionKey(secret);
	const wrapped = schemaVersion(keys) > 0 ? keys.get<Vault>('SELECT lookup FROM vault')?.lookup : undefined;
	const bound = schemaVersion(data) > 0 ? readBinding(data) : undefined;
	if (!wrapped && bound) throw new KeysMissing();

	const now = wrapped && tryOpen(wrap, vault, wrapped);
	const before = wrapped && !now && previous ? keyEncryptionKey(previous) : undefined;
	const lookup = wrapped ? (now ?? (before && tryOpen(before, vault, wrapped))) : random(KEY_BYTES);
	if (!lookup) throw new SecretWrong();
	if (bound && bound !== binding(lookup)) throw new KeysMissing();

	migrate(keys, keysMigrations);
	migrate(data, dataMigrations);
	if (!wrapped) keys.run('INSERT INTO vault (id, lookup) VALUES (1, ?)', seal(wrap, vault, lookup, random));
	if (!bound) data.run("INSERT INTO meta (name, value) VALUES ('keys', ?)", binding(lookup));
	if (before) rewrap(keys, lookup, before, wrap, random);
	return {
		wrap,
		lookup: derive(lookup, 'bekend pseudonyms'),
		messages: derive(lookup, 'bekend message ids'),
		staff: derive(lookup, 'bekend staff'),
	};
}

interface Vault {
	lookup: Uint8Array;
}

const vault: Place = { table: 'vault', column: 'lookup', row: '1', version: 1 };

function rewrap(keys: Sql, lookup: Uint8Array, before: Uint8Array, wrap: Uint8Array, random: Random): void {
	keys.transaction(() => {
		keys.run('UPDATE vault SET lookup = ?', seal(wrap, vault, lookup, random));
		for (const { pid, wrapped } of keys.all<{ pid: string; wrapped: Uint8Array }>('SELECT * FROM person_key')) {
			const place = wrappedAt(pid);
			const key = tryOpen(before, place, wrapped);
			// A damaged one has lost its conversation already: src/conversation/sweep.ts erases what is left of it.
			if (key) keys.run('UPDATE person_key SET wrapped = ? WHERE pid = ?', seal(wrap, place, key, random), pid);
		}
	});
	// Else the old secret would still open what lies in the log.
	keys.purge();
}

/** Ties data.db to its keys.db: with the wrong one next to it, every conversation would look lost and be erased. */
function binding(lookup: Uint8Array): string {
	return hmac(lookup, join('bekend data.db'));
}

function readBinding(data: Sql): string | undefined {
	return data.get<{ value: string }>("SELECT value FROM meta WHERE name = 'keys'")?.value;
}
