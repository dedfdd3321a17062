import { describe, expect, test } from 'vitest';
import { findBytes } from '../support/canary.ts';
import { DAY, HOUR, NOON, startRuntime } from './runtime.ts';

describe('an untouched conversation', () => {
	test('is kept as long as its channel says and not a minute less, then all of it is gone', async () => {
		const runtime = startRuntime();
		const { conversations, send, clock, store, directory, pid } = runtime;
		await send('visit', 'say 1');
		await send('months', 'say 1', { channel: 'telegram' });
		await send('unknown', 'say 1', { channel: 'switched off' });
		const left = [Buffer.from(pid('visit'))];
		const kept = (now: number) => {
			clock.now = now;
			conversations.sweep();
			return store.data
				.all<{ channel: string }>('SELECT channel FROM conversation ORDER BY channel')
				.map((row) => row.channel);
		};
		expect(kept(NOON + DAY)).toEqual(['switched off', 'telegram', 'web']);
		expect(findBytes(directory, left)).toHaveLength(2);
		expect(kept(NOON + DAY + HOUR)).toEqual(['switched off', 'telegram']);
		expect(findBytes(directory, left)).toEqual([]);
		expect(kept(NOON + 90 * DAY)).toEqual(['switched off', 'telegram']);
		expect(kept(NOON + 91 * DAY)).toEqual([]);
		expect(store.keys.all('SELECT pid FROM person_key')).toEqual([]);
		expect(store.data.all('SELECT pid FROM outbox')).toEqual([]);
	});

	test('is kept on when the person writes, and not for a timer', async () => {
		const { conversations, send, clock, state } = startRuntime();
		await send('writes', 'say 1');
		await send('silent', `wake remind ${NOON + 20 * HOUR}`);
		clock.now += 20 * HOUR;
		await send('writes', 'say 2');
		await conversations.wake();
		clock.now += 6 * HOUR;
		expect(conversations.sweep()).toMatchObject({ expired: 1, more: false, purged: true });
		expect(state('writes')).toBeDefined();
		expect(state('silent')).toBeUndefined();
	});

	test('says of the time only what its retention needs: the hour of a visit, the day of the others', async () => {
		const { send, store, clock } = startRuntime();
		clock.now = NOON + 23 * 60_000 + 456;
		await send('anna', 'say 1');
		await send('anna', 'say 1', { channel: 'telegram' });
		expect(store.data.all('SELECT channel, touched FROM conversation ORDER BY channel')).toEqual([
			{ channel: 'telegram', touched: NOON - 12 * HOUR },
			{ channel: 'web', touched: NOON },
		]);
	});

	test('among very many goes in bounded sweeps', async () => {
		const { conversations, send, clock, store } = startRuntime();
		await Promise.all(Array.from({ length: 700 }, (_, n) => send(`person ${n}`, 'say 1')));
		clock.now += 2 * DAY;
		expect(conversations.sweep()).toMatchObject({ expired: 500, more: true });
		expect(conversations.sweep()).toMatchObject({ expired: 200, more: false });
		expect(store.keys.all('SELECT pid FROM person_key')).toEqual([]);
	});
});

test('a message id is remembered for eight whole days, by the day and without its person, then forgotten', async () => {
	const { conversations, send, clock, store } = startRuntime();
	const more = { id: 'wamid.31600000000', channel: 'telegram' };
	await send('anna', 'say 1', more);
	expect(store.data.all('SELECT * FROM message_id')).toEqual([
		{ id: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/), day: Math.floor(NOON / DAY) },
	]);
	clock.now += 8 * DAY;
	expect(conversations.sweep()).toMatchObject({ messageIds: 0 });
	expect(await send('anna', 'say 1', more)).toMatchObject({ outcome: 'repeated' });
	clock.now += DAY;
	expect(conversations.sweep()).toMatchObject({ messageIds: 1 });
	expect(await send('anna', 'say 1', more)).toMatchObject({ outcome: 'done' });
});

describe('what a crash leaves half done', () => {
	async function halves() {
		const runtime = startRuntime();
		await Promise.all(Array.from({ length: 1300 }, (_, n) => runtime.send(`person ${n}`, 'say 1')));
		const pids = runtime.store.data
			.all<{ pid: string }>('SELECT pid FROM conversation ORDER BY pid')
			.map(({ pid }) => pid);
		runtime.store.data.transaction(() => {
			for (const pid of pids.slice(0, 300)) runtime.store.data.run('DELETE FROM conversation WHERE pid = ?', pid);
		});
		runtime.store.keys.transaction(() => {
			for (const pid of pids.slice(-200)) runtime.store.keys.run('DELETE FROM person_key WHERE pid = ?', pid);
		});
		return { runtime, whole: pids.slice(300, -200) };
	}

	test('is finished at the next start: no key without a conversation, no conversation without a key', async () => {
		const { runtime, whole } = await halves();
		const { store } = runtime.restart();
		const rows = whole.map((pid) => ({ pid }));
		expect(store.data.all('SELECT pid FROM conversation ORDER BY pid')).toEqual(rows);
		expect(store.keys.all('SELECT pid FROM person_key ORDER BY pid')).toEqual(rows);
		expect(store.data.all('SELECT DISTINCT pid FROM outbox ORDER BY pid')).toEqual(rows);
	});

	test('and by a few sweeps, each looking at its part', async () => {
		const { runtime, whole } = await halves();
		const swept = Array.from({ length: 4 }, () => runtime.conversations.sweep().halves);
		expect(swept.reduce((sum, n) => sum + n)).toBe(500);
		expect(swept.filter((n) => n > 0).length).toBeGreaterThan(1);
		expect(runtime.store.keys.all('SELECT pid FROM person_key')).toHaveLength(whole.length);
		expect(runtime.store.data.all('SELECT pid FROM conversation')).toHaveLength(whole.length);
	});
});

test('a runtime that has started sweeps by itself', async () => {
	const { conversations, send, clock, state } = startRuntime();
	await send('anna', 'say 1');
	clock.now += 2 * DAY;
	conversations.start();
	expect(state('anna')).toBeUndefined();
});

test('message ids among very many go in bounded sweeps, and young ones stay', () => {
	const { conversations, store, clock } = startRuntime();
	const day = Math.floor(clock.now / DAY);
	store.data.transaction(() => {
		for (let n = 0; n < 25_000; n++) {
			store.data.run('INSERT INTO message_id (id, day) VALUES (?, ?)', `id ${n}`, n % 2 === 0 ? day : day - 9);
		}
	});
	const first = conversations.sweep();
	const second = conversations.sweep();
	expect([first.more, second.more, first.messageIds + second.messageIds]).toEqual([true, false, 12_500]);
	expect(first.messageIds).toBeGreaterThan(9_000);
	expect(store.data.get('SELECT count(*) AS n FROM message_id WHERE day = ?', day)).toEqual({ n: 12_500 });
});
