/** Each item of PRIVACY.md's "JSON", through WhatsApp's webhook. */
import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canariesIn } from '../support/canary.ts';
import { person, together } from '../support/fake-whatsapp/person.ts';
import { hostile, tracesOf } from './whatsapp-surface.ts';

const open = hostile();
const words = 'Canary words of somebody';

test('cut off — 400, wherever it is cut, and when the connection ends in its middle', async () => {
	const { server, post, head, asSent, somebody, shown, works, quiet } = await open();
	const anna = await somebody();
	const body = asSent(anna.says(words));
	for (const length of [0, 1, 20, body.length >> 1, body.length - 1])
		expect((await post(body.slice(0, length))).status).toBe(400);
	for (const text of ['', ' ', '{', '"', 'nul', "{'object':1}", '[1,]', '{"object":1}x', '{"entry":NaN}']) {
		const answer = await post(text);
		expect([text, answer.status, await answer.text()]).toEqual([text, 400, '400 not-json\n']);
	}
	expect((await post(new Uint8Array([0xff, 0xfe, 0x7b, 0x7d]))).status).toBe(400);
	const gone = connect(Number(new URL(server.url).port), '127.0.0.1');
	gone.on('error', () => {}).resume();
	gone.end(`${head([`Content-Length: ${body.length}`], body)}${body.slice(0, 50)}`);
	await once(gone, 'close');
	await works();
	expect(await shown(anna)).toEqual([]);
	quiet(words, ...tracesOf(anna));
});

test('depth 10,000 — 200 and ignored, or read beside it', async () => {
	const { post, asSent, somebody, nth, shown, works, quiet } = await open();
	const anna = await somebody();
	const proper = asSent(anna.says(words));
	for (const [left, right] of [
		['[', ']'],
		['{"a":', '}'],
	] as const) {
		const deep = `${left.repeat(10_000)}1${right.repeat(10_000)}`;
		expect((await post(deep)).status).toBe(200);
		for (const around of [
			'{"object":"whatsapp_business_account","entry":#}',
			proper.replace(/"text":\{[^}]*\}/, '"text":#'),
		])
			expect((await post(around.replace('#', deep))).status).toBe(200);
		expect((await post(left.repeat(10_000))).status).toBe(400);
	}
	const nested = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
	expect(await shown(anna)).toEqual([]);
	expect((await post(asSent(anna.says(words)).replace('"text":', `"context":${nested},"text":`))).status).toBe(200);
	await nth(anna, 1);
	await works();
	expect((await shown(anna)).length).toBe(1);
	quiet(words, ...tracesOf(anna));
});

test('duplicate keys — the last one counts, as everywhere in JSON', async () => {
	const { post, asSent, somebody, nth, shown, works, quiet } = await open();
	const [anna, bo] = [await somebody(), await somebody()];
	const strange = JSON.stringify(bo.says(words).value.messages);
	const body = asSent(anna.says(words)).replace('"messages":', `"messages":${strange},"messages":`);
	expect((await post(body)).status).toBe(200);
	await nth(anna, 1);
	await works();
	expect(await shown(bo)).toEqual([]);
	quiet(words, ...tracesOf(anna), ...tracesOf(bo));
});

test('`__proto__`, `constructor` — are names like any other, and nothing is found through them', async () => {
	const { post, asSent, somebody, nth, deliver, works, quiet } = await open();
	const anna = await somebody();
	const evil = '"__proto__":{"from":"31970105559999","polluted":1},"constructor":{"prototype":{"polluted":1}},';
	expect((await post(asSent(anna.says(words)).replaceAll('{"', `{${evil}"`))).status).toBe(200);
	const asked = await nth(anna, 1);
	expect((await post(`{${evil}"object":"whatsapp_business_account"}`)).status).toBe(200);
	expect((await post('{"__proto__":{"object":"whatsapp_business_account","entry":[]}}')).status).toBe(200);
	const names = ['__proto__', 'constructor', 'prototype', 'toString', 'lang.__proto__', 'page.__proto__'];
	for (const [n, name] of names.entries()) {
		expect(await deliver(anna.taps(name))).toEqual([200]);
		expect((await nth(anna, 2 * n + 2)).text).toBe(asked.text);
		// As a type nobody knows: something they sent that cannot be read.
		expect(await deliver(anna.writes({ type: name }))).toEqual([200]);
		await nth(anna, 2 * n + 3);
	}
	expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
	await works();
	quiet(words, 'polluted', '31970105559999', ...tracesOf(anna));
});

test('wrong types — 200, because Meta need not repeat it; what can be read is answered', async () => {
	const { post, asSent, somebody, shown, nth, deliver, works, quiet } = await open();
	const anna = await somebody();
	for (const body of [
		'null',
		'true',
		'1',
		'"x"',
		'[]',
		'{}',
		'{"object":7}',
		'{"object":"whatsapp_business_account","entry":{}}',
	])
		expect([body, (await post(body)).status]).toEqual([body, 200]);
	const odd = [null, 1, [], {}, true, [null], [[]]];
	for (const value of odd)
		for (const key of ['contacts', 'messages', 'statuses', 'errors', 'metadata', 'user_id_update'])
			expect((await post(asSent({ field: 'messages', value: { [key]: value } as never }))).status).toBe(200);
	for (const value of odd)
		for (const key of ['id', 'type', 'text']) expect(await deliver(anna.says(words, { [key]: value }))).toEqual([200]);
	// Whose sender is odd: the contact says it.
	expect(await deliver(anna.says('menu', { from: 7, from_user_id: [], timestamp: {}, context: 'x' }))).toEqual([200]);
	await nth(anna, 1);
	await works();
	expect((await shown(anna)).length).toBe(1);
	quiet(words, ...tracesOf(anna));
});

test('ids over 2^53 — are text here: two people whose numbers differ in the last digit stay two', async () => {
	const { number, post, asSent, nth, shown, works, quiet } = await open();
	const [anna, bo] = ['44071992547409921', '44071992547409931'].map((one) => person({ number: one }));
	if (!anna || !bo) throw new Error('two people');
	for (const { address } of [anna, bo]) await number.wrote(address);
	expect((await post(asSent(anna.says('/start'), anna.taps('lang.en')))).status).toBe(200);
	expect((await nth(anna, 2)).choices?.map(({ id }) => id)).toContain('main.menu.rights');
	expect((await post(asSent(bo.taps('main.menu.rights')))).status).toBe(200);
	expect((await nth(bo, 1)).choices?.map(({ id }) => id)).toEqual(['lang.en', 'lang']);
	// As a number it is nobody's.
	const { value } = bo.says('menu');
	const body = asSent({ field: 'messages', value: { messages: value.messages ?? [] } });
	expect((await post(body.replace(/"from":"\d+"/, '"from":9007199254740993'))).status).toBe(200);
	await works();
	expect((await shown(bo)).length).toBe(1);
	quiet('90071992547409');
});

test('NaN and negative times — NaN is no JSON; a time that is none opens no window and breaks nothing', async () => {
	const { server, number, post, asSent, somebody, deliver, nth, shown, works, quiet } = await open();
	const anna = await somebody();
	expect((await post(asSent(anna.says('hi')).replace(/"timestamp":"\d+"/, '"timestamp":NaN'))).status).toBe(400);
	for (const [n, timestamp] of ['-1', '0', '-8640000000000', '9e18', 'NaN', 1e308, null, '99999999999'].entries()) {
		expect(await deliver(anna.says('menu', { timestamp }))).toEqual([200]);
		await nth(anna, n + 1);
	}
	// The last one said it came from the year 5138: the window closes a day after now all the same.
	server.now += 25 * 3_600_000;
	await number.clock(server.now);
	const late = String(Math.floor((server.now - 25 * 3_600_000) / 1000));
	expect(await deliver(anna.says('menu', { timestamp: late }))).toEqual([200]);
	await works();
	expect((await number.look()).refusals.filter(({ call }) => call === 'message')).toEqual([]);
	expect((await shown(anna)).length).toBe(8);
	quiet(...tracesOf(anna));
});

test('unknown types — 200 and ignored, logged by kind; a new kind of message is answered kindly', async () => {
	const { server, somebody, deliver, nth, shown, works, quiet } = await open();
	const anna = await somebody();
	for (const field of ['holograms', 'canary_of_a_new_field', 'flows', 'calls'])
		expect(await deliver({ field, value: { text: words } })).toEqual([200]);
	expect(await deliver(anna.reacts('👍', 'wamid.x'), anna.edits('wamid.x', words), anna.revokes('wamid.x'))).toEqual([
		200, 200, 200,
	]);
	expect(await deliver(anna.writes({ type: 'hologram', hologram: { id: words } }))).toEqual([200]);
	expect((await nth(anna, 1)).text).toContain('Hello');
	expect(await deliver(anna.writes({ type: 'canary_of_a_new_type', hologram: { id: words } }))).toEqual([200]);
	expect((await nth(anna, 2)).text).toContain('not opened');
	await works();
	expect((await shown(anna)).length).toBe(2);
	expect(server.log()).toContain('"kind":"other-field"');
	quiet(words, 'canary_of', 'hologram', ...tracesOf(anna));
});

test('batches of 1,000 — one webhook with a thousand messages: each is answered, or all comes again; nobody is lost', async () => {
	const { post, asSent, somebody, shown, nth, works, quiet } = await open();
	const everybody = await Promise.all(Array.from({ length: 100 }, () => somebody()));
	const batch = Array.from({ length: 1_000 }, (_, n) => everybody[n % 100]?.says(n < 100 ? '/start' : words));
	const body = asSent(together(...batch.filter((one) => one !== undefined)));
	let status = 0;
	for (let tries = 0; tries < 20 && status !== 200; tries++) {
		({ status } = await post(body));
		expect([200, 503]).toContain(status);
	}
	expect(status).toBe(200);
	expect((await post(body)).status).toBe(200);
	for (const who of everybody) await nth(who, 10);
	await works();
	for (const who of everybody.slice(0, 5)) expect((await shown(who)).length).toBe(10);
	quiet(words, ...everybody.flatMap(tracesOf));
});

test('id without phone, phone without id, both and mismatching — one conversation each, and nobody gets another’s', async () => {
	const { asSent, post, somebody, nth, deliver, works, quiet } = await open();
	const [anna, bo] = [await somebody(), await somebody()];
	const [number, userId] = [person({ number: anna.number ?? '' }), person({ userId: anna.userId ?? '' })];
	expect(await deliver(number.says('/start'), number.taps('lang.en'))).toEqual([200, 200]);
	expect((await nth(number, 2)).choices?.map(({ id }) => id)).toContain('main.menu.rights');
	// Nothing ties them together yet.
	expect(await deliver(userId.taps('main.menu.rights'))).toEqual([200]);
	expect((await nth(userId, 1)).choices?.map(({ id }) => id)).toEqual(['lang.en', 'lang']);
	// Now something does.
	expect(await deliver(anna.taps('main.menu.rights'))).toEqual([200]);
	await nth(anna, 2);
	const [contact] = anna.says('x').value.contacts ?? [];
	const { value } = bo.says('/start');
	const mismatching = { field: 'messages', value: { ...value, contacts: [contact ?? {}] } };
	expect((await post(asSent(mismatching))).status).toBe(200);
	expect((await nth(bo, 1)).choices?.map(({ id }) => id)).toEqual(['lang.en', 'lang']);
	await works();
	quiet(...tracesOf(anna), ...tracesOf(bo));
});

test('fuzzed — whatever JSON comes in a change is answered with 200, and nothing of it is logged', async () => {
	const { server, post, asSent, works } = await open();
	const word = fc.constant('Canary of a fuzzed value');
	const value = fc.oneof({ depthSize: 'small' }, fc.jsonValue(), word);
	const message = fc.record(
		{
			id: fc.oneof(word, value),
			type: fc.oneof(fc.constantFrom('text', 'interactive', 'button', 'system', 'image', 'unsupported'), value),
			from: fc.oneof(fc.constant('4497010559999'), value),
			from_user_id: value,
			timestamp: value,
			text: fc.oneof(fc.record({ body: word }), value),
			interactive: value,
			button: value,
			system: value,
			group_id: value,
		},
		{ requiredKeys: [] },
	);
	const content = fc.record(
		{
			contacts: fc.oneof(fc.array(value), value),
			messages: fc.oneof(fc.array(fc.oneof(message, value)), value),
			statuses: fc.oneof(fc.array(value), value),
			errors: fc.oneof(fc.array(value), value),
			user_id_update: value,
		},
		{ requiredKeys: [] },
	);
	const field = fc.constantFrom('messages', 'user_id_update', 'account_update', 'x');
	await fc.assert(
		fc.asyncProperty(field, fc.oneof(content, value), async (name, inside) => {
			const body = asSent({ field: name, value: {} });
			const filled = { ...JSON.parse(body).entry[0].changes[0].value, ...Object(inside) };
			const change = { field: name, value: filled };
			const entry = [{ id: '1', changes: [change, { field: name, value: inside }] }];
			const whole = JSON.stringify({ object: 'whatsapp_business_account', entry });
			expect((await post(whole)).status).toBe(200);
		}),
		{ numRuns: 150 },
	);
	await works();
	expect(canariesIn(server.log(), ['Canary of a fuzzed value'])).toEqual([]);
	expect(/"msg":"(not taken|given up|failed|conversation)"/.test(server.log())).toBe(false);
});
