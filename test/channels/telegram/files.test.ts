import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sent } from '../../../src/channels/sender.ts';
import { openRender } from '../../../src/channels/telegram/render.ts';
import type { SenderOptions } from '../../../src/channels/telegram/send.ts';
import type { Message } from '../../../src/flow/turn.ts';
import type { Fault } from '../../support/fake-telegram/faults.ts';
import { type Entry, type FakeBot, type FakeTelegram, startFakeTelegram } from '../../support/fake-telegram/start.ts';
import { soundedProject, topic } from '../../support/sounds.ts';
import { started, type Talk } from '../../support/talk.ts';
import { openSurface, type Surface, to } from './surface.ts';

const ANNA = 7_000_000_001;
let fake: FakeTelegram;
let bot: FakeBot;
const project = soundedProject(1.2);
let surface: Surface;
let here: Talk;
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
	surface = open();
	here = started(project.bundle, 'en', 'telegram');
});

function open(more: Partial<SenderOptions> = {}): Surface {
	const { bundle, readSound } = project;
	return openSurface(bot, { bundle, render: openRender(bundle), readSound, ...more });
}

function send(message: Message, latest?: string): Promise<Sent> {
	return surface.sender.send(to(ANNA), { message, latest });
}

/** The topic with the audio, and then the audio. */
function listened(): Message {
	return here.tap('main.menu.help').tap('help.menu.condom-broke').tap(`${topic}.sound`).message();
}

const kinds = (entries: Entry[]) => entries.map(({ method }) => method);

describe('an audio', () => {
	test('is sent alone, as a voice message that cannot be forwarded; the choices stay under the topic', async () => {
		const sent = await send(listened());
		const [entry] = await bot.ledger();
		expect(entry).toMatchObject({
			method: 'sendVoice',
			voice: 'uploaded',
			buttons: [],
			parameters: { protect_content: true, duration: 2 },
		});
		expect(entry).not.toHaveProperty('text');
		expect(sent).toEqual({ outcome: 'sent', ids: [String(entry?.message_id)] });
	});

	test('is uploaded once, and then known by the name Telegram gave it', async () => {
		let read = 0;
		surface = open({
			readSound: async () => {
				read++;
				return new Uint8Array(project.file);
			},
		});
		await send(listened());
		await send(listened());
		expect((await bot.ledger()).map(({ voice }) => voice)).toEqual(['uploaded', 'by file_id']);
		expect(read).toBe(1);
	});

	test('after which the topic is not edited', async () => {
		const menu = await send(here.message());
		await send(listened());
		await send(here.tap('menu').message(), menu.outcome === 'sent' ? menu.ids.at(-1) : undefined);
		expect(kinds(await bot.ledger())).toEqual(['sendMessage', 'sendVoice', 'sendMessage']);
	});

	test('takes along what has to be said beside it', async () => {
		await send({ ...listened(), text: 'Ana stays.' });
		expect((await bot.ledger())[0]).toMatchObject({ method: 'sendVoice', text: 'Ana stays.' });
	});

	test.each<[string, Fault]>([
		['that they do not take', { play: 'error', status: 400, description: 'Bad Request: VOICE_MESSAGES_FORBIDDEN' }],
		['not known to the server', { play: 'error', status: 404, description: 'Not Found: method not found' }],
		['too large for a proxy', { play: 'html', status: 413 }],
		['too slow', { play: 'silence' }],
		['broken off', { play: 'drop' }],
	])('%s: the words are said, with their choices', async (_, fault) => {
		await bot.fault('sendVoice', fault);
		const message = listened();
		expect(await send(message)).toMatchObject({ outcome: 'sent' });
		const [entry] = await bot.ledger();
		expect(entry).toMatchObject({ method: 'sendMessage', text: message.sound?.instead });
		expect(entry?.buttons?.flat().map(({ data }) => data)).toEqual(message.choices.map(({ id }) => id));
		expect(surface.logged.length).toBe(1);
		expect(surface.logged[0]).toContain('sound not sent');
	});

	test('whose file is not there any more: the words are said', async () => {
		surface = open({ readSound: async () => undefined });
		await send(listened());
		expect(kinds(await bot.ledger())).toEqual(['sendMessage']);
	});

	test.each<[string, Fault, string]>([
		['blocked', { play: 'blocked' }, 'blocked'],
		['too fast', { play: 'too-many', retry_after: 1 }, 'later'],
	])('says what the words would say when the chat is %s', async (_, fault, outcome) => {
		await bot.fault('sendVoice', fault);
		expect(await send(listened())).toMatchObject({ outcome });
		expect(await bot.ledger()).toEqual([]);
	});
});

describe('a menu by pictures', () => {
	const menu = () => here.tap('pictures').message();

	test('is one photo: the picture, the words under it, the choices with their numbers', async () => {
		const message = menu();
		await send(message);
		const [entry, ...more] = await bot.ledger();
		expect(more).toEqual([]);
		expect(entry).toMatchObject({ method: 'sendPhoto', photo: 'uploaded', text: message.text });
		expect(entry?.buttons?.flat().map(({ text }) => text)).toEqual([
			'1 ❤️ Help',
			'2 ⚖️ Rights',
			'3 👣 Steps',
			'4 💬 A person',
			'5 🆘 Urgent',
			'6 ⋯ More',
			'7 🔤 Words',
		]);
	});

	test('is uploaded once for all who are shown the same, whatever their language', async () => {
		await send(menu());
		await send(here.tap('lang').tap('lang.nl').message());
		await send(here.tap('main.menu.help').message());
		expect((await bot.ledger()).map(({ photo }) => photo)).toEqual(['uploaded', 'by file_id', 'uploaded']);
	});

	test('of what was found is drawn when it is said', async () => {
		here.tap('pictures').type('the condom broke');
		await send(here.message());
		expect(await bot.ledger()).toMatchObject([{ method: 'sendPhoto', photo: 'uploaded' }]);
	});

	test('is not taken for a menu that another may replace', async () => {
		const sent = await send(menu());
		await send(here.tap('pictures').message(), sent.outcome === 'sent' ? sent.ids.at(-1) : undefined);
		expect(kinds(await bot.ledger())).toEqual(['sendPhoto', 'sendMessage']);
	});

	test('goes in words, with the numbers, when the picture cannot be sent', async () => {
		await bot.fault('sendPhoto', { play: 'error', status: 400, description: 'Bad Request: IMAGE_PROCESS_FAILED' });
		const message = menu();
		await send(message);
		const [entry] = await bot.ledger();
		expect(entry).toMatchObject({ method: 'sendMessage', text: message.text });
		expect(entry?.buttons?.flat()[0]?.text).toBe('1 ❤️ Help');
	});
});
