import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Sender, Sent } from '../../../src/channels/sender.ts';
import { openApi } from '../../../src/channels/whatsapp/api.ts';
import { openRender } from '../../../src/channels/whatsapp/render.ts';
import { openSender } from '../../../src/channels/whatsapp/send.ts';
import type { Message } from '../../../src/flow/turn.ts';
import { canariesIn } from '../../support/canary.ts';
import { noon, realBundle } from '../../support/project.ts';
import { type Answer, drop, error, type Graph, html, json, silence, startGraph } from './graph.ts';
import { BOT, NUMBER, USER_ID } from './payload.ts';

const TOKEN = 'canary-access-token-0123456789';
let graph: Graph;
let sender: Sender;
let logged: unknown[][];
let clock: number;
beforeEach(async () => {
	graph = await startGraph();
	sender = open(graph.root);
});

function open(apiRoot: string, patience = 10_000): Sender {
	logged = [];
	clock = noon;
	const lines = logged;
	const keep = (...said: unknown[]) => void lines.push(said);
	return openSender({
		api: openApi({ token: TOKEN, apiRoot, graphVersion: 'v23.0', patience }),
		bot: BOT,
		render: openRender(realBundle()),
		template: 'something_waits',
		log: { warn: keep, error: keep },
		clock: () => clock,
	});
}

function send(more: Partial<Message> = {}, address = NUMBER): Promise<Sent> {
	const message: Message = { language: 'en', text: 'Words', choices: [], shape: 'menu', page: 1, ...more };
	return sender.send({ bot: BOT, address }, { message, latest: undefined });
}

const choices = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `c.${n}`, label: `Choice ${n}` }));

describe('a message', () => {
	test('is one call, with version, bearer and number, and shows no page of a link', async () => {
		expect(await send({ text: 'See https://example.org' })).toMatchObject({ outcome: 'sent', ids: [] });
		expect(graph.asked).toEqual([
			{
				method: 'POST',
				path: `/v23.0/${BOT}/messages`,
				bearer: `Bearer ${TOKEN}`,
				body: {
					messaging_product: 'whatsapp',
					recipient_type: 'individual',
					to: NUMBER,
					type: 'text',
					text: { body: 'See https://example.org', preview_url: false },
				},
			},
		]);
	});

	test('to a user id goes to a recipient, and to no number', async () => {
		await send({}, USER_ID);
		expect(graph.asked[0]?.body).toMatchObject({ recipient: USER_ID });
		expect(graph.asked[0]?.body).not.toHaveProperty('to');
	});

	test('with up to three choices has buttons', async () => {
		await send({ choices: [{ id: 'main.menu.to_do', label: 'Help', emoji: '❤️' }] });
		expect(graph.asked[0]?.body).toMatchObject({
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
		expect(graph.asked[0]?.body).toMatchObject({
			interactive: { type: 'list', action: { button: 'Choose', sections: [{ rows }] } },
		});
	});

	test('too long for its choices is said before them, in order', async () => {
		expect(await send({ text: 'A sentence. '.repeat(150), choices: choices(2) })).toEqual({
			outcome: 'sent',
			ids: [],
			awaits: ['wamid.1', 'wamid.2'],
		});
		expect(graph.asked.map(({ body }) => body.type)).toEqual(['text', 'interactive']);
	});

	test('is awaited by the id that Meta gave, and nothing of it can be wiped', async () => {
		const sent = await send();
		expect(sent).toEqual({ outcome: 'sent', ids: [], awaits: [expect.stringMatching(/^wamid\./)] });
	});

	test('that comes too late is not said: the template is, in the language of the conversation', async () => {
		const message: Message = { language: 'pt-BR', text: 'Words', choices: [], shape: 'menu', page: 1 };
		const sent = await sender.send({ bot: BOT, address: NUMBER }, { message, latest: undefined, as: 'knock' });
		expect(sent).toEqual({ outcome: 'sent', ids: [] });
		expect(graph.asked.map(({ body }) => body)).toEqual([
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
		await sender.wipe({ bot: BOT, address: NUMBER }, ['wamid.1']);
		expect(graph.asked).toEqual([]);
	});
});

test('the pace is 80 a second, and to one person one in six seconds after the first five', () => {
	expect(sender.pace).toEqual({ overall: 80, each: 1 / 6, burst: 5 });
});

describe('what goes wrong', () => {
	const LONG = 300_000;
	const later = (after?: number): Sent => ({ outcome: 'later', after });
	const refused = (why: string): Sent => ({ outcome: 'refused', why });
	test.each<[string, Answer, Sent]>([
		['the window closed (131047)', error(400, 131047), { outcome: 'closed' }],
		['undeliverable (131026)', error(400, 131026), refused('undeliverable')],
		['not in the list of a trial number (131030)', error(400, 131030), refused('undeliverable')],
		['withheld by Meta (131049)', error(400, 131049), refused('withheld')],
		['they opted out (131050)', error(400, 131050), refused('opted-out')],
		['not supported (131051)', error(400, 131051), refused('unsupported')],
		['our own mistake (100)', error(400, 100), refused('bad-request')],
		['our own mistake (131009)', error(400, 131009), refused('bad-request')],
		['too many to one (131056)', error(400, 131056), later(6_000)],
		['too many (130429)', error(400, 130429), later(30_000)],
		['too many (429), with how long', error(429, 130429, {}, { 'Retry-After': '7' }), later(7_000)],
		['too many (429), of a proxy', html(429), later(30_000)],
		['the token (190)', error(401, 190), later(LONG)],
		['the token (401)', json(401, {}), later(LONG)],
		['not permitted (10)', error(403, 10), later(LONG)],
		['not permitted (200)', error(403, 200), later(LONG)],
		['the number is not ours (100, 33)', error(400, 100, { error_subcode: 33 }), later(LONG)],
		['the account is locked (131031)', error(403, 131031), later(LONG)],
		['it cannot be paid (131042)', error(400, 131042), later(LONG)],
		['Meta is in trouble (131000)', error(500, 131000), later()],
		['Meta is in trouble (2)', error(503, 2), later()],
		['an unknown number, 500', error(500, 999_999), later()],
		['HTML, 502', html(502), later()],
		['HTML, 400', html(400), later()],
		['sent on to another server', html(302), later()],
		['a yes that is HTML', html(200), { outcome: 'unknown' }],
		['a yes without an id', json(200, { messages: [] }), { outcome: 'unknown' }],
		[
			'a yes that is cut off',
			(response) => void response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"m'),
			{ outcome: 'unknown' },
		],
		['the connection dropped after acceptance', drop, { outcome: 'unknown' }],
	])('%s', async (_, answer, expected) => {
		graph.next.push(answer);
		expect(await send()).toEqual(expected);
		// One call: to try again is the delivery's.
		expect(graph.asked.length).toBe(1);
		expect(canariesIn(JSON.stringify(logged), [TOKEN])).toEqual([]);
		expect(JSON.stringify(logged)).not.toContain(NUMBER);
	});

	test('no answer in time is unknown', async () => {
		graph.next.push(silence);
		sender = open(graph.root, 300);
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
		sender = open(graph.root.replace('http:', 'https:'));
		expect(['later', 'unknown']).toContain((await send()).outcome);
		expect(graph.asked).toEqual([]);
	});

	test('is not sent on with the token to where somebody points', async () => {
		const other = await startGraph();
		graph.next.push((response) => void response.writeHead(307, { Location: `${other.root}/x` }).end());
		expect((await send()).outcome).toBe('later');
		expect(other.asked).toEqual([]);
	});

	describe('in the second part of a long message', () => {
		const long = { text: 'A sentence. '.repeat(150), choices: choices(2) };
		const types = () => graph.asked.map(({ body }) => body.type);
		beforeEach(async () => {
			graph.next.push(json(200, { messages: [{ id: 'wamid.a' }] }), error(400, 131056));
			expect(await send(long)).toEqual({ outcome: 'later', after: 6_000 });
		});

		test('only what is missing is sent again', async () => {
			expect(await send(long)).toMatchObject({ outcome: 'sent', ids: [] });
			expect(types()).toEqual(['text', 'interactive', 'interactive']);
			await send(long);
			expect(types().slice(3)).toEqual(['text', 'interactive']);
		});

		test('another message, another person and another hour begin anew', async () => {
			await send(long, USER_ID);
			expect(types().slice(2)).toEqual(['text', 'interactive']);
			clock += 3_600_000;
			await send(long);
			expect(types().slice(4)).toEqual(['text', 'interactive']);
			graph.next.push(json(200, { messages: [{ id: 'wamid.a' }] }), drop);
			await send(long);
			await send({ ...long, text: long.text.replaceAll('A', 'B') });
			expect(types().slice(8)).toEqual(['text', 'interactive']);
		});
	});

	test('for somebody to mend is said loudly, once a minute', async () => {
		for (const wait of [0, 1_000, 60_000]) {
			clock += wait;
			graph.next.push(error(401, 190));
			await send();
		}
		expect(logged.map(([fields]) => fields)).toEqual([
			{ channel: 'whatsapp', why: 'token' },
			{ channel: 'whatsapp', why: 'token' },
		]);
		expect(logged[0]?.[1]).toContain('WHATSAPP_ACCESS_TOKEN');
	});
});
