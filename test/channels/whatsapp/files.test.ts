import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sender, Sent } from '../../../src/channels/sender.ts';
import { openApi } from '../../../src/channels/whatsapp/api.ts';
import { openRender } from '../../../src/channels/whatsapp/render.ts';
import { openSender, type SenderOptions } from '../../../src/channels/whatsapp/send.ts';
import type { Message } from '../../../src/flow/turn.ts';
import type { FaultOrder } from '../../support/fake-whatsapp/faults.ts';
import {
	type Entry,
	type FakeNumber,
	type FakeWhatsApp,
	startFakeWhatsApp,
} from '../../support/fake-whatsapp/start.ts';
import { noon } from '../../support/project.ts';
import { soundedProject, topic } from '../../support/sounds.ts';
import { started, type Talk } from '../../support/talk.ts';
import { NUMBER } from './payload.ts';

const DAY = 86_400_000;
let fake: FakeWhatsApp;
const project = soundedProject();
let close = () => {};
beforeAll(async () => {
	fake = await startFakeWhatsApp((end) => {
		close = end;
	});
});
afterAll(() => close());

let number: FakeNumber;
let sender: Sender;
let here: Talk;
let logged: unknown[][];
let clock: number;
beforeEach(async () => {
	number = await fake.number();
	await number.wrote(NUMBER);
	sender = open();
	here = started(project.bundle, 'en', 'whatsapp');
});

function open(more: Partial<SenderOptions> = {}): Sender {
	const { bundle, readSound } = project;
	logged = [];
	clock = noon;
	const lines = logged;
	const keep = (...said: unknown[]) => void lines.push(said);
	return openSender({
		api: openApi({ token: number.token, apiRoot: number.root, graphVersion: number.version, patience: 1_000 }),
		bot: number.phoneNumberId,
		render: openRender(bundle),
		bundle,
		readSound,
		template: undefined,
		log: { warn: keep, error: keep },
		clock: () => clock,
		...more,
	});
}

function send(message: Message): Promise<Sent> {
	return sender.send({ bot: number.phoneNumberId, address: NUMBER }, { message, latest: undefined });
}

/** What was accepted, and that nothing else was tried but what was scripted. */
async function taken(): Promise<Entry[]> {
	const { refusals } = await number.look();
	expect(refusals.filter(({ scripted }) => !scripted)).toEqual([]);
	return number.ledger();
}

const kinds = async () => (await taken()).map(({ call, kind }) => (call === 'media' ? `upload ${kind}` : kind));

function listened(): Message {
	return here.tap('main.menu.help').tap('help.menu.condom-broke').tap(`${topic}.sound`).message();
}

const refused: FaultOrder = { play: 'error', code: 131009, details: 'There is no such media' };

describe('an audio', () => {
	test('is sent alone, as a voice message, after its upload', async () => {
		const sent = await send(listened());
		const [upload, audio, ...more] = await taken();
		expect(more).toEqual([]);
		expect(upload).toMatchObject({ call: 'media', kind: 'audio/ogg', body: { size: project.file.length } });
		expect(audio?.body).toMatchObject({ to: NUMBER, type: 'audio', audio: { id: upload?.id, voice: true } });
		expect(sent).toEqual({ outcome: 'sent', ids: [], awaits: [audio?.id] });
	});

	test('is uploaded again only when Meta has thrown it away', async () => {
		await send(listened());
		await send(listened());
		clock += 26 * DAY;
		await send(listened());
		expect(await kinds()).toEqual(['upload audio/ogg', 'audio', 'audio', 'upload audio/ogg', 'audio']);
	});

	test('comes after what has to be said beside it', async () => {
		await send({ ...listened(), text: 'Ana stays.' });
		expect((await taken()).map(({ kind, text }) => [kind, text])).toEqual([
			['text', 'Ana stays.'],
			['audio/ogg', undefined],
			['audio', ''],
		]);
	});

	test.each<[string, 'media' | 'message', FaultOrder]>([
		['its upload is refused', 'media', { play: 'error', code: 131053, details: 'x' }],
		['its upload is too slow', 'media', { play: 'silence' }],
		['its upload is answered with something else', 'media', { play: 'answer', status: 200, body: '{}' }],
		['the message with it is refused', 'message', refused],
	])('when %s, the words are said with their choices', async (_, call, fault) => {
		await number.fault(call, fault);
		const message = listened();
		expect(await send(message)).toMatchObject({ outcome: 'sent' });
		const last = (await taken()).at(-1);
		expect(last).toMatchObject({ kind: 'button', text: message.sound?.instead });
		expect(last?.choices?.map(({ id }) => id)).toEqual(['person', 'urgent', 'page.2']);
	});

	test('whose file is not there any more: the words are said', async () => {
		sender = open({ readSound: async () => undefined });
		await send(listened());
		expect(await kinds()).toEqual(['button']);
	});

	test('is put off with its message, and then only that is sent again', async () => {
		await number.fault('message', { play: 'error', code: 131056, details: 'x' });
		expect(await send(listened())).toEqual({ outcome: 'later', after: 6_000 });
		expect(await send(listened())).toMatchObject({ outcome: 'sent' });
		expect(await kinds()).toEqual(['upload audio/ogg', 'audio']);
	});

	test('that the window is closed to waits as words do', async () => {
		await number.wrote(NUMBER, 25 * 3_600_000);
		expect(await send(listened())).toEqual({ outcome: 'closed' });
	});
});

describe('by pictures', () => {
	test('a menu is a picture and its list, whose rows have their numbers', async () => {
		await send(here.tap('pictures').message());
		const [upload, image, list, ...more] = await taken();
		expect(more).toEqual([]);
		expect(upload).toMatchObject({ call: 'media', kind: 'image/png' });
		expect(image?.body).toMatchObject({ type: 'image', image: { id: upload?.id } });
		expect(list?.choices?.map(({ title }) => title)).toEqual([
			'1 ❤️ Help',
			'2 ⚖️ Rights',
			'3 👣 Steps',
			'4 💬 A person',
			'5 🆘 Urgent',
			'6 ⋯ More',
			'7 🔤 Words',
		]);
	});

	test('a topic is one message: its pictogram, its words, its buttons', async () => {
		await send(here.tap('pictures').tap('main.menu.help').tap('help.menu.condom-broke').message());
		const [upload, topic, ...more] = await taken();
		expect(more).toEqual([]);
		expect(topic?.body).toMatchObject({
			interactive: { type: 'button', header: { type: 'image', image: { id: upload?.id } } },
		});
		expect(topic?.choices?.map(({ title }) => title)).toEqual(['5 💬 A person', '6 🆘 Urgent', '⋯ More']);
	});

	test('nobody who has not asked for it is sent one', async () => {
		await send(here.tap('main.menu.help').tap('help.menu.condom-broke').message());
		expect(await kinds()).toEqual(['button']);
	});

	test('every menu and topic of the content keeps to the limits, in every language', async () => {
		const { bundle } = project;
		await number.pace({ overall: 0, each: 0, burst: 1 });
		for (const language of bundle.languages) {
			for (const { flow, steps } of Object.values(bundle.flows)) {
				for (const [id, step] of Object.entries(steps)) {
					if (step.do !== 'choose') continue;
					here.conversation = { ...here.conversation, language, pictures: true };
					here.conversation.wait = { on: 'step', at: `${flow}.${id}`, page: 1, tries: 0 };
					expect(await send(here.tap('stale').message())).toMatchObject({ outcome: 'sent' });
				}
			}
		}
		const entries = await taken();
		const files = entries.filter(({ call }) => call === 'media');
		// One for each picture, whatever the language.
		expect(files.length).toBeLessThan(80);
		const titles = entries.flatMap(({ choices = [] }) => choices.map(({ title }) => title));
		expect(titles.filter((title) => !/^(\d+ |⋯ )/.test(title))).toEqual([]);
	});

	test.each<[string, 'media' | 'message', FaultOrder, string[]]>([
		['its upload is refused', 'media', { play: 'error', code: 131053, details: 'x' }, ['list']],
		['its upload is too slow', 'media', { play: 'silence' }, ['list']],
		['the picture is refused', 'message', refused, ['upload image/png', 'list']],
	])('a menu goes in words when %s', async (_, call, fault, expected) => {
		await number.fault(call, fault);
		expect(await send(here.tap('pictures').message())).toMatchObject({ outcome: 'sent' });
		expect(await kinds()).toEqual(expected);
		expect(logged.length).toBe(1);
	});

	test('a topic goes in words when its pictogram is refused, and the picture is uploaded anew the next time', async () => {
		const message = here.tap('pictures').tap('main.menu.help').tap('help.menu.condom-broke').message();
		await number.fault('message', refused);
		expect(await send(message)).toMatchObject({ outcome: 'sent' });
		expect((await taken()).at(-1)?.body).not.toHaveProperty('interactive.header');
		await send(message);
		expect(await kinds()).toEqual(['upload image/png', 'button', 'upload image/png', 'button']);
	});

	test('after a slow upload none is tried for a minute, so that nobody waits for each', async () => {
		await number.fault('media', { play: 'silence' });
		await send(here.tap('pictures').message());
		await send(here.tap('main.menu.help').message());
		clock += 60_001;
		await send(here.tap('menu').message());
		expect(await kinds()).toEqual(['list', 'list', 'upload image/png', 'image', 'list']);
	});

	test('a picture that stands there is not sent again when its list was put off', async () => {
		const message = here.tap('pictures').message();
		await number.fault('message', { play: 'slow', ms: 0 });
		await number.fault('message', { play: 'error', code: 131056, details: 'x' });
		expect(await send(message)).toEqual({ outcome: 'later', after: 6_000 });
		expect(await send(message)).toMatchObject({ outcome: 'sent' });
		expect(await kinds()).toEqual(['upload image/png', 'image', 'list']);
	});
});
