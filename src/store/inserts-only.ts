/** Has the database refuse every edit of a log: triggers, because a rule in the code is one a mistake can go around. */
import type { Sql } from './sql.ts';

/** @param table with `n INTEGER PRIMARY KEY` */
export function insertsOnly(sql: Sql, table: string): void {
	const refuse = `BEGIN SELECT RAISE(ABORT, 'the audit log takes inserts only'); END`;
	for (const what of ['UPDATE', 'DELETE']) {
		sql.run(`CREATE TRIGGER ${table}_no_${what.toLowerCase()} BEFORE ${what} ON ${table} ${refuse}`);
	}
	// INSERT OR REPLACE deletes without asking the trigger of DELETE.
	sql.run(`
		CREATE TRIGGER ${table}_no_replace BEFORE INSERT ON ${table}
		WHEN EXISTS (SELECT 1 FROM ${table} WHERE n = NEW.n) ${refuse}`);
}
