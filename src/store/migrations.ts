/** Brings a database to the newest schema: numbered, each in one transaction, so that being killed half-way is safe. */
import { StoreNewer } from './errors.ts';
import type { Sql } from './sql.ts';

export interface Migration {
	/** One line: what it does. It stands in the database too. */
	name: string;
	up(sql: Sql): void;
}

/**
 * `migrations[0]` leads to version 1; published ones never change. A table and not `PRAGMA user_version`, which a
 * Durable Object refuses. Throws `StoreNewer` before anything is written. → the versions it went through now.
 */
export function migrate(sql: Sql, migrations: readonly Migration[]): number[] {
	refuseNewer(sql, migrations);
	const found = schemaVersion(sql);
	const done: number[] = [];
	for (const [index, migration] of migrations.entries()) {
		const version = index + 1;
		if (version <= found) continue;
		sql.transaction(() => {
			sql.run('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT');
			migration.up(sql);
			sql.run('INSERT INTO schema_version (version, name) VALUES (?, ?)', version, migration.name);
		});
		done.push(version);
	}
	return done;
}

/** Throws `StoreNewer` when the database was written by a newer Bekend. */
export function refuseNewer(sql: Sql, migrations: readonly Migration[]): void {
	const found = schemaVersion(sql);
	if (found > migrations.length) throw new StoreNewer(found, migrations.length);
}

/** 0: nothing there yet. */
export function schemaVersion(sql: Sql): number {
	const table = sql.get("SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'");
	if (!table) return 0;
	return sql.get<{ version: number | null }>('SELECT max(version) AS version FROM schema_version')?.version ?? 0;
}
