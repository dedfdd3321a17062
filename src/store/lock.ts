/**
 * One process at a time on one DATA_DIR. The lock is an exclusive transaction on a file of its own: the system frees
 * it when the process ends, also by kill -9, and data.db stays open to a backup or a staff command.
 *
 * Do not read DATA_DIR/lock from within the process that holds it: on POSIX, closing any descriptor of a file drops
 * the process's locks on it.
 */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { StoreFailed, StoreLocked } from './errors.ts';

/**
 * Nothing else need refer to the connection, and one that nothing refers to is closed by the garbage collector: the
 * lock would be free while its holder lives.
 */
const held = new Set<Database.Database>();

/** Takes the lock, or throws at once: `StoreLocked`, or `StoreFailed` when the directory cannot be written. → frees it. */
export function lock(directory: string): () => void {
	const db = open(directory);
	try {
		// Nothing is ever written to it, so no journal need lie beside it.
		db.pragma('journal_mode = MEMORY');
		db.exec('BEGIN EXCLUSIVE');
	} catch (cause) {
		db.close();
		const busy = cause instanceof Database.SqliteError && cause.code === 'SQLITE_BUSY';
		throw busy ? new StoreLocked(directory, cause) : new StoreFailed(cause);
	}
	held.add(db);
	return () => {
		held.delete(db);
		db.close();
	};
}

function open(directory: string): Database.Database {
	try {
		return new Database(join(directory, 'lock'), { timeout: 0 });
	} catch (cause) {
		throw new StoreFailed(cause);
	}
}
