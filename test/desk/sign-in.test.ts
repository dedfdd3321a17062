import { describe, expect, test } from 'vitest';
import { startServer, type TestServer } from '../support/server.ts';
import { newPasskey } from './passkey.ts';
import { client, type Enrolled, enrol, enrolColleague, newSecrets, random, signInByPasskey } from './staff-client.ts';

const MINUTE = 60_000;

async function first(
	settings: Parameters<typeof startServer>[0] = {},
): Promise<{ server: TestServer; anna: Enrolled }> {
	const server = await startServer(settings);
	return { server, anna: await enrol(server, server.enrol, 'Anna') };
}

function signInByPassphrase(server: TestServer, { secrets }: Enrolled, browser = client(server)) {
	return browser.post('/sign-in/passphrase', { name: secrets.name, proof: secrets.proof, code: secrets.code() });
}

describe('the enrolment link', () => {
	test('makes the first coordinator, signed in, with all ways to open their key', async () => {
		const { anna } = await first();
		const { status, body } = await anna.get('/me/keys');
		expect(status).toBe(200);
		expect(body).toMatchObject({ staff: anna.staff, name: 'Anna', recipient: anna.recipient });
		expect(body.roles).toEqual(['coordinator', 'outreach']);
		expect(body.keys.passkeys).toHaveLength(1);
		expect(body.keys.passphrase).toMatchObject({ name: 'anna', signsIn: true });
		expect(body.keys.recovery).toBeTypeOf('string');
		expect((await anna.get('/staff')).body.offline).toMatch(/^age1/);
	});

	test('used twice: refused', async () => {
		const { server } = await first();
		const token = server.enrol;
		expect((await client(server).post('/enrol/look', { token })).status).toBe(404);
	});

	test('used by two at the same moment: one of them is in', async () => {
		const { server, anna } = await first();
		const link = await anna.post('/staff/invite', {
			name: 'Bo',
			organisation: 'x',
			roles: ['outreach'],
			languages: ['nl'],
		});
		const tries = await Promise.allSettled([1, 2, 3].map((n) => enrol(server, link.body.token, `Bo${n}`, 'invited')));
		expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	});

	test('after a day, or made up: refused', async () => {
		const server = await startServer();
		const token = server.enrol;
		expect((await client(server).post('/enrol/look', { token: random(32) })).status).toBe(404);
		server.now += 24 * 60 * MINUTE;
		expect((await client(server).post('/enrol/look', { token })).status).toBe(404);
	});

	test('lost before it was used: the next start gives another, and the first opens nothing', async () => {
		const server = await startServer();
		const lost = server.enrol;
		await server.restart();
		expect(server.enrol).not.toBe(lost);
		expect((await client(server).post('/enrol/look', { token: lost })).status).toBe(404);
		await enrol(server, server.enrol, 'Anna');
		await server.restart();
		expect(server.enrol).toBe('');
	});

	test('is in no log', async () => {
		const { server, anna } = await first();
		await signInByPasskey(server, anna);
		for (const secret of [anna.jar.cookie.split('=')[1], anna.recovery, anna.secrets.proof, 'Anna'])
			expect(server.log()).not.toContain(secret);
	});

	test('without a passkey and without codes of an app: no way to sign in, refused', async () => {
		const server = await startServer();
		const passphrase = { ...newSecrets(server, 'anna').way(), totp: null };
		const wrong = await client(server).post('/enrol', {
			token: server.enrol,
			recipient: `age1${'q'.repeat(58)}`,
			passkey: null,
			passphrase,
			recovery: { proof: random(32), wrapped: random(102) },
			first: { name: 'Anna', languages: ['nl'], outreach: true, offline: `age1${'q'.repeat(58)}` },
		});
		expect([wrong.status, wrong.body.error]).toEqual([400, 'way']);
		// Nothing of it was kept: the link still works.
		await enrol(server, server.enrol, 'Anna');
	});

	test('a second link for somebody who lost everything ends what they had', async () => {
		const { server, anna } = await first();
		const bo = await enrolColleague(server, anna, 'Bo');
		const link = await anna.post(`/staff/${bo.staff}/link`);
		// Until it is used, nothing changes.
		expect((await bo.get('/me/keys')).status).toBe(200);
		const again = await enrol(server, link.body.token, 'Bo', 'invited');
		expect(again.staff).toBe(bo.staff);
		expect((await bo.get('/me/keys')).status).toBe(401);
		expect((await signInByPasskey(server, bo)).answer.status).toBe(401);
		expect((await client(server).post('/sign-in/recovery', { proof: bo.recovery })).status).toBe(401);
		expect((await again.get('/me/keys')).body.recipient).toBe(again.recipient);
	});
});

describe('signing in', () => {
	test('by passkey, by passphrase and code, by recovery code', async () => {
		const { server, anna } = await first();
		server.now += MINUTE;
		expect((await signInByPasskey(server, anna)).answer.body.staff).toBe(anna.staff);
		expect((await signInByPassphrase(server, anna)).body.staff).toBe(anna.staff);
		const recovered = await client(server).post('/sign-in/recovery', { proof: anna.recovery });
		expect(recovered.body.staff).toBe(anna.staff);
		expect((await anna.get('/me/ways')).body.sessions.map(({ how }: { how: string }) => how).sort()).toEqual([
			'enrolment',
			'passkey',
			'passphrase',
			'recovery',
		]);
	});

	test('a code works once, also the one that was used to enrol', async () => {
		const { server, anna } = await first();
		expect((await signInByPassphrase(server, anna)).status).toBe(401);
		server.now += MINUTE;
		expect((await signInByPassphrase(server, anna)).status).toBe(200);
		expect((await signInByPassphrase(server, anna)).status).toBe(401);
		// Nor does an older one that would still be in its window.
		const { secrets } = anna;
		const code = secrets.code(server.now - MINUTE / 2);
		const late = await client(server).post('/sign-in/passphrase', { name: secrets.name, proof: secrets.proof, code });
		expect(late.status).toBe(401);
	});

	test('a code is not used up by somebody who does not know the passphrase', async () => {
		const { server, anna } = await first();
		server.now += MINUTE;
		const { secrets } = anna;
		await client(server).post('/sign-in/passphrase', { name: secrets.name, proof: random(32), code: secrets.code() });
		expect((await signInByPassphrase(server, anna)).status).toBe(200);
	});

	test('a passkey of another origin, another name, without finger or face: refused', async () => {
		const { server, anna } = await first();
		const browser = client(server);
		const { body } = await browser.post('/sign-in/passkey/options');
		for (const forged of [
			{ origin: 'https://bekend.example' },
			{ origin: 'http://localhost:1' },
			{ rpId: 'bekend.example' },
			{ verified: false },
			{ counter: 0 },
		]) {
			const answer = await browser.post('/sign-in/passkey', { response: anna.passkey.sign(body.options, forged) });
			expect([forged, answer.status, answer.body.error]).toEqual([forged, 401, 'wrong']);
		}
		expect((await signInByPasskey(server, anna)).answer.status).toBe(200);
	});

	test('a passkey we do not know, one that signs for another, an answer used twice, late, or asked for something else: refused', async () => {
		const { server, anna } = await first();
		const browser = client(server);
		const ask = async () => (await browser.post('/sign-in/passkey/options')).body.options;
		const send = async (response: unknown) => (await browser.post('/sign-in/passkey', { response })).status;
		const stranger = newPasskey(server.url);
		expect(await send(stranger.sign(await ask()))).toBe(401);
		expect(await send({ ...stranger.sign(await ask()), id: anna.passkey.id, rawId: anna.passkey.id })).toBe(401);
		const once = anna.passkey.sign(await ask());
		expect(await send(once)).toBe(200);
		expect(await send(once)).toBe(401);
		const stepUp = (await anna.post('/step-up/options')).body.options;
		expect(await send(anna.passkey.sign(stepUp))).toBe(401);
		expect(await send(anna.passkey.sign({ challenge: random(60) }))).toBe(401);
		const asked = await ask();
		server.now += 6 * MINUTE;
		expect(await send(anna.passkey.sign(asked))).toBe(401);
	});

	test('for a name nobody has, everything looks the same', async () => {
		const { server } = await first();
		const browser = client(server);
		const ask = async (name: string) => (await browser.post('/sign-in/stretch', { name })).body;
		const [known, unknown] = [await ask('anna'), await ask('nobody-has-this')];
		expect(Object.keys(unknown)).toEqual(Object.keys(known));
		expect(unknown.cost).toBe(known.cost);
		expect(unknown.salt).toMatch(/^[\w-]{22}$/);
		// Asked again, after a restart too: else it would tell.
		await server.restart();
		expect(await ask('nobody-has-this')).toEqual(unknown);
		expect(await ask(' ANNA ')).toEqual(known);
		const attempt = async (name: string) => {
			const { status, body } = await browser.post('/sign-in/passphrase', { name, proof: random(32), code: '000000' });
			return [status, body];
		};
		for (let guesses = 0; guesses < 8; guesses++)
			expect(await attempt('anna')).toEqual(await attempt('nobody-has-this'));
	});
});

describe('guessing', () => {
	test('a passphrase: five tries, then longer and longer waits, which a restart does not shorten', async () => {
		const { server, anna } = await first();
		server.now += MINUTE;
		const guess = () => client(server).post('/sign-in/passphrase', { name: 'anna', proof: random(32), code: '000000' });
		for (let tries = 0; tries < 5; tries++) expect((await guess()).status).toBe(401);
		const stopped = await guess();
		expect([stopped.status, stopped.headers.get('retry-after')]).toEqual([429, '30']);
		await server.restart();
		// Now not even what is right is looked at.
		expect((await signInByPassphrase(server, anna)).status).toBe(429);
		server.now += 31_000;
		expect((await guess()).status).toBe(401);
		expect((await guess()).headers.get('retry-after')).toBe('60');
		// Who has a passkey is not kept out by it.
		expect((await signInByPasskey(server, anna)).answer.status).toBe(200);
		server.now += 61_000;
		expect((await signInByPassphrase(server, anna)).status).toBe(200);
	});

	test('many at once are no more than one after another', async () => {
		const { server } = await first();
		const tries = await Promise.all(
			Array.from({ length: 40 }, () =>
				client(server).post('/sign-in/passphrase', { name: 'anna', proof: random(32), code: '000000' }),
			),
		);
		expect(tries.filter(({ status }) => status === 401)).toHaveLength(5);
		expect(tries.filter(({ status }) => status === 429)).toHaveLength(35);
	});

	test('recovery codes: ten tries, then waits, over a restart too', async () => {
		const { server, anna } = await first();
		const guess = () => client(server).post('/sign-in/recovery', { proof: random(32) });
		for (let tries = 0; tries < 10; tries++) expect((await guess()).status).toBe(401);
		await server.restart();
		expect((await guess()).status).toBe(429);
		expect((await client(server).post('/sign-in/recovery', { proof: anna.recovery })).status).toBe(429);
		server.now += MINUTE + 1;
		expect((await client(server).post('/sign-in/recovery', { proof: anna.recovery })).status).toBe(200);
	});

	test('names: sixty wrong tries over all of them, then waits', async () => {
		const { server } = await first();
		const guess = (name: string) =>
			client(server).post('/sign-in/passphrase', { name, proof: random(32), code: '000000' });
		for (let tries = 0; tries < 60; tries++) expect((await guess(`name-${tries}`)).status).toBe(401);
		await server.restart();
		expect((await guess('another')).status).toBe(429);
	});
});

describe('a session', () => {
	test('has an id of its own making: one that was planted before is not taken over (fixation)', async () => {
		const { server, anna } = await first();
		const browser = client(server);
		const planted = `desk=${random(32)}`;
		browser.jar.cookie = planted;
		await signInByPasskey(server, anna, browser);
		expect(browser.jar.cookie).toMatch(/^desk=[\w-]{43}$/);
		expect(browser.jar.cookie).not.toBe(planted);
		expect((await client(server).get('/me/keys', { cookie: planted })).status).toBe(401);
	});

	test('signing in over a living one ends that one', async () => {
		const { server, anna } = await first();
		const before = anna.jar.cookie;
		await signInByPasskey(server, anna, anna);
		expect((await client(server).get('/me/keys', { cookie: before })).status).toBe(401);
		expect((await anna.get('/me/keys')).status).toBe(200);
	});

	test('gets a new id at step-up; the former may finish reading, and nothing of what was shown is with it', async () => {
		const { server, anna } = await first();
		server.now += 10 * MINUTE;
		const before = anna.jar.cookie;
		const { body } = await anna.post('/step-up/options');
		expect((await anna.post('/step-up/passkey', { response: anna.passkey.sign(body.options) })).status).toBe(204);
		expect(anna.jar.cookie).not.toBe(before);
		const former = client(server);
		expect((await former.get('/me/keys', { cookie: before })).status).toBe(200);
		expect((await former.post('/me/passkeys/options', {}, { cookie: before })).body.error).toBe('step-up');
		expect((await anna.post('/me/passkeys/options')).status).toBe(200);
		server.now += 21_000;
		expect((await former.get('/me/keys', { cookie: before })).status).toBe(401);
	});

	test('on https its cookie is bound to the host, out of reach of scripts and of other sites', async () => {
		const server = await startServer({ publicUrl: new URL('https://desk.example.org') });
		const anna = client(server);
		const secrets = newSecrets(server, 'anna');
		const recipient = `age1${'q'.repeat(58)}`;
		const done = await anna.post(
			'/enrol',
			{
				token: server.enrol,
				recipient,
				passkey: null,
				passphrase: secrets.way(),
				recovery: { proof: random(32), wrapped: random(102) },
				first: { name: 'Anna', languages: ['nl'], outreach: false, offline: recipient },
			},
			{ origin: 'https://desk.example.org' },
		);
		expect(done.headers.get('set-cookie')).toMatch(
			/^__Host-desk=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
		);
		expect((await anna.get('/me/keys')).headers.get('cache-control')).toBe('no-store');
	});

	test('ends after half an hour without anybody, and after twelve hours whatever happens', async () => {
		const { server, anna } = await first();
		for (let hours = 0; hours < 11.5; hours += 0.25) {
			server.now += 15 * MINUTE;
			expect((await anna.get('/me/keys')).status).toBe(200);
		}
		server.now += 29 * MINUTE;
		expect((await anna.get('/me/keys')).status).toBe(200);
		server.now += MINUTE;
		expect((await anna.get('/me/keys')).status).toBe(401);
		const { answer: _, ...again } = await signInByPasskey(server, anna);
		server.now += 30 * MINUTE;
		const gone = await again.get('/me/keys');
		expect([gone.status, gone.body.error]).toEqual([401, 'signed-out']);
	});

	test('ends by signing out, one by one, and all others at once', async () => {
		const { server, anna } = await first();
		const [one, two] = [await signInByPasskey(server, anna), await signInByPasskey(server, anna)];
		const out = one.jar.cookie;
		expect((await one.post('/sign-out')).headers.get('set-cookie')).toContain('Max-Age=0');
		expect((await client(server).get('/me/keys', { cookie: out })).status).toBe(401);
		const { sessions } = (await anna.get('/me/ways')).body;
		const other = sessions.find(({ here, how }: { here: boolean; how: string }) => !here && how === 'passkey');
		expect((await anna.post(`/me/sessions/${other.id}/end`)).status).toBe(204);
		expect((await two.get('/me/keys')).status).toBe(401);
		const three = await signInByPasskey(server, anna);
		expect((await anna.post('/me/sessions/end-others')).status).toBe(204);
		expect((await three.get('/me/keys')).status).toBe(401);
		expect((await anna.get('/me/keys')).status).toBe(200);
	});

	test('of somebody else, by its id: not found', async () => {
		const { server, anna } = await first();
		const bo = await enrolColleague(server, anna, 'Bo');
		const [session] = (await anna.get('/me/ways')).body.sessions;
		expect((await bo.post(`/me/sessions/${session.id}/end`)).status).toBe(404);
		// Nor is what a list shows a key to it.
		expect((await client(server).get('/me/keys', { cookie: `desk=${session.id}` })).status).toBe(401);
		expect((await anna.get('/me/keys')).status).toBe(200);
	});

	test('survives a restart of the server', async () => {
		const { server, anna } = await first();
		await server.restart();
		expect((await anna.get('/me/keys')).status).toBe(200);
	});
});

describe('a request from elsewhere is refused', () => {
	test.each([
		['without the console’s header', { 'x-bekend-desk': '' }],
		['without a content type', { 'content-type': '' }],
		['as a form', { 'content-type': 'application/x-www-form-urlencoded' }],
		['as text', { 'content-type': 'text/plain' }],
		['from another origin', { origin: 'https://elsewhere.example' }],
		['from no origin', { origin: '' }],
		['from a page without one', { origin: 'null' }],
		['from the same machine on another port', { origin: 'http://localhost:1' }],
		['from a page of another site', { 'sec-fetch-site': 'cross-site' }],
	])('%s', async (_, headers) => {
		const { anna } = await first();
		const refused = await anna.post('/me/sessions/end-others', {}, headers);
		expect(refused.status).toBe(403);
		expect((await anna.post('/me/sessions/end-others')).status).toBe(204);
	});

	test('under another name that leads to this machine', async () => {
		const { server } = await first();
		const { port } = new URL(server.url);
		const { request } = await import('node:http');
		const status = await new Promise((resolve) => {
			const headers = {
				host: `elsewhere.example:${port}`,
				origin: `http://elsewhere.example:${port}`,
				'x-bekend-desk': '1',
				'content-type': 'application/json',
			};
			const sent = request({ port, path: '/desk/api/sign-in/passkey/options', method: 'POST', headers }, (answer) => {
				answer.resume();
				resolve(answer.statusCode);
			});
			sent.end('{}');
		});
		expect(status).toBe(403);
	});

	test('too large, or not what was asked for', async () => {
		const { anna } = await first();
		expect((await anna.post('/me/recovery', { proof: 'x'.repeat(100_000) })).status).toBe(413);
		expect((await anna.post('/me/recovery', { proof: 'x' })).status).toBe(400);
		expect((await anna.post('/me/recovery', [])).status).toBe(400);
	});
});

describe('keys and team', () => {
	test('need a fresh proof of who is there: step-up', async () => {
		const { server, anna } = await first();
		const bo = await enrolColleague(server, anna, 'Bo');
		server.now += 5 * MINUTE;
		const [passkey] = (await anna.get('/me/ways')).body.passkeys;
		for (const path of [
			'/me/passkeys/options',
			'/me/passkeys',
			`/me/passkeys/${passkey.id}/remove`,
			'/me/passphrase',
			'/me/recovery',
			'/staff/invite',
			`/staff/${bo.staff}/link`,
			`/staff/${bo.staff}/roles`,
			`/staff/${bo.staff}/remove`,
			'/recovery-key',
		]) {
			const refused = await anna.post(path);
			expect([path, refused.status, refused.body.error]).toEqual([path, 403, 'step-up']);
		}
		const { name: _, ...wrong } = { name: '', proof: random(32), code: anna.secrets.code() };
		expect((await anna.post('/step-up/passphrase', wrong)).status).toBe(401);
		const right = { proof: anna.secrets.proof, code: anna.secrets.code() };
		expect((await anna.post('/step-up/passphrase', right)).status).toBe(204);
		expect((await anna.post('/me/passkeys/options')).status).toBe(200);
	});

	test('a colleague’s passkey, or an answer made for another session, is no step-up', async () => {
		const { server, anna } = await first();
		const bo = await enrolColleague(server, anna, 'Bo');
		const { body } = await anna.post('/step-up/options');
		expect((await anna.post('/step-up/passkey', { response: bo.passkey.sign(body.options) })).status).toBe(401);
		const elsewhere = await signInByPasskey(server, anna);
		const theirs = (await elsewhere.post('/step-up/options')).body.options;
		expect((await anna.post('/step-up/passkey', { response: anna.passkey.sign(theirs) })).status).toBe(401);
	});

	test('a passkey is added and removed; the last way stays', async () => {
		const { server, anna } = await first();
		const bo = await enrolColleague(server, anna, 'Bo');
		const spare = newPasskey(server.url);
		const { options } = (await bo.post('/me/passkeys/options')).body;
		const response = spare.create(options);
		expect((await bo.post('/me/passkeys', { response, label: 'spare', wrapped: null })).status).toBe(204);
		expect((await signInByPasskey(server, { ...bo, passkey: spare })).answer.status).toBe(200);
		expect((await anna.post(`/me/passkeys/${spare.id}/remove`)).status).toBe(404);
		expect((await bo.post(`/me/passkeys/${bo.passkey.id}/remove`)).status).toBe(204);
		expect((await signInByPasskey(server, bo)).answer.status).toBe(401);
		// Codes are taken away: then the passkey is the last.
		const plain = { ...newSecrets(server, 'bo').way(), totp: null };
		expect((await bo.post('/me/passphrase', plain)).status).toBe(204);
		const last = await bo.post(`/me/passkeys/${spare.id}/remove`);
		expect([last.status, last.body.error]).toEqual([409, 'last-way']);
		expect((await signInByPassphrase(server, bo)).status).toBe(401);
	});

	test('a passkey made for another page or another member is not taken', async () => {
		const { server, anna } = await first();
		const bo = await enrolColleague(server, anna, 'Bo');
		const { options } = (await bo.post('/me/passkeys/options')).body;
		const add = async (who: Enrolled, response: unknown) =>
			(await who.post('/me/passkeys', { response, label: 'x', wrapped: null })).status;
		expect(await add(bo, newPasskey(server.url).create(options, { origin: 'https://bekend.example' }))).toBe(401);
		expect(await add(bo, newPasskey(server.url).create(options, { rpId: 'bekend.example' }))).toBe(401);
		expect(await add(bo, newPasskey(server.url).create(options, { verified: false }))).toBe(401);
		expect(await add(anna, newPasskey(server.url).create(options))).toBe(401);
	});

	test('a new recovery code ends the old one; a new passphrase the old', async () => {
		const { server, anna } = await first();
		const proof = random(32);
		expect((await anna.post('/me/recovery', { proof, wrapped: random(102) })).status).toBe(204);
		expect((await client(server).post('/sign-in/recovery', { proof: anna.recovery })).status).toBe(401);
		expect((await client(server).post('/sign-in/recovery', { proof })).status).toBe(200);
		const secrets = newSecrets(server, 'anna');
		expect((await anna.post('/me/passphrase', secrets.way())).status).toBe(204);
		server.now += MINUTE;
		expect((await signInByPassphrase(server, anna)).status).toBe(401);
		expect((await signInByPassphrase(server, { ...anna, secrets })).status).toBe(200);
	});

	test('a sign-in name somebody has, and a code that was not made from its secret: refused', async () => {
		const { server, anna } = await first();
		const bo = await enrolColleague(server, anna, 'Bo');
		const taken = await bo.post('/me/passphrase', newSecrets(server, 'Anna').way());
		expect([taken.status, taken.body.error]).toEqual([409, 'name-taken']);
		const way = newSecrets(server, 'bo').way();
		const wrong = await bo.post('/me/passphrase', { ...way, totp: { ...way.totp, code: '000000' } });
		expect([wrong.status, wrong.body.error]).toEqual([400, 'code']);
	});

	test('the offline recovery key is made once', async () => {
		const { anna } = await first();
		const again = await anna.post('/recovery-key', { recipient: anna.recipient });
		expect([again.status, again.body.error]).toEqual([409, 'exists']);
	});
});

describe('roles', () => {
	test('somebody who is no coordinator cannot see or change the team, nor their own role by hand', async () => {
		const { server, anna } = await first();
		const bo = await enrolColleague(server, anna, 'Bo');
		expect((await bo.get('/staff')).body.error).toBe('role');
		for (const [path, body] of [
			['/staff/invite', { name: 'X', organisation: 'x', roles: ['coordinator'], languages: ['nl'] }],
			[`/staff/${bo.staff}/roles`, { roles: ['coordinator'] }],
			[`/staff/${anna.staff}/remove`, {}],
			[`/staff/${anna.staff}/link`, {}],
			['/recovery-key', { recipient: bo.recipient }],
		] as const) {
			const refused = await bo.post(path, body);
			expect([path, refused.status, refused.body.error]).toEqual([path, 403, 'role']);
		}
		expect((await bo.get('/me/keys')).body.roles).toEqual(['outreach']);
		// Nor does an enrolment with more in it than asked make one of somebody.
		const link = await anna.post('/staff/invite', {
			name: 'Cy',
			organisation: 'x',
			roles: ['outreach'],
			languages: ['nl'],
		});
		await expect(enrol(server, link.body.token, 'Cy')).rejects.toThrow();
		await enrol(server, link.body.token, 'Cy', 'invited');
	});

	test('a demoted member’s session ends, and the next one has the new role only', async () => {
		const { server, anna } = await first();
		const bo = await enrolColleague(server, anna, 'Bo', ['coordinator']);
		expect((await bo.get('/staff')).status).toBe(200);
		expect((await anna.post(`/staff/${bo.staff}/roles`, { roles: ['outreach'] })).status).toBe(204);
		expect((await bo.get('/staff')).status).toBe(401);
		const again = await signInByPasskey(server, bo);
		expect((await again.get('/staff')).status).toBe(403);
	});

	test('a removed member: sessions end at once, no way leads back, nothing is sealed to them', async () => {
		const { server, anna } = await first();
		const bo = await enrolColleague(server, anna, 'Bo');
		expect((await anna.post(`/staff/${bo.staff}/remove`)).status).toBe(204);
		expect((await bo.get('/me/keys')).status).toBe(401);
		server.now += MINUTE;
		expect((await signInByPasskey(server, bo)).answer.status).toBe(401);
		expect((await signInByPassphrase(server, bo)).status).toBe(401);
		expect((await client(server).post('/sign-in/recovery', { proof: bo.recovery })).status).toBe(401);
		expect((await anna.get('/staff')).body.staff.map(({ name }: { name: string }) => name)).toEqual(['Anna']);
		expect((await anna.post(`/staff/${bo.staff}/link`)).status).toBe(404);
	});

	test('the last coordinator cannot be removed or demoted', async () => {
		const { server, anna } = await first();
		for (const [what, body] of [
			['remove', {}],
			['roles', { roles: ['outreach'] }],
		] as const) {
			const refused = await anna.post(`/staff/${anna.staff}/${what}`, body);
			expect([refused.status, refused.body.error]).toEqual([409, 'last-coordinator']);
		}
		const bo = await enrolColleague(server, anna, 'Bo', ['coordinator']);
		expect((await bo.post(`/staff/${anna.staff}/remove`)).status).toBe(204);
	});
});
