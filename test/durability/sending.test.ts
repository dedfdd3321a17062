/** What the crash test has found, and only a lucky run of it would find again. */
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Sent } from '../../src/channels/sender.ts';
import { NOON, type Runtime, startRuntime } from '../conversation/runtime.ts';
import { Platform, until } from './platform.ts';

// What `until` waits for takes as long as the machine needs.
const telegram = { channel: 'telegram' };

function start(platform: Platform): Runtime {
	// Timers and the clock are the test's; commits and promises are real.
	vi.useFakeTimers({ now: NOON, toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
	onTestFinished(() => void vi.useRealTimers());
	const runtime = startRuntime({ senders: new Map([['telegram', platform]]), clock: () => Date.now() });
	runtime.conversations.start();
	return runtime;
}

function unsent({ store }: Runtime): { state: string; unknown: number }[] {
	return store.data.all("SELECT state, unknown FROM outbox WHERE state <> 'mailbox'");
}

test('a message in the middle of whose sending the process ends twice goes out all the same', async () => {
	const platform = new Platform();
	const never = new Promise<Sent>(() => {});
	platform.next.push(never, never);
	let runtime = start(platform);
	await runtime.send('anna', 'say 1', telegram);
	for (const cuts of [1, 2]) {
		await until(() => unsent(runtime)[0]?.state === 'sending' && platform.heard.length === cuts);
		runtime = runtime.restart();
		runtime.conversations.start();
		await until(() => unsent(runtime)[0]?.unknown === cuts);
		await vi.advanceTimersByTimeAsync(1_100);
	}
	await until(() => unsent(runtime).length === 0);
	expect(platform.heard.length).toBe(3);
});

test('a message that ends every process which sends it is given up', async () => {
	const platform = new Platform();
	platform.next.push(...Array.from({ length: 5 }, () => new Promise<Sent>(() => {})));
	let runtime = start(platform);
	await runtime.send('anna', 'say 1', telegram);
	for (const cuts of [1, 2, 3, 4, 5]) {
		await until(() => unsent(runtime)[0]?.state === 'sending' && platform.heard.length === cuts);
		runtime = runtime.restart();
		runtime.conversations.start();
		await until(() => unsent(runtime)[0]?.unknown === cuts || unsent(runtime).length === 0);
		await vi.advanceTimersByTimeAsync(1_100);
	}
	expect([unsent(runtime), platform.heard.length]).toEqual([[], 5]);
});

test('what is said to somebody who has come back goes out, though what was sent before they were forgotten is still on its way', async () => {
	const platform = new Platform();
	let answer: (sent: Sent) => void = () => {};
	platform.next.push(new Promise<Sent>((resolve) => (answer = resolve)));
	const runtime = start(platform);
	await runtime.send('anna', 'say 1', telegram);
	await until(() => platform.heard.length === 1);
	await runtime.send('anna', 'forget', telegram);
	await runtime.send('anna', 'say 2', telegram);
	answer({ outcome: 'sent', ids: ['7'] });
	await until(() => unsent(runtime).length === 0);
	expect(platform.heard).toEqual(['1 heard, after nothing', '2 heard, after nothing']);
});

test('what was about to be said to somebody who is forgotten is not said in the place of what comes next', async () => {
	const platform = Object.assign(new Platform(), { pace: { overall: 10_000, each: 1, burst: 1 } });
	const runtime = start(platform);
	await runtime.send('anna', 'say 1', telegram);
	await until(() => unsent(runtime).length === 0);
	await runtime.send('anna', 'forget', telegram);
	// Waits for its second.
	await runtime.send('anna', 'say 2', telegram);
	await runtime.send('anna', 'forget', telegram);
	await runtime.send('anna', 'say 3', telegram);
	await vi.advanceTimersByTimeAsync(5_000);
	await until(() => unsent(runtime).length === 0);
	expect(platform.heard).toEqual(['1 heard, after nothing', '3 heard, after nothing']);
});

test('a wish to be forgotten that comes again takes nothing of what was said and answered since', async () => {
	const platform = new Platform();
	const runtime = start(platform);
	await runtime.send('anna', 'say 1', telegram);
	const wish = { ...telegram, id: 'the wish' };
	expect(await runtime.send('anna', 'forget', wish)).toMatchObject({ outcome: 'done', erased: true });
	// The goodbye may not have gone out: it is said again.
	expect(await runtime.send('anna', 'forget', wish)).toMatchObject({ outcome: 'done', erased: true });
	platform.next.push({ outcome: 'later', after: 10_000 });
	await runtime.send('anna', 'say 2', telegram);
	expect(await runtime.send('anna', 'forget', wish)).toMatchObject({ outcome: 'repeated', erased: false });
	await until(() => unsent(runtime)[0]?.state === 'pending');
	await vi.advanceTimersByTimeAsync(10_100);
	await until(() => unsent(runtime).length === 0);
	await runtime.send('anna', 'say 3', telegram);
	await until(() => unsent(runtime).length === 0);
	expect(platform.heard.at(-1)).toBe('3 heard, after 2');
});
