import { appendFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Arrival } from '../../src/conversation/conversations.ts';
import { points } from '../../src/conversation/ground.ts';
import { findBytes, findCanaries } from '../support/canary.ts';
import { HOUR, NOON, type Runtime, startRuntime, texts } from './runtime.ts';
import { toldTo } from './script.ts';

/** All that somebody leaves behind, in the clear. */
const canaries = ['address-of-jasmijn-316', 'Jasmijn wrote these very words', 'remind-jasmijn.about-her-visit'];
const [address, words, step] = canaries as [string, string, string];

/** Somebody writes, is answered, sets a timer; among others. */
async function live({ send }: Runtime, more: Partial<Arrival> = {}): Promise<void> {
	for (let n = 0; n < 30; n++) {
		await Promise.all([
			send(address, `say ${words} ${n}`, more),
			send(`other ${n}`, 'say something else'),
			send(address, `wake remind ${NOON + HOUR + n} ${step}`, more),
		]);
	}
}

/** What stands in the files about them, as it stands there. */
function traces({ store, pid }: Runtime, channel = 'web'): Uint8Array[] {
	const name = pid(address, channel);
	const blobs = [
		...store.data.all<{ blob: Uint8Array }>('SELECT state AS blob FROM conversation WHERE pid = ?', name),
		...store.data.all<{ blob: Uint8Array }>('SELECT message AS blob FROM outbox WHERE pid = ?', name),
		...store.keys.all<{ blob: Uint8Array }>('SELECT wrapped AS blob FROM person_key WHERE pid = ?', name),
	];
	return [Buffer.from(name), ...blobs.map(({ blob }) => blob.slice(1, 33))];
}

describe.each([
	['forget', 'web', {}],
	['close', 'web', {}],
	['forget', 'telegram', { channel: 'telegram' }],
])('after "%s" on %s', (goodbye, channel, more) => {
	test('no byte of the person is in any file, and the farewell is in the receipt', async () => {
		const runtime = startRuntime();
		await live(runtime, more);
		const left = traces(runtime, channel);
		expect(left.length).toBeGreaterThan(10);
		expect(findBytes(runtime.directory, left)).not.toEqual([]);
		// Not in the clear at any time.
		expect(findCanaries(runtime.directory, canaries)).toEqual([]);

		const receipt = await runtime.send(address, goodbye, more);
		expect(receipt).toMatchObject({ outcome: 'done', erased: true, closed: goodbye === 'close' });
		expect(texts(receipt.messages)).toEqual([goodbye === 'close' ? 'goodbye' : 'all forgotten']);
		expect(findBytes(runtime.directory, left)).toEqual([]);
		expect(findCanaries(runtime.directory, canaries)).toEqual([]);
		for (const log of ['data.db-wal', 'keys.db-wal']) {
			expect([log, statSync(join(runtime.directory, log)).size]).toEqual([log, 0]);
		}
		expect(runtime.store.data.all('SELECT pid FROM conversation')).toHaveLength(30);
		expect(runtime.store.keys.all('SELECT pid FROM person_key')).toHaveLength(30);
		expect(runtime.store.data.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
	});
});

test('a planted leak of each canary is found by the same search', async () => {
	const runtime = startRuntime();
	await live(runtime);
	for (const canary of canaries) {
		runtime.store.data.run('INSERT INTO meta (name, value) VALUES (?, ?)', `leak ${canary}`, 'x');
		const found = findCanaries(runtime.directory, canaries);
		expect(new Set(found.map((one) => one.canary))).toEqual(new Set([canary]));
		runtime.store.data.run('DELETE FROM meta WHERE name = ?', `leak ${canary}`);
		runtime.store.data.purge();
		expect(findCanaries(runtime.directory, canaries)).toEqual([]);
	}
	appendFileSync(join(runtime.directory, 'bekend.log'), `{"msg":"${words}"}\n`);
	expect(findCanaries(runtime.directory, canaries).map(({ file }) => file)).toContain('bekend.log');
});

test('"close" on a channel that keeps its conversations leaves them, and only leaves the screen', async () => {
	const { send, state } = startRuntime();
	const more = { channel: 'telegram' };
	await send('anna', 'say 1', more);
	expect(await send('anna', 'close', more)).toMatchObject({ closed: true, erased: false });
	expect(toldTo(state('anna', 'telegram')?.conversation)).toEqual(['1']);
});

test('whoever listens hears the farewell and that it is over', async () => {
	const { conversations, send } = startRuntime();
	const heard: unknown[] = [];
	conversations.listen('web', 'bot', 'anna', (news) => heard.push(news));
	const { messages } = await send('anna', 'close');
	expect(heard).toEqual([{ messages, closed: true, erased: true }]);
	expect(conversations.mailbox('web', 'bot', 'anna')).toEqual([]);
});

test('what somebody sends right behind "forget" starts a new conversation under a new key', async () => {
	const { send, state, store, pid } = startRuntime();
	await send('anna', 'say 1');
	const wrapped = () =>
		store.keys.get<{ wrapped: Uint8Array }>('SELECT wrapped FROM person_key WHERE pid = ?', pid('anna'));
	const before = wrapped();
	const receipts = await Promise.all(['say 2', 'forget', 'say 3', 'say 4'].map((text) => send('anna', text)));
	expect(receipts.flatMap(({ messages }) => texts(messages))).toEqual([
		'2 heard, after 1',
		'all forgotten',
		'3 heard, after nothing',
		'4 heard, after 3',
	]);
	expect(toldTo(state('anna')?.conversation)).toEqual(['3', '4']);
	expect(wrapped()).not.toEqual(before);
});

test('while a backup reads, the rows and the key go at once, and the logs as soon as it is done', async () => {
	const runtime = startRuntime();
	const { send, conversations, directory, store } = runtime;
	await live(runtime);
	const left = traces(runtime);
	const backup = new Database(join(directory, 'data.db'), { readonly: true });
	onTestFinished(() => void backup.close());
	const reading = backup.prepare('SELECT * FROM conversation').iterate();
	reading.next();
	expect(await send(address, 'forget')).toMatchObject({ erased: true });
	expect(store.data.all('SELECT pid FROM conversation')).toHaveLength(30);
	expect(store.keys.all('SELECT pid FROM person_key')).toHaveLength(30);
	expect(findBytes(directory, left)).not.toEqual([]);
	expect(conversations.sweep()).toMatchObject({ purged: false });
	reading.return?.();
	expect(conversations.sweep()).toMatchObject({ purged: true });
	expect(findBytes(directory, left)).toEqual([]);
});

test('a runtime that has started takes the rest out of the logs by itself', async () => {
	const runtime = startRuntime();
	const { send, conversations, directory } = runtime;
	await live(runtime);
	const left = traces(runtime);
	const backup = new Database(join(directory, 'data.db'), { readonly: true });
	onTestFinished(() => void backup.close());
	conversations.start();
	const reading = backup.prepare('SELECT * FROM conversation').iterate();
	reading.next();
	await send(address, 'forget');
	expect(findBytes(directory, left)).not.toEqual([]);
	reading.return?.();
	await expect.poll(() => findBytes(directory, left), { timeout: 10_000, interval: 200 }).toEqual([]);
});

test('when the key cannot be destroyed nobody is told that all is forgotten; the next sweep finishes', async () => {
	const runtime = startRuntime();
	const { send, store, conversations, pid } = runtime;
	await send('anna', 'say 1');
	await send('berta', 'say 1');
	store.keys.run('PRAGMA query_only = ON');
	const [anna, berta] = await Promise.allSettled([send('anna', 'forget'), send('berta', 'say 2')]);
	expect(anna).toMatchObject({ status: 'rejected', reason: { code: 'UNAVAILABLE' } });
	expect(berta.status).toBe('fulfilled');
	store.keys.run('PRAGMA query_only = OFF');
	expect(conversations.sweep()).toMatchObject({ halves: 1, purged: true });
	expect(store.keys.all('SELECT pid FROM person_key')).toEqual([{ pid: pid('berta') }]);
});

describe('the points at which a crash test kills', () => {
	test('are passed in their documented order by a stranger who leaves at once', async () => {
		const passed: string[] = [];
		const { send } = startRuntime({ hook: (point) => passed.push(point) });
		await send('anna', 'forget');
		expect(passed).toEqual([...points]);
	});

	test('the points of erasing are not passed by a turn that erases nobody', async () => {
		const passed: string[] = [];
		const { send } = startRuntime({ hook: (point) => passed.push(point) });
		await send('anna', 'say 1');
		await send('anna', 'say 2');
		expect(passed).toEqual([
			'keys:committed',
			'turn:before-commit',
			'turn:committed',
			'turn:before-commit',
			'turn:committed',
		]);
	});
});
