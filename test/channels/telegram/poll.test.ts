import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openParse } from '../../../src/channels/telegram/parse.ts';
import { type Polling, type PollOptions, poll } from '../../../src/channels/telegram/poll.ts';
import type { Update } from '../../../src/channels/telegram/update.ts';
import type { Fault } from '../../support/fake-telegram/faults.ts';
import { person } from '../../support/fake-telegram/person.ts';
import { type FakeBot, type FakeTelegram, startFakeTelegram } from '../../support/fake-telegram/start.ts';
import { openSurface } from './surface.ts';

const anna = person(7_000_000_001);
const bea = person(7_000_000_002);
let fake: FakeTelegram;
let bot: FakeBot;
let close = () => {};
beforeAll(async () => {
	fake = await startFakeTelegram((end) => {
		close = end;
	});
});
afterAll(() => close());
beforeEach(async () => {
	bot = await fake.bot();
});

interface Asked {
	polling: Polling;
	/** What was taken, in order. */
	taken: Update[];
	/** The words of what was taken. */
	words(): string[];
	/** Resolves when so many were taken. */
	until(count: number): Promise<void>;
	logged: { why?: string; kind?: string }[];
}

/** Asks the fake, with pauses short enough to be waited for. @param more.take runs before an update counts as taken */
function ask(more: Partial<PollOptions> = {}): Asked {
	const taken: Update[] = [];
	const logged: Asked['logged'] = [];
	const waiting: { count: number; resolve: () => void }[] = [];
	const keep = (fields: object) => void logged.push(fields);
	const polling = poll({
		api: openSurface(bot).api,
		parse: openParse(['en']),
		log: { debug: keep, info: keep, warn: keep, error: keep, fatal: keep } as PollOptions['log'],
		pauses: { first: 20, longest: 100, conflict: 50 },
		...more,
		async take(update) {
			await more.take?.(update);
			taken.push(update);
			for (const { count, resolve } of waiting) if (taken.length >= count) resolve();
		},
	});
	onTestFinished(() => polling.stop());
	return {
		polling,
		taken,
		words: () =>
			taken.flatMap((update) => (update.is === 'said' && update.inbound.kind === 'text' ? update.inbound.text : [])),
		until: (count) =>
			new Promise((resolve) => {
				if (taken.length >= count) resolve();
				else waiting.push({ count, resolve });
			}),
		logged,
	};
}

/** Something the test lets go when it likes. */
function gate(): { passed: Promise<void>; open(): void } {
	let open = () => {};
	const passed = new Promise<void>((resolve) => {
		open = resolve;
	});
	return { passed, open };
}

function unavailable(): Error {
	return Object.assign(new Error('the disk is full'), { code: 'UNAVAILABLE' });
}

const textOf = (update: Update) => (update.is === 'said' && update.inbound.kind === 'text' ? update.inbound.text : '');

describe('asking for updates', () => {
	test('every one is taken once, and confirmed after', async () => {
		await bot.push([1, 2, 3].map((n) => anna.says(`before ${n}`)));
		const asked = ask();
		await asked.until(3);
		await bot.push(anna.says('while it waits'));
		await asked.until(4);
		expect(asked.words()).toEqual(['before 1', 'before 2', 'before 3', 'while it waits']);
		await bot.untilLook(({ pending }) => pending.length === 0);
	});

	test('the kinds of updates are said every time, and the question stays open long', async () => {
		const asked = ask();
		await bot.push(anna.says('one'));
		await asked.until(1);
		const { polls } = await bot.untilLook(({ pending }) => pending.length === 0);
		expect(polls.length).toBeGreaterThan(1);
		for (const { allowed_updates, timeout } of polls) {
			expect([timeout, allowed_updates]).toEqual([25, ['message', 'callback_query', 'my_chat_member']]);
		}
	});

	test('an offset is said until it is heard and then no more: after a quiet week ids begin anew, and lower', async () => {
		let full = false;
		const asked = ask({ take: async () => void (full && (await Promise.reject(unavailable()))) });
		await bot.push({ update_id: 9_000, ...anna.says('before the quiet') });
		await asked.until(1);
		const { polls } = await bot.untilLook(({ polls }) => polls.at(-1)?.offset === 9_001);
		full = true;
		// Not taken at first: asking with the old offset again would forget it.
		await bot.push({ update_id: 12, ...anna.says('anew') });
		await bot.untilLook((look) => look.polls.length > polls.length + 1);
		full = false;
		await asked.until(2);
		expect(asked.words()).toEqual(['before the quiet', 'anew']);
		await bot.untilLook(({ pending }) => pending.length === 0);
	});

	test('people are taken at once, each one in order', async () => {
		const slow = gate();
		const asked = ask({ take: async (update) => void (textOf(update) === 'anna 1' && (await slow.passed)) });
		await bot.push([anna.says('anna 1'), bea.says('bea 1'), anna.says('anna 2'), bea.says('bea 2')]);
		await asked.until(2);
		expect(asked.words()).toEqual(['bea 1', 'bea 2']);
		slow.open();
		await asked.until(4);
		expect(asked.words()).toEqual(['bea 1', 'bea 2', 'anna 1', 'anna 2']);
	});

	test('more than a hundred come in batches, and none is lost', async () => {
		await bot.push(Array.from({ length: 350 }, (_, n) => person(1 + (n % 70)).says(`${n}`)));
		const asked = ask();
		await asked.until(350);
		expect(new Set(asked.words()).size).toBe(350);
		await bot.untilLook(({ pending }) => pending.length === 0);
	});

	test('what is no update of ours is taken as nothing and confirmed, so that it holds up nobody', async () => {
		await bot.push([{ poll: { id: '1' } }, { message: { text: 5 } }, { hologram: {} }, anna.says('words')]);
		const asked = ask();
		await asked.until(4);
		expect(asked.taken.map(({ is }) => is)).toEqual(['nothing', 'nothing', 'nothing', 'said']);
		await bot.untilLook(({ pending }) => pending.length === 0);
	});
});

describe('a commit that fails', () => {
	test('is not confirmed: the update comes again, with what came after it', async () => {
		let full = true;
		const asked = ask({
			take: async (update) => void (full && textOf(update) === 'two' && (await Promise.reject(unavailable()))),
		});
		await bot.push([anna.says('one'), anna.says('two'), anna.says('three'), bea.says('four')]);
		await asked.until(2);
		expect(new Set(asked.words())).toEqual(new Set(['one', 'four']));
		await bot.untilLook(({ polls, pending }) => polls.length > 3 && pending.length === 3);
		full = false;
		await asked.until(4);
		expect(asked.words().filter((text) => text !== 'four')).toEqual(['one', 'two', 'three']);
		// What had been taken was not taken twice by this process.
		expect(asked.taken.length).toBe(4);
		await bot.untilLook(({ pending }) => pending.length === 0);
	});

	test('of the very first update confirms nothing at all', async () => {
		let full = true;
		const asked = ask({ take: async () => void (full && (await Promise.reject(unavailable()))) });
		await bot.push([anna.says('one'), bea.says('two')]);
		const { polls, pending } = await bot.untilLook(({ polls }) => polls.length > 4);
		expect([pending.length, polls.every(({ offset }) => offset === undefined)]).toEqual([2, true]);
		full = false;
		await asked.until(2);
	});
});

describe('stopping', () => {
	test('while nothing comes is quick', async () => {
		const asked = ask();
		await bot.untilLook(({ polls }) => polls.length === 1);
		const before = performance.now();
		await asked.polling.stop();
		expect(performance.now() - before).toBeLessThan(1_000);
		expect(await asked.polling.ended).toBe('stopped');
	});

	test('in the middle of a batch finishes what has begun, confirms nothing, and the next start gets it all again', async () => {
		const slow = gate();
		const begun = gate();
		const asked = ask({
			take: async (update) => {
				if (textOf(update) !== 'one') return;
				begun.open();
				await slow.passed;
			},
		});
		await bot.push([anna.says('one'), anna.says('two'), anna.says('three')]);
		await begun.passed;
		const stopped = asked.polling.stop();
		slow.open();
		await stopped;
		expect(asked.words()).toEqual(['one']);
		expect((await bot.look()).pending.length).toBe(3);
		const next = ask();
		await next.until(3);
		expect(next.words()).toEqual(['one', 'two', 'three']);
	});

	test('while it pauses after a failure is quick', async () => {
		await bot.fault('getUpdates', { play: 'too-many', retry_after: 600 });
		const asked = ask();
		await bot.untilLook(({ refusals }) => refusals.length === 1);
		await asked.polling.stop();
		expect(await asked.polling.ended).toBe('stopped');
	});
});

describe('trouble on the way', () => {
	test.each<[string, Fault, string]>([
		['502 in HTML', { play: 'html', status: 502 }, 'not-telegram'],
		['200 in HTML', { play: 'html', status: 200 }, 'broken'],
		['a result that is no list', { play: 'html', status: 200, body: '{"ok":true,"result":{"a":1}}' }, 'not-telegram'],
		['500', { play: 'error', status: 500, description: 'Internal Server Error' }, 'server'],
		['429', { play: 'too-many', retry_after: 0.05 }, 'too-many'],
		['a broken connection', { play: 'drop' }, 'broken'],
		['a broken answer', { play: 'cut-after' }, 'broken'],
	])('%s: it is said by kind, and asked again', async (_, fault, why) => {
		await bot.fault('getUpdates', fault, { times: 2 });
		await bot.push(anna.says('words'));
		const asked = ask();
		await asked.until(1);
		expect(asked.logged.map((fields) => fields.why)).toEqual([why, why]);
	});

	test('a list of things that are no updates is not asked for in a rush', async () => {
		const nonsense = '{"ok":true,"result":[null,5,{"update_id":"x"}]}';
		await bot.fault('getUpdates', { play: 'html', status: 200, body: nonsense }, { times: 3 });
		const before = performance.now();
		await bot.push(anna.says('words'));
		const asked = ask();
		await asked.until(1);
		expect(performance.now() - before).toBeGreaterThan(3 * 20 - 5);
	});

	test('another process with the same token: said clearly, and tried again slowly', async () => {
		await bot.fault('getUpdates', {
			play: 'error',
			status: 409,
			description: 'Conflict: terminated by other getUpdates request',
		});
		await bot.push(anna.says('words'));
		const before = performance.now();
		const asked = ask();
		await asked.until(1);
		expect(performance.now() - before).toBeGreaterThan(45);
		expect(asked.logged.map(({ why }) => why)).toEqual(['conflict']);
	});

	test.each([
		[401, 'Unauthorized'],
		[404, 'Not Found'],
	])('a token that Telegram does not know (%d) ends it', async (status, description) => {
		await bot.fault('getUpdates', { play: 'error', status, description });
		const asked = ask();
		expect(await asked.polling.ended).toBe('refused');
		expect(asked.logged.map(({ why }) => why)).toEqual(['token']);
	});

	test('what is logged holds no word and no token', async () => {
		await bot.fault('getUpdates', { play: 'drop' });
		let tries = 0;
		const asked = ask({
			take: async () => void (tries++ === 0 && (await Promise.reject(new Error('Canary of a message')))),
		});
		await bot.push(anna.says('Canary of a question'));
		await asked.until(1);
		const logged = JSON.stringify(asked.logged);
		expect(asked.logged.length).toBe(2);
		for (const canary of ['Canary', bot.token.split(':')[1] ?? '', String(anna.id)])
			expect(logged).not.toContain(canary);
	});
});
