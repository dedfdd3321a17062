/**
 * What WhatsApp and the network do wrong, played by the strict fake to the real server, against what PRIVACY.md promises:
 * a definite failure is tried again and obeys how long to wait; what nobody knows is sent once more; what will never be
 * taken is a dead letter; and one person's trouble holds up nobody else.
 */
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { FaultOrder } from '../../support/fake-whatsapp/faults.ts';
import { type Person, person } from '../../support/fake-whatsapp/person.ts';
import { type FakeNumber, type FakeWhatsApp, startFakeWhatsApp } from '../../support/fake-whatsapp/start.ts';
import { type Running, run } from './run.ts';

const SECOND = 1_000;
const HOUR = 3_600_000;

let fake: FakeWhatsApp;
let close = () => {};
beforeAll(async () => {
	fake = await startFakeWhatsApp((end) => {
		close = end;
	});
});
afterAll(() => close());

let number: FakeNumber;
let running: Running;
const anna = person({ number: '44970105511001' });
const bo = person({ number: '44970105511002' });
beforeEach(async () => {
	number = await fake.number();
	running = await run(number);
	await greet(anna);
});

/** They stand in the menu, after two messages. */
async function greet(who: Person): Promise<void> {
	await number.push([who.says('/start'), who.taps('lang.en')]);
	await running.seen(who.address, 2);
}

/** The first choices of what was shown to them, in order: enough to tell which message it is. */
async function shown(who: Person, count: number): Promise<(string | undefined)[]> {
	return (await running.seen(who.address, count)).map(({ choices, text }) => choices?.[0]?.id ?? text);
}

const hello = ['lang.en', 'main.menu.help'];
const [help, rights] = ['main.menu.help', 'main.menu.rights'];

/** Both clocks go on, and both people's windows stay open. */
async function pass(ms: number): Promise<void> {
	running.server.now += ms;
	await number.clock(running.server.now);
}

/** How often sending to them was refused or cut as scripted. */
async function refused(who: Person, count: number): Promise<void> {
	await number.untilLook(
		({ refusals }) => refusals.filter((one) => one.scripted && one.address === who.address).length >= count,
	);
}

async function failsFor(who: Person, fault: FaultOrder, times = 1): Promise<void> {
	await number.fault('message', fault, { address: who.address, times });
}

/** The states of what has not left the outbox, after an orderly end. */
async function left(): Promise<string[]> {
	await running.server.stop();
	const data = new Database(join(running.server.dataDir, 'data.db'), { readonly: true });
	const rows = data.prepare('SELECT state FROM outbox ORDER BY seq').all() as { state: string }[];
	data.close();
	return rows.map(({ state }) => state);
}

describe('a definite failure', () => {
	test.each<[string, FaultOrder, number]>([
		['131056, too many to one: six seconds', { play: 'error', code: 131056 }, 6 * SECOND],
		['130429, too many: half a minute', { play: 'error', code: 130429 }, 30 * SECOND],
		['429 with how long: that long', { play: 'error', code: 130429, status: 429, retryAfter: 70 }, 70 * SECOND],
		['190, the token: five minutes, and it is said loudly', { play: 'error', code: 190 }, 300 * SECOND],
	])('%s; then it goes out, once and before what came after it', async (_, fault, wait) => {
		await failsFor(anna, fault);
		await number.push(anna.chooses(help));
		await refused(anna, 1);
		// Nobody else waits; and what comes next from the same person waits behind it.
		await greet(bo);
		await pass(wait - 5 * SECOND);
		await number.push(anna.taps('menu'));
		await number.untilLook(({ pending }) => pending.length === 0);
		await number.push(bo.chooses(rights));
		await running.seen(bo.address, 3);
		expect(await shown(anna, 2)).toEqual(hello);
		await pass(5 * SECOND);
		await number.push(anna.chooses(rights));
		expect((await shown(anna, 5)).slice(2)).toEqual([
			expect.stringMatching(/^help\./),
			'main.menu.help',
			expect.stringMatching(/^rights\./),
		]);
		if (wait === 300 * SECOND) expect(running.server.log()).toContain('WhatsApp refuses WHATSAPP_ACCESS_TOKEN');
	});

	test('HTML, 502: again by itself, a little later each time, until it is taken; once', async () => {
		await failsFor(anna, { play: 'html', status: 502 }, 2);
		await number.push(anna.chooses(help));
		await refused(anna, 2);
		// The server's clock stands still here; what passes is real time.
		expect(await shown(anna, 3)).toEqual([...hello, expect.stringMatching(/^help\./)]);
		await number.push(anna.taps('menu'));
		expect((await shown(anna, 4)).length).toBe(4);
	});

	test('connection refused: again by itself, and nothing comes twice', async () => {
		const door = await openDoor(number.root);
		await door.close();
		running = await run(number, { apiRoot: door.url });
		await number.push(bo.says('/start'));
		await number.untilLook(({ pending }) => pending.length === 0);
		expect(running.server.log()).toContain('"why":"not-sent"');
		expect((await number.ledger()).filter(({ address }) => address === bo.address)).toEqual([]);
		await door.open();
		expect(await shown(bo, 1)).toEqual(['lang.en']);
		await number.push(bo.taps('lang.en'));
		expect(await shown(bo, 2)).toEqual(hello);
	});
});

describe('131047, the window is closed', () => {
	test('at once: it waits until they write, and then comes first', async () => {
		await failsFor(anna, { play: 'error', code: 131047 });
		await number.push(anna.chooses(help));
		await refused(anna, 1);
		await isSilent();
		await number.push(anna.taps('menu'));
		expect((await shown(anna, 4)).slice(2)).toEqual([expect.stringMatching(/^help\./), 'main.menu.help']);
	});

	test('later, as a failed status: it waits until they write, and then comes first', async () => {
		const [first] = await running.seen(anna.address, 2);
		if (!first) throw new Error('it was there a moment ago');
		await number.status(first, 'failed', 131047);
		await number.untilLook(({ pending }) => pending.length === 0);
		await isSilent();
		await number.push(anna.chooses(rights));
		expect((await shown(anna, 4)).slice(2)).toEqual(['lang.en', expect.stringMatching(/^rights\./)]);
	});

	/** Neither time nor a new start sends it; and others are answered. */
	async function isSilent(): Promise<void> {
		const before = await number.ledger();
		await pass(HOUR);
		await running.server.restart();
		await greet(bo);
		expect((await number.ledger(before.length)).filter(({ address }) => address === anna.address)).toEqual([]);
	}

	test('nothing is sent into a window that we know is closed', async () => {
		await number.push(anna.says('menu', { timestamp: String(Math.floor((running.server.now - 25 * HOUR) / 1000)) }));
		await pass(25 * HOUR);
		await number.push(anna.says('menu', { timestamp: String(Math.floor((running.server.now - 24.5 * HOUR) / 1000)) }));
		await number.untilLook(({ pending }) => pending.length === 0);
		expect((await number.look()).refusals).toEqual([]);
		await number.push(anna.chooses(rights));
		// Three answers: the first, which was in time; the second, which waited; and this one.
		expect((await shown(anna, 5)).slice(2)).toEqual([help, help, expect.stringMatching(/^rights\./)]);
	});
});

describe('never will be taken', () => {
	test.each<[string, FaultOrder]>([
		['131026 at once', { play: 'error', code: 131026 }],
		['131026 later, as a failed status', { play: 'fail-later', code: 131026 }],
		['our own mistake, 100', { play: 'error', code: 100 }],
	])('%s: a dead letter, not sent again, and what comes after it is', async (_, fault) => {
		await failsFor(anna, fault);
		await number.push(anna.chooses(help));
		if (fault.play === 'error') await refused(anna, 1);
		else await running.seen(anna.address, 3);
		await number.untilLook(({ pending }) => pending.length === 0);
		await number.push(anna.chooses('menu'));
		const taken = fault.play === 'error' ? [] : [expect.stringMatching(/^help\./)];
		expect(await shown(anna, 3 + taken.length)).toEqual([...hello, ...taken, 'main.menu.help']);
		const states = await left();
		expect(states.filter((state) => state === 'dead')).toEqual(['dead']);
		expect(states).not.toContain('pending');
	});
});

describe('a late `failed` status', () => {
	test('130429 after it was taken: it goes out again, half a minute later', async () => {
		const [first] = await running.seen(anna.address, 2);
		if (!first) throw new Error('it was there a moment ago');
		await number.status(first, 'failed', 130429);
		await number.untilLook(({ pending }) => pending.length === 0);
		await pass(30 * SECOND);
		await number.push(anna.chooses(rights));
		expect((await shown(anna, 4)).slice(2)).toEqual(['lang.en', expect.stringMatching(/^rights\./)]);
	});

	test('after it was delivered, and twice: old news', async () => {
		const [first] = await running.seen(anna.address, 2);
		if (!first) throw new Error('it was there a moment ago');
		await number.status(first, 'delivered');
		await number.status(first, 'failed', 130429);
		await number.status(first, 'failed', 130429);
		await number.untilLook(({ pending }) => pending.length === 0);
		await pass(60 * SECOND);
		await number.push(anna.taps('menu'));
		expect(await shown(anna, 3)).toEqual([...hello, 'main.menu.help']);
	});
});

describe('what nobody knows is sent once more, and not again and again', () => {
	test.each<FaultOrder['play']>(['drop-after', 'cut-after', 'drop'])('%s', async (play) => {
		await failsFor(anna, { play } as FaultOrder, 3);
		await number.push(anna.chooses(help));
		const taken = play === 'drop' ? 0 : 2;
		// As the log tells: two dispatches whose end nobody saw.
		await expect.poll(() => running.server.log().split('"why":"broken"').length - 1, { timeout: 10_000 }).toBe(2);
		await number.heal();
		await number.push(anna.taps('menu'));
		const copies = Array.from({ length: taken }, () => expect.stringMatching(/^help\./));
		expect(await shown(anna, 3 + taken)).toEqual([...hello, ...copies, 'main.menu.help']);
	});

	test('a time-out after acceptance; and nobody else waits for it', async () => {
		await failsFor(anna, { play: 'silence-after' });
		await number.push(anna.chooses(help));
		await running.seen(anna.address, 3);
		await greet(bo);
		// The time limit of a call has to pass.
		const again = expect.stringMatching(/^help\./);
		await expect.poll(running.server.log, { timeout: 30_000 }).toContain('"why":"broken"');
		expect(await shown(anna, 4)).toEqual([...hello, again, again]);
		await number.push(anna.taps('menu'));
		expect((await shown(anna, 5)).at(-1)).toBe('main.menu.help');
	});
});

interface Door {
	url: string;
	open(): Promise<void>;
	close(): Promise<void>;
}

/** A port of this machine that leads to the fake while it is open, and refuses while it is not. */
async function openDoor(root: string): Promise<Door> {
	const { port: behind } = new URL(root);
	const servers: Server[] = [];
	onTestFinished(() => {
		for (const server of servers) server.close();
	});
	const listen = (port: number) =>
		new Promise<number>((resolve) => {
			const server = createServer((socket) => {
				const inner = connect(Number(behind), '127.0.0.1');
				for (const one of [socket, inner]) one.on('error', () => {});
				socket.pipe(inner).pipe(socket);
			});
			servers.push(server);
			server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
		});
	const port = await listen(0);
	return {
		url: `http://127.0.0.1:${port}`,
		open: async () => void (await listen(port)),
		close: () => new Promise((resolve) => servers.at(-1)?.close(() => resolve())),
	};
}
