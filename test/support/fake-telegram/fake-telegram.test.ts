/** The fake is the judge of the channel's tests: here it is held against what the Bot API's documents say. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { makeOpus } from '../opus.ts';
import { person } from './person.ts';
import { type FakeBot, type FakeTelegram, startFakeTelegram } from './start.ts';

const anna = person(7_000_000_001);
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
	await bot.chat(anna.id);
});

interface Answer {
	ok: boolean;
	result?: unknown;
	error_code?: number;
	description?: string;
	parameters?: object;
}

async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
	return (await (await fetch(`${fake.root}${url}`, init)).json()) as Answer;
}

function call(method: string, parameters: object = {}): Promise<Answer> {
	const headers = { 'Content-Type': 'application/json' };
	return ask(`/bot${bot.token}/${method}`, { method: 'POST', headers, body: JSON.stringify(parameters) });
}

const sendMessage = (more: object = {}) => call('sendMessage', { chat_id: anna.id, text: 'hello', ...more });
const keyboard = (rows: object[][]) => ({ reply_markup: { inline_keyboard: rows } });
const button = (data: string) => ({ text: 'label', callback_data: data });
const picture = Buffer.from(
	'89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082',
	'hex',
);

function form(fields: Record<string, string | Blob>): RequestInit {
	const body = new FormData();
	for (const [name, value] of Object.entries(fields)) body.append(name, value);
	return { method: 'POST', body };
}

describe('who may call what', () => {
	test('a token that is none is not found, one that is nobody’s is not let in', async () => {
		expect(await ask('/botx/getMe')).toEqual({ ok: false, error_code: 404, description: 'Not Found' });
		expect(await ask(`/bot1:${'x'.repeat(35)}/getMe`)).toEqual({
			ok: false,
			error_code: 401,
			description: 'Unauthorized',
		});
		expect(await ask('/elsewhere')).toMatchObject({ error_code: 404 });
		expect(await call('sendPigeon')).toMatchObject({ error_code: 404 });
		expect(await call('getMe')).toMatchObject({ ok: true, result: { is_bot: true } });
	});

	test('the control has a secret of its own', async () => {
		const response = await fetch(`${fake.root}/control/bot`, { method: 'POST', body: '{}' });
		expect(response.status).toBe(401);
	});

	test('two bots know nothing of each other', async () => {
		await sendMessage();
		const other = await fake.bot();
		expect([(await bot.ledger()).length, await other.ledger()]).toEqual([1, []]);
	});
});

describe('parameters', () => {
	test.each<[string, string, object, RegExp]>([
		['one that is unknown', 'sendMessage', { chat_id: 1, text: 'x', txet: 'y' }, /unknown parameter "txet"/],
		['markup, which we never send', 'sendMessage', { chat_id: 1, text: 'x', parse_mode: 'HTML' }, /unknown parameter/],
		['one that is missing', 'sendMessage', { text: 'x' }, /"chat_id"|Invalid input/],
		['one of a wrong type', 'sendMessage', { chat_id: 1, text: 5 }, /"text" is missing or of a wrong type/],
		['empty text', 'sendMessage', { chat_id: 1, text: ' \n' }, /message text is empty/],
		['text of 4097', 'sendMessage', { chat_id: 1, text: 'x'.repeat(4097) }, /message is too long/],
		['half a letter', 'sendMessage', { chat_id: 1, text: 'a\ud800' }, /UTF-8/],
		[
			'65 bytes of data',
			'sendMessage',
			{ chat_id: 1, text: 'x', ...keyboard([[button('x'.repeat(65))]]) },
			/BUTTON_DATA_INVALID/,
		],
		[
			'22 letters of three bytes',
			'sendMessage',
			{ chat_id: 1, text: 'x', ...keyboard([[button('中'.repeat(22))]]) },
			/BUTTON_DATA_INVALID/,
		],
		['no data', 'sendMessage', { chat_id: 1, text: 'x', ...keyboard([[button('')]]) }, /BUTTON_DATA_INVALID/],
		['an empty row', 'sendMessage', { chat_id: 1, text: 'x', ...keyboard([[]]) }, /row/],
		[
			'101 buttons',
			'sendMessage',
			{ chat_id: 1, text: 'x', ...keyboard(Array.from({ length: 101 }, () => [button('x')])) },
			/REPLY_MARKUP_TOO_LONG/,
		],
		['a caption of 1025', 'sendPhoto', { chat_id: 1, photo: 'x', caption: 'x'.repeat(1025) }, /caption is too long/],
		['an answer of 201', 'answerCallbackQuery', { callback_query_id: 'x', text: 'x'.repeat(201) }, /MESSAGE_TOO_LONG/],
		[
			'a command in capitals',
			'setMyCommands',
			{ commands: [{ command: 'Menu', description: 'x' }] },
			/BOT_COMMAND_INVALID/,
		],
		[
			'a command of 33',
			'setMyCommands',
			{ commands: [{ command: 'x'.repeat(33), description: 'x' }] },
			/BOT_COMMAND_INVALID/,
		],
		[
			'a description of a command of 257',
			'setMyCommands',
			{ commands: [{ command: 'x', description: 'x'.repeat(257) }] },
			/DESCRIPTION_INVALID/,
		],
		['a language with a region', 'setMyCommands', { commands: [], language_code: 'pt-BR' }, /language code/],
		['a description of 513', 'setMyDescription', { description: 'x'.repeat(513) }, /too long/],
		['a short description of 121', 'setMyShortDescription', { short_description: 'x'.repeat(121) }, /too long/],
		[
			'101 messages to delete',
			'deleteMessages',
			{ chat_id: 1, message_ids: Array.from({ length: 101 }, (_, n) => n + 1) },
			/too many/,
		],
		['no message to delete', 'deleteMessages', { chat_id: 1, message_ids: [] }, /not specified/],
		['a kind of updates there is not', 'getUpdates', { allowed_updates: ['mesage'] }, /unknown kind/],
		['a webhook without https', 'setWebhook', { url: 'http://example.org' }, /HTTPS/],
		[
			'a secret with a space',
			'setWebhook',
			{ url: 'https://example.org', secret_token: 'a b' },
			/unallowed characters/,
		],
	])('%s is refused', async (_, method, parameters, why) => {
		const answer = await call(method, parameters);
		expect(answer).toMatchObject({ ok: false, error_code: 400 });
		expect(answer.description).toMatch(/^Bad Request: /);
		expect(answer.description).toMatch(why);
		expect((await bot.look()).refusals).toMatchObject([{ method, scripted: false }]);
		expect(await bot.ledger()).toEqual([]);
	});

	test('up to the limits it is taken', async () => {
		await bot.pace({ overall: 0, each: 0, burst: 1 });
		const rows = Array.from({ length: 100 }, () => [button('中'.repeat(21))]);
		expect(await sendMessage({ text: 'x'.repeat(4096), ...keyboard(rows) })).toMatchObject({ ok: true });
		expect(await sendMessage({ chat_id: String(anna.id) })).toMatchObject({ ok: true });
	});

	test('a form, a multipart form and a query say the same as JSON', async () => {
		await bot.pace({ overall: 0, each: 0, burst: 1 });
		const path = `/bot${bot.token}/sendMessage`;
		const fields = {
			chat_id: String(anna.id),
			text: '5',
			protect_content: 'true',
			reply_markup: JSON.stringify(keyboard([[button('x')]]).reply_markup),
		};
		await ask(path, { method: 'POST', body: new URLSearchParams(fields) });
		await ask(path, form(fields));
		await ask(`${path}?${new URLSearchParams(fields)}`);
		const entries = await bot.ledger();
		expect(entries.map(({ text, buttons, parameters }) => [text, buttons, parameters.protect_content])).toEqual(
			Array.from({ length: 3 }, () => ['5', [[{ text: 'label', data: 'x' }]], true]),
		);
		expect(await ask(path, { method: 'POST', body: 'x', headers: { 'Content-Type': 'text/plain' } })).toMatchObject({
			error_code: 400,
		});
		expect(
			await ask(path, { method: 'POST', body: '{"chat_id":', headers: { 'Content-Type': 'application/json' } }),
		).toMatchObject({ error_code: 400 });
	});
});

describe('pictures', () => {
	const photo = (blob: Blob) =>
		ask(`/bot${bot.token}/sendPhoto`, form({ chat_id: String(anna.id), photo: 'attach://file', file: blob }));

	test('are looked at: only what begins as one is one', async () => {
		expect(await photo(new Blob([picture]))).toMatchObject({ ok: true });
		expect(await photo(new Blob(['<svg>']))).toMatchObject({
			error_code: 400,
			description: expect.stringMatching(/IMAGE_PROCESS_FAILED/),
		});
		expect(await call('sendPhoto', { chat_id: anna.id, photo: 'attach://nothing' })).toMatchObject({ error_code: 400 });
		expect(await call('sendPhoto', { chat_id: anna.id, photo: 'never-uploaded' })).toMatchObject({ error_code: 400 });
	});

	test('have a name afterwards, by which they can be sent again', async () => {
		const { result } = await photo(new Blob([picture]));
		const { file_id } = (result as { photo: { file_id: string }[] }).photo.at(-1) ?? { file_id: '' };
		expect(await call('sendPhoto', { chat_id: anna.id, photo: file_id, caption: 'again' })).toMatchObject({ ok: true });
		expect((await bot.ledger()).map((entry) => entry.photo)).toEqual(['uploaded', 'by file_id']);
	});
});

describe('voice messages', () => {
	const voice = (blob: Blob) =>
		ask(`/bot${bot.token}/sendVoice`, form({ chat_id: String(anna.id), voice: 'attach://file', file: blob }));

	test('are Opus in Ogg, and have a name afterwards', async () => {
		const { ok, result } = await voice(new Blob([new Uint8Array(makeOpus())]));
		expect(ok).toBe(true);
		const { file_id } = (result as { voice: { file_id: string } }).voice;
		expect(await call('sendVoice', { chat_id: anna.id, voice: file_id, duration: 1 })).toMatchObject({ ok: true });
		expect((await bot.ledger()).map((entry) => entry.voice)).toEqual(['uploaded', 'by file_id']);
	});

	test.each([
		['no sound', 'OggS, says the beginning'],
		['a picture', picture],
	])('%s is refused', async (_, content) => {
		expect(await voice(new Blob([content]))).toMatchObject({ error_code: 400 });
		expect(await call('sendVoice', { chat_id: anna.id, voice: 'never-uploaded' })).toMatchObject({ error_code: 400 });
		expect(await bot.ledger()).toEqual([]);
	});
});

describe('chats', () => {
	test('nobody is written to who has not written, nor who has blocked the bot', async () => {
		expect(await sendMessage({ chat_id: 5 })).toMatchObject({
			error_code: 400,
			description: 'Bad Request: chat not found',
		});
		await bot.push(anna.blocks());
		expect(await sendMessage()).toMatchObject({
			error_code: 403,
			description: 'Forbidden: bot was blocked by the user',
		});
		await bot.push(anna.unblocks());
		expect(await sendMessage()).toMatchObject({ ok: true });
	});

	test('a message is edited while it stands there, has words, and differs', async () => {
		await bot.pace({ overall: 0, each: 0, burst: 1 });
		const { result } = await sendMessage();
		const { message_id } = result as { message_id: number };
		const edit = (more: object) => call('editMessageText', { chat_id: anna.id, message_id, text: 'changed', ...more });
		expect(await edit({})).toMatchObject({ ok: true });
		expect((await edit({})).description).toContain('message is not modified');
		expect((await edit({ message_id: 99 })).description).toContain('message to edit not found');
		await bot.push(anna.says('mine'));
		expect((await edit({ message_id: message_id + 1 })).description).toContain("message can't be edited");
		expect((await bot.standing(anna.id)).map(({ text }) => text)).toEqual(['changed', 'mine']);
	});

	test('messages of both sides are deleted, those that are not there passed over, and none with one that is too old', async () => {
		await sendMessage();
		await bot.push(anna.says('mine'));
		await sendMessage({ text: 'old' });
		await bot.chat(anna.id, { tooOld: [3] });
		const remove = (...message_ids: number[]) => call('deleteMessages', { chat_id: anna.id, message_ids });
		expect((await remove(1, 3)).description).toContain("can't be deleted");
		expect((await bot.standing(anna.id)).length).toBe(3);
		expect(await remove(1, 2, 77)).toMatchObject({ ok: true });
		expect((await bot.standing(anna.id)).map(({ message_id }) => message_id)).toEqual([3]);
	});

	test('a callback query that was never asked cannot be answered', async () => {
		await sendMessage();
		await bot.push(anna.taps('menu', 1));
		const { unanswered } = await bot.look();
		expect(unanswered.length).toBe(1);
		expect(await call('answerCallbackQuery', { callback_query_id: 'made up' })).toMatchObject({ error_code: 400 });
		expect(await call('answerCallbackQuery', { callback_query_id: unanswered[0] })).toMatchObject({ ok: true });
		expect((await bot.look()).unanswered).toEqual([]);
	});
});

describe('the pace', () => {
	test('in one chat is one a second after a burst, and others are not held up', async () => {
		await bot.chat(5);
		const answers = await Promise.all(Array.from({ length: 5 }, () => sendMessage()));
		const refused = answers.filter(({ ok }) => !ok);
		expect(refused.length).toBe(2);
		expect(refused[0]).toMatchObject({
			error_code: 429,
			parameters: { retry_after: 1 },
			description: 'Too Many Requests: retry after 1',
		});
		expect(await sendMessage({ chat_id: 5 })).toMatchObject({ ok: true });
	});

	test('overall is what it is set to', async () => {
		await bot.pace({ overall: 4, each: 0, burst: 1 });
		const answers = await Promise.all(Array.from({ length: 10 }, () => sendMessage()));
		expect(answers.filter(({ ok }) => ok).length).toBe(4);
	});
});

describe('updates by asking', () => {
	const ids = async (parameters: object) =>
		((await call('getUpdates', parameters)).result as { update_id: number }[]).map(({ update_id }) => update_id);

	test('are forgotten only when what comes after them is asked for', async () => {
		const [one = 0, two = 0, three = 0] = await bot.push([1, 2, 3].map((n) => anna.says(`${n}`)));
		expect(await ids({})).toEqual([one, two, three]);
		expect(await ids({ limit: 1 })).toEqual([one]);
		expect(await ids({ offset: two })).toEqual([two, three]);
		expect(await ids({})).toEqual([two, three]);
		expect(await ids({ offset: three + 1 })).toEqual([]);
		expect(await ids({ offset: -1 })).toEqual([]);
	});

	test('are waited for, and come as soon as they are there', async () => {
		const waiting = ids({ timeout: 20 });
		await bot.untilLook(({ polls }) => polls.length === 1);
		const [id] = await bot.push(anna.says('now'));
		expect(await waiting).toEqual([id]);
	});

	test('the wait ends in time when nothing comes', async () => {
		const before = performance.now();
		expect(await ids({ timeout: 1 })).toEqual([]);
		expect(performance.now() - before).toBeGreaterThan(900);
	});

	test('who asks second ends the first one’s question', async () => {
		const first = call('getUpdates', { timeout: 20 });
		await bot.untilLook(({ polls }) => polls.length === 1);
		const second = call('getUpdates', { timeout: 20 });
		expect(await first).toMatchObject({
			error_code: 409,
			description: expect.stringMatching(/terminated by other getUpdates/),
		});
		await bot.push(anna.says('x'));
		expect(((await second).result as object[]).length).toBe(1);
	});

	test('only those of the kinds asked for are kept, and not saying which keeps what was said', async () => {
		await call('getUpdates', { allowed_updates: ['message'] });
		await call('getUpdates', {});
		await bot.push([anna.edits('x'), anna.says('y')]);
		expect((await bot.look()).pending.length).toBe(1);
		await call('getUpdates', { allowed_updates: [] });
		await bot.push([anna.edits('x'), { message_reaction: {} }]);
		expect((await bot.look()).pending.length).toBe(2);
	});
});

describe('updates by webhook', () => {
	/** A place that answers with these, one after the other, then 200. */
	async function place(...statuses: number[]) {
		const heard: { body: { update_id: number }; headers: IncomingMessage['headers'] }[] = [];
		const server = createServer(async (request, response) => {
			heard.push({ body: JSON.parse(await text(request)), headers: request.headers });
			response.writeHead(statuses.shift() ?? 200).end();
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		onTestFinished(() => void server.close());
		return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
	}

	test('come with the secret, what waited first, and are not asked for meanwhile', async () => {
		const { heard, url } = await place();
		const before = await bot.push(anna.says('before'));
		await call('setWebhook', { url, secret_token: 'a-secret' });
		const after = await bot.push(anna.says('after'));
		await bot.untilLook(({ pending }) => pending.length === 0);
		expect(heard.map(({ body }) => body.update_id)).toEqual([...before, ...after]);
		expect(heard[0]?.headers['x-telegram-bot-api-secret-token']).toBe('a-secret');
		expect(await call('getUpdates')).toMatchObject({
			error_code: 409,
			description: expect.stringMatching(/webhook is active/),
		});
		await call('deleteWebhook');
		expect(await call('getUpdates')).toMatchObject({ ok: true });
	});

	test('come again until the answer is 2xx, what follows in the same chat after them', async () => {
		const { heard, url } = await place(503, 401);
		await call('setWebhook', { url });
		const [one, two] = await bot.push([anna.says('one'), anna.says('two')]);
		const { deliveries } = await bot.untilLook(({ pending }) => pending.length === 0);
		expect(heard.map(({ body }) => body.update_id)).toEqual([one, one, one, two]);
		expect(deliveries.map(({ status }) => status)).toEqual([503, 401, 200, 200]);
	});

	test('of one chat do not wait for those of another', async () => {
		const { heard, url } = await place(503);
		await bot.updates({ repeat: 300 });
		await call('setWebhook', { url });
		const [one] = await bot.push(anna.says('refused at first'));
		const [two] = await bot.push(person(5).says('another'));
		await bot.untilLook(({ pending }) => pending.length === 0);
		expect(heard.map(({ body }) => body.update_id)).toEqual([one, two, one]);
	});
});
