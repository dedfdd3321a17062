/** What both drivers of the `Sql` port must do alike. Run on better-sqlite3 (node.test.ts) and in workerd (workerd/). */
import { expect } from 'vitest';
import { commit } from '../../src/conversation/commit.ts';
import type { Ground } from '../../src/conversation/ground.ts';
import { readMailbox } from '../../src/conversation/outbox.ts';
import { loadState } from '../../src/conversation/state.ts';
import type { Task } from '../../src/conversation/take-turn.ts';
import { deskMigrations, deskVersions } from '../../src/desk/schema.ts';
import { textsMigrations, textsVersions } from '../../src/desk/texts/schema.ts';
import { addVerdict, readVerdicts } from '../../src/desk/texts/verdicts.ts';
import { systemRandom } from '../../src/privacy/crypto.ts';
import { SealBroken } from '../../src/privacy/errors.ts';
import { openOfPage, pageKey, sealToPage } from '../../src/privacy/page-key.ts';
import { makePersonKey, openPersonKey } from '../../src/privacy/person-key.ts';
import { open, openJson, sealJson } from '../../src/privacy/seal.ts';
import type { Keyring } from '../../src/privacy/unlock.ts';
import { StoreMisused, StoreNewer } from '../../src/store/errors.ts';
import { type Migration, migrate, schemaVersion } from '../../src/store/migrations.ts';
import { dataMigrations, keysMigrations } from '../../src/store/schema.ts';
import type { Bind, Sql } from '../../src/store/sql.ts';

export interface Case {
	name: string;
	/** @param sql an empty database */
	run(sql: Sql): void;
}

const things: Migration = {
	name: 'things',
	up: (sql) => {
		sql.run('CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT UNIQUE, size REAL, bytes BLOB) STRICT');
	},
};
const withThings = (run: (sql: Sql) => void) => (sql: Sql) => {
	things.up(sql);
	run(sql);
};
const count = (sql: Sql) => sql.get<{ n: number }>('SELECT count(*) AS n FROM thing')?.n;
const add = (sql: Sql, name: string) => sql.run('INSERT INTO thing (name) VALUES (?)', name);

const values: Case[] = [
	{
		name: 'what goes in comes out: text, numbers, bytes, null',
		run: withThings((sql) => {
			const name = 'Ščedrin’s 🦀 \u0000 ไทย';
			const bytes = Uint8Array.of(0, 1, 254, 255);
			sql.run('INSERT INTO thing (id, name, size, bytes) VALUES (?, ?, ?, ?)', 2 ** 52, name, -0.5, bytes);
			sql.run('INSERT INTO thing (id, name, size, bytes) VALUES (?, ?, ?, ?)', 2, null, null, new Uint8Array());
			expect(sql.all('SELECT * FROM thing ORDER BY id')).toEqual([
				{ id: 2, name: null, size: null, bytes: new Uint8Array() },
				{ id: 2 ** 52, name, size: -0.5, bytes },
			]);
			const back = sql.get<{ bytes: unknown }>('SELECT bytes FROM thing WHERE name = ?', name);
			expect(Object.getPrototypeOf(back?.bytes)).toBe(Uint8Array.prototype);
			const part = Uint8Array.of(9, 9, 7, 8, 9).subarray(2, 4);
			sql.run('UPDATE thing SET bytes = ? WHERE id = ?', part, 2);
			expect(sql.get('SELECT bytes FROM thing WHERE id = ?', 2)).toEqual({ bytes: Uint8Array.of(7, 8) });
		}),
	},
	{
		name: 'no row is undefined, no rows is an empty list',
		run: withThings((sql) => {
			expect(sql.get('SELECT * FROM thing')).toBeUndefined();
			expect(sql.all('SELECT * FROM thing')).toEqual([]);
		}),
	},
	{
		name: 'run says how many rows changed, indexes not counted',
		run: withThings((sql) => {
			sql.run('CREATE INDEX thing_size ON thing (size)');
			expect(add(sql, 'a')).toBe(1);
			expect(add(sql, 'b')).toBe(1);
			expect(sql.run('INSERT INTO thing (name) VALUES (?) ON CONFLICT DO NOTHING', 'a')).toBe(0);
			expect(
				sql.run('INSERT INTO thing (name) VALUES (?) ON CONFLICT (name) DO UPDATE SET size = excluded.size', 'a'),
			).toBe(1);
			expect(sql.run('UPDATE thing SET size = ?', 3)).toBe(2);
			expect(sql.run('DELETE FROM thing WHERE name = ?', 'nobody')).toBe(0);
			expect(sql.run('DELETE FROM thing')).toBe(2);
		}),
	},
	{
		name: 'a STRICT table refuses the wrong type, and the next statement works',
		run: withThings((sql) => {
			expect(() => sql.run('INSERT INTO thing (size) VALUES (?)', 'large')).toThrow();
			expect(add(sql, 'a')).toBe(1);
		}),
	},
	{
		name: 'rows go with their parent, RETURNING gives them back',
		run: withThings((sql) => {
			sql.run('CREATE TABLE part (thing INTEGER NOT NULL REFERENCES thing (id) ON DELETE CASCADE) STRICT');
			const row = sql.get<{ id: number }>('INSERT INTO thing (name) VALUES (?) RETURNING id', 'whole');
			sql.run('INSERT INTO part (thing) VALUES (?)', row?.id ?? 0);
			expect(() => sql.run('INSERT INTO part (thing) VALUES (?)', 999)).toThrow();
			sql.run('DELETE FROM thing');
			expect(sql.all('SELECT * FROM part')).toEqual([]);
		}),
	},
];

const refusals: Case[] = [
	...(
		[
			['true', true],
			['a bigint', 1n],
			['undefined', undefined],
			['NaN', Number.NaN],
			['an infinity', Number.POSITIVE_INFINITY],
			['an object', { a: 1 }],
			['a date', new Date(0)],
			['an ArrayBuffer', new ArrayBuffer(1)],
		] as const
	).map(([what, value]) => ({
		name: `refuses to bind ${what}`,
		run: withThings((sql) => {
			const bind = value as unknown as Bind;
			expect(() => sql.run('INSERT INTO thing (name) VALUES (?)', bind)).toThrow(StoreMisused);
			expect(() => sql.get('SELECT * FROM thing WHERE name = ?', bind)).toThrow(StoreMisused);
			expect(() => sql.all('SELECT * FROM thing WHERE name = ?', bind)).toThrow(StoreMisused);
			expect(count(sql)).toBe(0);
		}),
	})),
	{
		name: 'takes 100 parameters and refuses 101',
		run: withThings((sql) => {
			const select = (n: number) => `SELECT ${Array.from({ length: n }, (_, i) => `? AS c${i}`).join(', ')}`;
			expect(sql.get(select(100), ...Array<number>(100).fill(1))).toHaveProperty('c99', 1);
			expect(() => sql.get(select(101), ...Array<number>(101).fill(1))).toThrow(/101 parameters, at most 100/);
		}),
	},
	{
		name: 'takes a row of 2 MB and refuses a longer one, counted in bytes and over all its values',
		run: withThings((sql) => {
			const insert = (name: string, bytes: Uint8Array) =>
				sql.run('INSERT INTO thing (name, bytes) VALUES (?, ?)', name, bytes);
			expect(insert('x'.repeat(1_000_000), new Uint8Array(1_000_000))).toBe(1);
			expect(() => insert('x'.repeat(1_000_001), new Uint8Array(1_000_000))).toThrow(/row of 2000001 bytes/);
			expect(insert('€'.repeat(600_000), new Uint8Array())).toBe(1);
			expect(() => insert('€'.repeat(666_667), new Uint8Array())).toThrow(StoreMisused);
			expect(count(sql)).toBe(2);
		}),
	},
	...[
		['numbered parameters', 'SELECT ?1'],
		['a second statement', 'DELETE FROM thing; DELETE FROM thing'],
		['BEGIN', 'BEGIN'],
		['COMMIT', ' commit'],
		['SAVEPOINT', 'SAVEPOINT a'],
	].map(([what, query = '']) => ({
		name: `refuses ${what}`,
		run: withThings((sql) => {
			expect(() => sql.run(query)).toThrow(StoreMisused);
			expect(() => sql.get(query)).toThrow(StoreMisused);
		}),
	})),
	{
		name: 'takes a trigger, whose statements end with a semicolon, and nothing behind it',
		run: withThings((sql) => {
			const trigger = (name: string) => `
				CREATE TRIGGER ${name} BEFORE DELETE ON thing
				BEGIN SELECT RAISE(ABORT, 'kept'); SELECT 1; END`;
			sql.run(trigger('keep'));
			add(sql, 'a');
			expect(() => sql.run('DELETE FROM thing')).toThrow('kept');
			expect(() => sql.run(`${trigger('keep_too')}; DROP TABLE thing`)).toThrow(StoreMisused);
			expect(() => sql.run(`${trigger('keep_too')}; DROP TABLE thing; END`)).toThrow(StoreMisused);
			expect(count(sql)).toBe(1);
		}),
	},
	{
		name: 'the Desk’s tables: what staff did can be added to, and neither changed nor taken away',
		run(sql) {
			expect(migrate(sql, deskMigrations, deskVersions)).toEqual([1]);
			expect([schemaVersion(sql), schemaVersion(sql, deskVersions)]).toEqual([0, 1]);
			const insert = (or: string, n: number | null) =>
				sql.run(`INSERT ${or} INTO desk_audit (n, at, staff, act) VALUES (?, 1, 'staff-anna', 'read')`, n);
			insert('', null);
			insert('', null);
			expect(() => sql.run("UPDATE desk_audit SET staff = 'staff-bea'")).toThrow('inserts only');
			expect(() => sql.run('DELETE FROM desk_audit')).toThrow('inserts only');
			expect(() => insert('OR REPLACE', 1)).toThrow('inserts only');
			expect(sql.all('SELECT n, staff FROM desk_audit')).toEqual([
				{ n: 1, staff: 'staff-anna' },
				{ n: 2, staff: 'staff-anna' },
			]);
		},
	},
	{
		name: 'the Desk’s verdicts on texts: the last one on each counts, and all stay',
		run(sql) {
			expect(readVerdicts(sql)).toEqual([]);
			expect(migrate(sql, textsMigrations, textsVersions)).toEqual([1]);
			const verdict = { language: 'ro', topic: 'rights.police', hash: '0123456789ab', by: 'lawyer', on: '2026-11-23' };
			const said = (approved: boolean, more: object = {}) => ({ ...verdict, approved, name: 'Karin', ...more });
			const all = [said(true), said(true, { language: 'nl' }), said(false)];
			for (const one of all) addVerdict(sql, 'staff-karin', 1, one);
			expect(readVerdicts(sql)).toEqual(all.slice(1));
			expect(() => sql.run('UPDATE desk_verdict SET approved = 1')).toThrow('inserts only');
			expect(() => sql.run('DELETE FROM desk_verdict')).toThrow('inserts only');
		},
	},
	{
		name: 'refuses run() of what returns rows, and get() and all() of what does not',
		run: withThings((sql) => {
			expect(() => sql.run('SELECT 1')).toThrow(StoreMisused);
			expect(() => sql.get('DELETE FROM thing')).toThrow(StoreMisused);
			expect(() => sql.all('DELETE FROM thing')).toThrow(StoreMisused);
		}),
	},
];

const transactions: Case[] = [
	{
		name: 'a transaction gives what its work returns, and keeps it',
		run: withThings((sql) => {
			expect(sql.transaction(() => add(sql, 'a') + add(sql, 'b'))).toBe(2);
			expect(count(sql)).toBe(2);
		}),
	},
	{
		name: 'a transaction that throws keeps nothing',
		run: withThings((sql) => {
			const failing = () =>
				sql.transaction(() => {
					add(sql, 'a');
					throw new Error('changed my mind');
				});
			expect(failing).toThrow('changed my mind');
			expect(count(sql)).toBe(0);
			expect(sql.transaction(() => add(sql, 'b'))).toBe(1);
		}),
	},
	{
		name: 'a transaction that returns a promise throws and keeps nothing',
		run: withThings((sql) => {
			const asynchronous = () =>
				sql.transaction(async () => {
					add(sql, 'a');
				});
			expect(asynchronous).toThrow(StoreMisused);
			const inner = () => sql.transaction(() => sql.transaction(() => Promise.resolve(add(sql, 'b'))));
			expect(inner).toThrow(StoreMisused);
			expect(count(sql)).toBe(0);
		}),
	},
	{
		name: 'a transaction within another is undone alone, and so is one within that',
		run: withThings((sql) => {
			sql.transaction(() => {
				add(sql, 'a');
				expect(() =>
					sql.transaction(() => {
						add(sql, 'b');
						sql.transaction(() => add(sql, 'c'));
						throw new Error('not b and c');
					}),
				).toThrow('not b and c');
				sql.transaction(() => {
					add(sql, 'd');
					expect(() =>
						sql.transaction(() => {
							add(sql, 'e');
							throw new Error('not e');
						}),
					).toThrow('not e');
				});
				add(sql, 'f');
			});
			expect(sql.all('SELECT name FROM thing ORDER BY id').map((row) => (row as { name: string }).name)).toEqual([
				'a',
				'd',
				'f',
			]);
		}),
	},
	{
		name: 'when the outer transaction throws, the inner ones are undone too',
		run: withThings((sql) => {
			const failing = () =>
				sql.transaction(() => {
					sql.transaction(() => add(sql, 'a'));
					throw new Error('none of it');
				});
			expect(failing).toThrow('none of it');
			expect(count(sql)).toBe(0);
		}),
	},
	{
		name: 'purge succeeds when nobody reads',
		run: withThings((sql) => {
			add(sql, 'a');
			sql.run('DELETE FROM thing');
			expect(sql.purge()).toBe(true);
		}),
	},
];

const colours: Migration = {
	name: 'colours',
	up: (sql) => {
		sql.run('ALTER TABLE thing ADD COLUMN colour TEXT');
	},
};
const broken: Migration = {
	name: 'broken',
	up: (sql) => {
		add(sql, 'half done');
		throw new Error('broken');
	},
};

const migrations: Case[] = [
	{
		name: 'migrations run once, in order, and only the new ones later',
		run: (sql) => {
			expect(schemaVersion(sql)).toBe(0);
			expect(migrate(sql, [things])).toEqual([1]);
			expect(migrate(sql, [things])).toEqual([]);
			expect(migrate(sql, [things, colours])).toEqual([2]);
			expect(schemaVersion(sql)).toBe(2);
			sql.run('INSERT INTO thing (name, colour) VALUES (?, ?)', 'a', 'blue');
		},
	},
	{
		name: 'a migration that fails leaves what was before it, and can be tried again',
		run: (sql) => {
			expect(() => migrate(sql, [things, broken, colours])).toThrow('broken');
			expect(schemaVersion(sql)).toBe(1);
			expect(count(sql)).toBe(0);
			expect(migrate(sql, [things, colours])).toEqual([2]);
		},
	},
	{
		name: 'a database from a newer version is refused and left alone',
		run: (sql) => {
			migrate(sql, [things, colours]);
			expect(() => migrate(sql, [things])).toThrow(StoreNewer);
			expect(schemaVersion(sql)).toBe(2);
		},
	},
];

const ring: Keyring = {
	wrap: new Uint8Array(32).fill(1),
	lookup: new Uint8Array(32).fill(2),
	messages: new Uint8Array(32).fill(3),
	staff: new Uint8Array(32).fill(4),
};

function ground(sql: Sql): Ground {
	migrate(sql, [...keysMigrations, ...dataMigrations]);
	return {
		data: sql,
		keys: sql,
		ring,
		random: systemRandom,
		rules: () => ({ delivery: 'pull', closing: 'keeps', keep: 86_400_000 }),
		mayGo: () => false,
		hook: () => {},
		step: (conversation, inbound) => ({
			conversation: { ...conversation, chosen: true },
			effects:
				inbound.kind === 'choice'
					? [{ do: 'erase' }]
					: [{ do: 'say', message: { language: 'en', text: 'Hello', choices: [], shape: 'menu', page: 1 } }],
		}),
	};
}

function arrived(inbound: Extract<Task, { kind: 'arrived' }>['inbound'], messageId: string): Task {
	const whose = { also: [], supersedes: undefined, paired: false };
	const from = {
		channel: 'web',
		bot: 'b',
		address: 'a',
		guess: 'en',
		own: undefined,
		over: undefined,
		sent: undefined,
		whose,
	};
	return { kind: 'arrived', pid: 'somebody', messageId, ...from, inbound };
}

const people: Case[] = [
	{
		name: 'a person key is made, wrapped and used within one transaction, and opens only there',
		run: (sql) => {
			migrate(sql, [...keysMigrations, ...dataMigrations]);
			const place = { table: 'meta', column: 'value', row: 'somebody', version: 1 };
			const sealed = sql.transaction(() => {
				const key = makePersonKey(sql, ring, 'somebody', systemRandom);
				return sealJson(key, place, { said: 'hello' }, systemRandom);
			});
			const key = openPersonKey(sql, ring, 'somebody') ?? new Uint8Array(32);
			expect(openJson(key, place, sealed)).toEqual({ said: 'hello' });
			expect(() => open(key, { ...place, row: 'other' }, sealed)).toThrow(SealBroken);
			expect(() => open(ring.wrap, place, sealed)).toThrow(SealBroken);
		},
	},
	{
		name: 'words of a human open with the cookie of their page, and with nothing else',
		run: () => {
			const sealed = sealToPage(pageKey('a'), 'somebody 3', 'I listen.', systemRandom);
			expect(openOfPage('a', 'somebody 3', sealed)).toBe('I listen.');
			expect(() => openOfPage('b', 'somebody 3', sealed)).toThrow(SealBroken);
			expect(() => openOfPage('a', 'somebody 4', sealed)).toThrow(SealBroken);
		},
	},
	{
		name: 'a turn is taken, a repeated one is not, and erasing leaves no row',
		run: (sql) => {
			const here = ground(sql);
			const first = commit(here, [arrived({ kind: 'text', text: 'hi' }, 'm1')], 0);
			expect(first.done.map(({ receipt }) => receipt.messages.map(({ message }) => message.text))).toEqual([['Hello']]);
			const again = commit(here, [arrived({ kind: 'text', text: 'hi' }, 'm1')], 0);
			expect(again.done.map(({ receipt }) => receipt.outcome)).toEqual(['repeated']);
			const key = openPersonKey(sql, ring, 'somebody') ?? new Uint8Array(32);
			expect(loadState(sql, key, 'somebody')).toMatchObject({ last: 1, conversation: { chosen: true } });
			expect(readMailbox(sql, key, 'somebody', 'a', 0).map(({ seq }) => seq)).toEqual([1]);
			const gone = commit(here, [arrived({ kind: 'choice', id: 'forget' }, 'm2')], 0);
			expect(gone).toMatchObject({ done: [{ receipt: { erased: true } }], purged: true });
			for (const table of ['conversation', 'outbox', 'person_key']) {
				expect(sql.all(`SELECT * FROM ${table}`)).toEqual([]);
			}
		},
	},
];

export const cases: Case[] = [...values, ...refusals, ...transactions, ...migrations, ...people];
