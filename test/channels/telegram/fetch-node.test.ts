import { createServer as createHttp, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Broken, NotSent, NotTelegram } from '../../../src/channels/telegram/errors.ts';
import { openFetch } from '../../../src/channels/telegram/fetch-node.ts';

/** → its port. */
async function listen(server: Server): Promise<number> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => void server.close());
	return (server.address() as AddressInfo).port;
}

async function serve(listener: RequestListener): Promise<string> {
	const server = createHttp(listener);
	onTestFinished(() => server.closeAllConnections());
	return `http://127.0.0.1:${await listen(server)}`;
}

const sending = (signal = AbortSignal.timeout(10_000)) => ({
	method: 'POST',
	headers: { 'content-type': 'application/json' },
	body: '{"a":"ș"}',
	signal,
});

describe('the way to Telegram', () => {
	test('brings the body there with its length, and the answer back', async () => {
		const heard: unknown[] = [];
		const url = await serve(async (request, response) => {
			const body = await text(request);
			heard.push(request.method, request.headers['content-length'], body);
			response.end('{"ok":true,"result":"ț"}');
		});
		const response = await openFetch()(url, sending());
		expect(await response.json()).toEqual({ ok: true, result: 'ț' });
		expect(heard).toEqual(['POST', '10', '{"a":"ș"}']);
	});

	test('a refusal of the Bot API is an answer; anything else is not Telegram', async () => {
		const answers = [
			'{"ok":false,"error_code":400,"description":"x"}',
			'{"ok":true}',
			'{"ok":false}',
			'[]',
			'null',
			'<html>',
			'',
		];
		const url = await serve((_, response) => response.writeHead(400).end(answers.shift()));
		const fetch = openFetch();
		expect(await (await fetch(url, sending())).json()).toMatchObject({ error_code: 400 });
		while (answers.length > 0) {
			const response = await fetch(url, sending());
			await expect(response.json()).rejects.toMatchObject({ name: NotTelegram.name, status: 400 });
		}
	});

	test('an answer without an end is not read to it', async () => {
		const url = await serve((_, response) => {
			const chunk = Buffer.alloc(1 << 20, 'x');
			const more = () => {
				while (response.writable && response.write(chunk));
				response.once('drain', more);
			};
			more();
		});
		await expect(openFetch()(url, sending())).rejects.toThrow(Broken);
	});

	test('connections are used again, and one that breaks when it is used again has perhaps brought it', async () => {
		const sockets = new Set<unknown>();
		let calls = 0;
		const url = await serve((request, response) => {
			sockets.add(request.socket);
			if (++calls === 3) request.socket.destroy();
			else response.end('{"ok":true,"result":1}');
		});
		const fetch = openFetch();
		for (let n = 0; n < 2; n++) await (await fetch(url, sending())).json();
		expect(sockets.size).toBe(1);
		await expect(fetch(url, sending())).rejects.toThrow(Broken);
		await (await fetch(url, sending())).json();
	});
});

describe('what certainly was not sent', () => {
	test('when nobody listens', async () => {
		const server = createTcp();
		const port = await listen(server);
		await new Promise((resolve) => server.close(resolve));
		await expect(openFetch()(`http://127.0.0.1:${port}`, sending())).rejects.toThrow(NotSent);
	});

	test('when the name is nobody’s', async () => {
		await expect(openFetch()('https://telegram.invalid/', sending())).rejects.toThrow(NotSent);
	});

	test('when the connection is not there in time', async () => {
		// It takes the connection, and never answers the TLS greeting.
		const port = await listen(createTcp());
		const before = performance.now();
		await expect(openFetch(100)(`https://127.0.0.1:${port}`, sending())).rejects.toThrow(NotSent);
		expect(performance.now() - before).toBeLessThan(2_000);
	});

	test('when it was called off before', async () => {
		let calls = 0;
		const url = await serve((_, response) => void response.end(String(++calls)));
		await expect(openFetch()(url, sending(AbortSignal.abort()))).rejects.toThrow(NotSent);
		expect(calls).toBe(0);
	});
});

test('called off while it waits for the answer: perhaps taken, and at once', async () => {
	const stop = new AbortController();
	const url = await serve(() => stop.abort());
	await expect(openFetch()(url, sending(stop.signal))).rejects.toThrow(Broken);
});

test('no error says where it went, for the token is in there', async () => {
	const server = createTcp();
	const port = await listen(server);
	await new Promise((resolve) => server.close(resolve));
	const error: unknown = await openFetch()(`http://127.0.0.1:${port}/botSECRET/sendMessage`, sending()).catch(
		(thrown) => thrown,
	);
	expect(`${error} ${(error as Error).stack} ${(error as Error).cause}`).not.toContain('SECRET');
});
