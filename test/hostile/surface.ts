/** The real server with Telegram by webhook and the web chat, and Telegram's fake behind it: what bad input is thrown at. */
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import type { Config } from '../../src/config.ts';
import type { ServeOptions } from '../../src/serve.ts';
import { type Person, person } from '../support/fake-telegram/person.ts';
import { type Entry, type FakeBot, type FakeTelegram, startFakeTelegram } from '../support/fake-telegram/start.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Visitor, visit } from '../support/visitor.ts';

export const secret = 'A_secret-0123456789';
export const SECRET = 'x-telegram-bot-api-secret-token';
export const DAY = 86_400_000;
const fast = { overall: 10_000, each: 10_000, burst: 1_000 };

export interface Surface {
	server: TestServer;
	bot: FakeBot;
	/** A new person each time, of whom Telegram knows that they have written. */
	somebody(): Promise<Person>;
	/** To the webhook, as it is. The secret is the right one, unless a header says otherwise. */
	post(body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>): Promise<Response>;
	/** What a person did, as one new update, or under an id given. → the status */
	deliver(update: object, id?: number): Promise<number>;
	/** What the person was shown, in order. */
	shown(who: Person): Promise<Entry[]>;
	/** The nth thing shown to that person (from 1), waited for. */
	nth(who: Person, n: number): Promise<Entry>;
	/** A person who has chosen English and stands in the menu, after two messages; and the message of the menu. */
	atMenu(): Promise<{ who: Person; menu: Entry }>;
	/** The same on the web. */
	visitor(): Promise<Visitor>;
	/** Proper messages are answered, on both channels. */
	works(): Promise<void>;
	/** Nothing in the log is a stack, or any of these words. */
	quiet(...words: string[]): void;
}

/** By webhook, unless it says `polling` or is given whole. */
type Settings = Omit<Partial<Config>, 'telegram'> & { telegram?: Config['telegram'] | 'polling' };

/** Call once a file, beside the tests; the function it returns opens a server for the test that calls it. */
export function hostile(): (settings?: Settings, more?: Pick<ServeOptions, 'hook' | 'slowest'>) => Promise<Surface> {
	let fake: FakeTelegram;
	let close = () => {};
	beforeAll(async () => {
		fake = await startFakeTelegram((end) => {
			close = end;
		});
	});
	afterAll(() => close());
	return async ({ telegram, ...settings } = {}, more = {}) => {
		const bot = await fake.bot();
		await bot.pace({ overall: 0, each: 0, burst: 1 });
		// Nothing comes from that address: these tests write the requests themselves.
		const webhook = { publicUrl: new URL('https://chat.example.org'), secret };
		const usual = {
			token: bot.token,
			apiRoot: bot.root,
			webhook: telegram === 'polling' ? undefined : webhook,
			staffChat: undefined,
		};
		const chosen = telegram === undefined || telegram === 'polling' ? usual : telegram;
		const server = await startServer({ ...settings, telegram: chosen }, { pace: fast, ...more });
		return surfaceOf(server, bot);
	};
}

let people = 7_000_000_000;
let updates = 1_000;

function surfaceOf(server: TestServer, bot: FakeBot): Surface {
	const surface: Surface = {
		server,
		bot,
		async somebody() {
			const who = person(++people, 'en');
			await bot.chat(who.id);
			return who;
		},
		post(body, headers = {}) {
			// Set, not spread: two spellings of one name would both be sent.
			const sent = new Headers({ connection: 'close', 'content-type': 'application/json', [SECRET]: secret });
			for (const [name, value] of Object.entries(headers)) sent.set(name, value);
			return fetch(`${server.url}/webhooks/telegram`, { method: 'POST', body, headers: sent });
		},
		async deliver(update, id = ++updates) {
			return (await surface.post(asSent(update, id))).status;
		},
		async shown(who) {
			return shownTo(await bot.ledger(), who);
		},
		async nth(who, n) {
			const entry = shownTo(await bot.until((all) => shownTo(all, who).length >= n), who)[n - 1];
			if (!entry) throw new Error('it was there a moment ago');
			return entry;
		},
		async atMenu() {
			const who = await surface.somebody();
			await surface.deliver(who.says('/start en'));
			const hello = await surface.nth(who, 1);
			await surface.deliver(who.taps('lang.en', hello.message_id ?? 0));
			return { who, menu: await surface.nth(who, 2) };
		},
		async visitor() {
			const visitor = visit(server);
			await visitor.get();
			await visitor.tap('lang.en');
			expect(visitor.page.choices).toContain('main.menu.rights');
			return visitor;
		},
		async works() {
			const { menu } = await surface.atMenu();
			expect(menu.buttons?.flat().map(({ data }) => data)).toContain('main.menu.rights');
			await surface.visitor();
		},
		quiet(...words) {
			const log = server.log();
			expect(log).not.toBe('');
			expect(log).not.toMatch(/"stack"|\bat \S+ \(|\\n\s+at /);
			for (const word of words) expect(log).not.toContain(word);
		},
	};
	return surface;
}

/** JSON of an update as Telegram sends it: with its id, and one for the message or the callback query in it. */
export function asSent(update: object, id = ++updates): string {
	const { message, callback_query: query } = update as { message?: object; callback_query?: object };
	return JSON.stringify({
		update_id: id,
		...update,
		...(message && { message: { message_id: id, ...message } }),
		...(query && { callback_query: { id: String(id), ...query } }),
	});
}

function shownTo(entries: Entry[], { id }: Person): Entry[] {
	return entries.filter((entry) => entry.chat === id && entry.text !== undefined);
}

/** What this process has computed while the work lasted, in ms: however busy the machine is. */
export async function computed(work: () => unknown): Promise<number> {
	const before = process.cpuUsage();
	await work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1_000;
}

/** Written to the connection as it is, piece by piece. → the status line; '' when it was closed without one */
export function raw({ url }: TestServer, pieces: readonly string[]): Promise<string> {
	return new Promise((resolve, reject) => {
		let answer = '';
		const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
			for (const piece of pieces) if (!socket.destroyed) socket.write(piece);
		});
		socket.on('data', (data) => {
			answer += data;
			if (answer.includes('\r\n')) resolve(answer.split('\r\n')[0] ?? '');
		});
		// Who is answered in the middle of writing may find the connection closed.
		socket.on('error', (error) => (answer === '' ? reject(error) : undefined));
		socket.on('close', () => resolve(answer));
		onTestFinished(() => void socket.destroy());
	});
}

/** The head of a POST, ended. */
export function head(path: '/chat' | '/webhooks/telegram', headers: readonly string[]): string {
	const own =
		path === '/chat'
			? ['Content-Type: application/x-www-form-urlencoded']
			: ['Content-Type: application/json', `X-Telegram-Bot-Api-Secret-Token: ${secret}`];
	return [`POST ${path} HTTP/1.1`, 'Host: localhost', ...own, ...headers, '', ''].join('\r\n');
}
