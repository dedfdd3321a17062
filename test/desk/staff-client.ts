/** A staff member's browser without a browser: cookie, headers and the bodies of src/desk/sign-in/api.ts. */
import { randomBytes } from 'node:crypto';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { Secret, TOTP } from 'otpauth';
import { expect } from 'vitest';
import type { TestServer } from '../support/server.ts';
import { newPasskey } from './passkey.ts';

export interface Answer {
	status: number;
	/** Parsed JSON, or the text. */
	// biome-ignore lint/suspicious/noExplicitAny: what it holds is what the test expects of it.
	body: any;
	headers: Headers;
}

export type Client = ReturnType<typeof client>;

/** Nobody yet: no cookie. */
export function client(server: Pick<TestServer, 'url'>) {
	const jar = { cookie: '' };
	async function ask(path: string, init: RequestInit): Promise<Answer> {
		// Nothing of a connection is kept over a restart of the server.
		const headers = {
			connection: 'close',
			...(jar.cookie && { cookie: jar.cookie }),
			...(init.headers as Record<string, string>),
		};
		const answer = await fetch(`${server.url}/desk/api${path}`, { ...init, headers });
		const set = answer.headers.get('set-cookie');
		if (set) jar.cookie = /Max-Age=0/.test(set) ? '' : (set.split(';')[0] ?? '');
		const text = await answer.text();
		const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
		return { status: answer.status, body: isJson ? JSON.parse(text) : text, headers: answer.headers };
	}
	return {
		jar,
		get: (path: string, headers: Record<string, string> = {}) => ask(path, { headers }),
		/** As the console posts. @param headers others, or more; an empty value leaves one out */
		post(path: string, body: unknown = {}, headers: Record<string, string> = {}) {
			const usual = { origin: server.url, 'x-bekend-desk': '1', 'content-type': 'application/json' };
			const sent = Object.entries({ ...usual, ...headers }).filter(([, value]) => value !== '');
			return ask(path, {
				method: 'POST',
				headers: Object.fromEntries(sent),
				// As bytes: a string would get a content type of its own.
				body: new TextEncoder().encode(JSON.stringify(body)),
			});
		},
	};
}

export const random = (bytes: number) => randomBytes(bytes).toString('base64url');

/** What a browser would have made of a passphrase and an app. */
export function newSecrets(server: Pick<TestServer, 'now'>, name: string) {
	const secret = randomBytes(20);
	const code = (at = server.now) =>
		new TOTP({ secret: new Secret({ buffer: new Uint8Array(secret).buffer }) }).generate({ timestamp: at });
	const proof = random(32);
	return {
		name,
		proof,
		secret,
		code,
		way: (at = server.now) => ({
			name,
			stretch: { salt: random(16), cost: 17 },
			proof,
			wrapped: random(102),
			totp: { secret: secret.toString('base64url'), code: code(at) },
		}),
	};
}

export interface Enrolled extends Client {
	staff: string;
	passkey: ReturnType<typeof newPasskey>;
	secrets: ReturnType<typeof newSecrets>;
	recovery: string;
	identity: string;
	recipient: string;
}

/** Enrols with a passkey, a passphrase with codes, and a recovery code. @param as undefined: the first coordinator */
export async function enrol(server: TestServer, token: string, name: string, as?: 'invited'): Promise<Enrolled> {
	const browser = client(server);
	const passkey = newPasskey(server.url);
	const secrets = newSecrets(server, name.toLowerCase());
	const recovery = random(32);
	const identity = await generateIdentity();
	const recipient = await identityToRecipient(identity);
	const look = await browser.post('/enrol/look', { token });
	expect(look.status).toBe(200);
	const done = await browser.post('/enrol', {
		token,
		recipient,
		passkey: { response: passkey.create(look.body.options), label: 'phone', wrapped: random(102) },
		passphrase: secrets.way(),
		recovery: { proof: recovery, wrapped: random(102) },
		first:
			as === 'invited'
				? null
				: { name, languages: ['nl'], outreach: true, offline: await identityToRecipient(await generateIdentity()) },
	});
	expect([done.status, done.body]).toEqual([200, expect.anything()]);
	return { ...browser, staff: done.body.staff, passkey, secrets, recovery, identity, recipient };
}

/** Invites somebody and enrols them. */
export async function enrolColleague(
	server: TestServer,
	coordinator: Client,
	name: string,
	roles: string[] = ['outreach'],
): Promise<Enrolled> {
	const link = await coordinator.post('/staff/invite', {
		name,
		organisation: 'Bekend (demo)',
		roles,
		languages: ['nl'],
	});
	expect(link.status).toBe(200);
	return enrol(server, link.body.token, name, 'invited');
}

/** In another browser. */
export async function signInByPasskey(server: TestServer, { passkey }: Enrolled, browser = client(server)) {
	const { body } = await browser.post('/sign-in/passkey/options');
	const answer = await browser.post('/sign-in/passkey', { response: passkey.sign(body.options) });
	return { ...browser, answer };
}
