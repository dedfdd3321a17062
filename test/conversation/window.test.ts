/** WhatsApp takes our words for 24 hours after the person's last, and tells later what became of them. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Outgoing, Route, Sender, Sent } from '../../src/channels/sender.ts';
import type { Told } from '../../src/conversation/awaited.ts';
import { DAY, HOUR, NOON, type Runtime, startRuntime } from './runtime.ts';
import { script } from './script.ts';

class Platform implements Sender {
	readonly pace = { overall: 10_000, each: 10_000, burst: 10_000 };
	readonly knocks = true;
	/** `words: 1 heard, …` or `knock`. */
	readonly ledger: string[] = [];
	readonly next: (Sent | Promise<Sent>)[] = [];
	ids = 0;

	async send(_: Route, { message, as = 'words' }: Outgoing): Promise<Sent> {
		this.ledger.push(as === 'knock' ? 'knock' : message.text);
		const scripted = this.next.shift();
		if (scripted) return scripted;
		return as === 'knock'
			? { outcome: 'sent', ids: [] }
			: { outcome: 'sent', ids: [], awaits: [`wamid.${++this.ids}`] };
	}

	async wipe(): Promise<void> {}
}

const whatsapp = { channel: 'whatsapp' };

function start(platform: Platform, agreed = false, directory?: string): Runtime {
	vi.useFakeTimers({ now: NOON, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
	onTestFinished(() => void vi.useRealTimers());
	const runtime = startRuntime(
		{
			senders: new Map([['whatsapp', platform]]),
			clock: () => Date.now(),
			step: (conversation, inbound, now) => {
				const turn = script(conversation, inbound, now);
				if (!agreed || inbound.kind !== 'due') return turn;
				const effects = turn.effects.map((effect) =>
					effect.do === 'say' ? { ...effect, message: { ...effect.message, agreed: true as const } } : effect,
				);
				return { ...turn, effects };
			},
		},
		directory,
	);
	runtime.conversations.start();
	return runtime;
}

async function until(holds: () => boolean): Promise<void> {
	while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

/** As many turns of the event loop as anything here needs, and more. */
async function settled(): Promise<void> {
	for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function outbox({ store }: Runtime): string[] {
	return store.data.all<{ state: string }>('SELECT state FROM outbox ORDER BY seq').map(({ state }) => state);
}

function learn(runtime: Runtime, id: string, told: Told): Promise<void> {
	return runtime.conversations.learn('whatsapp', 'bot', id, told);
}

describe('the window', () => {
	/** Somebody writes at noon, and a timer speaks `after` that time. */
	async function late(platform: Platform, after: number, agreed = false): Promise<Runtime> {
		const runtime = start(platform, agreed);
		await runtime.send('anna', `wake remind ${NOON + after}`, whatsapp);
		await runtime.send('anna', 'say 1', whatsapp);
		await until(() => platform.ledger.length === 1);
		await learn(runtime, 'wamid.1', { state: 'read' });
		await vi.advanceTimersByTimeAsync(after + 60_000);
		await settled();
		return runtime;
	}

	test('is open for a day: what is said then goes out', async () => {
		const platform = new Platform();
		await late(platform, 23 * HOUR);
		expect(platform.ledger[1]).toMatch(/^due:remind/);
	});

	test('is closed after it: what is said waits, and goes out first when they write', async () => {
		const platform = new Platform();
		const runtime = await late(platform, 25 * HOUR);
		expect(platform.ledger).toHaveLength(1);
		expect(outbox(runtime)).toEqual(['pending']);
		await runtime.send('anna', 'say 2', whatsapp);
		await until(() => platform.ledger.length === 3);
		expect(platform.ledger.slice(1)).toEqual([
			expect.stringMatching(/^due:remind/),
			'2 heard, after due:remind:flow.step',
		]);
	});

	test('what they agreed to beforehand is told once by a neutral line, and said when they write', async () => {
		const platform = new Platform();
		const runtime = await late(platform, 25 * HOUR, true);
		expect(platform.ledger.slice(1)).toEqual(['knock']);
		await vi.advanceTimersByTimeAsync(2 * DAY);
		await settled();
		expect(platform.ledger.slice(1)).toEqual(['knock']);
		expect(outbox(runtime)).toEqual(['pending']);
		await runtime.send('anna', 'say 2', whatsapp);
		await until(() => platform.ledger.length === 4);
		expect(platform.ledger.slice(2)).toEqual([
			expect.stringMatching(/^due:remind/),
			'2 heard, after due:remind:flow.step',
		]);
	});

	test('when the platform says it is closed, that counts', async () => {
		const platform = new Platform();
		const runtime = start(platform);
		platform.next.push({ outcome: 'closed' });
		await runtime.send('anna', 'say 1', whatsapp);
		await until(() => platform.ledger.length === 1 && outbox(runtime)[0] === 'pending');
		await vi.advanceTimersByTimeAsync(HOUR);
		await settled();
		expect(platform.ledger).toHaveLength(1);
		await runtime.send('anna', 'say 2', whatsapp);
		await until(() => platform.ledger.length === 3);
		expect(platform.ledger.slice(1)).toEqual(['1 heard, after nothing', '2 heard, after 1']);
	});
});

test('a window that the platform calls closed while they write is open: what waited and what is said go out', async () => {
	const platform = new Platform();
	const runtime = start(platform);
	const { promise, resolve } = Promise.withResolvers<Sent>();
	platform.next.push(promise);
	await runtime.send('anna', 'say 1', whatsapp);
	await until(() => platform.ledger.length === 1);
	await vi.advanceTimersByTimeAsync(1_000);
	await runtime.send('anna', 'say 2', whatsapp);
	resolve({ outcome: 'closed' });
	await until(() => platform.ledger.length === 3);
	expect(platform.ledger.slice(1)).toEqual(['1 heard, after nothing', '2 heard, after 1']);
});

describe('what is told later', () => {
	async function said(platform: Platform): Promise<Runtime> {
		const runtime = start(platform);
		await runtime.send('anna', 'say 1', whatsapp);
		await until(() => outbox(runtime)[0] === 'sent');
		return runtime;
	}

	test('a message stays until it has arrived', async () => {
		const runtime = await said(new Platform());
		await learn(runtime, 'wamid.1', { state: 'sent' });
		expect(outbox(runtime)).toEqual(['sent']);
		await learn(runtime, 'wamid.1', { state: 'delivered' });
		expect(outbox(runtime)).toEqual([]);
	});

	test('what could not be delivered after all goes out again, in its own time', async () => {
		const platform = new Platform();
		const runtime = await said(platform);
		await learn(runtime, 'wamid.1', { state: 'failed', fate: { outcome: 'later', after: 30_000 } });
		await settled();
		expect(platform.ledger).toHaveLength(1);
		await vi.advanceTimersByTimeAsync(31_000);
		await until(() => platform.ledger.length === 2);
		expect(platform.ledger[1]).toBe('1 heard, after nothing');
		await until(() => outbox(runtime)[0] === 'sent');
		// Told again of the first: it is the second that counts.
		await learn(runtime, 'wamid.1', { state: 'failed', fate: { outcome: 'later', after: 30_000 } });
		expect(outbox(runtime)).toEqual(['sent']);
	});

	test('that the window was closed: it waits until they write, and is not sent into it again and again', async () => {
		const platform = new Platform();
		const runtime = await said(platform);
		await learn(runtime, 'wamid.1', { state: 'failed', fate: { outcome: 'closed' } });
		await vi.advanceTimersByTimeAsync(HOUR);
		await settled();
		expect([platform.ledger.length, outbox(runtime)]).toEqual([1, ['pending']]);
		await runtime.send('anna', 'say 2', whatsapp);
		await until(() => platform.ledger.length === 3);
		expect(platform.ledger.slice(1)).toEqual(['1 heard, after nothing', '2 heard, after 1']);
	});

	test('that the window was closed, to somebody who has written since: it goes out at once', async () => {
		const platform = new Platform();
		const runtime = await said(platform);
		await vi.advanceTimersByTimeAsync(60_000);
		await runtime.send('anna', 'say 2', whatsapp);
		await until(() => platform.ledger.length === 2);
		await learn(runtime, 'wamid.1', { state: 'failed', fate: { outcome: 'closed' } });
		await until(() => platform.ledger.length === 3);
		expect(platform.ledger[2]).toBe('1 heard, after nothing');
	});

	test('what never can be is a dead letter', async () => {
		const runtime = await said(new Platform());
		await learn(runtime, 'wamid.1', { state: 'failed', fate: { outcome: 'refused', why: 'undeliverable' } });
		expect(outbox(runtime)).toEqual(['dead']);
	});

	test('states move only forward: what has arrived has not failed', async () => {
		const runtime = await said(new Platform());
		await learn(runtime, 'wamid.1', { state: 'read' });
		await learn(runtime, 'wamid.1', { state: 'delivered' });
		await learn(runtime, 'wamid.1', { state: 'failed', fate: { outcome: 'refused', why: 'undeliverable' } });
		expect(outbox(runtime)).toEqual([]);
	});

	test('of a message that was split, all parts have to arrive', async () => {
		const platform = new Platform();
		platform.next.push({ outcome: 'sent', ids: [], awaits: ['one', 'two'] });
		const runtime = await said(platform);
		await learn(runtime, 'two', { state: 'delivered' });
		expect(outbox(runtime)).toEqual(['sent']);
		await learn(runtime, 'one', { state: 'delivered' });
		expect(outbox(runtime)).toEqual([]);
	});

	test('faster than we write down that it was sent', async () => {
		const platform = new Platform();
		const runtime = start(platform);
		const { promise, resolve } = Promise.withResolvers<Sent>();
		platform.send = async () => promise;
		await runtime.send('anna', 'say 1', whatsapp);
		await learn(runtime, 'quick', { state: 'failed', fate: { outcome: 'refused', why: 'undeliverable' } });
		resolve({ outcome: 'sent', ids: [], awaits: ['quick'] });
		await until(() => outbox(runtime)[0] === 'dead');
	});

	test('of a message that is not ours changes nothing', async () => {
		const runtime = await said(new Platform());
		await learn(runtime, 'wamid.of-others', { state: 'delivered' });
		expect(outbox(runtime)).toEqual(['sent']);
	});

	test('nobody waits for it longer than three days', async () => {
		const runtime = await said(new Platform());
		await vi.advanceTimersByTimeAsync(3 * DAY + HOUR);
		runtime.conversations.sweep();
		expect(outbox(runtime)).toEqual([]);
	});

	test('goes with the person who is forgotten', async () => {
		const runtime = await said(new Platform());
		await runtime.send('anna', 'forget', whatsapp);
		expect(runtime.store.data.all('SELECT id FROM awaited')).toEqual([]);
		await learn(runtime, 'wamid.1', { state: 'read' });
		expect(outbox(runtime)).toEqual([]);
	});
});
