import { describe, expect, test } from 'vitest';
import { dueTimers, earliest, mayRetry, nextLook, setTimers, type Timer } from '../../src/conversation/timers.ts';
import { DAY, HOUR, NOON, startRuntime, texts } from './runtime.ts';
import { script, toldTo } from './script.ts';

const timer = (name: Timer['timer'], at: string, due: number): Timer => ({ timer: name, at, due });

describe('the timers of one conversation', () => {
	const set = [timer('step', 'a.b', 5), timer('remind', 'a.c', 3), timer('step', 'a.d', 9)];

	test('a timer set again for the same step replaces the one before', () => {
		expect(setTimers(set, [{ do: 'wake', timer: 'step', at: 'a.b', due: 7 }])).toEqual([
			timer('remind', 'a.c', 3),
			timer('step', 'a.d', 9),
			timer('step', 'a.b', 7),
		]);
	});

	test('cancelling takes all of that name, and what is set after it stays', () => {
		expect(
			setTimers(set, [
				{ do: 'cancel', timer: 'step' },
				{ do: 'wake', timer: 'step', at: 'a.e', due: 1 },
			]),
		).toEqual([timer('remind', 'a.c', 3), timer('step', 'a.e', 1)]);
	});

	test('what is due comes in its order, and the earliest is known', () => {
		expect(dueTimers(set, 5)).toEqual([timer('remind', 'a.c', 3), timer('step', 'a.b', 5)]);
		expect(dueTimers(set, 2)).toEqual([]);
		expect(earliest(set)).toBe(3);
		expect(earliest([])).toBeNull();
	});
});

test('the next look is when the next timer is due, but soon enough to notice a clock that jumped', () => {
	expect(nextLook(null, NOON)).toBe(30_000);
	expect(nextLook(NOON + 5_000, NOON)).toBe(5_000);
	expect(nextLook(NOON + DAY, NOON)).toBe(30_000);
	expect(nextLook(NOON - DAY, NOON)).toBe(1_000);
});

test('a timer whose turn fails is tried after 1, 2, 4 minutes, at most an hour, also when the clock was set back', () => {
	const minutes = (tries: number) => {
		for (let minute = 0; ; minute++) if (mayRetry({ at: NOON, tries }, NOON + minute * 60_000)) return minute;
	};
	expect([1, 2, 3, 4, 10, 100].map(minutes)).toEqual([1, 2, 4, 8, 60, 60]);
	expect(mayRetry({ at: NOON, tries: 5 }, NOON - DAY)).toBe(true);
});

describe('a due timer', () => {
	test('wakes the person once, in their mailbox and to whoever listens', async () => {
		const { conversations, send, clock, state } = startRuntime();
		await send('anna', `wake remind ${NOON + HOUR} help.visit`);
		const news: string[] = [];
		conversations.listen('web', 'bot', 'anna', ({ messages }) => news.push(...texts(messages)));
		await conversations.wake();
		expect(news).toEqual([]);
		clock.now += HOUR;
		await conversations.wake();
		await conversations.wake();
		expect(news).toEqual(['due:remind:help.visit heard, after nothing']);
		expect(texts(conversations.mailbox('web', 'bot', 'anna'))).toEqual(news);
		expect(state('anna')).toMatchObject({ timers: [], touched: NOON });
	});

	test('survives a restart, and comes though it was due while nothing ran', async () => {
		const first = startRuntime();
		await first.send('anna', `wake step ${NOON + 1}`);
		const second = first.restart();
		second.clock.now = NOON + HOUR;
		await second.conversations.wake();
		expect(toldTo(second.state('anna')?.conversation)).toEqual(['due:step:flow.step']);
	});

	test('several of one person come in one go, in their order; one that was cancelled does not', async () => {
		const { conversations, send, clock, state } = startRuntime({
			step: (conversation, inbound, now) => {
				const turn = script(conversation, inbound, now);
				if (inbound.kind !== 'due' || inbound.at !== 'a.first') return turn;
				return { ...turn, effects: [...turn.effects, { do: 'cancel', timer: 'step' }] };
			},
		});
		await send('anna', `wake remind ${NOON + 3} a.last`);
		await send('anna', `wake step ${NOON + 2} a.cancelled`);
		await send('anna', `wake remind ${NOON + 1} a.first`);
		clock.now += 10;
		await conversations.wake();
		expect(toldTo(state('anna')?.conversation)).toEqual(['due:remind:a.first', 'due:remind:a.last']);
	});

	test('is neither lost nor doubled when the clock jumps a day forward or back', async () => {
		const { conversations, send, clock, state } = startRuntime();
		await send('anna', `wake remind ${NOON + HOUR} a.one`, { channel: 'telegram' });
		await send('anna', `wake step ${NOON + 2 * DAY} a.two`, { channel: 'telegram' });
		const told = () => toldTo(state('anna', 'telegram')?.conversation);
		const at = async (now: number) => {
			clock.now = now;
			await conversations.wake();
			return told();
		};
		expect(await at(NOON - DAY)).toEqual([]);
		expect(await at(NOON + DAY)).toEqual(['due:remind:a.one']);
		expect(await at(NOON)).toEqual(['due:remind:a.one']);
		expect(await at(NOON + HOUR)).toEqual(['due:remind:a.one']);
		expect(await at(NOON + 2 * DAY)).toEqual(['due:remind:a.one', 'due:step:a.two']);
		expect(await at(NOON + 3 * DAY)).toEqual(['due:remind:a.one', 'due:step:a.two']);
	});

	test('whose turn fails is reported, holds nobody up, and is tried again later', async () => {
		const mood = { failing: true };
		const { conversations, send, clock, state, reported, pid } = startRuntime({
			step: (conversation, inbound, now) => {
				if (inbound.kind === 'due' && inbound.at === 'a.bad' && mood.failing) throw new Error('not now');
				return script(conversation, inbound, now);
			},
		});
		await send('anna', `wake step ${NOON} a.bad`);
		await send('berta', `wake step ${NOON} a.good`);
		await conversations.wake();
		expect(toldTo(state('berta')?.conversation)).toEqual(['due:step:a.good']);
		expect(reported).toMatchObject([{ error: { code: 'TURN_FAILED' }, pid: pid('anna') }]);
		await conversations.wake();
		expect(reported).toHaveLength(1);
		clock.now += 60_000;
		await conversations.wake();
		expect(reported).toHaveLength(2);
		mood.failing = false;
		clock.now += 120_000;
		await conversations.wake();
		expect(reported).toHaveLength(2);
		expect(toldTo(state('anna')?.conversation)).toEqual(['due:step:a.bad']);
	});

	test('of somebody who was erased is gone with them', async () => {
		const { conversations, send, clock, state } = startRuntime();
		await send('anna', `wake remind ${NOON + 1}`);
		await send('anna', 'forget');
		clock.now += DAY;
		await conversations.wake();
		expect(state('anna')).toBeUndefined();
	});

	test('wakes by itself once the runtime has started', async () => {
		const { conversations, send } = startRuntime({ clock: Date.now });
		conversations.start();
		const woken = new Promise<string[]>((resolve) => {
			conversations.listen('web', 'bot', 'anna', ({ messages }) => resolve(texts(messages)));
		});
		await send('anna', `wake remind ${Date.now() + 100}`);
		expect(await woken).toEqual(['due:remind:flow.step heard, after nothing']);
	});

	test('is not put off by commits that never stop coming', async () => {
		const { conversations, send } = startRuntime({ clock: Date.now });
		conversations.start();
		let woken = false;
		conversations.listen('web', 'bot', 'anna', () => {
			woken = true;
		});
		await send('anna', `wake remind ${Date.now() + 50}`);
		const until = Date.now() + 4000;
		while (!woken && Date.now() < until) await send('busy', 'many 1');
		expect(woken).toBe(true);
	});
});
