import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createAdaptorServer } from '@hono/node-server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openFetch } from '../../../src/channels/telegram/fetch-node.ts';
import { openTelegram } from '../../../src/channels/telegram/telegram.ts';
import type { Update } from '../../../src/channels/telegram/update.ts';
import { telegramRoutes } from '../../../src/channels/telegram/webhook.ts';
import type { Log } from '../../../src/log.ts';
import { canariesIn } from '../../support/canary.ts';
import { person } from '../../support/fake-telegram/person.ts';
import { realBundle } from '../../support/project.ts';
import { noSounds } from '../../support/sounds.ts';

const secret = 'A_secret-0123456789';
const anna = person(7_000_000_001);
const LARGEST = 1 << 20;

interface Served {
	url: string;
	port: number;
	taken: Update[];
	refused: string[];
	logged: unknown[];
	post(body: string | Uint8Array, headers?: Record<string, string>): Promise<Response>;
}

/** The route over a real connection. @param take runs before an update counts as taken */
async function serve(take: (update: Update) => Promise<void> = async () => {}, off = false): Promise<Served> {
	const taken: Update[] = [];
	const refused: string[] = [];
	const logged: unknown[] = [];
	const keep = (...said: unknown[]) => void logged.push(said);
	const log = { debug: keep, info: keep, warn: keep, error: keep, fatal: keep } as Log;
	const { channel } = openTelegram({
		settings: {
			token: '1:x',
			apiRoot: 'http://127.0.0.1:9',
			webhook: { publicUrl: new URL('https://chat.example.org'), secret },
			staffChat: undefined,
		},
		bundle: realBundle(),
		readSound: noSounds,
		keep: 1,
		fetch: openFetch(),
		log,
	});
	const telegram = {
		channel,
		async take(update: Update) {
			await take(update);
			taken.push(update);
		},
	};
	const metrics = { refused: (_: string, why: string) => void refused.push(why) };
	const app = telegramRoutes({ telegram: off ? undefined : telegram, log, metrics, slowest: 300 });
	const server = createAdaptorServer({ fetch: app.fetch });
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => void server.close());
	const { port } = server.address() as AddressInfo;
	const url = `http://127.0.0.1:${port}/webhooks/telegram`;
	const usual = { 'Content-Type': 'application/json', 'X-Telegram-Bot-Api-Secret-Token': secret };
	return {
		url,
		port,
		taken,
		refused,
		logged,
		post: (body, headers = {}) => fetch(url, { method: 'POST', body, headers: { ...usual, ...headers } }),
	};
}

/** What is written to the connection as it is, in the pieces given. @returns the status line */
function raw(port: number, pieces: (string | Buffer)[], pause = 0): Promise<string> {
	return new Promise((resolve, reject) => {
		const socket = connect(port, '127.0.0.1', async () => {
			for (const piece of pieces) {
				if (socket.destroyed) return;
				socket.write(piece);
				if (pause > 0) await new Promise((next) => setTimeout(next, pause));
			}
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

const head = (more: string[]) =>
	['POST /webhooks/telegram HTTP/1.1', 'Host: x', `X-Telegram-Bot-Api-Secret-Token: ${secret}`, ...more, '', ''].join(
		'\r\n',
	);

const update = (content: object) => JSON.stringify({ update_id: 1, ...content });
const words = update({ message: { message_id: 1, ...(anna.says('hi') as { message: object }).message } });

describe('what comes is answered', () => {
	test('200 when it was taken, without a body that Telegram would read as a call', async () => {
		const { post, taken } = await serve();
		const response = await post(words);
		expect([response.status, await response.text()]).toEqual([200, '']);
		expect(taken).toMatchObject([{ is: 'said', inbound: { text: 'hi' } }]);
	});

	test('only after it was taken', async () => {
		let taken = false;
		const { post } = await serve(async () => {
			await new Promise((resolve) => setTimeout(resolve, 50));
			taken = true;
		});
		await post(words);
		expect(taken).toBe(true);
	});

	test.each([
		['an unknown kind', update({ hologram: {} })],
		['no id', '{"message":{}}'],
		['a misshapen message', update({ message: 5 })],
		['an array of 1,000', JSON.stringify(Array.from({ length: 1_000 }, () => ({ update_id: 1 })))],
		['depth 10,000', '['.repeat(10_000) + ']'.repeat(10_000)],
		['a word', '"update"'],
	])('200 for %s: Telegram need not repeat it', async (_, body) => {
		const { post } = await serve();
		expect((await post(body)).status).toBe(200);
	});

	test.each(['text/plain', 'application/x-www-form-urlencoded', 'x'])(
		'200 whatever it calls its content: %s',
		async (type) => {
			const { post, taken } = await serve();
			expect((await post(words, { 'Content-Type': type })).status).toBe(200);
			expect(taken.length).toBe(1);
		},
	);

	test.each(['GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('405 for %s', async (method) => {
		const { url } = await serve();
		const response = await fetch(url, { method });
		expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
	});

	test('404 when the channel is off, and 405 before it', async () => {
		const { post, url } = await serve(undefined, true);
		expect((await post(words)).status).toBe(404);
		expect((await fetch(url)).status).toBe(405);
	});

	test('401 for a wrong secret and for none, whatever the body', async () => {
		const { post, url, taken } = await serve();
		expect((await post(words, { 'X-Telegram-Bot-Api-Secret-Token': 'x' })).status).toBe(401);
		expect((await post('no json', { 'X-Telegram-Bot-Api-Secret-Token': 'x' })).status).toBe(401);
		expect((await fetch(url, { method: 'POST', body: words })).status).toBe(401);
		// Another platform's signature is no secret of ours.
		const signed = { method: 'POST', body: words, headers: { 'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}` } };
		expect((await fetch(url, signed)).status).toBe(401);
		expect(taken).toEqual([]);
	});

	test.each([
		['cut off', words.slice(0, 40)],
		['empty', ''],
		['NaN', '{"update_id":NaN}'],
		['not UTF-8', Buffer.from([0xff, 0xfe])],
	])('400 for what is not JSON: %s', async (_, body) => {
		const { post, refused } = await serve();
		expect((await post(body)).status).toBe(400);
		expect(refused).toEqual(['not-json']);
	});

	test('413 for more than a mebibyte, and a mebibyte is taken', async () => {
		const { post, taken } = await serve();
		const padded = (length: number) => `${words}${' '.repeat(length - Buffer.byteLength(words))}`;
		expect((await post(padded(LARGEST))).status).toBe(200);
		expect((await post(padded(LARGEST + 1))).status).toBe(413);
		expect(taken.length).toBe(1);
	});

	test('413 by what really comes: without a length, and before anybody knows who sends', async () => {
		const { port, refused } = await serve();
		const chunk = `${(1 << 16).toString(16)}\r\n${'x'.repeat(1 << 16)}\r\n`;
		const unsigned = ['POST /webhooks/telegram HTTP/1.1', 'Host: x', 'Transfer-Encoding: chunked', '', ''].join('\r\n');
		expect(await raw(port, [unsigned, ...Array.from({ length: 40 }, () => chunk)])).toContain(' 413 ');
		expect(refused).toEqual(['too-large']);
	});

	test('413 for a length that is only announced', async () => {
		const { port } = await serve();
		expect(await raw(port, [head([`Content-Length: ${LARGEST + 1}`])])).toContain(' 413 ');
	});

	test('415 for a content encoding: a bomb is never unpacked', async () => {
		const { post, taken } = await serve();
		const bomb = gzipSync(Buffer.alloc(50 << 20));
		expect((await post(bomb, { 'Content-Encoding': 'gzip' })).status).toBe(415);
		expect((await post(words, { 'Content-Encoding': 'br' })).status).toBe(415);
		expect((await post(words, { 'Content-Encoding': 'identity' })).status).toBe(200);
		expect(taken.length).toBe(1);
	});

	test('413 comes before 415, and 415 before 408', async () => {
		const { post, port } = await serve();
		expect((await post('x'.repeat(LARGEST + 1), { 'Content-Encoding': 'gzip' })).status).toBe(413);
		expect(await raw(port, [head(['Content-Length: 100', 'Content-Encoding: gzip']), 'slow'])).toContain(' 415 ');
	});

	test('408 for a body that takes too long, also when a byte comes now and then', async () => {
		const { port, refused, taken } = await serve();
		expect(await raw(port, [head(['Content-Length: 100'])])).toContain(' 408 ');
		expect(await raw(port, [head(['Content-Length: 100']), ...Array.from({ length: 20 }, () => '{')], 40)).toContain(
			' 408 ',
		);
		expect([refused, taken]).toEqual([['too-slow', 'too-slow'], []]);
	});

	test('a sender that hangs up in the middle does no harm', async () => {
		const { port, post, taken } = await serve();
		const socket = connect(port, '127.0.0.1', () =>
			socket.write(`${head(['Content-Length: 100'])}half`, () => socket.destroy()),
		);
		await new Promise((resolve) => socket.on('close', resolve));
		expect((await post(words)).status).toBe(200);
		expect(taken.length).toBe(1);
	});

	test.each([
		['UNAVAILABLE', 503],
		['STORE_FAILED', 503],
		['TOO_MANY', 429],
		['TURN_FAILED', 500],
	])('%s is %d, so that it comes again, and says nothing of what it was', async (code, status) => {
		const { post, logged } = await serve(async () => {
			throw Object.assign(new Error('Canary of a message'), { code });
		});
		const response = await post(words);
		expect([response.status, response.headers.get('retry-after')]).toEqual([status, '5']);
		expect(
			canariesIn(`${await response.text()}${JSON.stringify(logged)}`, ['Canary of a message', ...anna.canaries]),
		).toEqual([]);
	});
});

test('a hundred at once are all taken', async () => {
	const { post, taken } = await serve();
	const statuses = await Promise.all(Array.from({ length: 100 }, async () => (await post(words)).status));
	expect([new Set(statuses), taken.length]).toEqual([new Set([200]), 100]);
});
