import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Fault } from '../../support/fake-telegram/faults.ts';
import { person } from '../../support/fake-telegram/person.ts';
import { type FakeBot, type FakeTelegram, startFakeTelegram } from '../../support/fake-telegram/start.ts';
import { menu, openSurface, type Surface, to } from './surface.ts';

const anna = person(7_000_000_001);
let fake: FakeTelegram;
let bot: FakeBot;
let surface: Surface;
let close = () => {};
beforeAll(async () => {
	fake = await startFakeTelegram((end) => {
		close = end;
	});
});
afterAll(() => close());
beforeEach(async () => {
	bot = await fake.bot();
	await bot.pace({ overall: 0, each: 0, burst: 1 });
	surface = openSurface(bot);
});

/** Words of the person and of the bot, by turns. @returns the ids of all that stands there */
async function talk(pairs: number): Promise<string[]> {
	for (let n = 0; n < pairs; n++) {
		await bot.push(anna.says(`question ${n}`));
		await surface.sender.send(to(anna.id), { message: menu(`answer ${n}`), latest: undefined });
	}
	return (await bot.standing(anna.id)).map(({ message_id }) => String(message_id));
}

test('both sides are gone, in chunks of a hundred, each id once', async () => {
	const ids = await talk(120);
	expect(ids.length).toBe(240);
	await surface.sender.wipe(to(anna.id), [...ids, ...ids.slice(0, 50), 'no number']);
	expect(await bot.standing(anna.id)).toEqual([]);
	const calls = (await bot.ledger()).filter(({ method }) => method === 'deleteMessages');
	expect(calls.map(({ parameters }) => (parameters.message_ids as number[]).length)).toEqual([100, 100, 40]);
});

test('nothing to remove is no call', async () => {
	await bot.chat(anna.id);
	await surface.sender.wipe(to(anna.id), []);
	expect(await bot.ledger()).toEqual([]);
});

test('what is no longer there is passed over', async () => {
	const ids = await talk(1);
	await surface.sender.wipe(to(anna.id), ['901', ...ids, '902']);
	expect(await bot.standing(anna.id)).toEqual([]);
});

test('one that cannot be deleted keeps only itself', async () => {
	const ids = await talk(20);
	const old = 13;
	await bot.chat(anna.id, { tooOld: [old] });
	await surface.sender.wipe(to(anna.id), ids);
	expect((await bot.standing(anna.id)).map(({ message_id }) => message_id)).toEqual([old]);
});

test('many that cannot be deleted: it is given up some time, and does not throw', async () => {
	const ids = await talk(60);
	await bot.fault(
		'deleteMessages',
		{ play: 'error', status: 400, description: "Bad Request: message can't be deleted" },
		{ times: 1_000 },
	);
	await surface.sender.wipe(to(anna.id), ids);
	expect((await bot.look()).refusals.length).toBe(60);
});

test.each<[string, Fault]>([
	['429', { play: 'too-many', retry_after: 0.1 }],
	['500', { play: 'error', status: 500, description: 'Internal Server Error' }],
	['a broken connection', { play: 'drop' }],
	['no answer', { play: 'silence' }],
	['a broken connection after it was done', { play: 'drop-after' }],
])('after %s it is tried again', async (_, fault) => {
	const ids = await talk(1);
	await bot.fault('deleteMessages', fault);
	await surface.sender.wipe(to(anna.id), ids);
	expect(await bot.standing(anna.id)).toEqual([]);
});

test.each<[string, Fault, number]>([
	['the bot is blocked', { play: 'blocked' }, 1],
	['nothing gets through', { play: 'html', status: 502 }, 5],
])(
	'it ends without an error when %s',
	async (_, fault, calls) => {
		const ids = await talk(1);
		await bot.fault('deleteMessages', fault, { times: 1_000 });
		await surface.sender.wipe(to(anna.id), ids);
		expect((await bot.standing(anna.id)).length).toBe(2);
		expect((await bot.look()).refusals.length).toBe(calls);
	},
	20_000,
);
