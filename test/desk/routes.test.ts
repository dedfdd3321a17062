import { beforeEach, describe, expect, test } from 'vitest';
import { Me, Row, Steps, Team, Thread, Threads, Waiting } from '../../src/desk/api.ts';
import { type Site, serveDesk } from './http.ts';
import { anna, bea, carla, type DeskRuntime, fakeAge, startDesk, waitingFor } from './runtime.ts';
import { cardOf, outreach, teamOf } from './team.ts';

const dora = 'staff-dora';
const base64 = (text: string) => Buffer.from(fakeAge(text)).toString('base64');
const say = { id: 'words-of-anna', text: 'hello', sealed: base64('hello') };
let runtime: DeskRuntime;
let site: Site;
let id: string;

beforeEach(async () => {
	const team = teamOf(
		outreach('anna'),
		outreach('bea'),
		outreach('carla'),
		outreach('dora', { roles: ['coordinator'] }),
	);
	runtime = startDesk({ team });
	site = await serveDesk(runtime);
	id = await runtime.ask('person-1');
});

async function claimed(): Promise<void> {
	const version = waitingFor(runtime, id)?.version;
	expect((await site.as(anna).post(`/threads/${id}/claim`, { version })).status).toBe(200);
}

describe('the routes of the console', () => {
	test('answer what the contract says', async () => {
		const as = site.as(anna);
		expect(Waiting.parse((await as.get('/waiting')).body).waiting).toHaveLength(1);
		await claimed();
		expect(Row.parse((await as.post(`/threads/${id}/say`, say)).body)).toMatchObject({ kind: 'staff', by: anna });
		expect(
			Row.parse((await as.post(`/threads/${id}/note`, { id: 'note-of-anna', sealed: base64('n') })).body).kind,
		).toBe('note');
		const thread = Thread.parse((await as.get(`/threads/${id}`)).body);
		expect(thread.rows.map(({ kind }) => kind)).toEqual(['event', 'event', 'staff', 'note']);
		expect(thread.consent).toEqual({ version: 'hash-of-text', day: '2026-11-23' });
		expect(Threads.parse((await as.get('/threads')).body).threads).toHaveLength(1);
		expect(Team.parse((await as.get('/team')).body)).toMatchObject({ recovery: 'age1recovery' });
		expect(Me.parse((await as.get('/me')).body)).toMatchObject({ member: { id: anna, here: true }, missing: [] });
		const { steps } = Steps.parse((await as.get('/steps?lang=nl')).body);
		expect(steps.length).toBeGreaterThan(10);
		const rows = thread.rows.flatMap((row) => (row.kind === 'staff' ? [{ id: row.id, sealed: base64('anew') }] : []));
		const posts: [string, object][] = [
			['looking', { typing: true }],
			['resealed', { version: thread.summary.version, rows }],
			['introduce', { colleague: bea }],
			['danger', { decision: 'over' }],
			['hand-back', { at: steps[0]?.id }],
		];
		for (const [what, body] of posts) {
			const { status } = await as.post(`/threads/${id}/${what}`, body);
			expect([what, status]).toEqual([what, 204]);
		}
	});

	test('a card and a presence are one’s own, and are taken back as they were given', async () => {
		const as = site.as(anna);
		const card = cardOf('Annie', { about: { nl: 'Ik luister.' }, standIn: bea });
		expect((await as.post('/me/card', card)).status).toBe(204);
		const presence = { is: 'away', until: null, standIn: bea };
		expect((await as.post('/me/presence', presence)).status).toBe(204);
		const me = Me.parse((await as.get('/me')).body);
		expect(me).toMatchObject({ card, presence, member: { here: false, next: null } });
		expect((await as.post('/me/card', { ...card, standIn: 'staff-nobody' })).status).toBe(400);
		expect((await as.post('/me/presence', { ...presence, standIn: anna })).status).toBe(400);
	});

	test('who looks and who types is told to the others, and forgotten after 15 seconds', async () => {
		await claimed();
		runtime.desk.setCard(anna, cardOf('anna', { standIn: bea }));
		await site.as(bea).post(`/threads/${id}/looking`, { typing: true });
		const looking = async () => Thread.parse((await site.as(anna).get(`/threads/${id}`)).body).looking;
		expect(await looking()).toEqual([{ staff: bea, typing: true }]);
		runtime.clock.now += 15_000;
		expect(await looking()).toEqual([]);
	});

	test('one who may take them marks who waits as seen', async () => {
		expect((await site.as(anna).post(`/threads/${id}/looking`, { typing: false })).status).toBe(204);
		expect(waitingFor(runtime, id)?.unseen).toBe(false);
	});
});

describe('refused', () => {
	test('another’s thread, by id: as if it were not there', async () => {
		await claimed();
		const { body: missing } = await site.as(bea).get(`/threads/${'x'.repeat(43)}`);
		for (const staff of [bea, carla]) {
			const as = site.as(staff);
			const got = await as.get(`/threads/${id}`);
			expect([got.status, got.body]).toEqual([404, missing]);
			const posts: [string, object][] = [
				['say', say],
				['note', { id: 'note-of-bea', sealed: base64('n') }],
				['introduce', { colleague: carla }],
				['hand-back', { at: null }],
				['resealed', { version: 9, rows: [{ id: 'some-row', sealed: base64('n') }] }],
				['looking', { typing: true }],
				['danger', { decision: 'called' }],
				...['sleep', 'block', 'unblock', 'release'].map((what): [string, object] => [what, {}]),
			];
			for (const [what, body] of posts) {
				const answer = await as.post(`/threads/${id}/${what}`, body);
				expect([what, answer.status, answer.body]).toEqual([what, 404, missing]);
			}
		}
		expect(runtime.talks.came.map(({ order }) => order.do)).toEqual(['claimed']);
	});

	test('words to a coordinator, who sees who waits and no more', async () => {
		await claimed();
		await runtime.ask('person-2');
		const as = site.as(dora);
		expect((await as.get('/waiting')).status).toBe(200);
		expect((await as.get('/me')).status).toBe(200);
		for (const path of ['/threads', `/threads/${id}`, '/steps'])
			expect([path, (await as.get(path)).status]).toEqual([path, 403]);
		for (const what of [
			'claim',
			'say',
			'note',
			'hand-back',
			'sleep',
			'block',
			'release',
			'resealed',
			'looking',
			'danger',
		]) {
			const { status, body } = await as.post(`/threads/${id}/${what}`, {});
			expect([what, status, body]).toEqual([what, 403, { error: 'role' }]);
		}
	});

	test('a role that was taken away a moment ago', async () => {
		await claimed();
		runtime.team.list = runtime.team.list.map((member) =>
			member.id === anna ? { ...member, roles: ['coordinator'] } : member,
		);
		runtime.desk.refresh();
		expect((await site.as(anna).get(`/threads/${id}`)).status).toBe(403);
		expect((await site.as(anna).post(`/threads/${id}/say`, say)).status).toBe(403);
	});

	test('who is not signed in, on every path', async () => {
		for (const path of ['/me', '/team', '/waiting', '/threads', `/threads/${id}`, '/steps', '/live']) {
			expect([path, (await site.as('nobody').get(path)).status]).toEqual([path, 401]);
		}
		for (const path of ['/me/card', '/me/presence', `/threads/${id}/claim`, `/threads/${id}/say`]) {
			expect([path, (await site.as('nobody').post(path)).status]).toEqual([path, 401]);
		}
		site.out.add(anna);
		expect((await site.as(anna).get('/me')).status).toBe(401);
	});

	test('a forged request: without our header, our origin or our content type', async () => {
		const version = waitingFor(runtime, id)?.version;
		const forged: [Record<string, string | undefined>, number, string][] = [
			[{ 'x-bekend-desk': undefined }, 403, 'header'],
			[{ 'x-bekend-desk': '0' }, 403, 'header'],
			[{ origin: undefined }, 403, 'origin'],
			[{ origin: 'null' }, 403, 'origin'],
			[{ origin: 'https://evil.example' }, 403, 'origin'],
			[{ origin: site.origin.replace('localhost', '127.0.0.1') }, 403, 'origin'],
			[{ origin: `${site.origin}.evil.example` }, 403, 'origin'],
			[{ 'sec-fetch-site': 'cross-site' }, 403, 'cross-site'],
			[{ 'sec-fetch-site': 'same-site' }, 403, 'cross-site'],
			[{ 'content-type': 'text/plain' }, 415, 'content-type'],
			[{ 'content-type': 'application/x-www-form-urlencoded' }, 415, 'content-type'],
			[{ 'content-type': undefined }, 415, 'content-type'],
			[{ 'content-encoding': 'gzip' }, 415, 'content-encoding'],
		];
		for (const [headers, status, error] of forged) {
			const answer = await site.as(anna).post(`/threads/${id}/claim`, { version }, headers);
			expect([headers, answer.status, answer.body]).toEqual([headers, status, { error }]);
			expect(answer.headers.get('access-control-allow-origin')).toBeNull();
		}
		expect(waitingFor(runtime, id)?.phase).toBe('waiting');
	});

	test('a host name that somebody else’s DNS leads here', async () => {
		const { port } = new URL(site.origin);
		const { status } = await site
			.as(anna)
			.post(`/threads/${id}/claim`, {}, { host: `evil.example:${port}`, origin: `http://evil.example:${port}` });
		expect(status).toBe(403);
	});

	test('a body that is too large, not JSON or not what was asked, with the place that is wrong and never its value', async () => {
		await claimed();
		const as = site.as(anna);
		const bad: [string, unknown, number, unknown][] = [
			['say', `{"id":"${'x'.repeat(200_000)}"}`, 413, { error: 'too-large' }],
			['say', '{"id":', 400, { error: 'not-json' }],
			['say', '[]', 400, { error: 'body', at: '' }],
			['say', { ...say, id: '../../canary' }, 400, { error: 'body', at: 'id' }],
			['say', { ...say, text: ' ' }, 400, { error: 'body', at: 'text' }],
			['say', { ...say, text: 'x'.repeat(3501) }, 400, { error: 'body', at: 'text' }],
			['say', { ...say, sealed: '<script>' }, 400, { error: 'body', at: 'sealed' }],
			[
				'say',
				{ ...say, sealed: Buffer.from('canary in the clear').toString('base64') },
				400,
				{ error: 'body', at: 'sealed' },
			],
			['hand-back', { at: 'no.step' }, 400, { error: 'body', at: 'at' }],
			['hand-back', { at: '__proto__.constructor' }, 400, { error: 'body', at: 'at' }],
			['introduce', { colleague: dora }, 400, { error: 'colleague' }],
			['resealed', { version: 1, rows: [] }, 400, { error: 'body', at: 'rows' }],
			['danger', { decision: 'canary' }, 400, { error: 'body', at: 'decision' }],
		];
		for (const [what, sent, status, error] of bad) {
			const answer = await as.post(`/threads/${id}/${what}`, sent);
			expect([what, answer.status, answer.body]).toEqual([what, status, error]);
		}
		expect(JSON.stringify(site.logged)).not.toContain('canary');
		expect(runtime.talks.came.map(({ order }) => order.do)).toEqual(['claimed']);
	});

	test('to be kept by a browser: every answer, refusals too, says no-store', async () => {
		await claimed();
		const answers = await Promise.all([
			site.as(anna).get(`/threads/${id}`),
			site.as(bea).get(`/threads/${id}`),
			site.as('nobody').get('/me'),
			site.as(anna).get('/waiting'),
			site.as(anna).post(`/threads/${id}/say`, say),
			site.as(anna).post(`/threads/${id}/say`, {}, { origin: 'https://evil.example' }),
		]);
		expect(answers.map(({ status }) => status)).toEqual([200, 404, 401, 200, 200, 403]);
		for (const { headers } of answers) expect(headers.get('cache-control')).toBe('no-store');
	});

	test('an edit of the audit log, which names who read and did what', async () => {
		await claimed();
		await site.as(anna).get(`/threads/${id}`);
		await site.as(bea).get(`/threads/${id}`);
		await site.as(anna).post(`/threads/${id}/say`, say);
		const { data } = runtime.store;
		const lines = () =>
			data.all<{ staff: string; act: string }>('SELECT staff, act FROM desk_audit WHERE thread = ?', id);
		expect(lines().map(({ staff, act }) => `${staff} ${act}`)).toEqual([
			`${anna} claim`,
			`${anna} read`,
			`${anna} read`,
			`${anna} say`,
		]);
		for (const query of [
			"UPDATE desk_audit SET staff = 'staff-bea'",
			'DELETE FROM desk_audit',
			"INSERT OR REPLACE INTO desk_audit (n, at, staff, act) VALUES (1, 0, 'staff-bea', 'read')",
			"REPLACE INTO desk_audit (n, at, staff, act) SELECT n, 0, 'staff-bea', act FROM desk_audit",
			"INSERT INTO desk_audit (n, at, staff, act) VALUES (1, 0, 'x', 'y') ON CONFLICT (n) DO UPDATE SET staff = 'staff-bea'",
		]) {
			expect(() => data.run(query), query).toThrow('inserts only');
		}
		expect(lines()).toHaveLength(4);
	});
});
