import { join } from 'node:path';
import { describe, onTestFinished, test } from 'vitest';
import { openSqlite } from '../../src/store/better-sqlite.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { cases } from './sql.cases.ts';

describe('the Sql port on better-sqlite3', () => {
	test.each(cases)('$name', ({ run }) => {
		const sql = openSqlite(join(temporaryDirectory(), 'contract.db'));
		onTestFinished(sql.close);
		run(sql);
	});
});
