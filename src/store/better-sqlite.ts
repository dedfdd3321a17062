/** The `Sql` port on better-sqlite3: Node, one file. */
import Database from 'better-sqlite3';
import { StoreFailed } from './errors.ts';
import { setPragmas } from './pragmas.ts';
import { refuseBinds, refusePromise, refuseQuery, refuseRows } from './refuse.ts';
import type { Bind, Sql } from './sql.ts';

export interface SqliteFile extends Sql {
	close(): void;
}

/** Opens or makes the file. Throws `PragmaRefused` when a setting does not hold, `StoreFailed` when it is no database. */
export function openSqlite(path: string): SqliteFile {
	const db = guard(() => new Database(path));
	try {
		guard(() => setPragmas(path, (pragma) => db.pragma(pragma, { simple: true })));
		return overDatabase(db);
	} catch (error) {
		db.close();
		throw error;
	}
}

type Values = Record<string, unknown>;
type Statement = Database.Statement<Bind[], Values>;

function overDatabase(db: Database.Database): SqliteFile {
	const asked = preparing(db, refuseQuery);
	const control = preparing(db, () => {});
	let depth = 0;

	const prepare = (query: string, rows: boolean): Statement => {
		const statement = asked(query);
		refuseRows(statement.reader, rows);
		// A full disk ends the whole transaction by itself: what came now would be kept on its own.
		if (depth > 0 && !db.inTransaction) throw new StoreFailed(new Error('the transaction has ended'));
		return statement;
	};

	const transaction = <T>(work: () => T): T => {
		const [begin, end, undo] =
			depth === 0
				? ['BEGIN IMMEDIATE', 'COMMIT', ['ROLLBACK']]
				: [`SAVEPOINT s${depth}`, `RELEASE s${depth}`, [`ROLLBACK TO s${depth}`, `RELEASE s${depth}`]];
		guard(() => control(begin).run());
		depth++;
		try {
			const result = work();
			refusePromise(result);
			guard(() => control(end).run());
			return result;
		} catch (error) {
			// Ended by itself: there is nothing left to undo, here or outside.
			if (!db.inTransaction) throw error instanceof StoreFailed ? error : new StoreFailed(error);
			for (const query of undo) guard(() => control(query).run());
			throw error;
		} finally {
			depth--;
		}
	};

	return {
		run(query, ...binds) {
			refuseBinds(binds);
			return guard(() => prepare(query, false).run(...binds).changes);
		},
		get<Row>(query: string, ...binds: Bind[]) {
			refuseBinds(binds);
			const row = guard(() => prepare(query, true).get(...binds));
			return row && (plain(row) as Row);
		},
		all<Row>(query: string, ...binds: Bind[]) {
			refuseBinds(binds);
			return guard(() => prepare(query, true).all(...binds)).map((row) => plain(row) as Row);
		},
		transaction,
		purge() {
			// A reader must not hold up the event loop for the whole busy_timeout: the caller tries again.
			const patience = db.pragma('busy_timeout', { simple: true });
			db.pragma('busy_timeout = 20');
			try {
				return guard(() => db.pragma('wal_checkpoint(TRUNCATE)', { simple: true })) === 0;
			} finally {
				db.pragma(`busy_timeout = ${patience}`);
			}
		},
		close: () => void db.close(),
	};
}

/** Prepares each query once, after `check`. The queries are constants of the source, so this does not grow. */
function preparing(db: Database.Database, check: (query: string) => void): (query: string) => Statement {
	const prepared = new Map<string, Statement>();
	return (query) => {
		const known = prepared.get(query);
		if (known) return known;
		check(query);
		const statement = db.prepare<Bind[], Values>(query);
		prepared.set(query, statement);
		return statement;
	};
}

/** Trouble with the disk or the file, as opposed to a statement that is wrong: https://sqlite.org/rescode.html */
const TROUBLE = /^SQLITE_(FULL|IOERR|BUSY|LOCKED|CORRUPT|NOTADB|READONLY|CANTOPEN|NOMEM|PERM|PROTOCOL|AUTH)/;

function guard<T>(work: () => T): T {
	try {
		return work();
	} catch (error) {
		if (error instanceof Database.SqliteError && TROUBLE.test(error.code)) throw new StoreFailed(error);
		throw error;
	}
}

/** better-sqlite3 gives a Buffer, a Durable Object an ArrayBuffer. */
function plain(row: Values): Values {
	for (const [name, value] of Object.entries(row)) {
		if (Buffer.isBuffer(value)) row[name] = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
	}
	return row;
}
