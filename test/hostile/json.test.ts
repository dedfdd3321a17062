/** Each item of PRIVACY.md's "JSON" that concerns Telegram; where a form of the web chat can say the same, that too. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canariesIn } from '../support/canary.ts';
import type { Person } from '../support/fake-telegram/person.ts';
import { visit } from '../support/visitor.ts';
import { asSent, head, hostile, raw } from './surface.ts';

const open = hostile();
const words = 'Canary words of somebody';

test('cut off — 400, wherever it is cut, and when the connection ends in its middle', async () => {
	const { server, post, somebody, shown, works, quiet } = await open();
	const anna = await somebody();
	const body = asSent(anna.says(words));
	for (const length of [0, 1, 20, body.length >> 1, body.length - 1]) {
		expect((await post(body.slice(0, length))).status).toBe(400);
	}
	for (const text of ['', ' ', '{', '"', 'nul', "{'update_id':1}", '[1,]', '{"update_id":1}x']) {
		const answer = await post(text);
		expect([text, answer.status, await answer.text()]).toEqual([text, 400, '400 not-json\n']);
	}
	expect((await post(new Uint8Array([0xff, 0xfe, 0x7b, 0x7d]))).status).toBe(400);
	// Half a pair of a form's field is still words: it is answered, and does not break the page.
	expect(await raw(server, [head('/chat', ['Content-Length: 6', 'Connection: close']), 'text=%'])).toContain(' 200 ');
	await works();
	expect(await shown(anna)).toEqual([]);
	quiet(words, ...anna.canaries);
});

test('depth 10,000 — 200 and ignored, or read beside it', async () => {
	const { post, somebody, nth, shown, works, quiet } = await open();
	const anna = await somebody();
	for (const [left, right] of [
		['[', ']'],
		['{"a":', '}'],
	] as const) {
		const deep = `${left.repeat(10_000)}1${right.repeat(10_000)}`;
		expect((await post(deep)).status).toBe(200);
		expect((await post(`{"update_id":71,"message":${deep}}`)).status).toBe(200);
		expect((await post(`{"update_id":72,"message":{"message_id":1,"text":${deep}}}`)).status).toBe(200);
		expect((await post(left.repeat(10_000))).status).toBe(400);
	}
	const nested = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
	const beside = asSent(anna.says(words)).replace('"text":', `"entities":${nested},"text":`);
	expect((await post(beside)).status).toBe(200);
	await nth(anna, 1);
	await works();
	expect((await shown(anna)).length).toBe(1);
	quiet(words, ...anna.canaries);
});

test('duplicate keys — the last one counts, as everywhere in JSON; in a form the first', async () => {
	const { server, post, somebody, nth, shown, works, quiet } = await open();
	const [anna, bea] = [await somebody(), await somebody()];
	const body = asSent(anna.says(words)).replace('{', `{"update_id":"x","message":{"chat":{"id":${bea.id}}},`);
	expect((await post(body)).status).toBe(200);
	await nth(anna, 1);
	const visitor = visit(server);
	const doubled = { 'Content-Type': 'application/x-www-form-urlencoded', connection: 'close' };
	const form = `text=first&text=${encodeURIComponent(words)}&id=1&id=2`;
	const answer = await fetch(`${server.url}/chat`, { method: 'POST', headers: doubled, body: form });
	const html = await answer.text();
	expect([answer.status, html.includes('first'), html.includes(words)]).toEqual([200, true, false]);
	expect((await visitor.get()).status).toBe(200);
	await works();
	expect(await shown(bea)).toEqual([]);
	quiet(words, ...anna.canaries, ...bea.canaries);
});

test('`__proto__`, `constructor` — are names like any other, and nothing is found through them', async () => {
	const { server, post, somebody, nth, deliver, works, quiet } = await open();
	const anna = await somebody();
	const evil = '"__proto__":{"is_bot":true,"text":"polluted","polluted":1},"constructor":{"prototype":{"polluted":1}},';
	const body = asSent(anna.says(words)).replaceAll('{"', `{${evil}"`);
	expect((await post(body)).status).toBe(200);
	await nth(anna, 1);
	expect((await post(`{${evil}"update_id":5}`)).status).toBe(200);
	expect((await post('{"__proto__":{"update_id":1,"message":{}}}')).status).toBe(200);
	const names = [
		'__proto__',
		'constructor',
		'prototype',
		'toString',
		'lang.__proto__',
		'lang.constructor',
		'page.__proto__',
	];
	const visitor = visit(server);
	for (const [n, name] of names.entries()) {
		expect(await deliver(anna.taps(name, 999))).toBe(200);
		expect((await nth(anna, n + 2)).text).toBe((await nth(anna, 1)).text);
		expect((await visitor.post({ [name]: name, choice: name, guess: name })).choices).toEqual(['lang.en', 'lang']);
		expect((await visitor.get(`/chat?lang=${name}`)).status).toBe(200);
	}
	expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
	await works();
	quiet(words, 'polluted', ...anna.canaries);
});

const kinds: [string, (who: Person) => unknown][] = [
	['text', () => ({ text: 7 })],
	['chat', () => ({ chat: 'x' })],
	['chat', () => ({ chat: { id: '7000000001', type: 'private' } })],
	['from', () => ({ from: [] })],
	['message_id', () => ({ message_id: '1' })],
	['text', () => ({ text: null })],
	['text', () => ({ text: ['a', 'b'] })],
];

test('wrong types — 200, because Telegram need not repeat it; what can be read is answered', async () => {
	const { post, somebody, shown, nth, deliver, works, quiet } = await open();
	const anna = await somebody();
	for (const body of [
		'null',
		'true',
		'1',
		'"x"',
		'[]',
		'{}',
		'[{"update_id":1}]',
		'{"update_id":"1"}',
		'{"update_id":{}}',
	])
		expect([body, (await post(body)).status]).toEqual([body, 200]);
	for (const [n, value] of [null, 1, 'x', [], {}, true].entries())
		for (const kind of ['message', 'callback_query', 'my_chat_member', 'channel_post', 'edited_message'])
			expect((await post(JSON.stringify({ update_id: 100 + n, [kind]: value }))).status).toBe(200);
	for (const [, make] of kinds) {
		const answer = await deliver(anna.says(words, make(anna) as object));
		expect(answer).toBe(200);
	}
	expect(await deliver(anna.says('menu', { from: 'x', entities: 7, date: [] }))).toBe(200);
	await nth(anna, 1);
	await works();
	// One whose sender cannot be read, and this one; everything else is nothing.
	expect((await shown(anna)).length).toBe(2);
	quiet(words, ...anna.canaries);
});

test('ids over 2^53 — are no ids: 200, and nobody is taken for somebody else', async () => {
	const { server, post, somebody, shown, works, quiet } = await open();
	const anna = await somebody();
	const big = '9007199254740993';
	for (const body of [
		`{"update_id":${big},"message":{"message_id":1,"chat":{"id":${anna.id},"type":"private"},"text":"hi"}}`,
		`{"update_id":81,"message":{"message_id":1,"chat":{"id":${big},"type":"private"},"text":"hi"}}`,
		`{"update_id":82,"message":{"message_id":${big},"chat":{"id":${anna.id},"type":"private"},"text":"hi"}}`,
		`{"update_id":83,"message":{"message_id":1,"chat":{"id":1e400,"type":"private"},"text":"hi"}}`,
		`{"update_id":1e400}`,
		`{"update_id":84,"message":{"message_id":1,"chat":{"id":${anna.id}.5,"type":"private"},"text":"hi"}}`,
	])
		expect((await post(body)).status).toBe(200);
	const visitor = visit(server);
	for (const after of [big, '1e400', '-1', '0x10', '9'.repeat(400)])
		expect((await visitor.get(`/chat?after=${after}`)).choices).toEqual(['lang.en', 'lang']);
	await works();
	expect(await shown(anna)).toEqual([]);
	quiet(big);
});

test('NaN and negative times — NaN is no JSON, and a time is not looked at', async () => {
	const { server, post, somebody, deliver, nth, works, quiet } = await open();
	const anna = await somebody();
	expect((await post(asSent(anna.says('hi', { date: 0 })).replace('"date":0', '"date":NaN'))).status).toBe(400);
	for (const [n, date] of [-1, 0, -8.64e15, 9e18, 1e308, 'x', null].entries()) {
		expect(await deliver(anna.says('menu', { date, edit_date: date }))).toBe(200);
		await nth(anna, n + 1);
	}
	for (const update_id of ['-1', '-0.5', '1.5']) expect((await post(`{"update_id":${update_id}}`)).status).toBe(200);
	for (const after of ['NaN', '-5', 'Infinity', '-Infinity', '1.5'])
		expect((await visit(server).get(`/chat?after=${after}`)).status).toBe(200);
	await works();
	quiet(...anna.canaries);
});

test('unknown types — 200 and ignored, logged by kind; a new kind of message is answered kindly', async () => {
	const { server, somebody, deliver, nth, shown, works, quiet } = await open();
	const anna = await somebody();
	for (const kind of ['poll', 'inline_query', 'business_message', 'canary_of_a_new_kind', 'purchased_paid_media'])
		expect(await deliver({ [kind]: { from: { id: anna.id }, text: words } })).toBe(200);
	expect(await deliver({ edited_message: { chat: { id: anna.id }, text: words } })).toBe(200);
	expect(await deliver(anna.sends({ hologram: { file_id: words } }))).toBe(200);
	expect((await nth(anna, 1)).text).toContain('Hello');
	expect(await deliver(anna.sends({ hologram: { file_id: words } }))).toBe(200);
	expect((await nth(anna, 2)).text).toContain('not opened');
	await works();
	expect((await shown(anna)).length).toBe(2);
	expect(server.log()).toContain('"kind":"unknown"');
	quiet(words, 'canary_of', 'hologram', ...anna.canaries);
});

test('batches of 1,000 — a list is no update and is ignored, however long; the same one by one is answered', async () => {
	const { post, somebody, nth, shown, works, quiet } = await open();
	const everybody = await Promise.all(Array.from({ length: 20 }, () => somebody()));
	const batch = Array.from({ length: 1_000 }, (_, n) => asSent(everybody[n % 20]?.says(words) ?? {}));
	expect((await post(`[${batch.join(',')}]`)).status).toBe(200);
	expect((await post(`{"update_id":91,"message":[${batch.join(',')}]}`)).status).toBe(200);
	for (const who of everybody) expect(await shown(who)).toEqual([]);
	const answers = await Promise.all(batch.slice(0, 40).map(async (body) => (await post(body)).status));
	expect(new Set(answers)).toEqual(new Set([200]));
	for (const who of everybody) await nth(who, 2);
	await works();
	quiet(words, ...everybody.flatMap(({ canaries }) => canaries));
});

test('fuzzed — whatever JSON comes under an update’s keys is answered with 200, and nothing of it is logged', async () => {
	const { server, post, works } = await open();
	const word = fc.constant('Canary of a fuzzed value');
	const chat = fc.record({
		id: fc.oneof(fc.integer(), word),
		type: fc.oneof(fc.constantFrom('private', 'group'), word),
	});
	const value = fc.oneof({ depthSize: 'small' }, fc.jsonValue(), word, chat);
	const content = fc.record(
		{
			message_id: fc.oneof(fc.nat(), value),
			chat: fc.oneof(chat, value),
			from: value,
			text: fc.oneof(word, value),
			data: value,
			id: word,
			new_chat_member: value,
		},
		{ requiredKeys: [] },
	);
	const kind = fc.constantFrom('message', 'callback_query', 'my_chat_member', 'channel_post', 'edited_message', 'x');
	await fc.assert(
		fc.asyncProperty(fc.nat(), kind, fc.oneof(content, value), async (update_id, kind, content) => {
			expect((await post(JSON.stringify({ update_id, [kind]: content }))).status).toBe(200);
		}),
		{ numRuns: 200 },
	);
	await works();
	expect(canariesIn(server.log(), ['Canary of a fuzzed value'])).toEqual([]);
	expect(server.log()).not.toContain('"level":50');
});
