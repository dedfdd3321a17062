/** Brings a database to the newest schema: numbered, each in one transaction, so that being killed half-way is safe. */
import { StoreNewer } from './errors.ts';
import type { Sql } from './sql.ts';

export interface Migration {
	/** One line: what it does. It stands in the database too. */
	name: string;
	up(sql: Sql): void;
}

const OWN = 'schema_version';

/**
 * `migrations[0]` leads to version 1; published ones never change. A table and not `PRAGMA user_version`, which a
 * Durable Object refuses. Throws `StoreNewer` before anything is written. → the versions it went through now.
 *
 * @param table whose versions: two actors in one file each have their own
 */
export function migrate(sql: Sql, migrations: readonly Migration[], table = OWN): number[] {
	refuseNewer(sql, migrations, table);
	const found = schemaVersion(sql, table);
	const done: number[] = [];
	for (const [index, migration] of migrations.entries()) {
		const version = index + 1;
		if (version <= found) continue;
		sql.transaction(() => {
			sql.run(`CREATE TABLE IF NOT EXISTS ${table} (version INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT`);
			migration.up(sql);
			sql.run(`INSERT INTO ${table} (version, name) VALUES (?, ?)`, version, migration.name);
		});
		done.push(version);
	}
	return done;
}

/** Throws `StoreNewer` when the database was written by a newer Bekend. */
export function refuseNewer(sql: Sql, migrations: readonly Migration[], table = OWN): void {
	const found = schemaVersion(sql, table);
	if (found > migrations.length) throw new StoreNewer(found, migrations.length);
}

/** 0: nothing there yet. */
export function schemaVersion(sql: Sql, table = OWN): number {
	if (!sql.get("SELECT name FROM sqlite_schema WHERE type = 'table' AND name = ?", table)) return 0;
	return sql.get<{ version: number | null }>(`SELECT max(version) AS version FROM ${table}`)?.version ?? 0;
}
