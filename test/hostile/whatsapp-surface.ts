/** The real server with WhatsApp, and the strict fake of the Cloud API behind it; these tests write the webhooks themselves. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Config } from '../../src/config.ts';
import type { ServeOptions } from '../../src/serve.ts';
import { type Change, type Person, person, type Who } from '../support/fake-whatsapp/person.ts';
import { type Entry, type FakeNumber, type FakeWhatsApp, startFakeWhatsApp } from '../support/fake-whatsapp/start.ts';
import { noon } from '../support/project.ts';
import { startServer, type TestServer } from '../support/server.ts';

export const SIGNATURE = 'x-hub-signature-256';
const fast = { overall: 10_000, each: 10_000, burst: 1_000 };

export interface Surface {
	server: TestServer;
	number: FakeNumber;
	/** A new person each time, whose window is open. */
	somebody(): Promise<Person>;
	/** To the webhook, as it is, signed with the app secret unless a header says otherwise. */
	post(body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>): Promise<Response>;
	/** What people did, each change in a webhook of its own, one after the other. → the status of each */
	deliver(...changes: Change[]): Promise<number[]>;
	/** JSON of a webhook, as Meta sends it to this number. */
	asSent(...changes: Change[]): string;
	sign(body: string | Uint8Array): string;
	/** The head of a POST, ended. @param body what is signed */
	head(headers: readonly string[], body?: string): string;
	shown(who: Person): Promise<Entry[]>;
	/** The nth thing shown to that person (from 1), waited for. */
	nth(who: Person, n: number): Promise<Entry>;
	/** A person who has chosen English and stands in the menu, after two messages; and the message of the menu. */
	atMenu(): Promise<{ who: Person; menu: Entry }>;
	/** A proper message is answered. */
	works(): Promise<void>;
	/** Nothing in the log is a stack, or any of these words. */
	quiet(...words: string[]): void;
}

type Settings = Omit<Partial<Config>, 'whatsapp'> & { whatsapp?: Partial<NonNullable<Config['whatsapp']>> };

/** Call once a file, beside the tests; the function it returns opens a server for the test that calls it. */
export function hostile(): (settings?: Settings, more?: Pick<ServeOptions, 'hook' | 'slowest'>) => Promise<Surface> {
	let fake: FakeWhatsApp;
	let close = () => {};
	beforeAll(async () => {
		fake = await startFakeWhatsApp((end) => {
			close = end;
		});
	});
	afterAll(() => close());
	return async ({ whatsapp = {}, ...settings } = {}, more = {}) => {
		const number = await fake.number();
		await number.pace({ overall: 0, each: 0, burst: 1 });
		await number.clock(noon);
		const { token, phoneNumberId, appSecret, verifyToken, root: apiRoot, version: graphVersion } = number;
		const known = { token, phoneNumberId, appSecret, verifyToken, apiRoot, graphVersion, template: undefined };
		const server = await startServer({ ...settings, whatsapp: { ...known, ...whatsapp } }, { pace: fast, ...more });
		return surfaceOf(server, number);
	};
}

let people = 0;
let messages = 0;

function surfaceOf(server: TestServer, number: FakeNumber): Surface {
	const metadata = { display_phone_number: '15550783881', phone_number_id: number.phoneNumberId };
	const surface: Surface = {
		server,
		number,
		async somebody() {
			people++;
			const known: Who = {
				number: `4497010551${1000 + people}`,
				userId: `GB.${13491208655302741000n + BigInt(people)}`,
			};
			const who = person(known);
			for (const address of Object.values(known)) await number.wrote(address);
			return who;
		},
		sign: (body) => `sha256=${createHmac('sha256', number.appSecret).update(body).digest('hex')}`,
		post(body, headers = {}) {
			// Set, not spread: two spellings of one name would both be sent.
			const sent = new Headers({
				connection: 'close',
				'content-type': 'application/json',
				[SIGNATURE]: surface.sign(body),
			});
			for (const [name, value] of Object.entries(headers)) sent.set(name, value);
			return fetch(`${server.url}/webhooks/whatsapp`, { method: 'POST', body, headers: sent });
		},
		asSent(...changes) {
			const dressed = changes.map(({ field, value }) => {
				const given =
					Array.isArray(value.messages) &&
					value.messages.map((message) => {
						const name = { id: `wamid.hostile-${++messages}`, timestamp: String(Math.floor(server.now / 1000)) };
						return typeof message === 'object' && message !== null ? { ...name, ...message } : message;
					});
				return {
					field,
					value: { messaging_product: 'whatsapp', metadata, ...value, ...(given && { messages: given }) },
				};
			});
			return JSON.stringify({
				object: 'whatsapp_business_account',
				entry: [{ id: '102290129340398', changes: dressed }],
			});
		},
		async deliver(...changes) {
			const statuses: number[] = [];
			for (const change of changes) statuses.push((await surface.post(surface.asSent(change))).status);
			return statuses;
		},
		head: (headers, body = '') =>
			[
				'POST /webhooks/whatsapp HTTP/1.1',
				'Host: localhost',
				'Content-Type: application/json',
				`X-Hub-Signature-256: ${surface.sign(body)}`,
				...headers,
				'',
				'',
			].join('\r\n'),
		async shown(who) {
			return shownTo(await number.ledger(), who);
		},
		async nth(who, n) {
			const entry = shownTo(await number.until((all) => shownTo(all, who).length >= n), who)[n - 1];
			if (!entry) throw new Error('it was there a moment ago');
			return entry;
		},
		async atMenu() {
			const who = await surface.somebody();
			expect(await surface.deliver(who.says('/start'), who.taps('lang.en'))).toEqual([200, 200]);
			return { who, menu: await surface.nth(who, 2) };
		},
		async works() {
			const { menu } = await surface.atMenu();
			expect(menu.choices?.map(({ id }) => id)).toContain('main.menu.rights');
		},
		quiet(...words) {
			const log = server.log();
			expect(log).not.toBe('');
			expect(log).not.toMatch(/"stack"|\bat \S+ \(|\\n\s+at |wamid/);
			for (const word of words) expect(log).not.toContain(word);
		},
	};
	return surface;
}

function shownTo(entries: Entry[], { address }: Person): Entry[] {
	return entries.filter((entry) => entry.call === 'message' && entry.address === address);
}

/** What must not be found of somebody. */
export function tracesOf({ number = '', userId = '', canaries }: Person): string[] {
	return [number, userId, ...canaries];
}
