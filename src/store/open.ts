/** Opens DATA_DIR: the lock, data.db and keys.db, checked, migrated and unlocked. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { type Keyring, type Secrets, unlock } from '../privacy/unlock.ts';
import { openSqlite } from './better-sqlite.ts';
import { lock } from './lock.ts';
import type { Sql } from './sql.ts';

export interface Store {
	data: Sql;
	keys: Sql;
	ring: Keyring;
	/** Frees the lock too. Nothing of the store may be used after. */
	close(): void;
}

/**
 * Makes the directory if need be. Throws `StoreLocked`, `PragmaRefused`, `StoreFailed`, `StoreNewer`, `SecretWrong` or
 * `KeysMissing`; then nothing is left open.
 */
export function openStore(directory: string, secrets: Secrets): Store {
	mkdirSync(directory, { recursive: true, mode: 0o700 });
	const opened: (() => void)[] = [lock(directory)];
	const close = () => {
		for (const end of opened.toReversed()) end();
	};
	const file = (name: string): Sql => {
		const path = join(directory, name);
		// SQLite makes its log with the mode of the file; nobody else on the machine may read either.
		closeSync(openSync(path, 'a', 0o600));
		const sqlite = openSqlite(path);
		opened.push(sqlite.close);
		return sqlite;
	};
	try {
		const keys = file('keys.db');
		const data = file('data.db');
		return { data, keys, ring: unlock({ data, keys }, secrets), close };
	} catch (error) {
		close();
		throw error;
	}
}
