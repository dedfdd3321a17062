import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createAdaptorServer } from '@hono/node-server';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Event } from '../../../src/channels/whatsapp/event.ts';
import { whatsappRoutes } from '../../../src/channels/whatsapp/webhook.ts';
import { openWhatsApp } from '../../../src/channels/whatsapp/whatsapp.ts';
import type { Log } from '../../../src/log.ts';
import { canariesIn } from '../../support/canary.ts';
import { realBundle } from '../../support/project.ts';
import { noSounds } from '../../support/sounds.ts';
import {
	BOT,
	change,
	escaped,
	NAME,
	NUMBER,
	one,
	SECRET,
	sign,
	text,
	USER_ID,
	USERNAME,
	VERIFY,
	webhook,
} from './payload.ts';

const LARGEST = 4 << 20;
const TOKEN = 'canary-access-token-0123456789';

interface Served {
	url: string;
	port: number;
	taken: Event[];
	refused: string[];
	logged: unknown[];
	post(body: string | Uint8Array, headers?: Record<string, string>): Promise<Response>;
}

/** The route over a real connection. @param take runs before what came counts as taken */
async function serve(take: () => Promise<void> = async () => {}, off = false): Promise<Served> {
	const taken: Event[] = [];
	const refused: string[] = [];
	const logged: unknown[] = [];
	const keep = (...said: unknown[]) => void logged.push(said);
	const log = { debug: keep, info: keep, warn: keep, error: keep, fatal: keep } as Log;
	const metrics = { refused: (_: string, why: string) => void refused.push(why), turn: () => {} };
	const { channel, connect: join } = openWhatsApp({
		settings: {
			token: TOKEN,
			phoneNumberId: BOT,
			appSecret: SECRET,
			verifyToken: VERIFY,
			apiRoot: 'http://127.0.0.1:9',
			graphVersion: 'v23.0',
			template: undefined,
		},
		bundle: realBundle(),
		readSound: noSounds,
		keep: 1,
		log,
	});
	const notHere = async () => Promise.reject(new Error('not asked here'));
	const { shake } = join({ talks: { receive: notHere, follow: notHere, learn: notHere }, metrics });
	const whatsapp = {
		channel,
		shake,
		async take(events: readonly Event[]) {
			await take();
			taken.push(...events);
		},
	};
	const app = whatsappRoutes({ whatsapp: off ? undefined : whatsapp, log, metrics, slowest: 300 });
	const server = createAdaptorServer({ fetch: app.fetch });
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => void server.close());
	const { port } = server.address() as AddressInfo;
	const url = `http://127.0.0.1:${port}/webhooks/whatsapp`;
	return {
		url,
		port,
		taken,
		refused,
		logged,
		post: (body, headers = {}) =>
			fetch(url, {
				method: 'POST',
				body,
				headers: { 'Content-Type': 'application/json', 'X-Hub-Signature-256': sign(body), ...headers },
			}),
	};
}

/** What is written to the connection as it is. @returns the status line */
function raw(port: number, pieces: readonly string[]): Promise<string> {
	return new Promise((resolve, reject) => {
		const socket = connect(port, '127.0.0.1', () => {
			for (const piece of pieces) if (!socket.destroyed) socket.write(piece);
		});
		let answer = '';
		socket.on('data', (data) => {
			answer += data;
			if (answer.includes('\r\n')) resolve(answer.split('\r\n')[0] ?? '');
		});
		socket.on('error', (error) => (answer === '' ? reject(error) : undefined));
		socket.on('close', () => resolve(answer));
		onTestFinished(() => void socket.destroy());
	});
}

const words = JSON.stringify(one({ type: 'text', text: { body: 'hoi 💬' } }));

describe('what comes is answered', () => {
	test('200 when it was taken', async () => {
		const { post, taken } = await serve();
		const response = await post(words);
		expect([response.status, await response.text()]).toEqual([200, '']);
		expect(taken).toMatchObject([{ is: 'said', address: USER_ID, inbound: { text: 'hoi 💬' } }]);
	});

	test('200 for emoji as they are and escaped, each signed as it comes', async () => {
		const { post, taken } = await serve();
		const json = one({ type: 'text', text: { body: 'hoi 💬 ă/ț' } });
		expect((await post(JSON.stringify(json))).status).toBe(200);
		expect((await post(escaped(json))).status).toBe(200);
		expect(taken.map((event) => event.is === 'said' && event.inbound)).toEqual([
			{ kind: 'text', text: 'hoi 💬 ă/ț' },
			{ kind: 'text', text: 'hoi 💬 ă/ț' },
		]);
	});

	test('only after it was taken', async () => {
		let release = () => {};
		const waiting = new Promise<void>((resolve) => (release = resolve));
		const { post, taken } = await serve(() => waiting);
		const answered = post(words).then(({ status }) => [status, taken.length]);
		release();
		expect(await answered).toEqual([200, 1]);
	});

	test.each([
		['an unknown field', JSON.stringify(webhook([change({}, 'holograms')]))],
		['another number of ours', JSON.stringify(webhook([change({ messages: [text('hi')] }, 'messages', '1')]))],
		['a misshapen message', JSON.stringify(webhook([change({ messages: [5] })]))],
		['another product', '{"object":"page"}'],
		['an array', '[]'],
		['depth 10,000', '['.repeat(10_000) + ']'.repeat(10_000)],
		['a word', '"webhook"'],
	])('200 for %s: Meta need not repeat it', async (_, body) => {
		const { post, taken } = await serve();
		expect((await post(body)).status).toBe(200);
		expect(taken.filter((event) => event.is !== 'nothing')).toEqual([]);
	});

	test('503 when any of it could not be stored: all comes again', async () => {
		const { post, refused } = await serve(async () => Promise.reject(new Error(`about ${NUMBER}`)));
		const response = await post(words);
		expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
		expect(refused).toEqual(['unavailable']);
	});

	test.each(['PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'])('405 for %s', async (method) => {
		const { url } = await serve();
		const response = await fetch(url, { method });
		expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
	});

	test('404 when the channel is off, and 405 before it', async () => {
		const { post, url } = await serve(undefined, true);
		expect((await post(words)).status).toBe(404);
		expect((await fetch(url)).status).toBe(404);
		expect((await fetch(url, { method: 'PUT' })).status).toBe(405);
	});

	test('401 for a wrong signature and for none, whatever the body', async () => {
		const { post, url, taken, refused } = await serve();
		expect((await post(words, { 'X-Hub-Signature-256': sign(`${words} `) })).status).toBe(401);
		expect((await post('no json', { 'X-Hub-Signature-256': 'x' })).status).toBe(401);
		expect((await fetch(url, { method: 'POST', body: words })).status).toBe(401);
		// Another platform's secret is no signature of ours.
		const other = { method: 'POST', body: words, headers: { 'X-Telegram-Bot-Api-Secret-Token': SECRET } };
		expect((await fetch(url, other)).status).toBe(401);
		expect(taken).toEqual([]);
		expect(refused).toEqual(['wrong-signature', 'wrong-signature', 'no-signature', 'no-signature']);
	});

	test.each([
		['cut off', words.slice(0, 40)],
		['empty', ''],
		['NaN', '{"entry":NaN}'],
		['not UTF-8', Buffer.from([0xff, 0xfe])],
	])('400 for what is signed and not JSON: %s', async (_, body) => {
		const { post, refused } = await serve();
		expect((await post(body)).status).toBe(400);
		expect(refused).toEqual(['not-json']);
	});

	test('413 for more than four mebibytes, and four are taken', async () => {
		const { post, taken } = await serve();
		const padded = (length: number) => `${words}${' '.repeat(length - Buffer.byteLength(words))}`;
		expect((await post(padded(LARGEST))).status).toBe(200);
		expect((await post(padded(LARGEST + 1))).status).toBe(413);
		expect(taken.length).toBe(1);
	});

	test('413 by what really comes: without a length, and before anybody knows who sends', async () => {
		const { port, refused } = await serve();
		const chunk = `${(1 << 20).toString(16)}\r\n${'x'.repeat(1 << 20)}\r\n`;
		const head = ['POST /webhooks/whatsapp HTTP/1.1', 'Host: x', 'Transfer-Encoding: chunked', '', ''].join('\r\n');
		expect(await raw(port, [head, ...Array.from({ length: 6 }, () => chunk)])).toContain(' 413 ');
		expect(refused).toEqual(['too-large']);
	});

	test('408 for one that never ends', async () => {
		const { port, refused } = await serve();
		const head = ['POST /webhooks/whatsapp HTTP/1.1', 'Host: x', 'Content-Length: 100', '', '{'].join('\r\n');
		expect(await raw(port, [head])).toContain(' 408 ');
		expect(refused).toEqual(['too-slow']);
	});

	test('415 for a packed body, before its signature', async () => {
		const { post, refused } = await serve();
		expect((await post(gzipSync(words), { 'Content-Encoding': 'gzip' })).status).toBe(415);
		expect((await post(words, { 'Content-Encoding': 'br', 'X-Hub-Signature-256': 'x' })).status).toBe(415);
		expect(refused).toEqual(['content-encoding', 'content-encoding']);
	});
});

describe('the handshake', () => {
	const ask = (token: string) =>
		`?${new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': '1158201444' })}`;

	test('is answered with the challenge as plain text', async () => {
		const { url } = await serve();
		const response = await fetch(`${url}${ask(VERIFY)}`);
		expect([response.status, await response.text()]).toEqual([200, '1158201444']);
		expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
	});

	test('403 for a wrong token', async () => {
		const { url, refused } = await serve();
		const response = await fetch(`${url}${ask('wrong')}`);
		expect([response.status, (await response.text()).includes('1158201444')]).toEqual([403, false]);
		expect((await fetch(url)).status).toBe(403);
		expect(refused).toEqual(['wrong-token', 'wrong-token']);
	});
});

test('nothing of a person, and no secret, is logged or counted', async () => {
	const { post, url, logged, refused } = await serve(async () => Promise.reject(new Error(`about ${NUMBER} ${NAME}`)));
	await post(words);
	await post(words, { 'X-Hub-Signature-256': sign('x') });
	await post(words.slice(0, -1));
	await fetch(`${url}?hub.mode=subscribe&hub.verify_token=canary-wrong-token-0123456789`);
	const log = JSON.stringify([logged, refused]);
	expect(logged.length).toBeGreaterThan(3);
	expect(canariesIn(log, [NAME, USERNAME, USER_ID, SECRET, TOKEN, VERIFY, 'canary-wrong-token-0123456789'])).toEqual(
		[],
	);
	expect(log).not.toMatch(new RegExp(`${NUMBER}|wamid|hoi`));
});
