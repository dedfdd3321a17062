import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSqlite, type SqliteFile } from '../../src/store/better-sqlite.ts';
import { PragmaRefused, StoreFailed } from '../../src/store/errors.ts';
import { setPragmas } from '../../src/store/pragmas.ts';
import { temporaryDirectory } from '../support/directory.ts';

const names = [
	'busy_timeout',
	'journal_mode',
	'synchronous',
	'secure_delete',
	'foreign_keys',
	'trusted_schema',
	'journal_size_limit',
];

function opened(path: string): SqliteFile {
	const sql = openSqlite(path);
	onTestFinished(sql.close);
	return sql;
}

/** Room for what there is and `pages` more. */
function fill(sql: SqliteFile, pages: number): void {
	const { page_count } = sql.get<{ page_count: number }>('PRAGMA page_count') ?? { page_count: 0 };
	sql.get(`PRAGMA max_page_count = ${page_count + pages}`);
}

describe('every connection', () => {
	test('is durable and forgets, the second as well as the first, also after a restart', () => {
		const path = join(temporaryDirectory(), 'data.db');
		const expected = ['250', 'wal', '2', '1', '1', '0', '16777216'];
		const read = (sql: SqliteFile) =>
			names.map((name) => String(Object.values(sql.get<Record<string, unknown>>(`PRAGMA ${name}`) ?? {})[0]));
		const first = openSqlite(path);
		first.run('CREATE TABLE thing (name TEXT) STRICT');
		expect(read(first)).toEqual(expected);
		expect(read(opened(path))).toEqual(expected);
		first.close();
		expect(read(opened(path))).toEqual(expected);
	});

	test.each(names)('is refused when %s does not hold, and the error names it', (name) => {
		const db = new Database(join(temporaryDirectory(), 'data.db'));
		onTestFinished(() => void db.close());
		const lying = (text: string) => (text === name ? 'something else' : db.pragma(text, { simple: true }));
		const refused = (() => {
			try {
				setPragmas('data.db', lying);
			} catch (error) {
				return error;
			}
			return undefined;
		})();
		expect(refused).toBeInstanceOf(PragmaRefused);
		expect(refused).toMatchObject({ code: 'STORE_PRAGMA', pragma: name });
		expect(String(refused)).toContain(`PRAGMA ${name} is "something else"`);
	});

	test('is refused where there can be no log', () => {
		expect(() => openSqlite(':memory:')).toThrow(/PRAGMA journal_mode is "memory" and must be "wal"/);
	});

	test('is refused on a file that is no database, and the file stays as it is', () => {
		const path = join(temporaryDirectory(), 'data.db');
		writeFileSync(path, 'not a database, but somebody may want it '.repeat(30));
		expect(() => openSqlite(path)).toThrow(StoreFailed);
		expect(readFileSync(path, 'utf8')).toMatch(/^not a database/);
	});
});

describe('a full disk', () => {
	test('undoes the whole transaction, is told apart from a wrong statement, and passes', () => {
		const sql = opened(join(temporaryDirectory(), 'data.db'));
		sql.run('CREATE TABLE thing (name TEXT) STRICT');
		fill(sql, 2);
		const write = () =>
			sql.transaction(() => {
				for (let i = 0; i < 50; i++) sql.run('INSERT INTO thing (name) VALUES (?)', 'x'.repeat(1000));
			});
		expect(write).toThrow(StoreFailed);
		expect(sql.all('SELECT * FROM thing')).toEqual([]);
		expect(() => sql.run('INSERT INTO nowhere (name) VALUES (?)', 'x')).toThrow('no such table: nowhere');
		fill(sql, 1000);
		write();
		expect(sql.all('SELECT * FROM thing')).toHaveLength(50);
	});

	test('within a savepoint ends the outer transaction too, and nobody can go on by mistake', () => {
		const sql = opened(join(temporaryDirectory(), 'data.db'));
		sql.run('CREATE TABLE thing (name TEXT) STRICT');
		fill(sql, 2);
		const swallow = () =>
			sql.transaction(() => {
				sql.run('INSERT INTO thing (name) VALUES (?)', 'before');
				expect(() =>
					sql.transaction(() => {
						for (let i = 0; i < 50; i++) sql.run('INSERT INTO thing (name) VALUES (?)', 'x'.repeat(1000));
					}),
				).toThrow(StoreFailed);
				expect(() => sql.run('INSERT INTO thing (name) VALUES (?)', 'after')).toThrow(StoreFailed);
			});
		expect(swallow).toThrow(StoreFailed);
		expect(sql.all('SELECT name FROM thing')).toEqual([]);
		expect(sql.transaction(() => 'a new transaction works')).toBe('a new transaction works');
	});
});

describe('what was deleted', () => {
	const canary = 'canary-in-a-deleted-row';

	test('is in no file after purge', () => {
		const path = join(temporaryDirectory(), 'data.db');
		const sql = opened(path);
		sql.run('CREATE TABLE thing (name TEXT) STRICT');
		for (let i = 0; i < 200; i++) sql.run('INSERT INTO thing (name) VALUES (?)', `${canary} ${i}`);
		expect(readFileSync(`${path}-wal`).includes(canary)).toBe(true);
		sql.run('DELETE FROM thing');
		expect(sql.purge()).toBe(true);
		expect(statSync(`${path}-wal`).size).toBe(0);
		expect(readFileSync(path).includes(canary)).toBe(false);
	});

	test('is said to be still there while somebody reads, without waiting for them', () => {
		const path = join(temporaryDirectory(), 'data.db');
		const sql = opened(path);
		sql.run('CREATE TABLE thing (name TEXT) STRICT');
		sql.run('INSERT INTO thing (name) VALUES (?)', canary);
		const reader = new Database(path);
		onTestFinished(() => void reader.close());
		reader.exec('BEGIN');
		reader.prepare('SELECT * FROM thing').all();
		sql.run('DELETE FROM thing');
		const before = performance.now();
		expect(sql.purge()).toBe(false);
		expect(performance.now() - before).toBeLessThan(1000);
		reader.exec('COMMIT');
		expect(sql.purge()).toBe(true);
		expect(sql.get('PRAGMA busy_timeout')).toEqual({ timeout: 250 });
		expect(existsSync(`${path}-wal`) && statSync(`${path}-wal`).size).toBe(0);
	});
});
