import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sender, Sent } from '../../../src/channels/sender.ts';
import { openApi } from '../../../src/channels/whatsapp/api.ts';
import { openRender } from '../../../src/channels/whatsapp/render.ts';
import { openSender } from '../../../src/channels/whatsapp/send.ts';
import type { Message } from '../../../src/flow/turn.ts';
import { canariesIn } from '../../support/canary.ts';
import type { FaultOrder } from '../../support/fake-whatsapp/faults.ts';
import { type FakeNumber, type FakeWhatsApp, startFakeWhatsApp } from '../../support/fake-whatsapp/start.ts';
import { noon, realBundle } from '../../support/project.ts';
import { noSounds } from '../../support/sounds.ts';
import { NUMBER, USER_ID } from './payload.ts';

let fake: FakeWhatsApp;
let close = () => {};
beforeAll(async () => {
	fake = await startFakeWhatsApp((end) => {
		close = end;
	});
});
afterAll(() => close());

let number: FakeNumber;
let sender: Sender;
let logged: unknown[][];
let clock: number;
beforeEach(async () => {
	number = await fake.number();
	for (const address of [NUMBER, USER_ID]) await number.wrote(address);
	sender = open(number.root);
});

function open(apiRoot: string, patience = 10_000): Sender {
	logged = [];
	clock = noon;
	const lines = logged;
	const keep = (...said: unknown[]) => void lines.push(said);
	return openSender({
		api: openApi({ token: number.token, apiRoot, graphVersion: number.version, patience }),
		bot: number.phoneNumberId,
		render: openRender(realBundle()),
		bundle: realBundle(),
		readSound: noSounds,
		template: 'something_waits',
		log: { warn: keep, error: keep },
		clock: () => clock,
	});
}

const to = (address: string) => ({ bot: number.phoneNumberId, address });

function send(more: Partial<Message> = {}, address = NUMBER): Promise<Sent> {
	const message: Message = { language: 'en', text: 'Words', choices: [], shape: 'menu', page: 1, ...more };
	return sender.send(to(address), { message, latest: undefined });
}

/** The bodies of what was accepted; nothing was refused but what was scripted. */
async function taken(): Promise<Record<string, unknown>[]> {
	const { refusals } = await number.look();
	expect(refusals.filter(({ scripted }) => !scripted)).toEqual([]);
	return (await number.ledger()).map(({ body }) => body);
}

const kinds = async () => (await taken()).map(({ type }) => type);

const choices = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `c.${n}`, label: `Choice ${n}` }));

describe('a message', () => {
	test('is one call, to the version, number and with the token that are set, and shows no page of a link', async () => {
		expect(await send({ text: 'See https://example.org' })).toMatchObject({ outcome: 'sent', ids: [] });
		// Another version, number or token the fake refuses.
		expect(await taken()).toEqual([
			{
				messaging_product: 'whatsapp',
				recipient_type: 'individual',
				to: NUMBER,
				type: 'text',
				text: { body: 'See https://example.org', preview_url: false },
			},
		]);
	});

	test('to a user id goes to a recipient, and to no number', async () => {
		await send({}, USER_ID);
		const [body] = await taken();
		expect(body).toMatchObject({ recipient: USER_ID });
		expect(body).not.toHaveProperty('to');
	});

	test('with up to three choices has buttons', async () => {
		await send({ choices: [{ id: 'main.menu.to_do', label: 'Help', emoji: '❤️' }] });
		expect((await taken())[0]).toMatchObject({
			type: 'interactive',
			interactive: {
				type: 'button',
				body: { text: 'Words' },
				action: { buttons: [{ type: 'reply', reply: { id: 'main.menu.to_do', title: '❤️ Help' } }] },
			},
		});
	});

	test('with more has a list', async () => {
		await send({ choices: choices(5) });
		const rows = choices(5).map(({ id, label }) => ({ id, title: label }));
		expect((await taken())[0]).toMatchObject({
			interactive: { type: 'list', action: { button: 'Choose', sections: [{ rows }] } },
		});
	});

	test('too long for its choices is said before them, in order', async () => {
		const sent = await send({ text: 'A sentence. '.repeat(150), choices: choices(2) });
		const ids = (await number.ledger()).map(({ id }) => id);
		expect(sent).toEqual({ outcome: 'sent', ids: [], awaits: ids });
		expect(await kinds()).toEqual(['text', 'interactive']);
	});

	test('is awaited by the id that Meta gave, and nothing of it can be wiped', async () => {
		const sent = await send();
		expect(sent).toEqual({ outcome: 'sent', ids: [], awaits: [expect.stringMatching(/^wamid\./)] });
	});

	test('that comes too late is not said: the template is, in the language of the conversation', async () => {
		await number.template('something_waits', 'pt_BR');
		await number.wrote(NUMBER, 25 * 3_600_000);
		const message: Message = { language: 'pt-BR', text: 'Words', choices: [], shape: 'menu', page: 1 };
		const sent = await sender.send(to(NUMBER), { message, latest: undefined, as: 'knock' });
		expect(sent).toEqual({ outcome: 'sent', ids: [] });
		expect(await taken()).toEqual([
			{
				messaging_product: 'whatsapp',
				recipient_type: 'individual',
				to: NUMBER,
				type: 'template',
				template: { name: 'something_waits', language: { code: 'pt_BR' } },
			},
		]);
	});

	test('cannot be taken back: nobody is asked', async () => {
		await sender.wipe(to(NUMBER), ['wamid.1']);
		const { refusals } = await number.look();
		expect([await number.ledger(), refusals]).toEqual([[], []]);
	});
});

test('the pace is 80 a second, and to one person one in six seconds after the first five', () => {
	expect(sender.pace).toEqual({ overall: 80, each: 1 / 6, burst: 5 });
});

describe('what goes wrong', () => {
	const LONG = 300_000;
	const later = (after?: number): Sent => ({ outcome: 'later', after });
	const refused = (why: string): Sent => ({ outcome: 'refused', why });
	const error = (code: number, more: object = {}): FaultOrder => {
		return { play: 'error', code, details: `a text of the platform with ${NUMBER} in it`, ...more };
	};
	const html = (status: number): FaultOrder => ({ play: 'html', status, body: `<html>${NUMBER}</html>` });
	const json = (status: number, body: object): FaultOrder => ({ play: 'answer', status, body: JSON.stringify(body) });

	test.each<[string, FaultOrder, Sent]>([
		['the window closed (131047)', error(131047), { outcome: 'closed' }],
		['undeliverable (131026)', error(131026), refused('undeliverable')],
		['not in the list of a trial number (131030)', error(131030), refused('undeliverable')],
		['withheld by Meta (131049)', error(131049), refused('withheld')],
		['they opted out (131050)', error(131050), refused('opted-out')],
		['not supported (131051)', error(131051), refused('unsupported')],
		['our own mistake (100)', error(100), refused('bad-request')],
		['our own mistake (131009)', error(131009), refused('bad-request')],
		['too many to one (131056)', error(131056), later(6_000)],
		['too many (130429)', error(130429), later(30_000)],
		['too many (429), with how long', error(130429, { status: 429, retryAfter: 7 }), later(7_000)],
		['too many (429), of a proxy', html(429), later(30_000)],
		['the token (190)', error(190), later(LONG)],
		['the token (401)', json(401, {}), later(LONG)],
		['not permitted (10)', error(10), later(LONG)],
		['not permitted (200)', error(200, { status: 403 }), later(LONG)],
		['the number is not ours (100, 33)', error(100, { subcode: 33 }), later(LONG)],
		['the account is locked (131031)', error(131031), later(LONG)],
		['it cannot be paid (131042)', error(131042), later(LONG)],
		['Meta is in trouble (131000)', error(131000), later()],
		['Meta is in trouble (2)', error(2), later()],
		['an unknown number, 500', error(999_999, { status: 500 }), later()],
		['HTML, 502', html(502), later()],
		['HTML, 400', html(400), later()],
		['sent on to another server', html(302), later()],
		['a yes that is HTML', html(200), { outcome: 'unknown' }],
		['a yes without an id', json(200, { messages: [] }), { outcome: 'unknown' }],
		['a yes that is no JSON', { play: 'answer', status: 200, body: '{"m' }, { outcome: 'unknown' }],
		['a yes that is cut off', { play: 'cut-after' }, { outcome: 'unknown' }],
		['the connection dropped before acceptance', { play: 'drop' }, { outcome: 'unknown' }],
		['the connection dropped after acceptance', { play: 'drop-after' }, { outcome: 'unknown' }],
	])('%s', async (_, fault, expected) => {
		await number.fault('message', fault);
		expect(await send()).toEqual(expected);
		// One call: to try again is the delivery's.
		const { refusals } = await number.look();
		expect((await number.ledger()).length + refusals.length).toBe(1);
		expect(canariesIn(JSON.stringify(logged), [number.token])).toEqual([]);
		expect(JSON.stringify(logged)).not.toContain(NUMBER);
	});

	test.each(['silence', 'silence-after'] as const)('no answer in time is unknown: %s', async (play) => {
		await number.fault('message', { play });
		sender = open(number.root, 300);
		expect(await send()).toEqual({ outcome: 'unknown' });
	});

	test('nobody there: certainly not sent', async () => {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		await new Promise((resolve) => server.close(resolve));
		sender = open(`http://127.0.0.1:${port}`);
		expect(await send()).toEqual({ outcome: 'later', after: undefined });
	});

	test('a name that does not exist: certainly not sent', async () => {
		sender = open('http://graph.invalid');
		expect(await send()).toEqual({ outcome: 'later', after: undefined });
	});

	test('not https at the other end: certainly not sent, or nobody knows; never an error', async () => {
		sender = open(number.root.replace('http:', 'https:'));
		expect(['later', 'unknown']).toContain((await send()).outcome);
		expect(await taken()).toEqual([]);
	});

	test('is not sent on with the token to where somebody points', async () => {
		// Whoever followed it there would be taken: it is a number's proper place, with the same token.
		const headers = { Location: `${number.root}/${number.version}/${number.phoneNumberId}/messages` };
		await number.fault('message', { play: 'answer', status: 307, headers, body: '' });
		expect((await send()).outcome).toBe('later');
		expect(await taken()).toEqual([]);
	});

	describe('in the second part of a long message', () => {
		const long = { text: 'A sentence. '.repeat(150), choices: choices(2) };
		/** The first part is taken, the second is not. */
		const interrupt = async (fault: FaultOrder, expected: Sent) => {
			await number.fault('message', { play: 'slow', ms: 0 });
			await number.fault('message', fault);
			expect(await send(long)).toEqual(expected);
		};
		beforeEach(() => interrupt(error(131056), { outcome: 'later', after: 6_000 }));

		test('only what is missing is sent again', async () => {
			expect(await send(long)).toMatchObject({ outcome: 'sent', ids: [] });
			expect(await kinds()).toEqual(['text', 'interactive']);
			await send(long);
			expect((await kinds()).slice(2)).toEqual(['text', 'interactive']);
		});

		test('another message, another person and another hour begin anew', async () => {
			await send(long, USER_ID);
			expect((await kinds()).slice(1)).toEqual(['text', 'interactive']);
			clock += 3_600_000;
			await send(long);
			expect((await kinds()).slice(3)).toEqual(['text', 'interactive']);
			await interrupt({ play: 'drop' }, { outcome: 'unknown' });
			await send({ ...long, text: long.text.replaceAll('A', 'B') });
			expect((await kinds()).slice(5)).toEqual(['text', 'text', 'interactive']);
		});
	});

	test('for somebody to mend is said loudly, once a minute', async () => {
		for (const wait of [0, 1_000, 60_000]) {
			clock += wait;
			await number.fault('message', error(190));
			await send();
		}
		expect(logged.map(([fields]) => fields)).toEqual([
			{ channel: 'whatsapp', why: 'token' },
			{ channel: 'whatsapp', why: 'token' },
		]);
		expect(logged[0]?.[1]).toContain('WHATSAPP_ACCESS_TOKEN');
	});

	test('one thing to mend does not hide another', async () => {
		for (const code of [190, 131031, 190, 131031]) {
			await number.fault('message', error(code));
			await send();
		}
		expect(logged.map(([fields]) => fields)).toMatchObject([{ why: 'token' }, { why: 'account' }]);
	});
});
