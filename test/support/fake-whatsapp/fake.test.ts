/** The fake is the judge of the channel's tests: here it is held against what Meta's documents say. */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { makeOpus } from '../opus.ts';
import { type Change, person, type Sent, tells, together } from './person.ts';
import { type FakeNumber, type FakeWhatsApp, startFakeWhatsApp } from './start.ts';

const HOUR = 3_600_000;
const anna = person({ number: '31970105550001' });
const bo = person({ number: '31970105550002', userId: 'NL.13491208655302741918' });

let fake: FakeWhatsApp;
let number: FakeNumber;
let close = () => {};
beforeAll(async () => {
	fake = await startFakeWhatsApp((end) => {
		close = end;
	});
});
afterAll(() => close());
beforeEach(async () => {
	number = await fake.number();
	await number.wrote(anna.address);
});

interface Answer {
	status: number;
	body: {
		messages?: { id: string }[];
		contacts?: object[];
		success?: boolean;
		id?: string;
		error?: {
			code: number;
			message: string;
			type: string;
			error_subcode?: number;
			error_data?: object;
			fbtrace_id: string;
		};
	};
}

async function ask(path: string, init: RequestInit, token = number.token): Promise<Answer> {
	const headers = { Authorization: `Bearer ${token}`, ...init.headers };
	const response = await fetch(`${number.root}${path}`, { method: 'POST', ...init, headers });
	return { status: response.status, body: (await response.json()) as Answer['body'] };
}

function post(body: object, more: { edge?: string; token?: string; type?: string } = {}): Promise<Answer> {
	const { edge = 'messages', token = number.token, type = 'application/json' } = more;
	const init = { body: JSON.stringify(body), headers: { 'Content-Type': type } };
	return ask(`/${number.version}/${number.phoneNumberId}/${edge}`, init, token);
}

const whatsapp = { messaging_product: 'whatsapp' };
const toAnna = { ...whatsapp, recipient_type: 'individual', to: anna.number };
const text = (body: string, to: object = toAnna) => ({ ...to, type: 'text', text: { body } });
const button = (id: string, title: string) => ({ type: 'reply', reply: { id, title } });
const buttons = (all: object[], more: object = {}) => ({
	...toAnna,
	type: 'interactive',
	interactive: { type: 'button', body: { text: 'Hi' }, action: { buttons: all }, ...more },
});
const rows = (count: number, from = 0) =>
	Array.from({ length: count }, (_, n) => ({ id: `row.${from + n}`, title: `Row ${from + n}` }));
const list = (sections: object[], more: object = {}) => ({
	...toAnna,
	type: 'interactive',
	interactive: { type: 'list', body: { text: 'Hi' }, action: { button: 'Open', sections, ...more } },
});
const template = (name: string) => ({ ...toAnna, type: 'template', template: { name, language: { code: 'nl' } } });
const yes = button('yes', 'Yes');

/** An app that answers webhooks as it is told, then with 200, and does the handshake. */
async function app(answers: number[] = [], handshake = true) {
	const got: { signature: string | undefined; bytes: Buffer }[] = [];
	const server = createServer(async (request, response) => {
		const bytes = await buffer(request);
		const { searchParams } = new URL(request.url ?? '', 'http://app');
		if (request.method === 'GET') {
			const isRight = handshake && searchParams.get('hub.verify_token') === number.verifyToken;
			return response.writeHead(isRight ? 200 : 403).end(searchParams.get('hub.challenge'));
		}
		got.push({ signature: String(request.headers['x-hub-signature-256']), bytes });
		return response.writeHead(answers.shift() ?? 200).end();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, got };
}

function bodies(got: { bytes: Buffer }[]): Record<string, unknown>[] {
	return got.map(({ bytes }) => JSON.parse(bytes.toString()));
}

test('a plain fetch client holds a conversation: a webhook comes, is marked as read and answered', async () => {
	const { url, got } = await app();
	await number.subscribe(url);
	const [id = ''] = await number.push(bo.says('Hallo'));
	await number.untilLook(({ pending, deliveries }) => pending.length === 0 && deliveries.length === 1);
	const [came] = bodies(got);
	expect(came).toMatchObject({
		object: 'whatsapp_business_account',
		entry: [
			{
				changes: [
					{
						field: 'messages',
						value: {
							messaging_product: 'whatsapp',
							metadata: { phone_number_id: number.phoneNumberId },
							contacts: [{ wa_id: bo.number, user_id: bo.userId, profile: { name: bo.canaries[0] } }],
							messages: [{ from: bo.number, from_user_id: bo.userId, id, type: 'text', text: { body: 'Hallo' } }],
						},
					},
				],
			},
		],
	});
	expect(Buffer.from(id.slice('wamid.'.length), 'base64').toString()).toContain(bo.number);
	const read = { ...whatsapp, status: 'read', message_id: id, typing_indicator: { type: 'text' } };
	expect((await number.look()).unread).toEqual([id]);
	expect(await post(read)).toEqual({ status: 200, body: { success: true } });
	expect((await number.look()).unread).toEqual([]);

	const said = await post(text('Dag', { ...whatsapp, recipient: bo.userId }));
	expect(said.body).toMatchObject({ ...whatsapp, contacts: [{ input: bo.userId, user_id: bo.userId }] });
	const sent = said.body.messages?.[0]?.id ?? '';
	expect(sent).toMatch(/^wamid\.[A-Za-z0-9+/]+=*$/);
	expect(Buffer.from(sent.slice('wamid.'.length), 'base64').toString()).toContain(bo.number);
	expect(await number.ledger(1)).toMatchObject([
		{ n: 2, call: 'message', address: bo.userId, id: sent, kind: 'text', text: 'Dag', choices: [] },
	]);
});

describe('the door', () => {
	test('a missing or wrong token gets 401 and code 190, without details', async () => {
		for (const token of ['EAAwrong', `${number.token}0`, '']) {
			const { status, body } = await post(text('Hi'), { token });
			expect(status).toBe(401);
			expect(body.error).toMatchObject({ code: 190, type: 'OAuthException', fbtrace_id: expect.any(String) });
			expect(body.error).not.toHaveProperty('error_data');
		}
	});

	test.each([
		['another version', (one: FakeNumber) => `/v22.0/${one.phoneNumberId}/messages`, 2500],
		['no version', (one: FakeNumber) => `/${one.phoneNumberId}/messages`, 2500],
		['an unknown edge', (one: FakeNumber) => `/${one.version}/${one.phoneNumberId}/message`, 2500],
		["somebody else's number", (one: FakeNumber) => `/${one.version}/100000000000001/messages`, 100],
		['a query', (one: FakeNumber) => `/${one.version}/${one.phoneNumberId}/messages?access_token=x`, 100],
	])('%s is refused', async (_, path, code) => {
		const headers = { 'Content-Type': 'application/json' };
		const { status, body } = await ask(path(number), { body: JSON.stringify(text('Hi')), headers });
		expect([status, body.error?.code]).toEqual([400, code]);
		expect(await number.ledger()).toEqual([]);
	});

	test('another method, another content type and a body that is no JSON object are refused', async () => {
		const path = `/${number.version}/${number.phoneNumberId}/messages`;
		expect((await ask(path, { method: 'GET' })).body.error?.code).toBe(100);
		expect((await post(text('Hi'), { type: 'text/plain' })).body.error?.code).toBe(100);
		for (const body of ['{"to":', '[]', '1', Buffer.from([0x22, 0xff, 0x22])]) {
			const { body: said } = await ask(path, { body, headers: { 'Content-Type': 'application/json' } });
			expect(said.error?.code).toBe(100);
		}
	});

	test('numbers know nothing of each other', async () => {
		const other = await fake.number();
		expect((await post(text('Hi'), { token: other.token })).body.error).toMatchObject({ code: 100, error_subcode: 33 });
		await post(text('Hi'));
		expect(await other.ledger()).toEqual([]);
	});
});

describe('what is taken', () => {
	test.each<[string, object]>([
		['a text of 4096', text('a'.repeat(4096))],
		['three buttons', buttons([button('a'.repeat(256), 'b'.repeat(20)), yes, button('no', 'No')])],
		[
			'buttons with header and footer',
			buttons([yes], { header: { type: 'text', text: 'h'.repeat(60) }, footer: { text: 'f'.repeat(60) } }),
		],
		['a list of ten rows', list([{ rows: rows(10) }])],
		[
			'a list of two sections',
			list([
				{ title: 'One', rows: rows(5) },
				{ title: 'Two', rows: rows(5, 5) },
			]),
		],
		[
			'a row at its limits',
			list([{ rows: [{ id: 'i'.repeat(200), title: 't'.repeat(24), description: 'd'.repeat(72) }] }]),
		],
		[
			'an image by link',
			{ ...toAnna, type: 'image', image: { link: 'https://a.example/b.png', caption: 'c'.repeat(1024) } },
		],
		['sound by link', { ...toAnna, type: 'audio', audio: { link: 'https://a.example/b.ogg' } }],
		['an answer to a message', { ...text('Hi'), context: { message_id: 'wamid.x' } }],
	])('%s', async (_, body) => {
		expect((await post(body)).status).toBe(200);
		expect(await number.ledger()).toMatchObject([{ address: anna.number, body }]);
	});

	test('the ledger shows buttons and rows in their order', async () => {
		await post(buttons([yes, button('no', 'No')]));
		await post(list([{ rows: rows(2) }]));
		expect((await number.ledger()).map(({ kind, text, choices }) => ({ kind, text, choices }))).toEqual([
			{ kind: 'button', text: 'Hi', choices: [yes.reply, { id: 'no', title: 'No' }] },
			{ kind: 'list', text: 'Hi', choices: rows(2) },
		]);
	});
});

describe('what is refused', () => {
	const { to: _, ...nobody } = toAnna;
	const { messaging_product: __, ...productless } = toAnna;
	test.each<[string, object, number]>([
		['neither to nor recipient', text('Hi', nobody), 131008],
		['no messaging_product', text('Hi', productless), 131008],
		['a to that is no number', text('Hi', { ...toAnna, to: 'NL.1349' }), 131009],
		['a recipient that is no user id', text('Hi', { ...nobody, recipient: '31970105550001' }), 131009],
		['an unknown field', { ...text('Hi'), extra: 1 }, 100],
		['an unknown field inside', { ...toAnna, type: 'text', text: { body: 'Hi', previewUrl: false } }, 100],
		['two contents', { ...text('Hi'), image: { id: '1' } }, 100],
		['an unknown type', { ...toAnna, type: 'poll', poll: {} }, 131009],
		['no type', { ...toAnna, text: { body: 'Hi' } }, 131009],
		['an empty text', text(' '), 131009],
		['a text of 4097', text('a'.repeat(4097)), 131009],
		['half a character', text('\ud83d'), 131009],
		['no buttons', buttons([]), 131009],
		['four buttons', buttons(['a', 'b', 'c', 'd'].map((one) => button(one, one))), 131009],
		['a title of 21', buttons([button('a', 'b'.repeat(21))]), 131009],
		['an id of 257', buttons([button('a'.repeat(257), 'b')]), 131009],
		['the same button id twice', buttons([yes, button('yes', 'No')]), 131009],
		['the same button title twice', buttons([yes, button('no', 'Yes')]), 131009],
		['an interactive body of 1025', buttons([yes], { body: { text: 'a'.repeat(1025) } }), 131009],
		['a header of 61', buttons([yes], { header: { type: 'text', text: 'h'.repeat(61) } }), 131009],
		['a footer of 61', buttons([yes], { footer: { text: 'f'.repeat(61) } }), 131009],
		['eleven rows', list([{ rows: rows(11) }]), 131009],
		[
			'eleven rows in two sections',
			list([
				{ title: 'A', rows: rows(6) },
				{ title: 'B', rows: rows(5, 6) },
			]),
			131009,
		],
		['two sections without titles', list([{ rows: rows(1) }, { rows: rows(1, 1) }]), 131009],
		['no rows', list([{ rows: [] }]), 131009],
		['the same row id twice', list([{ rows: [...rows(1), { id: 'row.0', title: 'Other' }] }]), 131009],
		['a row title of 25', list([{ rows: [{ id: 'a', title: 't'.repeat(25) }] }]), 131009],
		['a description of 73', list([{ rows: [{ id: 'a', title: 't', description: 'd'.repeat(73) }] }]), 131009],
		['a row id of 201', list([{ rows: [{ id: 'i'.repeat(201), title: 't' }] }]), 131009],
		['a list button of 21', list([{ rows: rows(1) }], { button: 'b'.repeat(21) }), 131009],
		['an image by both', { ...toAnna, type: 'image', image: { id: '1', link: 'https://a.example/b.png' } }, 131009],
		['an image by neither', { ...toAnna, type: 'image', image: {} }, 131009],
		['an image that nobody uploaded', { ...toAnna, type: 'image', image: { id: '1' } }, 131009],
		['an image by http', { ...toAnna, type: 'image', image: { link: 'http://a.example/b.png' } }, 131009],
		[
			'a caption of 1025',
			{ ...toAnna, type: 'image', image: { link: 'https://a.example/b', caption: 'c'.repeat(1025) } },
			131009,
		],
		['a template that was not approved', template('unknown'), 132001],
		['a message id that nobody sent', { ...whatsapp, status: 'read', message_id: 'wamid.x' }, 100],
		['another status than read', { ...whatsapp, status: 'seen', message_id: 'wamid.x' }, 131009],
	])('%s', async (_, body, code) => {
		const { status, body: said } = await post(body);
		expect(said.error).toMatchObject({
			code,
			type: 'OAuthException',
			message: expect.stringContaining(`(#${code})`),
			error_data: { messaging_product: 'whatsapp', details: expect.any(String) },
			fbtrace_id: expect.any(String),
		});
		expect(status).toBe(code === 132001 ? 404 : 400);
		expect(await number.ledger()).toEqual([]);
		expect((await number.look()).refusals).toMatchObject([{ code, scripted: false }]);
	});
});

describe('media', () => {
	function upload(file: Blob, said: string, more: Record<string, string> = {}): Promise<Answer> {
		const form = new FormData();
		for (const [name, value] of Object.entries({ ...whatsapp, type: said, ...more })) form.append(name, value);
		form.append('file', file, 'file');
		return ask(`/${number.version}/${number.phoneNumberId}/media`, { body: form });
	}
	const drawn = (bits: number) =>
		Buffer.from(
			`89504e470d0a1a0a0000000d4948445200000001000000010${bits}02000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082`,
			'hex',
		);
	const png = new Blob([drawn(8)], { type: 'image/png' });
	const sound = (channels: number) =>
		new Blob([new Uint8Array(makeOpus({ channels }))], { type: 'audio/ogg; codecs=opus' });

	test('what was uploaded can be sent by its id, as what it is', async () => {
		const { status, body } = await upload(png, 'image/png');
		expect(status).toBe(200);
		expect((await post({ ...toAnna, type: 'image', image: { id: body.id } })).status).toBe(200);
		expect((await post({ ...toAnna, type: 'audio', audio: { id: body.id } })).body.error?.code).toBe(131009);
	});

	test('an unknown type, one that is not the file, an odd field, an empty and a too large file are refused', async () => {
		expect((await upload(new Blob(['x'], { type: 'image/svg+xml' }), 'image/svg+xml')).body.error?.code).toBe(100);
		expect((await upload(png, 'audio/ogg')).body.error?.code).toBe(100);
		expect((await upload(png, 'image/png', { extra: '1' })).body.error?.code).toBe(100);
		expect((await upload(new Blob([], { type: 'image/png' }), 'image/png')).body.error?.code).toBe(131053);
		const large = new Blob([new Uint8Array((5 << 20) + 1)], { type: 'image/png' });
		expect((await upload(large, 'image/png')).body.error?.code).toBe(131053);
		expect((await post({ ...whatsapp }, { edge: 'media' })).body.error?.code).toBe(100);
		expect(await number.ledger()).toEqual([]);
	});

	test('a sound is Opus in one channel, a picture has 8 bits a colour', async () => {
		const { body } = await upload(sound(1), 'audio/ogg; codecs=opus');
		expect((await post({ ...toAnna, type: 'audio', audio: { id: body.id, voice: true } })).status).toBe(200);
		const stereo = await upload(sound(2), 'audio/ogg; codecs=opus');
		const noise = await upload(new Blob(['OggS'], { type: 'audio/ogg' }), 'audio/ogg');
		const deep = await upload(new Blob([drawn(4)], { type: 'image/png' }), 'image/png');
		expect([stereo, noise, deep].map((answer) => answer.body.error?.code)).toEqual([131053, 131053, 131053]);
	});
});

describe('the window', () => {
	test('who never wrote, or last wrote 24 hours ago, gets a template and nothing else', async () => {
		await number.template('news', 'nl');
		await number.wrote(anna.address, 24 * HOUR);
		expect((await post(text('Hi'))).body.error?.code).toBe(131047);
		expect((await post(text('Hi', { ...whatsapp, to: '31970105550009' }))).body.error?.code).toBe(131047);
		expect((await post(template('news'))).status).toBe(200);
	});

	test('it follows the clock of the fake, and a message opens it again', async () => {
		await number.clock(Date.now() + 23 * HOUR);
		expect((await post(text('Hi'))).status).toBe(200);
		await number.clock(Date.now() + 25 * HOUR);
		expect((await post(text('Hi'))).body.error?.code).toBe(131047);
		await number.push(anna.says('Here'));
		expect((await post(text('Hi'))).status).toBe(200);
	});

	test('an old message that comes again does not open it', async () => {
		await number.wrote(anna.address, 48 * HOUR);
		await number.push(anna.says('Here', { timestamp: String(Math.floor((Date.now() - 30 * HOUR) / 1000)) }));
		expect((await post(text('Hi'))).body.error?.code).toBe(131047);
	});

	test('it is one for a number and a user id that came together, and goes along when they change', async () => {
		const to = { number: '31970105550003', userId: 'NL.2000000000000000000' };
		await number.push([bo.says('Hi'), bo.changesNumber(to), bo.updatesUserId('NL.3000000000000000000')]);
		for (const address of [{ to: bo.number }, { recipient: bo.userId }, { to: to.number }, { recipient: to.userId }]) {
			expect((await post(text('Hi', { ...whatsapp, ...address }))).status).toBe(200);
		}
		expect((await post(text('Hi', { ...whatsapp, recipient: 'NL.3000000000000000000' }))).status).toBe(200);
	});
});

describe('the pace', () => {
	test('too much to one person is 131056, under both addresses, and others are not held up', async () => {
		await number.push(bo.says('Hi'));
		await number.pace({ overall: 80, each: 1 / 6, burst: 2 });
		const codes = [];
		for (const to of [{ to: bo.number }, { recipient: bo.userId }, { to: bo.number }]) {
			codes.push((await post(text('Hi', { ...whatsapp, ...to }))).body.error?.code);
		}
		expect(codes).toEqual([undefined, undefined, 131056]);
		expect((await post(text('Hi'))).status).toBe(200);
	});

	test('too much in all is 130429', async () => {
		await number.pace({ overall: 2, each: 0, burst: 1 });
		const answers = await Promise.all(Array.from({ length: 20 }, () => post(text('Hi'))));
		const refused = answers.filter(({ status }) => status !== 200);
		expect(refused.length).toBeGreaterThan(0);
		expect(new Set(refused.map(({ body }) => body.error?.code))).toEqual(new Set([130429]));
	});
});

describe('faults', () => {
	test('a code, for this address and so many times', async () => {
		await number.wrote('31970105550002');
		await number.fault('message', { play: 'error', code: 131026 }, { address: anna.address, times: 2 });
		const other = text('Hi', { ...whatsapp, to: '31970105550002' });
		const codes = [];
		for (const body of [text('a'), other, text('b'), text('c')]) codes.push((await post(body)).body.error?.code);
		expect(codes).toEqual([131026, undefined, 131026, undefined]);
		expect((await number.look()).refusals).toMatchObject([{ code: 131026, scripted: true }, { scripted: true }]);
	});

	test("a proxy's page is HTML", async () => {
		await number.fault('message', { play: 'html', status: 502 });
		const path = `${number.root}/${number.version}/${number.phoneNumberId}/messages`;
		const headers = { Authorization: `Bearer ${number.token}`, 'Content-Type': 'application/json' };
		const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(text('Hi')) });
		expect([response.status, response.headers.get('content-type')]).toEqual([502, 'text/html']);
	});

	test.each([
		['drop', 0],
		['drop-after', 1],
		['cut-after', 1],
	] as const)('%s breaks the connection; %i was taken', async (play, taken) => {
		await number.fault('message', { play });
		await expect(post(text('Hi'))).rejects.toThrow();
		expect(await number.ledger()).toHaveLength(taken);
	});

	test.each([
		['silence', 0],
		['silence-after', 1],
	] as const)('%s says nothing; %i was taken', async (play, taken) => {
		await number.fault('message', { play });
		const patience = new AbortController();
		const body = JSON.stringify(text('Hi'));
		const headers = { 'Content-Type': 'application/json' };
		const path = `/${number.version}/${number.phoneNumberId}/messages`;
		const asked = expect(ask(path, { body, headers, signal: patience.signal })).rejects.toThrow('aborted');
		await (taken === 0
			? number.untilLook(({ refusals }) => refusals.length === 1)
			: number.until(({ length }) => length === 1));
		// Whoever answers would have done so before another call is answered.
		await number.look();
		patience.abort();
		await asked;
		expect(await number.ledger()).toHaveLength(taken);
	});

	test('healed, it plays none; slow, it answers', async () => {
		await number.fault('message', { play: 'drop' });
		await number.heal();
		await number.fault('message', { play: 'slow', ms: 20 });
		expect((await post(text('Hi'))).status).toBe(200);
	});

	test('a failure that comes later follows on a 200', async () => {
		const { url, got } = await app();
		await number.subscribe(url);
		await number.fault('message', { play: 'fail-later', code: 131026 });
		const id = (await post(text('Hi'))).body.messages?.[0]?.id;
		await number.untilLook(({ deliveries }) => deliveries.length === 1);
		const errors = [expect.objectContaining({ code: 131026 })];
		const statuses = [expect.objectContaining({ id, status: 'failed', recipient_id: anna.number, errors })];
		const value = expect.objectContaining({ statuses });
		expect(bodies(got)).toMatchObject([{ entry: [{ changes: [{ value }] }] }]);
	});
});

describe('webhooks', () => {
	test.each(['raw', 'escaped'] as const)('are signed over their bytes, written %s', async (writing) => {
		const { url, got } = await app();
		await number.subscribe(url);
		await number.push(anna.says('Dag 👋 / é'), { writing });
		await number.untilLook(({ deliveries }) => deliveries.length === 1);
		const [{ signature, bytes } = { signature: '', bytes: Buffer.alloc(0) }] = got;
		expect(signature).toBe(`sha256=${createHmac('sha256', number.appSecret).update(bytes).digest('hex')}`);
		expect(bytes.includes('👋')).toBe(writing === 'raw');
		expect(bytes.includes('\\ud83d\\udc4b \\/ \\u00e9')).toBe(writing === 'escaped');
		expect(JSON.stringify(bodies(got))).toContain('Dag 👋 / é');
	});

	test('come again until they are answered with 2xx, and so many times as was said', async () => {
		const { url, got } = await app([503, 401, 204]);
		await number.webhooks({ repeat: 1 });
		await number.subscribe(url);
		await number.push(anna.says('Hi'), { times: 2 });
		const { deliveries } = await number.untilLook(({ pending }) => pending.length === 0);
		expect(deliveries.map(({ status }) => status)).toEqual([503, 401, 204, 200]);
		expect(new Set(got.map(({ bytes }) => bytes.toString())).size).toBe(1);
	});

	test('a wrong handshake sets none', async () => {
		const { url } = await app([], false);
		await expect(number.subscribe(url)).rejects.toThrow('403');
		expect((await number.look()).url).toBeNull();
	});

	test('carry entries of changes of messages', async () => {
		const { url, got } = await app();
		await number.subscribe(url);
		const three = together(anna.says('1'), bo.says('2'), anna.says('3'));
		const ids = await number.pushBatch([
			[three, three].map((change) => structuredClone(change)),
			[structuredClone(three), tells(130429)],
		]);
		await number.untilLook(({ deliveries }) => deliveries.length === 1);
		expect(new Set(ids).size).toBe(9);
		const [{ entry }] = bodies(got) as [{ entry: { changes: { value: { messages?: object[] } }[] }[] }];
		expect(entry.map(({ changes }) => changes.map(({ value }) => value.messages?.length ?? 0))).toEqual([
			[3, 3],
			[3, 0],
		]);
	});

	test('tell what became of messages, by themselves or in the order of the test', async () => {
		const { url, got } = await app();
		await number.subscribe(url);
		await number.webhooks({ order: 'kept' });
		await number.statuses(['sent']);
		await post(text('Hi'));
		const [entry = { id: '' }] = await number.ledger();
		await number.status(entry, 'read');
		await number.status(entry, 'delivered');
		await number.status(entry, 'failed', 131049);
		await number.untilLook(({ deliveries }) => deliveries.length === 4);
		const states = got.map(({ bytes }) => /"status":"(\w+)"/.exec(bytes.toString())?.[1]);
		expect(states).toEqual(['sent', 'read', 'delivered', 'failed']);
		expect(String(got[3]?.bytes)).toContain('"code":131049');
	});
});

describe('people', () => {
	const said = (change: Change) => change.value.messages?.[0];
	const kinds: Sent[] = ['image', 'voice', 'audio', 'video', 'document', 'sticker', 'location', 'contacts'];

	test('send everything that there is', () => {
		const other = [
			anna.says('x'),
			anna.taps('menu'),
			anna.chooses('menu'),
			anna.presses('menu'),
			anna.reacts('👍', 'wamid.x'),
			anna.edits('wamid.x', 'y'),
			anna.revokes('wamid.x'),
			anna.sendsUnsupported(),
			bo.changesNumber({ number: '31970105550003' }),
			bo.changesUserId('NL.2'),
		];
		const types = [...kinds.map((kind) => anna.sends(kind)), ...other].map((change) => said(change));
		expect(types.map((message) => message && 'type' in message && message.type)).toEqual([
			...['image', 'audio', 'audio', 'video', 'document', 'sticker', 'location', 'contacts'],
			...['text', 'interactive', 'interactive', 'button', 'reaction', 'edit', 'revoke', 'unsupported'],
			...['system', 'system'],
		]);
		expect(said(anna.sends('voice'))).toMatchObject({ audio: { voice: true } });
		expect(said(bo.changesUserId('NL.2'))).toMatchObject({ system: { user_id: 'NL.2', previous_user_id: bo.userId } });
	});

	test('come without what Meta may leave out', () => {
		const who = { number: bo.number ?? '', userId: bo.userId ?? '' };
		const [hidden, alone] = [person(who, ['from', 'wa_id', 'username']), person(who, ['contacts', 'from_user_id'])];
		expect(hidden.says('x').value).toEqual({
			contacts: [{ profile: { name: hidden.canaries[0] }, user_id: bo.userId }],
			messages: [{ from_user_id: bo.userId, type: 'text', text: { body: 'x' } }],
		});
		expect(alone.says('x').value).toEqual({ messages: [{ from: bo.number, type: 'text', text: { body: 'x' } }] });
	});
});
