import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { canariesIn, findBytes, findCanaries } from './canary.ts';
import { temporaryDirectory } from './directory.ts';

const canary = 'Jasmijn Vögel, +31 6 00000000';

test.each([
	['as it is', Buffer.from(`before ${canary} after`)],
	['UTF-16', Buffer.from(canary, 'utf16le')],
	['hex', Buffer.from(Buffer.from(canary).toString('hex'))],
	['HEX', Buffer.from(Buffer.from(canary).toString('hex').toUpperCase())],
	['base64', Buffer.from(Buffer.from(canary).toString('base64'))],
	['base64 after one byte', Buffer.from(Buffer.from(`a${canary}`).toString('base64'))],
	['base64 after two bytes', Buffer.from(Buffer.from(`ab${canary} and more`).toString('base64'))],
	['base64url', Buffer.from(Buffer.from(canary).toString('base64url'))],
	['a URL', Buffer.from(`https://host/?q=${encodeURIComponent(canary)}`)],
	['backwards', Buffer.from(canary).reverse()],
	['only the first half', Buffer.from(canary.slice(0, 20))],
	['only the last half', Buffer.from(canary.slice(8))],
])('a planted leak is found: %s', (_, content) => {
	const directory = temporaryDirectory();
	mkdirSync(join(directory, 'deep'));
	writeFileSync(join(directory, 'innocent'), 'nothing to see');
	writeFileSync(join(directory, 'deep', 'leak'), content);
	const found = findCanaries(directory, ['another canary, not there', canary]);
	expect(new Set(found.map(({ file }) => file))).toEqual(new Set(['deep/leak']));
	expect(new Set(found.map((one) => one.canary))).toEqual(new Set([canary]));
});

test('a leak is found in a database and its log, while they are open', () => {
	const directory = temporaryDirectory();
	const db = new Database(join(directory, 'data.db'));
	onTestFinished(() => void db.close());
	db.pragma('journal_mode = WAL');
	db.exec('CREATE TABLE thing (name TEXT)');
	db.prepare('INSERT INTO thing VALUES (?)').run(`${'x'.repeat(4000)}${canary}${'y'.repeat(9000)}`);
	expect(findCanaries(directory, [canary]).map(({ file }) => file)).toContain('data.db-wal');
	db.pragma('wal_checkpoint(TRUNCATE)');
	expect(findCanaries(directory, [canary]).map(({ file }) => file)).toContain('data.db');
});

test('where there is none, none is found; and one that chance would find is refused', () => {
	const directory = temporaryDirectory();
	writeFileSync(join(directory, 'innocent'), 'nothing to see');
	expect(findCanaries(directory, [canary])).toEqual([]);
	expect(canariesIn('nothing to see', [canary])).toEqual([]);
	expect(findBytes(directory, [Buffer.from('thing to')])).toEqual(['innocent']);
	expect(() => canariesIn('', ['short'])).toThrow(/16 characters/);
});
