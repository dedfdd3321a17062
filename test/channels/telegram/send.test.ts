import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Outgoing, Sent } from '../../../src/channels/sender.ts';
import type { Message } from '../../../src/flow/turn.ts';
import type { Fault } from '../../support/fake-telegram/faults.ts';
import { type FakeBot, type FakeTelegram, startFakeTelegram } from '../../support/fake-telegram/start.ts';
import { menu, openSurface, picturedBundle, type Surface, to, topic } from './surface.ts';

const ANNA = 7_000_000_001;
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
	await bot.chat(ANNA);
	surface = openSurface(bot);
});

function send(message: Message, latest?: string): Promise<Sent> {
	return surface.sender.send(to(ANNA), { message, latest });
}

/** Sends, and holds what the platform says against what became of it. */
async function id(sent: Promise<Sent>): Promise<string> {
	const said = await sent;
	if (said.outcome !== 'sent') throw new Error(`not sent, but ${said.outcome}`);
	return said.ids.at(-1) ?? '';
}

/** A port on this machine where nobody listens. */
async function deadPort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

describe('a message', () => {
	test('goes out as plain text with its choices under it, cannot be forwarded, and shows no page of a link', async () => {
		const sent = await send(menu('What <b>now</b>? https://example.org'));
		const [entry] = await bot.ledger();
		expect(sent).toEqual({ outcome: 'sent', ids: [String(entry?.message_id)] });
		expect(entry).toMatchObject({
			method: 'sendMessage',
			chat: ANNA,
			text: 'What <b>now</b>? https://example.org',
			buttons: [[{ text: '❤️ Help', data: 'main.menu.help' }], [{ text: '💬 A person', data: 'person' }]],
			parameters: { protect_content: true, link_preview_options: { is_disabled: true } },
		});
		expect(entry?.parameters).not.toHaveProperty('parse_mode');
	});

	test('without choices carries no keyboard', async () => {
		await send(menu('OK', { choices: [] }));
		const [entry] = await bot.ledger();
		expect(entry?.parameters).not.toHaveProperty('reply_markup');
	});

	test('longer than Telegram takes goes out in pieces, the choices under the last', async () => {
		const text = Array.from({ length: 900 }, (_, n) => `Sentence ${n}.`).join(' ');
		const sent = await send(menu(text));
		const entries = await bot.ledger();
		expect(entries.length).toBeGreaterThan(2);
		expect(entries.map((entry) => entry.text).join(' ')).toBe(text);
		expect(entries.map(({ buttons }) => (buttons ?? []).length > 0)).toEqual(
			entries.map((_, n) => n === entries.length - 1),
		);
		expect(sent).toEqual({ outcome: 'sent', ids: entries.map(({ message_id }) => String(message_id)) });
	});

	test('says how fast we may be', () => {
		expect(surface.sender.pace).toEqual({ overall: 30, each: 1, burst: 3 });
	});
});

describe('what became of it', () => {
	const later = (after?: number) => ({ outcome: 'later', after });
	const cases: [string, Fault, object, taken: boolean][] = [
		['429: later, as long as Telegram says', { play: 'too-many', retry_after: 7 }, later(7_000), false],
		['403: blocked', { play: 'blocked' }, { outcome: 'blocked' }, false],
		['a chat that moved', { play: 'migrated', to: -100_555 }, { outcome: 'moved', address: '-100555' }, false],
		['502 in HTML: later', { play: 'html', status: 502 }, later(), false],
		['500 of the Bot API: later', { play: 'error', status: 500, description: 'Internal Server Error' }, later(), false],
		['403 in HTML is no block: later', { play: 'html', status: 403 }, later(), false],
		[
			'401: the token is to blame, not the message',
			{ play: 'error', status: 401, description: 'Unauthorized' },
			later(),
			false,
		],
		['200 that is not the Bot API: unknown', { play: 'html', status: 200 }, { outcome: 'unknown' }, false],
		[
			'200 with half an answer: unknown',
			{ play: 'html', status: 200, body: '{"ok":true}' },
			{ outcome: 'unknown' },
			false,
		],
		['no answer: unknown', { play: 'silence' }, { outcome: 'unknown' }, false],
		['taken, no answer: unknown', { play: 'silence-after' }, { outcome: 'unknown' }, true],
		['the connection breaks before it is taken: unknown', { play: 'drop' }, { outcome: 'unknown' }, false],
		['the connection breaks after it is taken: unknown', { play: 'drop-after' }, { outcome: 'unknown' }, true],
		['the answer breaks off: unknown', { play: 'cut-after' }, { outcome: 'unknown' }, true],
		['a slow answer is an answer', { play: 'slow', ms: 300 }, { outcome: 'sent' }, true],
		...['chat not found', 'user is deactivated', 'PEER_ID_INVALID'].map((why): [string, Fault, object, boolean] => [
			`400 ${why}: gone`,
			{ play: 'error', status: 400, description: `Bad Request: ${why}` },
			{ outcome: 'blocked' },
			false,
		]),
		[
			'400 of any other kind: refused',
			{ play: 'error', status: 400, description: 'Bad Request: secret words' },
			{ outcome: 'refused', why: 'bad-request' },
			false,
		],
	];

	test.each(cases)('%s', async (_, fault, expected, taken) => {
		await bot.fault('sendMessage', fault);
		const sent = await send(menu('Hello'));
		expect(sent).toMatchObject(expected);
		expect(JSON.stringify([sent, surface.logged])).not.toContain(bot.token.split(':')[1]);
		expect((await bot.ledger()).length).toBe(taken ? 1 : 0);
		// And the next one gets through.
		expect(await send(menu('Again'))).toMatchObject({ outcome: 'sent' });
	});

	test('why it was refused is a kind, and never what Telegram said', async () => {
		await bot.fault('sendMessage', { play: 'error', status: 400, description: 'Bad Request: Jasmijn said too long' });
		expect(JSON.stringify(await send(menu('Hello')))).not.toContain('Jasmijn');
	});

	test('somebody who blocked the bot, and somebody who never wrote', async () => {
		await bot.chat(ANNA, { closed: true });
		expect(await send(menu('Hello'))).toMatchObject({ outcome: 'blocked' });
		expect(await surface.sender.send(to(123), { message: menu('Hello'), latest: undefined })).toMatchObject({
			outcome: 'blocked',
		});
	});

	test('nobody listens: certainly not sent', async () => {
		const port = await deadPort();
		const { sender } = openSurface({ ...bot, root: `http://127.0.0.1:${port}` });
		expect(await sender.send(to(ANNA), { message: menu('Hello'), latest: undefined })).toMatchObject(later());
		expect(await sender.send(to(ANNA), { message: topic('Hello'), latest: undefined })).toMatchObject(later());
	});

	test('a host that does not exist: certainly not sent', async () => {
		const { sender } = openSurface({ ...bot, root: 'http://telegram.invalid' });
		expect(await sender.send(to(ANNA), { message: menu('Hello'), latest: undefined })).toMatchObject(later());
	});

	test('a connection for https that is never made: certainly not sent', async () => {
		// Takes the connection, and says nothing to the TLS greeting.
		const server: Server = createServer(() => {});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		onTestFinished(() => void server.close());
		const { port } = server.address() as AddressInfo;
		const { sender } = openSurface({ ...bot, root: `https://127.0.0.1:${port}` });
		expect(await sender.send(to(ANNA), { message: menu('Hello'), latest: undefined })).toMatchObject(later());
	});
});

describe('in the place of the menu that was tapped', () => {
	test('the next menu is an edit', async () => {
		const first = await id(send(menu('First')));
		expect(await send(menu('Second'), first)).toEqual({ outcome: 'sent', ids: [first] });
		expect(await send(menu('Third'), first)).toEqual({ outcome: 'sent', ids: [first] });
		expect((await bot.standing(ANNA)).map(({ text }) => text)).toEqual(['Third']);
		expect((await bot.ledger()).map(({ method }) => method)).toEqual([
			'sendMessage',
			'editMessageText',
			'editMessageText',
		]);
	});

	test('the same menu again is no error', async () => {
		const first = await id(send(menu('First')));
		expect(await send(menu('First'), first)).toEqual({ outcome: 'sent', ids: [first] });
		expect((await bot.look()).refusals).toMatchObject([{ status: 400 }]);
		expect((await bot.standing(ANNA)).length).toBe(1);
	});

	test.each<[string, (first: string) => Outgoing]>([
		['no menu was tapped', () => ({ message: menu('Second'), latest: undefined })],
		['another message was tapped', () => ({ message: menu('Second'), latest: '99' })],
		['the next is a topic', (first) => ({ message: topic('Second'), latest: first })],
		['the next is too long', (first) => ({ message: menu('Second. '.repeat(900)), latest: first })],
	])('nothing is edited when %s', async (_, make) => {
		const first = await id(send(menu('First')));
		expect(await surface.sender.send(to(ANNA), make(first))).toMatchObject({ outcome: 'sent' });
		expect((await bot.ledger()).map(({ method }) => method)).not.toContain('editMessageText');
	});

	test('after a start, which forgets what stands there, the next menu is sent anew', async () => {
		const first = await id(send(menu('First')));
		surface = openSurface(bot);
		await send(menu('Second'), first);
		expect((await bot.standing(ANNA)).map(({ text }) => text)).toEqual(['First', 'Second']);
	});

	test('a picture is not edited, and after it a menu stands by itself', async () => {
		const first = await id(send(topic('First')));
		await send(menu('Second'), first);
		expect((await bot.ledger()).map(({ method }) => method)).toEqual(['sendPhoto', 'sendMessage']);
	});

	test.each<[string, Fault]>([
		['it is gone', { play: 'error', status: 400, description: 'Bad Request: message to edit not found' }],
		['it cannot be edited', { play: 'error', status: 400, description: "Bad Request: message can't be edited" }],
	])('it is sent anew when %s', async (_, fault) => {
		const first = await id(send(menu('First')));
		await bot.fault('editMessageText', fault);
		expect(await send(menu('Second'), first)).toMatchObject({ outcome: 'sent' });
		expect((await bot.standing(ANNA)).map(({ text }) => text)).toEqual(['First', 'Second']);
	});

	test('an edit that may have been taken is tried again as an edit', async () => {
		const first = await id(send(menu('First')));
		await bot.fault('editMessageText', { play: 'drop-after' });
		expect(await send(menu('Second'), first)).toMatchObject({ outcome: 'unknown' });
		expect(await send(menu('Second'), first)).toEqual({ outcome: 'sent', ids: [first] });
		expect((await bot.standing(ANNA)).map(({ text }) => text)).toEqual(['Second']);
	});
});

describe('a pictogram', () => {
	test('is uploaded once, and then known by the name Telegram gave it', async () => {
		await send(topic('First'));
		await send(topic('Second'));
		const entries = await bot.ledger();
		expect(entries.map(({ method, photo, text }) => [method, photo, text])).toEqual([
			['sendPhoto', 'uploaded', 'First'],
			['sendPhoto', 'by file_id', 'Second'],
		]);
		expect(entries[0]?.parameters.protect_content).toBe(true);
		expect(entries[0]?.buttons?.flat().map(({ data }) => data)).toEqual(['main.menu.help', 'person']);
	});

	test('every one of the real bundle is taken', async () => {
		const drawn = Object.entries(picturedBundle().pictograms).filter(([, { png }]) => png !== '');
		for (const [name] of drawn) {
			await send({ ...topic(name), pictogram: { name, alt: name } });
		}
		const entries = await bot.ledger();
		expect(entries.length).toBeGreaterThan(10);
		expect(entries.every(({ photo }) => photo === 'uploaded')).toBe(true);
	});

	test('goes with words up to its caption; longer ones go without', async () => {
		await send(topic('x'.repeat(1024)));
		await send(topic('y'.repeat(1025)));
		expect((await bot.ledger()).map(({ method }) => method)).toEqual(['sendPhoto', 'sendMessage']);
	});

	test('that does not exist is left out', async () => {
		await send(menu('Words', { pictogram: { name: 'constructor', alt: 'x' } }));
		expect((await bot.ledger()).map(({ method }) => method)).toEqual(['sendMessage']);
	});

	test.each<[string, Fault]>([
		['refused', { play: 'error', status: 400, description: 'Bad Request: IMAGE_PROCESS_FAILED' }],
		['not known to the server', { play: 'error', status: 404, description: 'Not Found: method not found' }],
		['too large for a proxy', { play: 'html', status: 413 }],
		['too slow', { play: 'silence' }],
		['broken off', { play: 'drop' }],
		['answered with 500', { play: 'error', status: 500, description: 'Internal Server Error' }],
	])('the words go alone when it is %s', async (_, fault) => {
		await bot.fault('sendPhoto', fault);
		expect(await send(topic('Words'))).toMatchObject({ outcome: 'sent' });
		expect((await bot.ledger()).map(({ method, text }) => [method, text])).toEqual([['sendMessage', 'Words']]);
		expect(surface.logged.length).toBe(1);
	});

	test('after a slow one none is tried for a minute, so that nobody waits for each', async () => {
		await bot.fault('sendPhoto', { play: 'silence' });
		await send(topic('First'));
		await send(topic('Second'));
		surface.clock.now += 60_001;
		await send(topic('Third'));
		expect((await bot.ledger()).map(({ method, text }) => [method, text])).toEqual([
			['sendMessage', 'First'],
			['sendMessage', 'Second'],
			['sendPhoto', 'Third'],
		]);
	});

	test('whose name Telegram has forgotten is uploaded again', async () => {
		await send(topic('First'));
		await bot.fault('sendPhoto', { play: 'error', status: 400, description: 'Bad Request: wrong file identifier' });
		await send(topic('Second'));
		await send(topic('Third'));
		expect((await bot.ledger()).map(({ method, photo }) => [method, photo])).toEqual([
			['sendPhoto', 'uploaded'],
			['sendMessage', undefined],
			['sendPhoto', 'uploaded'],
		]);
	});

	test.each<[string, Fault, string]>([
		['blocked', { play: 'blocked' }, 'blocked'],
		['moved', { play: 'migrated', to: 5 }, 'moved'],
		['too fast', { play: 'too-many', retry_after: 1 }, 'later'],
	])('says what the words would say when the chat is %s', async (_, fault, outcome) => {
		await bot.fault('sendPhoto', fault);
		expect(await send(topic('Words'))).toMatchObject({ outcome });
		expect(await bot.ledger()).toEqual([]);
	});
});
