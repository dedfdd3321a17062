/** Each item of PRIVACY.md's "Webhooks" that concerns WhatsApp. */
import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { DAY, raw } from './surface.ts';
import { hostile, SIGNATURE, tracesOf } from './whatsapp-surface.ts';

const open = hostile();
const words = 'Canary words of somebody';

test('no signature — 401, and nothing is taken', async () => {
	const { server, post, asSent, somebody, shown, works, quiet } = await open();
	const anna = await somebody();
	const body = asSent(anna.says(words));
	const headers = { 'Content-Type': 'application/json' };
	const answer = await fetch(`${server.url}/webhooks/whatsapp`, { method: 'POST', headers, body });
	expect([answer.status, await answer.text()]).toEqual([401, '401 no-signature\n']);
	expect((await post(body, { [SIGNATURE]: '' })).status).toBe(401);
	await works();
	expect(await shown(anna)).toEqual([]);
	quiet(words, ...tracesOf(anna));
});

test('wrong, sha1, upper-case, short signature — 401', async () => {
	const { number, post, sign, asSent, somebody, shown, nth, works, quiet } = await open();
	const anna = await somebody();
	const body = asSent(anna.says(words));
	const right = sign(body);
	const hex = right.slice('sha256='.length);
	const sha1 = createHmac('sha1', number.appSecret).update(body).digest('hex');
	const others = createHmac('sha256', 'of another app').update(body).digest('hex');
	for (const wrong of [
		`sha256=${others}`,
		`sha1=${sha1}`,
		`sha256=${sha1}`,
		`sha256=${hex.toUpperCase()}`,
		right.toUpperCase(),
		hex,
		right.slice(0, -1),
		right.slice(0, -2),
		`${right}0`,
		`${right}, ${right}`,
		'sha256=',
		sign(`${body} `),
	]) {
		const answer = await post(body, { [SIGNATURE]: wrong });
		expect([wrong, answer.status, await answer.text()]).toEqual([wrong, 401, '401 wrong-signature\n']);
	}
	expect((await post(body)).status).toBe(200);
	await nth(anna, 1);
	await works();
	expect((await shown(anna)).length).toBe(1);
	quiet(words, hex, number.appSecret, ...tracesOf(anna));
});

test('signature over re-serialised JSON — 401: only the bytes that came are signed, in whatever writing', async () => {
	const { post, sign, asSent, somebody, nth, works, quiet } = await open();
	const anna = await somebody();
	const body = asSent(anna.says('hoi 💬 ă/ț'));
	const escaped = body
		.replaceAll('/', '\\/')
		.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
	const spaced = JSON.stringify(JSON.parse(body), null, 1);
	for (const [sent, signed] of [
		[escaped, body],
		[body, escaped],
		[spaced, body],
	] as const)
		expect((await post(sent, { [SIGNATURE]: sign(signed) })).status).toBe(401);
	for (const sent of [escaped, spaced]) expect((await post(sent)).status).toBe(200);
	await nth(anna, 1);
	await works();
	quiet(...tracesOf(anna));
});

test('empty secret (refuse to start) — one of the four settings empty, and an empty one lets nobody in', async () => {
	const environment = {
		WHATSAPP_ACCESS_TOKEN: 'canary-of-a-token',
		WHATSAPP_PHONE_NUMBER_ID: '106540352242922',
		WHATSAPP_APP_SECRET: 'canary-of-an-app-secret',
		WHATSAPP_VERIFY_TOKEN: 'canary-of-a-verify-token',
	};
	for (const name of ['WHATSAPP_APP_SECRET', 'WHATSAPP_VERIFY_TOKEN'])
		for (const empty of [undefined, '', ' ', '   \t']) {
			const start = () => readConfig({ ...environment, [name]: empty });
			expect(start).toThrow(new RegExp(name));
			expect(start).not.toThrow(/canary/);
		}
	expect(readConfig(environment).whatsapp?.appSecret).toBe('canary-of-an-app-secret');
	const { server, post } = await open({ whatsapp: { appSecret: '', verifyToken: '' } });
	const body = '{"object":"whatsapp_business_account","entry":[]}';
	const unkeyed = createHmac('sha256', '').update(body).digest('hex');
	expect((await post(body, { [SIGNATURE]: `sha256=${unkeyed}` })).status).toBe(401);
	for (const token of ['', 'undefined'])
		expect(
			(await fetch(`${server.url}/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=1`))
				.status,
		).toBe(403);
});

test('replay after a minute and after 8 days — 200, and not answered again', async () => {
	const { server, number, post, asSent, nth, shown, atMenu, deliver, works, quiet } = await open();
	const { who } = await atMenu();
	const body = asSent(who.says('1'));
	expect((await post(body)).status).toBe(200);
	const first = await nth(who, 3);
	for (const later of [60_000, 8 * DAY - 60_000]) {
		server.now += later;
		await number.clock(server.now);
		await server.restart();
		expect((await post(body)).status).toBe(200);
	}
	// Whatever was answered twice would stand before this.
	await number.wrote(who.address);
	expect(await deliver(who.says('/menu'))).toEqual([200]);
	expect((await nth(who, 4)).text).not.toBe(first.text);
	await works();
	expect((await shown(who)).length).toBe(4);
	quiet(...tracesOf(who));
});

test("one platform's request on the other's route — 401 without our signature, and ignored with it", async () => {
	const { server, post, asSent, somebody, shown, works, quiet } = await open();
	const anna = await somebody();
	const telegrams = JSON.stringify({
		update_id: 1,
		message: { message_id: 1, chat: { id: 7_000_000_001, type: 'private' }, from: { id: 7_000_000_001 }, text: words },
	});
	const headers = { 'Content-Type': 'application/json', 'X-Telegram-Bot-Api-Secret-Token': 'A_secret-0123456789' };
	const unsigned = await fetch(`${server.url}/webhooks/whatsapp`, { method: 'POST', headers, body: telegrams });
	expect(unsigned.status).toBe(401);
	expect((await post(telegrams)).status).toBe(200);
	const body = asSent(anna.says(words));
	// Telegram is off here; and the chat takes forms only.
	for (const [path, status] of [
		['/webhooks/telegram', 404],
		['/chat', 415],
	] as const)
		expect((await fetch(`${server.url}${path}`, { method: 'POST', headers, body })).status).toBe(status);
	const fields = new URLSearchParams({ text: words }).toString();
	expect((await post(fields, { 'Content-Type': 'application/x-www-form-urlencoded' })).status).toBe(400);
	await works();
	expect(await shown(anna)).toEqual([]);
	quiet(words, ...tracesOf(anna));
});

test('foreign phone number id — 200, ignored and logged by kind', async () => {
	const { server, post, asSent, somebody, shown, works, quiet } = await open();
	const anna = await somebody();
	const { field, value } = anna.says(words);
	for (const metadata of [{ phone_number_id: '999999999999999' }, { phone_number_id: 7 }, {}, null, 'x'])
		expect((await post(asSent({ field, value: { ...value, metadata } }))).status).toBe(200);
	await works();
	expect(await shown(anna)).toEqual([]);
	expect(server.log()).toContain('"kind":"foreign"');
	quiet(words, '999999999999999', ...tracesOf(anna));
});

test('odd content types and methods — JSON is JSON whatever it is called, methods are 405', async () => {
	const { server, post, asSent, somebody, nth, works, quiet } = await open();
	for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'x', 'application/json; charset=utf-16']) {
		const anna = await somebody();
		expect((await post(asSent(anna.says(words)), { 'Content-Type': type })).status).toBe(200);
		await nth(anna, 1);
	}
	for (const method of ['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
		const answer = await fetch(`${server.url}/webhooks/whatsapp`, { method });
		expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, 'GET, POST']);
	}
	expect(await raw(server, ['NONSENSE /webhooks/whatsapp HTTP/1.1\r\nHost: x\r\n\r\n'])).toContain(' 400 ');
	expect((await fetch(`${server.url}/webhooks/whatsapp`)).status).toBe(403);
	await works();
	quiet(words);
});

test('oversize with and without Content-Length — 413 by what is announced and by what comes', async () => {
	const { server, post, head, works, quiet } = await open();
	const most = 4 << 20;
	const chunk = `10000\r\n${'x'.repeat(1 << 16)}\r\n`;
	const coming = Array.from({ length: 80 }, () => chunk);
	expect(await raw(server, [head(['Transfer-Encoding: chunked']), ...coming])).toContain(' 413 ');
	expect(await raw(server, [head([`Content-Length: ${most + 1}`])])).toContain(' 413 ');
	// Before anybody knows who sends.
	expect((await post(words.repeat(200_000), { [SIGNATURE]: 'wrong' })).status).toBe(413);
	// With a length that is a lie: HTTP itself is broken then.
	const lie = head(['Content-Length: 5', 'Connection: close'], '{"a":1}');
	expect(await raw(server, [lie, '{"a":1}'])).toContain(' 400 ');
	await works();
	quiet(words);
});

test('gzip bomb — 415 for any content encoding, and never unpacked', async () => {
	const { post, works, quiet } = await open();
	const bomb = new Uint8Array(gzipSync(Buffer.alloc(50 << 20)));
	const before = process.memoryUsage().arrayBuffers;
	for (const encoding of ['gzip', 'GZIP', 'br', 'deflate', 'gzip, gzip', 'x'])
		expect((await post(bomb, { 'Content-Encoding': encoding })).status).toBe(415);
	expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 << 20);
	await works();
	quiet();
});

test('slow sender — 408, also when a byte comes now and then', async () => {
	const { server, head, works, quiet } = await open({}, { slowest: { request: 2_000, webhook: 200 } });
	const answers = await Promise.all([
		raw(server, [head(['Content-Length: 100'])]),
		raw(server, [head(['Content-Length: 100']), '{']),
		raw(server, [head(['Transfer-Encoding: chunked']), '1\r\n{\r\n']),
		raw(server, ['POST /webhooks/whatsapp HTTP/1.1\r\nHost: x\r\n']),
	]);
	for (const answer of answers) expect(answer).toContain(' 408 ');
	await works();
	expect(server.log()).toContain('"why":"too-slow"');
	quiet();
});
