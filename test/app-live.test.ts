import { describe, expect, onTestFinished, test } from 'vitest';
import { startServer, type TestServer } from './support/server.ts';
import { type Visitor, visit } from './support/visitor.ts';

interface Event {
	event: string;
	id: string;
	data: string;
}

interface Stream {
	status: number;
	type: string | null;
	/** The next event; undefined: the stream has ended. */
	next(): Promise<Event | undefined>;
	leave(): void;
}

/** What an EventSource does, one event at a time. */
async function listen(
	server: TestServer,
	visitor: Visitor,
	path = '/chat/live',
	headers: Record<string, string> = {},
): Promise<Stream> {
	const left = new AbortController();
	onTestFinished(() => left.abort());
	const {
		status,
		headers: answered,
		body,
	} = await fetch(`${server.url}${path}`, {
		headers: { ...(visitor.cookie && { cookie: visitor.cookie }), ...headers },
		signal: left.signal,
	});
	const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
	let unread = '';
	return {
		status,
		type: answered.get('content-type'),
		async next() {
			while (reader) {
				const end = unread.indexOf('\n\n');
				if (end >= 0) {
					const lines = unread.slice(0, end).split('\n');
					unread = unread.slice(end + 2);
					const field = (name: string) =>
						lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
					if (field('event')) return { event: field('event'), id: field('id'), data: field('data') };
					continue;
				}
				const { value, done } = await reader.read();
				if (done) return undefined;
				unread += value;
			}
			return undefined;
		},
		leave: () => left.abort(),
	};
}

async function atMenu(server: TestServer): Promise<Visitor> {
	const visitor = visit(server);
	await visitor.post({ choice: 'lang.en' });
	return visitor;
}

describe('server-sent events', () => {
	test('tell a tab that another has said something, by number only', async () => {
		const server = await startServer();
		const visitor = await atMenu(server);
		const stream = await listen(server, visitor, '/chat/live?after=1');
		expect([stream.status, stream.type]).toEqual([200, 'text/event-stream; charset=utf-8']);
		await visitor.tap('main.menu.rights');
		expect(await stream.next()).toEqual({ event: 'said', id: '2', data: '2' });
	});

	test('tell a tab that comes back at once what it has missed', async () => {
		const server = await startServer();
		const visitor = await atMenu(server);
		await visitor.tap('main.menu.rights');
		const resumed = await listen(server, visitor, '/chat/live?after=2', { 'last-event-id': '1' });
		expect(await resumed.next()).toEqual({ event: 'said', id: '2', data: '2' });
	});

	test('are not opened for somebody without a visit, who is told not to come back', async () => {
		const server = await startServer();
		const nobody = visit(server);
		expect((await listen(server, nobody)).status).toBe(204);
		nobody.cookie = `visit=${'x'.repeat(43)}`;
		expect((await listen(server, nobody)).status).toBe(204);
	});

	test('tell every tab that the visit was closed or erased, and end nobody else’s', async () => {
		const server = await startServer();
		for (const [choice, data] of [
			['close', 'closed'],
			['forget', 'erased'],
		]) {
			const [visitor, other] = [await atMenu(server), await atMenu(server)];
			const [mine, others] = [
				await listen(server, visitor, '/chat/live?after=1'),
				await listen(server, other, '/chat/live?after=1'),
			];
			await visitor.tap(choice ?? '');
			expect(await mine.next()).toMatchObject({ event: 'left', data });
			await other.tap('main.menu.rights');
			expect(await others.next()).toMatchObject({ event: 'said' });
		}
	});

	test('are three for a visit: with a fourth the oldest is asked not to come back, and ends', async () => {
		const server = await startServer();
		const visitor = await atMenu(server);
		const [oldest, second] = [
			await listen(server, visitor, '/chat/live?after=1'),
			await listen(server, visitor, '/chat/live?after=1'),
		];
		await listen(server, visitor, '/chat/live?after=1');
		await listen(server, visitor, '/chat/live?after=1');
		expect(await oldest.next()).toMatchObject({ event: 'enough' });
		expect(await oldest.next()).toBeUndefined();
		await visitor.tap('main.menu.rights');
		expect(await second.next()).toMatchObject({ event: 'said' });
	});

	test('a tab that has gone makes room', async () => {
		const server = await startServer();
		const visitor = await atMenu(server);
		const first = await listen(server, visitor, '/chat/live?after=1');
		const gone = [
			await listen(server, visitor, '/chat/live?after=1'),
			await listen(server, visitor, '/chat/live?after=1'),
		];
		for (const stream of gone) stream.leave();
		await expect.poll(() => openStreams(server)).toBe(1);
		await listen(server, visitor, '/chat/live?after=1');
		await visitor.tap('main.menu.rights');
		expect(await first.next()).toMatchObject({ event: 'said' });
	});

	test('end when the server stops, without holding it up', async () => {
		const server = await startServer();
		const visitor = await atMenu(server);
		const stream = await listen(server, visitor, '/chat/live?after=1');
		const ended = stream.next();
		const started = performance.now();
		await server.stop();
		expect(await ended).toBeUndefined();
		expect(performance.now() - started).toBeLessThan(3_000);
	});
});

async function openStreams(server: TestServer): Promise<number> {
	const metrics = await (await fetch(`${server.url}/metrics`)).text();
	return Number(/^bekend_live_streams (\d+)$/m.exec(metrics)?.[1]);
}
