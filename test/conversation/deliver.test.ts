/** The outbox on its way out, over real files, to a platform that does what the test says. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Outgoing, Route, Sender, Sent } from '../../src/channels/sender.ts';
import type { Point } from '../../src/conversation/ground.ts';
import { systemRandom } from '../../src/privacy/crypto.ts';
import { openPersonKey } from '../../src/privacy/person-key.ts';
import { sealJson } from '../../src/privacy/seal.ts';
import { HOUR, NOON, type Runtime, startRuntime } from './runtime.ts';

/** Answers `sent` unless the test has something else for that person next. */
class Platform implements Sender {
	readonly pace = { overall: 10_000, each: 10_000, burst: 10_000 };
	readonly ledger: { address: string; text: string; latest: string | undefined; at: number }[] = [];
	readonly wiped: string[] = [];
	readonly next = new Map<string, (Sent | Promise<Sent>)[]>();
	#ids = 0;

	async send({ address }: Route, { message, latest }: Outgoing): Promise<Sent> {
		this.ledger.push({ address, text: message.text, latest, at: Date.now() });
		const scripted = this.next.get(address)?.shift();
		return scripted ?? { outcome: 'sent', ids: [String(++this.#ids)] };
	}

	async wipe(_: Route, ids: readonly string[]): Promise<void> {
		this.wiped.push(...ids);
	}

	texts(address: string): string[] {
		return this.ledger.filter((call) => call.address === address).map(({ text }) => text);
	}
}

const telegram = { channel: 'telegram' };

function start(platform: Platform, directory?: string, hook?: (point: Point) => void): Runtime {
	// Timers and the clock are the test's; commits and promises are real.
	vi.useFakeTimers({ now: NOON, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
	onTestFinished(() => void vi.useRealTimers());
	const senders = new Map([['telegram', platform]]);
	const runtime = startRuntime({ senders, clock: () => Date.now(), ...(hook && { hook }) }, directory);
	runtime.conversations.start();
	return runtime;
}

/** Until it holds, giving way to commits in between; the test's own time limit ends it otherwise. */
async function until(holds: () => boolean): Promise<void> {
	while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

function unsent({ store }: Runtime): { state: string; tries: number; unknown: number }[] {
	return store.data.all("SELECT state, tries, unknown FROM outbox WHERE state <> 'mailbox' ORDER BY pid, seq");
}

test('what is said goes out in order, and leaves the outbox', async () => {
	const platform = new Platform();
	const runtime = start(platform);
	for (const n of [1, 2, 3]) await runtime.send('anna', `say ${n}`, telegram);
	await until(() => platform.ledger.length === 3 && unsent(runtime).length === 0);
	expect(platform.texts('anna')).toEqual(['1 heard, after nothing', '2 heard, after 1', '3 heard, after 2']);
});

describe('what can go at once', () => {
	test('is marked in the commit of its turn: two commits for a message, and three when it has to wait', async () => {
		const platform = Object.assign(new Platform(), { pace: { overall: 30, each: 1, burst: 1 } });
		let commits = 0;
		const runtime = start(platform, undefined, (point) => (commits += point === 'turn:committed' ? 1 : 0));
		await runtime.send('anna', 'say 1', telegram);
		expect(unsent(runtime)).toEqual([{ state: 'sending', tries: 0, unknown: 0 }]);
		await until(() => unsent(runtime).length === 0);
		expect(commits).toBe(2);
		await runtime.send('anna', 'say 2', telegram);
		expect(unsent(runtime)).toEqual([{ state: 'pending', tries: 0, unknown: 0 }]);
		await vi.advanceTimersByTimeAsync(1_100);
		await until(() => unsent(runtime).length === 0);
		expect([commits, platform.ledger.length]).toEqual([5, 2]);
	});

	test('is the first of what a turn says; the others follow in order', async () => {
		const platform = new Platform();
		const runtime = start(platform);
		await runtime.send('anna', 'many 3', telegram);
		expect(unsent(runtime).map(({ state }) => state)).toEqual(['sending', 'pending', 'pending']);
		await until(() => unsent(runtime).length === 0);
		expect(platform.texts('anna')).toEqual(['message 1', 'message 2', 'message 3']);
	});

	test('does not go when its person is forgotten in the same commit', async () => {
		const platform = new Platform();
		const runtime = start(platform);
		await Promise.all([
			...['say 1', 'forget'].map((text) => runtime.send('anna', text, telegram)),
			runtime.send('berta', 'say 1', telegram),
		]);
		await until(() => platform.texts('berta').length === 1 && unsent(runtime).length === 0);
		expect(platform.texts('anna')).toEqual([]);
	});

	test('goes once when the turn of somebody else in the same commit fails', async () => {
		const platform = new Platform();
		const runtime = start(platform);
		const [anna, berta, clara] = await Promise.allSettled([
			runtime.send('anna', 'say 1', telegram),
			runtime.send('berta', 'throw', telegram),
			runtime.send('clara', 'say 1', telegram),
		]);
		expect([anna.status, berta.status, clara.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
		await until(() => unsent(runtime).length === 0);
		expect(platform.ledger.map(({ address }) => address).sort()).toEqual(['anna', 'clara']);
	});
});

describe('a definite failure', () => {
	test('is tried again after a pause that grows, and what came later waits for it', async () => {
		const platform = new Platform();
		platform.next.set('anna', [
			{ outcome: 'later', after: undefined },
			{ outcome: 'later', after: undefined },
		]);
		const runtime = start(platform);
		await runtime.send('anna', 'say 1', telegram);
		await runtime.send('anna', 'say 2', telegram);
		await until(() => unsent(runtime)[0]?.tries === 1);
		expect(platform.ledger.length).toBe(1);
		await vi.advanceTimersByTimeAsync(1_100);
		await until(() => unsent(runtime)[0]?.tries === 2);
		await vi.advanceTimersByTimeAsync(2_100);
		await until(() => unsent(runtime).length === 0);
		expect(platform.texts('anna').map((text) => text.slice(0, 1))).toEqual(['1', '1', '1', '2']);
	});

	test('waits as long as the platform says', async () => {
		const platform = new Platform();
		platform.next.set('anna', [{ outcome: 'later', after: 20_000 }]);
		const runtime = start(platform);
		await runtime.send('anna', 'say 1', telegram);
		await until(() => unsent(runtime)[0]?.tries === 1);
		await vi.advanceTimersByTimeAsync(19_000);
		expect(platform.ledger.length).toBe(1);
		await vi.advanceTimersByTimeAsync(1_100);
		await until(() => unsent(runtime).length === 0);
		expect(platform.ledger.length).toBe(2);
	});

	test('of one person holds up nobody else', async () => {
		const platform = new Platform();
		const never = new Promise<Sent>(() => {});
		platform.next.set('anna', [never]);
		const runtime = start(platform);
		await runtime.send('anna', 'say 1', telegram);
		for (const n of [1, 2]) await runtime.send('berta', `say ${n}`, telegram);
		await until(() => platform.texts('berta').length === 2);
		expect(platform.texts('anna').length).toBe(1);
	});

	test('that never ends is a dead letter, and what comes after it goes out', async () => {
		const platform = new Platform();
		platform.next.set('anna', [{ outcome: 'refused', why: 'bad-request' }]);
		const runtime = start(platform);
		for (const n of [1, 2]) await runtime.send('anna', `say ${n}`, telegram);
		await until(() => platform.ledger.length === 2 && unsent(runtime).length === 1);
		expect(unsent(runtime)).toMatchObject([{ state: 'dead' }]);
	});
});

describe('a message of which nobody knows what became', () => {
	test('is sent once more, and not again', async () => {
		const platform = new Platform();
		platform.next.set('anna', [{ outcome: 'unknown' }, { outcome: 'unknown' }]);
		const runtime = start(platform);
		await runtime.send('anna', 'say 1', telegram);
		await until(() => unsent(runtime)[0]?.unknown === 1);
		await vi.advanceTimersByTimeAsync(1_100);
		await until(() => unsent(runtime).length === 0);
		await vi.advanceTimersByTimeAsync(HOUR);
		expect(platform.ledger.length).toBe(2);
	});

	test('is one that a killed process left in the middle of sending', async () => {
		const platform = new Platform();
		platform.next.set('anna', [new Promise<Sent>(() => {})]);
		const first = start(platform);
		await first.send('anna', 'say 1', telegram);
		await until(() => unsent(first)[0]?.state === 'sending' && platform.ledger.length === 1);
		const second = first.restart();
		second.conversations.start();
		await until(() => unsent(second)[0]?.unknown === 1);
		await vi.advanceTimersByTimeAsync(1_100);
		await until(() => unsent(second).length === 0);
		expect(platform.texts('anna').length).toBe(2);
	});
});

test('a person who has blocked us is sent nothing more, until they write again', async () => {
	const platform = new Platform();
	platform.next.set('anna', [{ outcome: 'blocked' }]);
	const runtime = start(platform);
	await Promise.all([1, 2, 3].map((n) => runtime.send('anna', `say ${n}`, telegram)));
	await until(() => unsent(runtime).every(({ state }) => state === 'dead'));
	expect(platform.ledger.length).toBe(1);
	await runtime.send('anna', 'say 4', telegram);
	await until(() => platform.ledger.length === 2);
	expect(platform.texts('anna')[1]).toMatch(/^4/);
});

describe('somebody who is forgotten and writes again', () => {
	test('gets the new answer, also when an old one was on its way', async () => {
		const platform = new Platform();
		let answer: (sent: Sent) => void = () => {};
		platform.next.set('anna', [new Promise<Sent>((resolve) => (answer = resolve))]);
		const runtime = start(platform);
		await runtime.send('anna', 'say 1', telegram);
		await until(() => platform.ledger.length === 1);
		await runtime.send('anna', 'forget', telegram);
		await runtime.send('anna', 'say 2', telegram);
		answer({ outcome: 'sent', ids: ['7'] });
		await until(() => unsent(runtime).length === 0);
		expect(platform.texts('anna')).toEqual(['1 heard, after nothing', '2 heard, after nothing']);
	});

	test('is sent nothing of before that was still waiting', async () => {
		const platform = Object.assign(new Platform(), { pace: { overall: 30, each: 1, burst: 1 } });
		const runtime = start(platform);
		for (const n of [1, 2]) await runtime.send('anna', `say ${n}`, telegram);
		await until(() => platform.ledger.length === 1);
		await runtime.send('anna', 'forget', telegram);
		for (const n of [3, 4]) await runtime.send('anna', `say ${n}`, telegram);
		for (let n = 0; n < 6; n++) {
			await vi.advanceTimersByTimeAsync(1_100);
			for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
		}
		expect(platform.texts('anna').map((text) => text.slice(0, 1))).toEqual(['1', '3', '4']);
	});
});

test('a person who moved is sent to where they are now', async () => {
	const platform = new Platform();
	platform.next.set('anna', [{ outcome: 'moved', address: 'anna-new' }]);
	const runtime = start(platform);
	await runtime.send('anna', 'say 1', telegram);
	await until(() => platform.texts('anna-new').length === 1);
});

test('stopping finishes what is on its way and leaves the rest to the next start', async () => {
	const platform = new Platform();
	let answer: (sent: Sent) => void = () => {};
	platform.next.set('anna', [new Promise<Sent>((resolve) => (answer = resolve))]);
	const first = start(platform);
	for (const n of [1, 2]) await first.send('anna', `say ${n}`, telegram);
	await until(() => platform.ledger.length === 1);
	const closed = first.conversations.close();
	answer({ outcome: 'sent', ids: ['7'] });
	await closed;
	expect(unsent(first)).toMatchObject([{ state: 'pending', tries: 0 }]);
	const second = first.restart();
	second.conversations.start();
	await until(() => unsent(second).length === 0);
	expect(platform.texts('anna').map((text) => text.slice(0, 1))).toEqual(['1', '2']);
});

test('what was sent while the disk was full is recorded when there is room, and not sent again', async () => {
	const platform = new Platform();
	let answer: (sent: Sent) => void = () => {};
	platform.next.set('anna', [new Promise<Sent>((resolve) => (answer = resolve))]);
	const runtime = start(platform);
	await runtime.send('anna', 'say 1', telegram);
	await until(() => platform.ledger.length === 1);
	runtime.store.data.run('PRAGMA query_only = ON');
	answer({ outcome: 'sent', ids: ['7'] });
	await until(() => runtime.reported.length > 0);
	runtime.store.data.run('PRAGMA query_only = OFF');
	await vi.advanceTimersByTimeAsync(600);
	await until(() => unsent(runtime).length === 0);
	expect(platform.ledger.length).toBe(1);
});

describe('the ids of what stands in the chat', () => {
	test('let the newest be edited, when its button was tapped', async () => {
		const platform = new Platform();
		const runtime = start(platform);
		await runtime.send('anna', 'say 1', telegram);
		await until(() => unsent(runtime).length === 0);
		await runtime.send('anna', 'say 2', { ...telegram, over: '1' });
		await until(() => platform.ledger.length === 2);
		await runtime.send('anna', 'say 3', { ...telegram, over: '1' });
		await until(() => platform.ledger.length === 3);
		expect(platform.ledger.map(({ latest }) => latest)).toEqual([undefined, '1', undefined]);
	});

	test('are given back, both sides, when all is to be forgotten, and kept nowhere after', async () => {
		const platform = new Platform();
		const runtime = start(platform);
		await runtime.send('anna', 'say 1', { ...telegram, own: '100' });
		await until(() => unsent(runtime).length === 0);
		const { erased, wipe } = await runtime.send('anna', 'forget', { ...telegram, own: '102' });
		expect({ erased, wipe }).toEqual({ erased: true, wipe: ['100', '1', '102'] });
		expect(runtime.store.data.all('SELECT * FROM trace')).toEqual([]);
	});

	test('of an answer that was on its way while the chat was emptied are known for the next time', async () => {
		const platform = new Platform();
		let answer: (sent: Sent) => void = () => {};
		platform.next.set('anna', [new Promise<Sent>((resolve) => (answer = resolve))]);
		const runtime = start(platform);
		await runtime.send('anna', 'say 1', { ...telegram, own: '100' });
		const { wipe } = await runtime.send('anna', 'wipe', { ...telegram, own: '101' });
		// Stands where the one of before stood.
		await runtime.send('anna', 'say 2', { ...telegram, own: '102' });
		answer({ outcome: 'sent', ids: ['7'] });
		await until(() => unsent(runtime).length === 0);
		const forgotten = await runtime.send('anna', 'forget', { ...telegram, own: '103' });
		expect(wipe).toEqual(['100', '101']);
		expect(forgotten.wipe).toEqual(['102', '7', '1', '2', '103']);
	});

	test('that were written by an earlier version, one a row, are given back too', async () => {
		const runtime = start(new Platform());
		await runtime.send('anna', 'say 1', { ...telegram, own: '100' });
		await until(() => unsent(runtime).length === 0);
		const { data, keys, ring } = runtime.store;
		const pid = runtime.pid('anna', 'telegram');
		const place = { table: 'trace', column: 'message', row: `${pid} 2`, version: 1 };
		const key = openPersonKey(keys, ring, pid) ?? new Uint8Array();
		const sealed = sealJson(key, place, { id: '99', ours: true }, systemRandom);
		data.run('INSERT INTO trace (pid, n, at, message) VALUES (?, ?, ?, ?)', pid, 2, NOON, sealed);
		expect((await runtime.send('anna', 'forget', telegram)).wipe).toEqual(['100', '1', '99']);
	});

	test('live for 48 hours', async () => {
		const platform = new Platform();
		const runtime = start(platform);
		await runtime.send('anna', 'say 1', { ...telegram, own: '100' });
		await until(() => unsent(runtime).length === 0);
		vi.setSystemTime(NOON + 48 * HOUR);
		runtime.conversations.sweep();
		expect(runtime.store.data.all('SELECT * FROM trace')).toEqual([]);
	});
});

test('the pace of the platform is kept, overall and for each person', async () => {
	const platform = Object.assign(new Platform(), { pace: { overall: 30, each: 1, burst: 2 } });
	const runtime = start(platform);
	await Promise.all([1, 2, 3, 4].map((n) => runtime.send('anna', `say ${n}`, telegram)));
	await until(() => platform.texts('anna').length === 2);
	await vi.advanceTimersByTimeAsync(990);
	expect(platform.texts('anna').length).toBe(2);
	await vi.advanceTimersByTimeAsync(20);
	await until(() => platform.texts('anna').length === 3);
	for (let n = 0; n < 60; n++) await runtime.send(`person ${n}`, 'say 1', telegram);
	await vi.advanceTimersByTimeAsync(900);
	await until(() => platform.ledger.length > 30);
	expect(platform.ledger.length).toBeLessThanOrEqual(3 + 30 + 30);
	await vi.advanceTimersByTimeAsync(3_000);
	await until(() => platform.ledger.length === 64);
});

test('a wish to be forgotten that comes again, because the goodbye may be lost, is answered again', async () => {
	const runtime = start(new Platform());
	await runtime.send('anna', 'say 1', telegram);
	for (const _ of [1, 2]) {
		const { outcome, erased, messages } = await runtime.send('anna', 'forget', { ...telegram, id: 'the wish' });
		expect({ outcome, erased, said: messages.length }).toEqual({ outcome: 'done', erased: true, said: 1 });
	}
	expect(runtime.store.data.all('SELECT * FROM conversation')).toEqual([]);
});
