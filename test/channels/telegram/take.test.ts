import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openParse } from '../../../src/channels/telegram/parse.ts';
import { openTake, type Taking } from '../../../src/channels/telegram/take.ts';
import type { Arrival, Receipt } from '../../../src/conversation/conversations.ts';
import { TurnFailed, Unavailable } from '../../../src/conversation/errors.ts';
import { nothing } from '../../../src/conversation/take-turn.ts';
import type { Log } from '../../../src/log.ts';
import { canariesIn } from '../../support/canary.ts';
import type { Fault } from '../../support/fake-telegram/faults.ts';
import { person } from '../../support/fake-telegram/person.ts';
import { type FakeBot, type FakeTelegram, startFakeTelegram } from '../../support/fake-telegram/start.ts';
import { menu, openSurface } from './surface.ts';

const STAFF = -100_777;
const GROUP = -100_888;
const anna = person(7_000_000_001, 'ro');
const parse = openParse(['en', 'ro']);
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

interface Opened {
	taking: Taking;
	/** Takes it as Telegram hands it on: through the fake, which gives what only Telegram gives. */
	take(content: object): Promise<void>;
	arrivals: Arrival[];
	metrics: string[];
	logged: unknown[];
}

/** @param receive what comes of an arrival, beyond nothing */
function open(receive: (arrival: Arrival) => Partial<Receipt> = () => ({})): Opened {
	const arrivals: Arrival[] = [];
	const metrics: string[] = [];
	const logged: unknown[] = [];
	const keep = (...said: unknown[]) => void logged.push(said);
	const { api, sender } = openSurface(bot);
	const taking = openTake({
		bot: '4711',
		api,
		sender,
		talks: {
			async receive(arrival) {
				const receipt = receive(arrival);
				arrivals.push(arrival);
				return { ...nothing, ...receipt };
			},
		},
		staffChat: String(STAFF),
		log: { debug: keep, info: keep, warn: keep, error: keep, fatal: keep } as Log,
		metrics: {
			turn: (channel) => void metrics.push(`turn ${channel}`),
			refused: (channel, why) => void metrics.push(`refused ${channel} ${why}`),
		},
	});
	onTestFinished(() => taking.close());
	return {
		taking,
		async take(content) {
			const [id] = await bot.push(content);
			const { pending } = await bot.look();
			const update = parse(pending.findLast(({ update_id }) => update_id === id));
			if (!update) throw new Error('the fake has no such update');
			await taking.take(update);
		},
		arrivals,
		metrics,
		logged,
	};
}

/** A menu of the bot's, to be tapped. */
async function stands(): Promise<number> {
	await bot.chat(anna.id);
	const { message_id } = await openSurface(bot).api.sendMessage({ chat_id: anna.id, text: 'menu' });
	return message_id;
}

async function calls(method: string) {
	return (await bot.ledger()).filter((entry) => entry.method === method);
}

describe('what a person says', () => {
	test('is a turn, with what it takes to remove it later', async () => {
		const { take, arrivals, metrics } = open();
		await take(anna.says('hello'));
		expect(arrivals).toEqual([
			{
				channel: 'telegram',
				bot: '4711',
				address: String(anna.id),
				id: expect.stringMatching(/^\d+$/),
				inbound: { kind: 'text', text: 'hello' },
				guess: 'ro',
				own: '1',
			},
		]);
		expect(metrics).toEqual(['turn telegram']);
	});

	test('by a tap is a turn over the message that was tapped, and the tap is answered', async () => {
		const { take, taking, arrivals } = open();
		const on = await stands();
		await take(anna.taps('main.menu.help', on));
		await taking.close();
		expect(arrivals).toMatchObject([{ inbound: { kind: 'choice', id: 'main.menu.help' }, over: String(on) }]);
		expect(arrivals[0]).not.toHaveProperty('own');
		expect((await bot.look()).unanswered).toEqual([]);
		expect((await calls('answerCallbackQuery')).length).toBe(1);
	});

	test('a tap is not answered before its turn is committed, and not at all when that fails', async () => {
		const { take, taking } = open(() => {
			throw new Unavailable('the disk');
		});
		const on = await stands();
		await expect(take(anna.taps('menu', on))).rejects.toThrow(Unavailable);
		await taking.close();
		expect(await calls('answerCallbackQuery')).toEqual([]);
	});

	test.each<[string, Fault]>([
		['too old', { play: 'error', status: 400, description: 'Bad Request: query is too old' }],
		['429', { play: 'too-many', retry_after: 5 }],
		['502 in HTML', { play: 'html', status: 502 }],
		['a broken connection', { play: 'drop' }],
	])('a tap that cannot be answered (%s) was taken all the same', async (_, fault) => {
		const { take, taking, arrivals } = open();
		await bot.fault('answerCallbackQuery', fault);
		const on = await stands();
		await take(anna.taps('menu', on));
		await taking.close();
		expect(arrivals.length).toBe(1);
	});

	test('a tap in a group or of an inline query is answered, and is no turn', async () => {
		const { take, taking, arrivals } = open();
		await take({ callback_query: { from: { id: 1, is_bot: false }, inline_message_id: 'x', data: 'menu' } });
		await taking.close();
		expect(arrivals).toEqual([]);
		expect((await calls('answerCallbackQuery')).length).toBe(1);
	});
});

describe('a turn that fails by itself', () => {
	test('is tried three times, then given up and said, so that what comes after it is not held up for a day', async () => {
		const { taking, metrics, logged } = open(() => {
			throw new TurnFailed(new Error('Canary of a message'));
		});
		const update = parse({ update_id: 1, message: { message_id: 1, chat: { id: 5, type: 'private' }, text: 'x' } });
		if (!update) throw new Error('no update');
		await expect(taking.take(update)).rejects.toThrow(TurnFailed);
		await expect(taking.take(update)).rejects.toThrow(TurnFailed);
		await taking.take(update);
		expect(metrics).toEqual(['refused telegram given-up']);
		expect(JSON.stringify(logged)).toContain('TURN_FAILED');
		expect(canariesIn(JSON.stringify(logged), ['Canary of a message'])).toEqual([]);
	});

	test('a disk that is full is never a reason to give up', async () => {
		const { taking } = open(() => {
			throw new Unavailable('the disk');
		});
		const update = parse({ update_id: 1, message: { message_id: 1, chat: { id: 5, type: 'private' }, text: 'x' } });
		if (!update) throw new Error('no update');
		for (let n = 0; n < 20; n++) await expect(taking.take(update)).rejects.toThrow(Unavailable);
	});
});

describe('somebody who is forgotten', () => {
	const forgotten = (wipe: string[]): Partial<Receipt> => ({
		erased: true,
		messages: [{ seq: 9, message: menu('Done.', { choices: [] }) }],
		wipe,
	});

	test('is told so, and of the chat nothing else is left', async () => {
		const on = await stands();
		const { take, taking } = open(() => forgotten([String(on), String(on + 1)]));
		await take(anna.says('forget me'));
		await taking.close();
		expect((await bot.standing(anna.id)).map(({ text }) => text)).toEqual(['Done.']);
	});

	test.each<[string, Fault, string[]]>([
		['429', { play: 'too-many', retry_after: 0.05 }, ['Done.']],
		['502', { play: 'html', status: 502 }, ['Done.']],
		['a connection that broke before', { play: 'drop' }, ['Done.']],
		// Perhaps taken: once more, because silence is worse than a double.
		['a connection that broke after', { play: 'drop-after' }, ['Done.', 'Done.']],
	])('is told so after %s too', async (_, fault, told) => {
		const on = await stands();
		const { take, taking } = open(() => forgotten([String(on), String(on + 1)]));
		await bot.fault('sendMessage', fault);
		await take(anna.says('forget me'));
		await taking.close();
		expect((await bot.standing(anna.id)).map(({ text }) => text)).toEqual(told);
	});

	test('is told no more than twice when nobody knows what became of it', async () => {
		await stands();
		const { take, taking } = open(() => forgotten([]));
		await bot.fault('sendMessage', { play: 'drop-after' }, { times: 10 });
		await take(anna.says('forget me'));
		await taking.close();
		expect((await bot.ledger()).filter(({ text }) => text === 'Done.').length).toBe(2);
	});

	test('and has blocked the bot is left in peace', async () => {
		const { take, taking } = open(() => forgotten(['1']));
		await bot.fault('sendMessage', { play: 'blocked' });
		await bot.fault('deleteMessages', { play: 'blocked' });
		await take(anna.says('forget me'));
		await taking.close();
		expect((await bot.look()).refusals.length).toBe(2);
	});

	test('once is not forgotten again when the update is repeated', async () => {
		const { take, taking, metrics } = open(() => ({ outcome: 'repeated' }));
		await take(anna.says('forget me'));
		await taking.close();
		expect([await bot.ledger(), metrics]).toEqual([[], []]);
	});
});

test('a chat that is only to be wiped keeps what stands in the outbox', async () => {
	const on = await stands();
	const { take, taking } = open(() => ({
		wipe: [String(on)],
		messages: [{ seq: 9, message: menu('from the outbox') }],
	}));
	await take(anna.says('wipe'));
	await taking.close();
	expect((await bot.standing(anna.id)).map(({ text }) => text)).toEqual(['wipe']);
});

describe('groups', () => {
	test.each(['group', 'supergroup', 'channel'])('put into a %s, the bot leaves', async (type) => {
		const { take, taking, arrivals } = open();
		await take(anna.adds(GROUP, type));
		await taking.close();
		expect((await calls('leaveChat')).map(({ chat }) => chat)).toEqual([GROUP]);
		expect(arrivals).toEqual([]);
	});

	test('a group it hears from without having seen how it came there, it leaves', async () => {
		const { take, taking, arrivals } = open();
		await take(anna.writesIn(GROUP, '/menu'));
		await taking.close();
		expect([(await calls('leaveChat')).length, arrivals]).toEqual([1, []]);
	});

	test('in the staff group it stays, and says nothing', async () => {
		const { take, taking, arrivals } = open();
		await take(anna.adds(STAFF));
		await take(anna.writesIn(STAFF, '/menu'));
		await taking.close();
		expect([await bot.ledger(), arrivals]).toEqual([[], []]);
	});

	test('a staff group that became a supergroup is followed, and the setting to change is said', async () => {
		const { take, taking, logged } = open();
		const chat = { id: STAFF, type: 'group', title: 'x' };
		await take({ message: { chat, migrate_to_chat_id: -100_999 } });
		await take(anna.adds(-100_999, 'supergroup'));
		await taking.close();
		expect(await calls('leaveChat')).toEqual([]);
		expect(JSON.stringify(logged)).toContain('TELEGRAM_STAFF_CHAT_ID');
	});

	test('another group that became one is not the staff group', async () => {
		const { take, taking } = open();
		await take({ message: { chat: { id: GROUP, type: 'group' }, migrate_to_chat_id: -100_999 } });
		await take(anna.adds(-100_999, 'supergroup'));
		await taking.close();
		expect((await calls('leaveChat')).map(({ chat }) => chat)).toEqual([-100_999]);
	});

	test('a group that cannot be left is no trouble', async () => {
		const { take, taking } = open();
		await bot.fault('leaveChat', { play: 'blocked' });
		await take(anna.adds(GROUP));
		await taking.close();
		expect((await bot.look()).refusals.length).toBe(1);
	});
});

test('blocked, unblocked, edited, service: no turn, nothing sent, and nothing of the person in the log', async () => {
	const { take, taking, arrivals, logged } = open();
	for (const content of [anna.blocks(), anna.unblocks(), anna.sends({ pinned_message: {} })]) await take(content);
	const edited = parse({ update_id: 5, ...anna.edits('Canary of an edit') });
	if (!edited) throw new Error('no update');
	await taking.take(edited);
	await taking.close();
	expect([arrivals, await bot.ledger()]).toEqual([[], []]);
	expect(logged.length).toBe(4);
	expect(canariesIn(JSON.stringify(logged), ['Canary of an edit', ...anna.canaries])).toEqual([]);
	expect(JSON.stringify(logged)).not.toContain(String(anna.id));
});
