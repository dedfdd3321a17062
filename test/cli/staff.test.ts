/** `npm run staff`, beside a server that runs and without one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../src/bundle/root.ts';
import { openSqlite } from '../../src/store/better-sqlite.ts';
import { client, enrol, enrolColleague } from '../desk/staff-client.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { startServer } from '../support/server.ts';

async function staff(dataDir: string, args: string[], settings: Record<string, string> = {}) {
	const child = spawn(process.execPath, [join(projectRoot, 'src/cli/staff.ts'), ...args], {
		env: { PATH: process.env.PATH, DATA_DIR: dataDir, ...settings },
	});
	let [out, err] = ['', ''];
	child.stdout.on('data', (data) => {
		out += data;
	});
	child.stderr.on('data', (data) => {
		err += data;
	});
	const [code] = await once(child, 'close');
	return { code, out, err };
}

const anna = ['--name', 'Anna', '--role', 'outreach,coordinator', '--languages', 'nl,ro'];

test('invite prints a link that works while the server runs; list and remove', async () => {
	const server = await startServer({}, { now: Date.now() });
	const coordinator = await enrol(server, server.enrol, 'Anna');
	const invited = await staff(
		server.dataDir,
		['invite', '--name', 'Bo', '--role', 'outreach', '--languages', 'nl,ro'],
		{
			PUBLIC_URL: 'https://desk.example.org',
		},
	);
	expect([invited.code, invited.err]).toEqual([0, '']);
	const [, id = '', token = ''] =
		/^staff: ([\w-]+)\nenrol: https:\/\/desk\.example\.org\/desk#\/enrol\/([\w-]{43})\n$/.exec(invited.out) ?? [];
	const bo = await enrol(server, token, 'Bo', 'invited');
	expect(bo.staff).toBe(id);
	const listed = await staff(server.dataDir, ['list']);
	expect(listed.out.split('\n').map((line) => line.split('\t').slice(1))).toEqual([
		['enrolled', 'coordinator,outreach', 'nl', 'Bekend (demo)', 'Anna'],
		['enrolled', 'outreach', 'nl,ro', 'Bekend (demo)', 'Bo'],
		[],
	]);
	expect(await staff(server.dataDir, ['remove', id])).toMatchObject({ code: 0, out: `removed: ${id}\n` });
	expect((await bo.get('/me/keys')).status).toBe(401);
	const last = await staff(server.dataDir, ['remove', coordinator.staff]);
	expect([last.code, last.err]).toEqual([1, expect.stringContaining('nobody else coordinates')]);
	expect((await coordinator.get('/me/keys')).status).toBe(200);
});

test('log says who did what to team and keys, and when; no name of a link, no secret; and nobody edits it', async () => {
	const server = await startServer({}, { now: Date.now() });
	const coordinator = await enrol(server, server.enrol, 'Anna');
	const bo = await enrolColleague(server, coordinator, 'Bo');
	await coordinator.post('/recovery-key', { recipient: 'age1' });
	await coordinator.post(`/staff/${bo.staff}/roles`, { roles: ['outreach', 'coordinator'] });
	await staff(server.dataDir, ['remove', bo.staff]);
	const { code, out } = await staff(server.dataDir, ['log']);
	expect(code).toBe(0);
	const lines = out
		.trimEnd()
		.split('\n')
		.map((line) => line.split('\t'));
	expect(lines.map(([, by, act, thread, who]) => [by, act, thread, who].join(' '))).toEqual([
		'this machine invite  Anna',
		'this machine link  Anna',
		'Anna recovery-key  ',
		'Anna enrol  ',
		'Anna sign-in-enrolment  ',
		'Anna invite  Bo',
		'Anna link  Bo',
		'Bo enrol  ',
		'Bo sign-in-enrolment  ',
		'Anna roles  Bo',
		'this machine remove  Bo',
	]);
	for (const [at = ''] of lines) expect(new Date(at).toISOString()).toBe(at);
	expect((await staff(server.dataDir, ['log', '--last', '1'])).out.trimEnd().split('\n')).toHaveLength(1);
	expect((await staff(server.dataDir, ['log', '--last', '0'])).code).toBe(1);
	const sql = openSqlite(join(server.dataDir, 'data.db'));
	for (const query of [
		"UPDATE staff_audit SET act = 'read'",
		'DELETE FROM staff_audit',
		"INSERT OR REPLACE INTO staff_audit (n, at, act) VALUES (1, 0, 'read')",
	]) {
		expect(() => sql.run(query), query).toThrow('inserts only');
	}
	sql.close();
});

test('works on the data of a server that has stopped', async () => {
	const server = await startServer({}, { now: Date.now() });
	await server.stop();
	const { out } = await staff(server.dataDir, ['invite', ...anna]);
	await server.restart();
	const token = /#\/enrol\/([\w-]{43})/.exec(out)?.[1] ?? '';
	expect(out).toContain('http://localhost:8080/desk#');
	await enrol(server, token, 'Anna', 'invited');
	// Somebody coordinates now: the first link is not needed.
	await server.restart();
	expect(server.enrol).toBe('');
});

test('invite --id gives a new link to who lost every way in, and the former link ends', async () => {
	const server = await startServer({}, { now: Date.now() });
	const coordinator = await enrol(server, server.enrol, 'Anna');
	const bo = await enrolColleague(server, coordinator, 'Bo');
	const former = (await coordinator.post(`/staff/${bo.staff}/link`)).body.token;
	const { out } = await staff(server.dataDir, ['invite', '--id', bo.staff]);
	expect((await client(server).post('/enrol/look', { token: former })).status).toBe(404);
	const again = await enrol(server, /#\/enrol\/([\w-]{43})/.exec(out)?.[1] ?? '', 'Bo', 'invited');
	expect(again.staff).toBe(bo.staff);
});

test('says what is wrong, and changes nothing', async () => {
	const server = await startServer();
	for (const [args, says] of [
		[['invite', '--name', 'Bo', '--role', 'boss', '--languages', 'nl'], 'wrong: roles'],
		[['invite', '--role', 'outreach', '--languages', 'nl'], 'wrong: name'],
		[['remove', 'nobody-there'], 'nobody of the team has that id'],
		[['remove'], 'npm run staff -- invite'],
		[['list', '--x'], 'npm run staff -- invite'],
	] as const) {
		const { code, out, err } = await staff(server.dataDir, [...args]);
		expect([code, out, err]).toEqual([1, '', expect.stringContaining(says)]);
	}
	const nowhere = await staff(temporaryDirectory(), ['list']);
	expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringContaining('start Bekend once')]);
});
