import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { KeysMissing, SecretWrong } from '../../src/privacy/errors.ts';
import { openSqlite } from '../../src/store/better-sqlite.ts';
import { StoreFailed, StoreNewer } from '../../src/store/errors.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { temporaryDirectory } from '../support/directory.ts';

const secret = new Uint8Array(32).fill(1);
const other = new Uint8Array(32).fill(2);

function opened(directory: string, secrets = { secret }): Store {
	const store = openStore(directory, secrets);
	onTestFinished(store.close);
	return store;
}

function digest(directory: string): string[] {
	return ['data.db', 'keys.db'].map((name) =>
		createHash('sha256')
			.update(readFileSync(join(directory, name)))
			.digest('hex'),
	);
}

test('everything is made on the first start, readable by nobody else, the logs too', () => {
	const directory = join(temporaryDirectory(), 'deep', 'data');
	opened(directory);
	expect(readdirSync(directory).sort()).toEqual([
		'data.db',
		'data.db-shm',
		'data.db-wal',
		'keys.db',
		'keys.db-shm',
		'keys.db-wal',
		'lock',
	]);
	for (const name of readdirSync(directory).filter((name) => name !== 'lock')) {
		expect([name, statSync(join(directory, name)).mode & 0o777]).toEqual([name, 0o600]);
	}
	expect(statSync(directory).mode & 0o777).toBe(0o700);
});

test('data.db can be read by another connection while it runs, for a backup', () => {
	const directory = temporaryDirectory();
	opened(directory);
	const reader = openSqlite(join(directory, 'data.db'));
	onTestFinished(reader.close);
	expect(reader.get('SELECT count(*) AS people FROM conversation')).toEqual({ people: 0 });
});

test('a wrong secret is refused, nothing is written, and the right one still opens', () => {
	const directory = temporaryDirectory();
	openStore(directory, { secret }).close();
	const before = digest(directory);
	expect(() => openStore(directory, { secret: other })).toThrow(SecretWrong);
	expect(() => openStore(directory, { secret: other, previous: new Uint8Array(32).fill(3) })).toThrow(SecretWrong);
	expect(digest(directory)).toEqual(before);
	opened(directory);
});

test('data.db without its keys.db is refused, and so is the keys.db of another installation', () => {
	const directory = temporaryDirectory();
	const elsewhere = temporaryDirectory();
	openStore(directory, { secret }).close();
	openStore(elsewhere, { secret }).close();
	const keys = join(directory, 'keys.db');
	const data = digest(directory)[0];

	copyFileSync(keys, `${keys}.away`);
	rmSync(keys);
	expect(() => openStore(directory, { secret })).toThrow(KeysMissing);
	copyFileSync(join(elsewhere, 'keys.db'), keys);
	expect(() => openStore(directory, { secret })).toThrow(KeysMissing);
	expect(digest(directory)[0]).toBe(data);

	copyFileSync(`${keys}.away`, keys);
	opened(directory);
});

test('killed between making the keys and tying the data to them, the next start goes on', () => {
	const directory = temporaryDirectory();
	const first = openStore(directory, { secret });
	const { lookup } = first.ring;
	first.data.run('DELETE FROM meta');
	first.close();
	expect(opened(directory).ring.lookup).toEqual(lookup);
});

test.each(['data.db', 'keys.db'])('a %s from a newer Bekend is refused and left alone', (name) => {
	const directory = temporaryDirectory();
	openStore(directory, { secret }).close();
	const sql = openSqlite(join(directory, name));
	sql.run("INSERT INTO schema_version (version, name) VALUES (1000, 'from the future')");
	sql.close();
	const before = digest(directory);
	expect(() => openStore(directory, { secret })).toThrow(StoreNewer);
	expect(() => openStore(directory, { secret })).toThrow(/schema version 1000, this Bekend knows \d+/);
	expect(digest(directory)).toEqual(before);
});

test('after a refused start nothing is left open: the lock is free', () => {
	const directory = temporaryDirectory();
	writeFileSync(join(directory, 'data.db'), 'no database '.repeat(100));
	expect(() => openStore(directory, { secret })).toThrow(StoreFailed);
	rmSync(join(directory, 'data.db'));
	opened(directory);
	expect(existsSync(join(directory, 'data.db'))).toBe(true);
});
