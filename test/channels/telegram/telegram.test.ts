/** The whole way: Telegram's fake in its process, the channel, the real conversations on real files, the real flows. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findCanaries } from '../../support/canary.ts';
import { person } from '../../support/fake-telegram/person.ts';
import { type Entry, type FakeTelegram, startFakeTelegram } from '../../support/fake-telegram/start.ts';
import { nth, run, secret, shown } from './run.ts';

let fake: FakeTelegram;
let close = () => {};
beforeAll(async () => {
	fake = await startFakeTelegram((end) => {
		close = end;
	});
});
afterAll(() => close());

describe.each(['polling', 'webhook'] as const)('by %s', (by) => {
	test('from the first word to being forgotten', async () => {
		const bot = await fake.bot();
		const anna = person(7_000_000_001, 'ro');
		await run({ by, bot });
		const say = (text: string) => bot.push(anna.says(text));
		const tap = (data: string, on: Entry) => bot.push(anna.taps(data, on.message_id ?? 0));

		await say('/start en');
		const hello = await nth(bot, anna.id, 1);
		expect(hello.text).toBe('Hello 👋 English?');
		await tap('lang.en', hello);
		const welcome = await nth(bot, anna.id, 2);
		// In the place of the question.
		expect([welcome.method, welcome.message_id]).toEqual(['editMessageText', hello.message_id]);
		await tap('main.menu.rights', welcome);
		const rights = await nth(bot, anna.id, 3);
		expect([rights.method, rights.message_id]).toEqual(['editMessageText', hello.message_id]);
		await tap('rights.menu.inspection', rights);
		const inspection = await nth(bot, anna.id, 4);
		expect(inspection.method).toBe('sendPhoto');
		await tap('back', inspection);
		const back = await nth(bot, anna.id, 5);
		expect([back.method, back.text]).toEqual(['sendMessage', rights.text]);
		await say('1');
		const refuse = await nth(bot, anna.id, 6);
		expect(refuse.buttons?.flat().map(({ data }) => data)).toContain('urgent');
		await bot.push(anna.sends({ photo: [{ file_id: 'x' }] }));
		expect((await nth(bot, anna.id, 7)).text).toContain('not opened');
		await say('/forget');
		const bye = await nth(bot, anna.id, 8);
		await bot.until((all) => all.some(({ method }) => method === 'deleteMessages'));
		expect((await bot.standing(anna.id)).map(({ message_id }) => message_id)).toEqual([bye.message_id]);

		const { unanswered, refusals } = await bot.untilLook(
			({ pending, unanswered }) => pending.length + unanswered.length === 0,
		);
		expect([unanswered, refusals]).toEqual([[], []]);
	});

	test('an update that comes three times is one turn, and a double tap shows no double', async () => {
		const bot = await fake.bot();
		const anna = person(7_000_000_001);
		await run({ by, bot });
		await bot.push(anna.says('hi'), 3);
		const hello = await nth(bot, anna.id, 1);
		await bot.push(anna.taps('lang.en', hello.message_id ?? 0), 3);
		await nth(bot, anna.id, 2);
		await bot.push(anna.says('/menu'), 3);
		await nth(bot, anna.id, 3);
		await bot.untilLook(({ pending }) => pending.length === 0);
		expect(shown(await bot.ledger(), anna.id).length).toBe(3);
	});

	test('ten pictures of one album are answered once', async () => {
		const bot = await fake.bot();
		const anna = person(7_000_000_001);
		await run({ by, bot });
		await bot.push(anna.says('hi'));
		await nth(bot, anna.id, 1);
		await bot.push(Array.from({ length: 10 }, () => anna.sends({ photo: [], media_group_id: 'album' })));
		await bot.push(anna.says('/menu'));
		await bot.untilLook(({ pending }) => pending.length === 0);
		await nth(bot, anna.id, 3);
		expect(shown(await bot.ledger(), anna.id).length).toBe(3);
	});

	test('words of danger under a picture of an album lead to urgent, wherever they stand', async () => {
		const bot = await fake.bot();
		const anna = person(7_000_000_001, 'en');
		await run({ by, bot });
		const photo = (more: object) => anna.sends({ photo: [], media_group_id: 'album', ...more });
		await bot.push([photo({}), photo({ caption: 'he is going to kill me' })]);
		const urgent = await nth(bot, anna.id, 2);
		expect(urgent.buttons?.flat().map(({ data }) => data)).toContain('safety.urgent.hurt');
	});

	test('one who has blocked the bot, and one whose messages fail, hold up nobody', async () => {
		const bot = await fake.bot();
		const [anna, bea, carla] = [person(7_000_000_001), person(7_000_000_002), person(7_000_000_003)];
		await run({ by, bot });
		await bot.fault('sendMessage', { play: 'error', status: 500, description: 'x' }, { times: 1_000, chat: bea.id });
		await bot.fault('sendMessage', { play: 'blocked' }, { times: 1_000, chat: anna.id });
		for (let n = 0; n < 3; n++) await bot.push([anna.says('hi'), bea.says('hi'), carla.says('hi')]);
		await nth(bot, carla.id, 3);
		expect([shown(await bot.ledger(), anna.id), shown(await bot.ledger(), bea.id)]).toEqual([[], []]);
	});

	test('stopped and started again, everything is answered and nothing twice', async () => {
		const bot = await fake.bot();
		const people = Array.from({ length: 20 }, (_, n) => person(7_000_000_000 + n));
		const { directory, stop } = await run({ by, bot });
		await bot.push(people.map((one) => one.says('first')));
		await bot.until((all) => all.length >= 5);
		await stop();
		await bot.push(people.map((one) => one.says('second')));
		await run({ by, bot, directory });
		for (const one of people) await nth(bot, one.id, 2);
		await bot.untilLook(({ pending }) => pending.length === 0);
		const ledger = await bot.ledger();
		for (const one of people) expect(shown(ledger, one.id).length).toBe(2);
	});

	test('nothing of a name, a username, an id or a word is on the disk or in the log', async () => {
		const bot = await fake.bot();
		const anna = person(7_123_456_789_012_345);
		const { directory, logged, stop } = await run({ by, bot });
		await bot.fault('sendMessage', { play: 'drop' });
		await bot.push(anna.says('/start'));
		const hello = await nth(bot, anna.id, 1);
		await bot.push(anna.taps('lang.en', hello.message_id ?? 0));
		await nth(bot, anna.id, 2);
		await bot.push(anna.says('A canary in a question of mine'));
		await nth(bot, anna.id, 3);
		await bot.push(anna.edits('A canary in an edited message'));
		await bot.push([anna.adds(-1_001_234_567_890), anna.blocks()]);
		await bot.untilLook(({ pending }) => pending.length === 0);
		await stop();
		const canaries = [
			...anna.canaries,
			String(anna.id),
			'A canary in a question of mine',
			'A canary in an edited message',
			bot.token,
		];
		expect(findCanaries(directory, canaries)).toEqual([]);
		const log = logged.join('\n');
		expect(logged.length).toBeGreaterThan(1);
		for (const canary of [...canaries, 'anary', bot.token.split(':')[1] ?? '']) expect(log).not.toContain(canary);
	});
});

test('by webhook, every update three times, shuffled and all at once: one turn each', async () => {
	const bot = await fake.bot();
	const { url } = await run({ by: 'webhook', bot });
	const people = Array.from({ length: 10 }, (_, n) => person(7_000_000_000 + n));
	const updates = people.flatMap((one, p) =>
		Array.from({ length: 4 }, (_, n) => ({
			update_id: 1_000 + p * 10 + n,
			message: { message_id: n + 1, ...(one.says(`message ${n}`) as { message: object }).message },
		})),
	);
	for (const one of people) await bot.chat(one.id);
	const headers = { 'X-Telegram-Bot-Api-Secret-Token': secret };
	await fc.assert(
		fc.asyncProperty(
			fc.shuffledSubarray([...updates, ...updates, ...updates], { minLength: 120, maxLength: 120 }),
			async (shuffled) => {
				const posts = shuffled.map((update) =>
					fetch(`${url}/webhooks/telegram`, { method: 'POST', headers, body: JSON.stringify(update) }),
				);
				const statuses = (await Promise.all(posts)).map(({ status }) => status);
				expect(new Set(statuses)).toEqual(new Set([200]));
			},
		),
		{ numRuns: 3 },
	);
	for (const one of people) await nth(bot, one.id, 4);
	// A last word of everybody's: whatever was answered twice would stand before its answer.
	for (const [p, one] of people.entries()) {
		const last = {
			update_id: 5_000 + p,
			message: { message_id: 50, ...(one.says('/menu') as { message: object }).message },
		};
		await fetch(`${url}/webhooks/telegram`, { method: 'POST', headers, body: JSON.stringify(last) });
		await nth(bot, one.id, 5);
	}
	for (const one of people) expect(shown(await bot.ledger(), one.id).length).toBe(5);
});

test('by webhook, a secret that is wrong lets nothing in, and Telegram keeps it', async () => {
	const bot = await fake.bot();
	const anna = person(7_000_000_001);
	const { url } = await run({ by: 'webhook', bot });
	await bot.untilLook(({ webhook }) => webhook !== null);
	const body = JSON.stringify({
		update_id: 1,
		message: { message_id: 1, ...(anna.says('hi') as { message: object }).message },
	});
	const response = await fetch(`${url}/webhooks/telegram`, {
		method: 'POST',
		headers: { 'X-Telegram-Bot-Api-Secret-Token': 'wrong' },
		body,
	});
	expect(response.status).toBe(401);
	await bot.push(anna.says('hi'));
	await nth(bot, anna.id, 1);
	expect(shown(await bot.ledger(), anna.id).length).toBe(1);
});

test('at the pace Telegram allows nothing is refused for being too fast', async () => {
	const bot = await fake.bot();
	const anna = person(7_000_000_001);
	await run({ by: 'polling', bot, paced: true });
	await bot.push(Array.from({ length: 5 }, (_, n) => anna.says(`message ${n}`)));
	await nth(bot, anna.id, 5);
	expect((await bot.look()).refusals).toEqual([]);
});

test('it starts when Telegram is not there, and answers when it is', async () => {
	const bot = await fake.bot();
	const anna = person(7_000_000_001);
	for (const method of [
		'deleteWebhook',
		'setMyCommands',
		'setMyDescription',
		'setMyShortDescription',
		'getUpdates',
	] as const) {
		await bot.fault(method, { play: 'html', status: 502 }, { times: 1_000 });
	}
	await run({ by: 'polling', bot });
	await bot.push(anna.says('hi'));
	await bot.untilLook(({ refusals }) => refusals.some(({ method }) => method === 'getUpdates'));
	await bot.heal();
	await nth(bot, anna.id, 1);
});
