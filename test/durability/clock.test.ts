/** The clock a day forward and back, and the hour that comes twice: nothing is lost, doubled, or put off for a day. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { arrival, DAY, HOUR, NOON, type Runtime, startRuntime } from '../conversation/runtime.ts';
import { Platform, until } from './platform.ts';

// What `until` waits for takes as long as the machine needs.
const telegram = { channel: 'telegram' };
/** In Leeuwarden clocks go from 3:00 back to 2:00 here, and from 2:00 on to 3:00 there. */
const AUTUMN = Date.UTC(2026, 9, 25, 1);
const SPRING = Date.UTC(2027, 2, 28, 1);
const zone = process.env.TZ;

beforeEach(() => {
	process.env.TZ = 'Europe/Amsterdam';
	// Timers and clocks are the test's; commits and promises are real.
	vi.useFakeTimers({ now: NOON, toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
});
afterEach(() => {
	vi.useRealTimers();
	if (zone === undefined) delete process.env.TZ;
	else process.env.TZ = zone;
});

function start(platform: Platform): Runtime {
	const runtime = startRuntime({ senders: new Map([['telegram', platform]]), clock: () => Date.now() });
	runtime.conversations.start();
	return runtime;
}

/** Somebody sets the clock; no time passes. */
function setClock(by: number): void {
	vi.setSystemTime(Date.now() + by);
}

/** Time passes, and what is due then is done. */
async function pass(ms: number): Promise<void> {
	await vi.advanceTimersByTimeAsync(ms);
}

function waiting({ store }: Runtime): { state: string; tries: number }[] {
	return store.data.all("SELECT state, tries FROM outbox WHERE state <> 'mailbox' ORDER BY pid, seq");
}

const heard = (n: number) => `${n} heard, after ${n === 1 ? 'nothing' : n - 1}`;

describe.each([
	['a day forward', DAY],
	['a day back', -DAY],
	['an hour forward', HOUR],
	['an hour back', -HOUR],
])('the clock goes %s', (_, jump) => {
	test('while a message waits to be tried again: it goes out once, when that time has passed', async () => {
		const platform = new Platform();
		platform.next.push({ outcome: 'later', after: 20_000 });
		const runtime = start(platform);
		for (const n of [1, 2]) await runtime.send('anna', `say ${n}`, telegram);
		await until(() => waiting(runtime)[0]?.tries === 1);
		setClock(jump);
		await pass(19_000);
		expect(platform.heard).toEqual([heard(1)]);
		await pass(1_100);
		await until(() => waiting(runtime).length === 0);
		await pass(2 * HOUR);
		expect(platform.heard).toEqual([heard(1), heard(1), heard(2)]);
	});

	test('forth and back again, while a message waits: it goes out once', async () => {
		const platform = new Platform();
		platform.next.push({ outcome: 'later', after: 20_000 });
		const runtime = start(platform);
		await runtime.send('anna', 'say 1', telegram);
		await until(() => waiting(runtime)[0]?.tries === 1);
		setClock(jump);
		await pass(5_000);
		setClock(-jump);
		await pass(15_100);
		await until(() => waiting(runtime).length === 0);
		await pass(2 * HOUR);
		expect(platform.heard).toEqual([heard(1), heard(1)]);
	});

	test('and the process ends, while a message waits: the next one sends it, within the hour', async () => {
		const platform = new Platform();
		platform.next.push({ outcome: 'later', after: 20_000 });
		const first = start(platform);
		await first.send('anna', 'say 1', telegram);
		await until(() => waiting(first)[0]?.tries === 1);
		setClock(jump);
		const second = first.restart();
		second.conversations.start();
		await pass(HOUR + 1_000);
		await until(() => waiting(second).length === 0);
		expect(platform.heard).toEqual([heard(1), heard(1)]);
	});

	test('while messages wait for the pace of the platform: they go out in order, and each once', async () => {
		const platform = Object.assign(new Platform(), { pace: { overall: 30, each: 1, burst: 1 } });
		const runtime = start(platform);
		await Promise.all([1, 2, 3].map((n) => runtime.send('anna', `say ${n}`, telegram)));
		await until(() => platform.heard.length === 1);
		setClock(jump);
		await pass(1_100);
		await until(() => platform.heard.length === 2);
		await pass(1_100);
		await until(() => waiting(runtime).length === 0);
		expect(platform.heard).toEqual([1, 2, 3].map(heard));
	});

	test('between two deliveries of one message: it is answered once', async () => {
		const platform = new Platform();
		const runtime = start(platform);
		const message = arrival('anna', 'say 1', telegram);
		expect((await runtime.conversations.receive(message)).outcome).toBe('done');
		await until(() => waiting(runtime).length === 0);
		setClock(jump);
		runtime.conversations.sweep();
		expect((await runtime.conversations.receive(message)).outcome).toBe('repeated');
		setClock(-jump);
		runtime.conversations.sweep();
		expect((await runtime.conversations.receive(message)).outcome).toBe('repeated');
		await runtime.send('anna', 'say 2', telegram);
		await until(() => waiting(runtime).length === 0);
		expect(platform.heard).toEqual([heard(1), heard(2)]);
	});

	test('and back, while a timer is set: it wakes once, at its time or, if the clock says so, before', async () => {
		const platform = new Platform();
		const runtime = start(platform);
		await runtime.send('anna', `wake remind ${NOON + 2 * HOUR}`, telegram);
		setClock(jump);
		await pass(31_000);
		setClock(-jump);
		await pass(2 * HOUR + 31_000);
		await until(() => platform.heard.length === 1);
		await pass(2 * DAY);
		expect(platform.heard).toEqual(['due:remind:flow.step heard, after nothing']);
		expect(runtime.reported).toEqual([]);
	});
});

describe.each([
	['the hour that comes twice', AUTUMN],
	['the hour that is left out', SPRING],
])('%s', (_, change) => {
	test('neither holds up nor doubles a message that waits, or a timer', async () => {
		const platform = new Platform();
		vi.setSystemTime(change - 10_000);
		const runtime = start(platform);
		const shift = new Date(change).getTimezoneOffset() - new Date(change - 1).getTimezoneOffset();
		expect(Math.abs(shift)).toBe(60);
		// The same on the wall, or an hour that is not on it.
		for (const at of [change - 5_000, change + HOUR - 5_000, change + HOUR]) {
			await runtime.send('anna', `wake remind ${at} at-${at}`, telegram);
		}
		platform.next.push({ outcome: 'later', after: 20_000 });
		await runtime.send('berta', 'say 1', telegram);
		await until(() => waiting(runtime)[0]?.tries === 1);
		await pass(20_100);
		await until(() => waiting(runtime).length === 0);
		await pass(2 * HOUR);
		await until(() => platform.heard.length === 5);
		await pass(DAY);
		const woken = platform.heard.filter((text) => text.startsWith('due'));
		expect(woken.map((text) => Number(/at-(\d+)/.exec(text)?.[1]))).toEqual([
			change - 5_000,
			change + HOUR - 5_000,
			change + HOUR,
		]);
		expect(platform.heard.filter((text) => text === heard(1))).toHaveLength(2);
	});
});

test('a message put off for long, as the platform asks, is not tried before because the clock was touched', async () => {
	const platform = new Platform();
	platform.next.push({ outcome: 'later', after: 3 * HOUR });
	const runtime = start(platform);
	await runtime.send('anna', 'say 1', telegram);
	await until(() => waiting(runtime)[0]?.tries === 1);
	setClock(-DAY);
	await pass(3 * HOUR - 1_000);
	expect(platform.heard).toHaveLength(1);
	await pass(2_000);
	await until(() => waiting(runtime).length === 0);
	expect(platform.heard).toHaveLength(2);
});
