/** Texts at the Desk, over HTTP: who may approve what, what is kept of it, and what is refused. */
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { Text } from '../../src/desk/texts/api.ts';
import { Readiness } from '../../src/report/model.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Enrolled, enrol, enrolColleague, signInByPasskey } from './staff-client.ts';

const path = '/texts/ro/rights.police';
const MINUTE = 60_000;

async function started(): Promise<{ server: TestServer; karin: Enrolled }> {
	const server = await startServer({ publish: 'approved' });
	return { server, karin: await enrol(server, server.enrol, 'Karin') };
}

async function hashOf(karin: Enrolled, at = path): Promise<string> {
	return Text.parse((await karin.get(at)).body).cell.hash;
}

async function cellOf(karin: Enrolled) {
	return Text.parse((await karin.get(path)).body).cell;
}

describe('the texts of the Desk', () => {
	test('a coordinator reads source and translation as people will, facts told apart', async () => {
		const { karin } = await started();
		const text = Text.parse((await karin.get(path)).body);
		expect(text.source.language).toBe('en');
		expect(text.source.title).toBe('Going to the police');
		expect(text.own.text).toContainEqual({ text: '0800-7000', fact: 'anonymous-tip.number', known: true });
		// What is a demo's is not shown to people, and so not to who approves.
		const xenia = Text.parse((await karin.get('/texts/en/help.xenia')).body);
		expect(xenia.own.text).toContainEqual({ text: 'not known yet, ask', fact: 'xenia.number', known: false });
		expect(JSON.stringify(xenia)).not.toContain('DEMO');
		expect(text.pictogram).toMatch(/^<svg /);
		expect(text.verify.length).toBeGreaterThan(0);
		expect((await karin.get(path)).headers.get('cache-control')).toBe('no-store');
	});

	test('approving is kept with name, role, day and hash, and in the audit log, for good', async () => {
		const { server, karin } = await started();
		const hash = await hashOf(karin);
		expect((await karin.post(`${path}/approve`, { hash, by: ' nurse of the GGD ' })).status).toBe(204);
		expect(await cellOf(karin)).toMatchObject({
			state: 'approved',
			word: { by: 'nurse of the GGD', on: '2026-11-23', name: 'Karin' },
		});
		expect((await karin.post(`${path}/withdraw`, { hash })).status).toBe(204);
		expect(await cellOf(karin)).toMatchObject({ state: 'withdrawn', word: { by: 'coordinator', name: 'Karin' } });
		const report = Readiness.parse((await karin.get('/texts')).body);
		expect(report.totals.counts).toMatchObject({ approved: 0, withdrawn: 1 });
		await server.stop();
		const data = new Database(`${server.dataDir}/data.db`);
		expect(
			data.prepare('SELECT day, language, topic, hash, approved, role, staff, name FROM desk_verdict').all(),
		).toEqual(
			[
				[1, 'nurse of the GGD'],
				[0, 'coordinator'],
			].map(([approved, role]) => ({
				...{ day: '2026-11-23', language: 'ro', topic: 'rights.police', hash, approved, role },
				...{ staff: karin.staff, name: 'Karin' },
			})),
		);
		expect(data.prepare("SELECT staff, act FROM desk_audit WHERE act LIKE '%rights.police'").all()).toEqual([
			{ staff: karin.staff, act: 'approve:ro:rights.police' },
			{ staff: karin.staff, act: 'withdraw:ro:rights.police' },
		]);
		for (const change of [
			'UPDATE desk_verdict SET approved = 1',
			'DELETE FROM desk_verdict',
			'REPLACE INTO desk_verdict SELECT * FROM desk_verdict',
		])
			expect(() => data.exec(change)).toThrow('inserts only');
		data.close();
	});

	test('whoever does not coordinate sees none of it', async () => {
		const { server, karin } = await started();
		const hash = await hashOf(karin);
		const bo = await enrolColleague(server, karin, 'Bo');
		for (const answer of [
			await bo.get('/texts'),
			await bo.get(path),
			await bo.post(`${path}/approve`, { hash, by: 'lawyer' }),
			await bo.post(`${path}/withdraw`, { hash }),
		])
			expect([answer.status, answer.body]).toEqual([403, { error: 'role' }]);
	});

	test('who was signed in long ago shows first that it is they', async () => {
		const { server, karin } = await started();
		const hash = await hashOf(karin);
		server.now += 6 * MINUTE;
		for (const [what, body] of [
			['approve', { hash, by: 'lawyer' }],
			['withdraw', { hash }],
		] as const) {
			const { status, body: answer } = await karin.post(`${path}/${what}`, body);
			expect([status, answer]).toEqual([403, { error: 'step-up' }]);
		}
		expect((await karin.get('/texts')).status).toBe(200);
		const again = await signInByPasskey(server, karin);
		expect((await again.post(`${path}/approve`, { hash, by: 'lawyer' })).status).toBe(204);
	});

	test('another version than the one that stands there is not approved', async () => {
		const { karin } = await started();
		const answer = await karin.post(`${path}/approve`, { hash: '0123456789ab', by: 'lawyer' });
		expect([answer.status, answer.body]).toEqual([409, { error: 'changed' }]);
		expect((await cellOf(karin)).state).toBe('machine');
	});

	test('a role with a digit, of one letter, or as a text of its own is refused: people read it', async () => {
		const { karin } = await started();
		const hash = await hashOf(karin);
		for (const by of ['0800-7000', 'call 112', 'x', '{{emergency.number}}', '', 'a'.repeat(61), 'a\nb'])
			expect([by, (await karin.post(`${path}/approve`, { hash, by })).status]).toEqual([by, 400]);
		for (const by of ['адвокат', '律师', 'ทนายความ', "advocaat (Noor's kantoor)"])
			expect([by, (await karin.post(`${path}/approve`, { hash, by })).status]).toEqual([by, 204]);
	});

	test('what is no text is not found', async () => {
		const { karin } = await started();
		const hash = await hashOf(karin);
		for (const at of [
			'/texts/ro/rights.menu',
			'/texts/ro/rights.nothing',
			'/texts/xx/rights.police',
			'/texts/ro/constructor',
			'/texts/__proto__/rights.police',
		]) {
			expect([at, (await karin.get(at)).status]).toEqual([at, 404]);
			expect([at, (await karin.post(`${at}/approve`, { hash, by: 'lawyer' })).status]).toEqual([at, 404]);
		}
	});

	test('nothing of it reaches the log', async () => {
		const { server, karin } = await started();
		const hash = await hashOf(karin);
		await karin.post(`${path}/approve`, { hash, by: 'lawyer' });
		expect(server.log()).not.toMatch(/lawyer|Karin|rights\.police/);
	});
});
