import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSqlite } from '../../src/store/better-sqlite.ts';
import { migrate, schemaVersion } from '../../src/store/migrations.ts';
import { startChild } from '../support/child.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { steps } from './migrations.steps.ts';

const script = new URL('./migrations.child.ts', import.meta.url);

test.each([
	['first', 0],
	['second', 1],
	['third', 2],
])('killed in the middle of the %s, it is at version %i, and the next start finishes', async (point, version) => {
	const path = join(temporaryDirectory(), 'data.db');
	const killed = startChild(script, [path, point]);
	expect(await killed.ended).toBe('SIGKILL');
	expect(killed.lines).toEqual([]);

	const sql = openSqlite(path);
	onTestFinished(sql.close);
	expect(schemaVersion(sql)).toBe(version);
	const columns = sql.all<{ name: string }>('SELECT name FROM pragma_table_info(?)', 'thing').map(({ name }) => name);
	expect(columns).toEqual([[], ['id', 'name'], ['id', 'name', 'colour']][version]);

	expect(migrate(sql, steps())).toEqual([1, 2, 3].slice(version));
	expect(sql.get("SELECT count(*) AS things FROM thing WHERE colour = 'blue'")).toEqual({ things: 500 });
	expect(sql.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
});
