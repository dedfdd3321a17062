/** Each item of PRIVACY.md's "Webhooks" that concerns Telegram and the web chat. */
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { visit } from '../support/visitor.ts';
import { asSent, DAY, head, hostile, raw, SECRET, secret } from './surface.ts';

const open = hostile();
const words = 'Canary words of somebody';

test('no signature — 401 without the secret header, nothing is taken; a form of another site is 403', async () => {
	const { server, post, somebody, shown, works, quiet, atMenu } = await open();
	const anna = await somebody();
	const headers = { 'Content-Type': 'application/json' };
	const body = asSent(anna.says(words));
	const answer = await fetch(`${server.url}/webhooks/telegram`, { method: 'POST', headers, body });
	expect([answer.status, await answer.text()]).toEqual([401, '401 no-secret\n']);
	expect((await post(body, { [SECRET]: '' })).status).toBe(401);
	const visitor = visit(server);
	expect((await visitor.post({ text: words }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
	expect(visitor.cookie).toBeUndefined();
	await works();
	await atMenu();
	expect(await shown(anna)).toEqual([]);
	quiet(words, ...anna.canaries, String(anna.id));
});

test('wrong, sha1, upper-case, short signature — 401 for a secret that is wrong, upper-case, short or long', async () => {
	const { post, somebody, shown, works, quiet } = await open();
	const anna = await somebody();
	const body = asSent(anna.says(words));
	const last = secret.slice(0, -1);
	for (const wrong of ['wrong', secret.toUpperCase(), last, `${last}0`, `${secret}0`, `${secret}${secret}`, 'A']) {
		const answer = await post(body, { [SECRET]: wrong });
		expect([wrong, answer.status, await answer.text()]).toEqual([wrong, 401, '401 wrong-secret\n']);
	}
	expect((await post(body)).status).toBe(200);
	await works();
	expect((await shown(anna)).length).toBe(1);
	quiet(words, ...anna.canaries, secret, secret.toUpperCase(), last);
});

test('empty secret (refuse to start) — PUBLIC_URL and a token without it, and an empty one lets nobody in', async () => {
	const environment = { PUBLIC_URL: 'https://chat.example.org', TELEGRAM_BOT_TOKEN: '1:canary-of-a-token' };
	for (const empty of [undefined, '', ' ', '   \t']) {
		const start = () => readConfig({ ...environment, TELEGRAM_WEBHOOK_SECRET: empty });
		expect(start).toThrow(/TELEGRAM_WEBHOOK_SECRET is required with PUBLIC_URL/);
		expect(start).not.toThrow(/canary/);
	}
	expect(readConfig({ ...environment, TELEGRAM_WEBHOOK_SECRET: secret }).telegram?.webhook?.secret).toBe(secret);
	const publicUrl = new URL('https://chat.example.org');
	const webhook = { publicUrl, secret: '' };
	const { post } = await open({
		telegram: { token: '1:x', apiRoot: 'http://127.0.0.1:9', webhook, staffChat: undefined },
	});
	for (const given of ['', ' ', 'undefined', secret]) expect((await post('{}', { [SECRET]: given })).status).toBe(401);
	await (await open()).works();
});

test('replay after a minute and after 8 days — 200, and not answered again; a page sent again neither', async () => {
	const { server, deliver, nth, shown, atMenu, visitor, works, quiet } = await open();
	const { who } = await atMenu();
	const update = who.says('1');
	const id = 77_000_001;
	expect(await deliver(update, id)).toBe(200);
	const first = await nth(who, 3);
	const visited = await visitor();
	const page = visited.page.id;
	const before = await visited.post({ choice: 'main.menu.rights', id: page });
	server.now += 60_000;
	expect(await deliver(update, id)).toBe(200);
	const again = await visited.post({ choice: 'main.menu.rights', id: page });
	expect([again.status, again.said]).toEqual([200, before.said]);
	server.now += 8 * DAY - 60_000;
	await server.restart();
	expect(await deliver(update, id)).toBe(200);
	// The visit has run out long ago: nothing of it comes back, and nothing ties the new one to it.
	const { cookie } = visited;
	const late = await visited.post({ choice: 'main.menu.rights', id: page });
	expect([late.status, late.choices, visited.cookie === cookie]).toEqual([200, ['lang.en', 'lang'], false]);
	// Whatever was answered twice would stand before this.
	expect(await deliver(who.says('/menu'))).toBe(200);
	expect((await nth(who, 4)).text).not.toBe(first.text);
	await works();
	expect((await shown(who)).length).toBe(4);
	quiet(...who.canaries, String(who.id));
});

test("one platform's request on the other's route — Telegram's is 415 at the chat, a form is 401 or 400 here", async () => {
	const { server, post, somebody, shown, works, quiet } = await open();
	const anna = await somebody();
	const headers = { 'Content-Type': 'application/json', [SECRET]: secret };
	const body = asSent(anna.says(words));
	expect((await fetch(`${server.url}/chat`, { method: 'POST', headers, body })).status).toBe(415);
	const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
	const fields = new URLSearchParams({ text: words }).toString();
	const unsigned = await fetch(`${server.url}/webhooks/telegram`, { method: 'POST', headers: form, body: fields });
	expect(unsigned.status).toBe(401);
	expect((await post(fields, form)).status).toBe(400);
	const hub = { 'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}`, [SECRET]: '' };
	expect((await post('{"object":"whatsapp_business_account","entry":[]}', hub)).status).toBe(401);
	await works();
	expect(await shown(anna)).toEqual([]);
	quiet(words, ...anna.canaries);
});

test('odd content types and methods — JSON is JSON whatever it is called, a form is 415, methods are 405', async () => {
	const { server, post, somebody, nth, works, quiet } = await open();
	for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'x', 'application/json; charset=utf-16']) {
		const anna = await somebody();
		expect((await post(asSent(anna.says(words)), { 'Content-Type': type })).status).toBe(200);
		await nth(anna, 1);
	}
	for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x', 'x', '']) {
		const answer = await visit(server).post({ text: words }, { 'Content-Type': type });
		expect([type, answer.status, answer.html]).toEqual([type, 415, '415 content-type\n']);
	}
	for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
		const answer = await fetch(`${server.url}/webhooks/telegram`, { method });
		expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, 'POST']);
	}
	expect(await raw(server, ['NONSENSE /webhooks/telegram HTTP/1.1\r\nHost: x\r\n\r\n'])).toContain(' 400 ');
	for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
		const answer = await fetch(`${server.url}/chat`, { method });
		expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, 'GET, HEAD, POST']);
	}
	await works();
	quiet(words);
});

test('oversize with and without Content-Length — 413 by what is announced and by what comes', async () => {
	const { server, post, works, quiet } = await open();
	expect((await post(words.repeat(50_000))).status).toBe(413);
	const chunk = `10000\r\n${'x'.repeat(1 << 16)}\r\n`;
	for (const [path, chunks, most] of [
		['/webhooks/telegram', 20, 1 << 20],
		['/chat', 2, 16 * 1024],
	] as const) {
		const coming = Array.from({ length: chunks }, () => chunk);
		expect(await raw(server, [head(path, ['Transfer-Encoding: chunked']), ...coming])).toContain(' 413 ');
		expect(await raw(server, [head(path, [`Content-Length: ${most + 1}`])])).toContain(' 413 ');
	}
	// Before anybody knows who sends, and with a length that is a lie.
	expect((await post(words.repeat(50_000), { [SECRET]: 'wrong' })).status).toBe(413);
	const lie = head('/webhooks/telegram', ['Content-Length: 5', 'Connection: close']);
	expect(await raw(server, [lie, asSent({ message: words })])).toContain(' 400 ');
	expect((await visit(server).post({ text: words.repeat(1_000) })).status).toBe(413);
	await works();
	quiet(words);
});

test('gzip bomb — 415 for any content encoding, and never unpacked', async () => {
	const { server, post, works, quiet } = await open();
	const bomb = new Uint8Array(gzipSync(Buffer.alloc(50 << 20)));
	const form = new Uint8Array(gzipSync(Buffer.alloc(8 << 20)));
	const before = process.memoryUsage().arrayBuffers;
	for (const encoding of ['gzip', 'GZIP', 'br', 'deflate', 'gzip, gzip', 'x']) {
		expect((await post(bomb, { 'Content-Encoding': encoding })).status).toBe(415);
		const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Encoding': encoding };
		expect((await fetch(`${server.url}/chat`, { method: 'POST', headers, body: form })).status).toBe(415);
	}
	expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 << 20);
	await works();
	quiet();
});

test('slow sender — 408 at the webhook, also when a byte comes now and then; 408 at the chat', async () => {
	const { server, works, quiet } = await open({}, { slowest: { request: 2_000, webhook: 200 } });
	const began = performance.now();
	const answers = await Promise.all([
		raw(server, [head('/webhooks/telegram', ['Content-Length: 100'])]),
		raw(server, [head('/webhooks/telegram', ['Content-Length: 100']), '{']),
		raw(server, [head('/webhooks/telegram', ['Transfer-Encoding: chunked']), '1\r\n{\r\n']),
		raw(server, [head('/chat', ['Content-Length: 100']), 'text=']),
		raw(server, ['POST /chat HTTP/1.1\r\nHost: x\r\n']),
		raw(server, ['POST /webhooks/telegram HTTP/1.1\r\nHost: x\r\n']),
	]);
	for (const answer of answers) expect(answer).toContain(' 408 ');
	expect(performance.now() - began).toBeGreaterThanOrEqual(200);
	await works();
	expect(server.log()).toContain('"why":"too-slow"');
	quiet();
});
