/** Letters to the Desk and orders from it, over real files, with the real flows. */
import { describe, expect, test, vi } from 'vitest';
import type { Outgoing, Route, Sender, Sent } from '../../src/channels/sender.ts';
import type { Settings } from '../../src/conversation/conversations.ts';
import type { Order } from '../../src/flow/letters.ts';
import { step } from '../../src/flow/step.ts';
import { threadOf } from '../../src/privacy/pseudonym.ts';
import { canariesIn, findCanaries } from '../support/canary.ts';
import { ListeningDesk, roster } from '../support/desk.ts';
import { realBundle } from '../support/project.ts';
import { DAY, HOUR, type Runtime, startRuntime, texts } from './runtime.ts';

const bundle = realBundle();
const ana = 'ana-0000';
const realStep: Settings['step'] = (conversation, inbound, now) => step(bundle, conversation, inbound, now, roster);

async function open(settings: Partial<Settings> = {}) {
	const desk = await ListeningDesk.open();
	const runtime = startRuntime({ step: realStep, desk, ...settings });
	runtime.conversations.start();
	return { desk, runtime };
}

async function until(holds: () => boolean): Promise<void> {
	while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

function tap(id: string) {
	return { inbound: { kind: 'choice', id } } as const;
}

/** From nothing to waiting. */
async function asks(runtime: Runtime, address: string, more: object = {}): Promise<void> {
	await runtime.send(address, 'hi', more);
	for (const id of ['lang.en', 'person', `offer.${ana}.yes`, 'time.yes']) {
		await runtime.send(address, '', { ...tap(id), ...more });
	}
}

function left({ store }: Runtime): number {
	return store.data.get<{ n: number }>('SELECT count(*) AS n FROM letter')?.n ?? 0;
}

let orders = 0;
function tell(runtime: Runtime, address: string, order: Order, id = `order-${orders++}`, channel = 'web') {
	return runtime.conversations.tell(runtime.pid(address, channel), id, order);
}

describe('a letter', () => {
	test('is carried in order and once, sealed, bound to its thread, and leaves us', async () => {
		const { desk, runtime } = await open();
		await asks(runtime, 'anna');
		for (const n of [1, 2, 3]) await runtime.send('anna', `are you there ${n}`);
		await until(() => left(runtime) === 0);
		expect(desk.kinds()).toEqual(['asked', 'said', 'said', 'said']);
		expect(desk.taken.map(({ n }) => n)).toEqual([1, 2, 3, 4]);
		expect(desk.texts()).toEqual(['are you there 1', 'are you there 2', 'are you there 3']);
		expect(desk.taken[0]?.letter).toMatchObject({ wants: ana, channel: 'web', consent: { day: '2026-11-23' } });
		expect(threadOf(runtime.store.ring, runtime.pid('anna'))).toMatch(/^[\w-]{43}$/);
	});

	test('is tried again until it is taken; one person whose letter fails holds up nobody', async () => {
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		try {
			const { desk, runtime } = await open();
			const bad = runtime.pid('bad');
			let failures = 3;
			desk.before = ({ pid }) => {
				if (pid === bad && failures-- > 0) throw new Error('not now');
			};
			await asks(runtime, 'bad');
			await runtime.send('bad', 'first');
			await asks(runtime, 'good');
			await runtime.send('good', 'second');
			await until(() => desk.texts(runtime.pid('good')).length === 1);
			expect(desk.taken.filter(({ pid }) => pid === bad)).toEqual([]);
			for (let tries = 1; tries <= 3; tries++) {
				await until(() => runtime.reported.length >= tries);
				await vi.advanceTimersByTimeAsync(1_000 * 2 ** tries);
			}
			await until(() => left(runtime) === 0);
			expect(desk.kinds(bad)).toEqual(['asked', 'said']);
			expect(runtime.reported.every(({ pid }) => pid === bad)).toBe(true);
		} finally {
			vi.useRealTimers();
		}
	});

	test('waits while nobody of the team has a key, and a process that ends loses none', async () => {
		const { desk, runtime } = await open();
		const enrol = desk.loseKeys();
		await asks(runtime, 'anna');
		await runtime.send('anna', 'are you there');
		await until(() => runtime.reported.length > 0);
		expect(runtime.reported[0]?.error).toMatchObject({ code: 'NOBODY_TO_SEAL_TO' });
		expect([desk.kinds(), left(runtime)]).toEqual([['asked'], 1]);
		enrol();
		const again = runtime.restart();
		again.conversations.start();
		await until(() => left(again) === 0);
		expect(desk.texts()).toEqual(['are you there']);
	});

	test('about somebody who is forgotten: nothing of theirs is carried any more, but that they are', async () => {
		const { desk, runtime } = await open();
		const pid = runtime.pid('anna');
		await asks(runtime, 'anna');
		await until(() => left(runtime) === 0);
		const enrol = desk.loseKeys();
		await runtime.send('anna', 'a secret');
		await until(() => runtime.reported.length > 0);
		await runtime.send('anna', 'forget me');
		expect(runtime.state('anna')).toBeUndefined();
		enrol();
		// The next conversation begins while the last letter of this one may still be under way.
		await asks(runtime, 'anna');
		await runtime.send('anna', 'new words');
		const again = runtime.restart();
		again.conversations.start();
		await until(() => left(again) === 0);
		expect(desk.kinds(pid)).toEqual(['asked', 'forgotten', 'asked', 'said']);
		expect(desk.taken.map(({ n }) => n)).toEqual([1, 3, 1, 2]);
		expect(desk.texts()).toEqual(['new words']);
	});

	test('"forgotten" comes by itself when a conversation is swept, and not for one the Desk never heard of', async () => {
		const { desk, runtime } = await open();
		await asks(runtime, 'anna');
		await runtime.send('stranger', 'hi');
		await until(() => left(runtime) === 0);
		runtime.clock.now += 3 * DAY;
		expect(runtime.conversations.sweep().expired).toBe(2);
		await until(() => desk.taken.length === 2);
		expect(desk.kinds()).toEqual(['asked', 'forgotten']);
		expect(desk.kinds(runtime.pid('stranger'))).toEqual([]);
	});

	test('what is said to a human is nowhere readable: not in a file, before and after, nor in what is reported', async () => {
		const { desk, runtime } = await open();
		const canary = 'Canary words 4711: my name is Jasmijn Vogelsang, Canaryplein 12';
		const answer = 'Canary answer 0815: meet me at the Canarystraat tomorrow';
		const enrol = desk.loseKeys();
		await asks(runtime, 'anna');
		await runtime.send('anna', canary);
		await until(() => runtime.reported.length > 0);
		expect(findCanaries(runtime.directory, [canary])).toEqual([]);
		enrol();
		const again = runtime.restart();
		again.conversations.start();
		await until(() => left(again) === 0);
		expect(desk.texts()).toEqual([canary]);
		await tell(again, 'anna', { do: 'claimed', staff: ana });
		await tell(again, 'anna', { do: 'say', staff: ana, text: answer });
		expect(findCanaries(again.directory, [canary, answer])).toEqual([]);
		const reported = JSON.stringify(
			[...runtime.reported, ...again.reported].map(({ error }) => String(error instanceof Error ? error.stack : error)),
		);
		expect(canariesIn(reported, [canary, answer])).toEqual([]);
	});
});

describe('an order', () => {
	test('is taken once, refused to who does not own the conversation, and gone when there is none', async () => {
		const { runtime } = await open();
		await asks(runtime, 'anna');
		expect(await tell(runtime, 'nobody', { do: 'claimed', staff: ana })).toEqual({ outcome: 'gone' });
		const say = { do: 'say', staff: ana, text: 'Hello' } as const;
		expect(await tell(runtime, 'anna', say, 'early')).toEqual({ outcome: 'refused', phase: 'waiting', owner: null });
		expect(await tell(runtime, 'anna', { do: 'claimed', staff: ana }, 'claim')).toEqual({ outcome: 'done' });
		expect(await tell(runtime, 'anna', { do: 'claimed', staff: ana }, 'claim')).toEqual({ outcome: 'repeated' });
		expect(await tell(runtime, 'anna', { do: 'claimed', staff: 'mihai-0000' })).toEqual({
			outcome: 'refused',
			phase: 'staff',
			owner: ana,
		});
		const before = runtime.conversations.mailbox('web', 'bot', 'anna').length;
		// What was refused was not taken: it may come again.
		expect(await tell(runtime, 'anna', say, 'early')).toEqual({ outcome: 'done' });
		expect(await tell(runtime, 'anna', say, 'early')).toEqual({ outcome: 'repeated' });
		expect(
			runtime.conversations
				.mailbox('web', 'bot', 'anna')
				.slice(before)
				.map(({ message }) => message),
		).toMatchObject([{ by: 'Ana', text: 'Hello' }]);
	});

	test('two claims at once: exactly one is done', async () => {
		const { runtime } = await open();
		for (let round = 0; round < 20; round++) {
			await asks(runtime, `anna ${round}`);
			const claims = [ana, 'mihai-0000'].map((staff) => tell(runtime, `anna ${round}`, { do: 'claimed', staff }));
			const outcomes = (await Promise.all(claims)).map(({ outcome }) => outcome);
			expect(outcomes.sort()).toEqual(['done', 'refused']);
		}
	});

	test('to a page: kept is sent, fetched is delivered, each told once', async () => {
		const { desk, runtime } = await open();
		await asks(runtime, 'anna');
		await tell(runtime, 'anna', { do: 'claimed', staff: ana });
		await tell(runtime, 'anna', { do: 'say', staff: ana, text: 'Hello' }, 'hello-1');
		await until(() => left(runtime) === 0);
		for (let looks = 0; looks < 3; looks++) runtime.conversations.mailbox('web', 'bot', 'anna');
		await until(() => desk.taken.length === 3 && left(runtime) === 0);
		await runtime.send('anna', 'thank you');
		await until(() => desk.taken.length === 4);
		expect(desk.taken.map(({ letter }) => letter)).toMatchObject([
			{ kind: 'asked' },
			{ kind: 'delivery', id: 'hello-1', said: 'sent' },
			{ kind: 'delivery', id: 'hello-1', said: 'delivered' },
			{ kind: 'said' },
		]);
	});
});

/** Answers what the test says, `sent` by default. */
class Platform implements Sender {
	readonly pace = { overall: 10_000, each: 10_000, burst: 10_000 };
	readonly ledger: { by: string | undefined; text: string }[] = [];
	answer: (text: string) => Sent = () => ({ outcome: 'sent', ids: [], awaits: [`platform ${this.ledger.length}`] });

	async send(_: Route, { message }: Outgoing): Promise<Sent> {
		this.ledger.push({ by: message.by, text: message.text });
		return this.answer(message.text);
	}

	async wipe(): Promise<void> {}
}

describe('what becomes of the words of a staff member', () => {
	const telegram = { channel: 'telegram' };

	async function talking() {
		const platform = new Platform();
		const opened = await open({ senders: new Map([['telegram', platform]]) });
		await asks(opened.runtime, 'anna', telegram);
		await tell(opened.runtime, 'anna', { do: 'claimed', staff: ana }, undefined, 'telegram');
		return { platform, ...opened };
	}

	const fates = ({ taken }: ListeningDesk) =>
		taken.flatMap(({ letter }) => (letter.kind === 'delivery' ? [`${letter.id} ${letter.said}`] : []));

	test('sent, and later delivered and read by the platform’s id; only theirs', async () => {
		const { platform, desk, runtime } = await talking();
		await tell(runtime, 'anna', { do: 'say', staff: ana, text: 'Hello' }, 'say-1', 'telegram');
		await until(() => fates(desk).length === 1);
		const id = `platform ${platform.ledger.length}`;
		expect(platform.ledger.at(-1)).toEqual({ by: 'Ana', text: 'Hello' });
		await runtime.conversations.learn('telegram', 'bot', id, { state: 'delivered' });
		await runtime.conversations.learn('telegram', 'bot', 'platform 1', { state: 'read' });
		await runtime.conversations.learn('telegram', 'bot', id, { state: 'read' });
		await until(() => fates(desk).length === 3 && left(runtime) === 0);
		expect(fates(desk)).toEqual(['say-1 sent', 'say-1 delivered', 'say-1 read']);
	});

	test('failed when the platform refuses; and when the person has blocked us the Desk hears that too', async () => {
		const { platform, desk, runtime } = await talking();
		platform.answer = (text) => ({ outcome: 'refused', why: text });
		await tell(runtime, 'anna', { do: 'say', staff: ana, text: 'Refused' }, 'say-1', 'telegram');
		await until(() => fates(desk).length === 1);
		platform.answer = () => ({ outcome: 'blocked' });
		await tell(runtime, 'anna', { do: 'say', staff: ana, text: 'Blocked' }, 'say-2', 'telegram');
		await until(() => desk.kinds().includes('left') && left(runtime) === 0);
		expect(fates(desk)).toEqual(['say-1 failed', 'say-2 failed']);
		expect(desk.taken.at(-1)?.letter).toEqual({ kind: 'left', why: 'blocked' });
	});

	test('failed when it was held for somebody who left before saying that now is a good time', async () => {
		const { platform, desk, runtime } = await talking();
		runtime.clock.now += 2 * HOUR;
		await tell(runtime, 'anna', { do: 'say', staff: ana, text: 'Held back' }, 'say-1', 'telegram');
		const neutral = () => platform.ledger.filter(({ text }) => text === 'Is now a good time?');
		// The first was asked before they waited.
		await until(() => neutral().length === 2);
		await runtime.send('anna', 'stop', telegram);
		await until(() => desk.kinds().includes('left'));
		expect(fates(desk)).toEqual(['say-1 failed']);
		expect(platform.ledger.map(({ text }) => text)).not.toContain('Held back');
	});
});

describe('whom a person knows', () => {
	const telegram = { channel: 'telegram' };

	async function parted(answer: 'yes' | 'no') {
		const opened = await open();
		await asks(opened.runtime, 'anna', telegram);
		await tell(opened.runtime, 'anna', { do: 'claimed', staff: ana }, undefined, 'telegram');
		await tell(opened.runtime, 'anna', { do: 'hand-back', at: null }, undefined, 'telegram');
		await opened.runtime.send('anna', '', { ...tap(`know.${ana}.${answer}`), ...telegram });
		await until(() => left(opened.runtime) === 0);
		return opened;
	}

	test('outlives the sweep on their yes, alone and under a new key; then they are offered the same one', async () => {
		const { runtime, desk } = await parted('yes');
		const { keys } = runtime.store;
		const wrapped = () => keys.get<{ wrapped: Uint8Array }>('SELECT wrapped FROM person_key')?.wrapped;
		const before = wrapped();
		runtime.clock.now += 92 * DAY;
		expect(runtime.conversations.sweep().expired).toBe(1);
		await until(() => desk.kinds().includes('forgotten'));
		const state = runtime.state('anna', 'telegram');
		expect(state?.conversation).toMatchObject({ wait: { on: 'hello' }, trail: [], knows: { staff: ana } });
		expect([state?.route, state?.timers, wrapped() === undefined]).toEqual([null, [], false]);
		expect(wrapped()).not.toEqual(before);
		expect(runtime.store.data.get('SELECT count(*) AS n FROM outbox')).toEqual({ n: 0 });
		// A sweep later finds nothing to do, until the year is over.
		expect(runtime.conversations.sweep().expired).toBe(0);
		await runtime.send('anna', 'hi', telegram);
		await runtime.send('anna', '', { ...tap('lang.en'), ...telegram });
		const offered = await runtime.send('anna', '', { ...tap('person'), ...telegram });
		expect(texts(offered.messages)[0]).toContain('Ana');
		expect(runtime.state('anna', 'telegram')?.route).toEqual({ bot: 'bot', address: 'anna' });
	});

	test('goes when the year is over', async () => {
		const { runtime } = await parted('yes');
		runtime.clock.now += 92 * DAY;
		runtime.conversations.sweep();
		runtime.clock.now += (365 - 92) * DAY;
		runtime.conversations.sweep();
		expect(runtime.state('anna', 'telegram')).toBeUndefined();
		expect(runtime.store.keys.get('SELECT count(*) AS n FROM person_key')).toEqual({ n: 0 });
	});

	test('is not kept without it', async () => {
		const { runtime } = await parted('no');
		runtime.clock.now += 92 * DAY;
		runtime.conversations.sweep();
		expect(runtime.state('anna', 'telegram')).toBeUndefined();
	});
});
