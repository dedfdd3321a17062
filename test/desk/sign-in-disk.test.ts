import { expect, test } from 'vitest';
import { findBytes, findCanaries } from '../support/canary.ts';
import { startServer } from '../support/server.ts';
import { enrol, enrolColleague, signInByPasskey } from './staff-client.ts';

test('a thief of the disk finds nothing to sign in with or to open words with', async () => {
	const server = await startServer();
	const first = server.enrol;
	const anna = await enrol(server, first, 'Anna');
	const bo = await enrolColleague(server, anna, 'Bo');
	const elsewhere = await signInByPasskey(server, anna);
	const open = (
		await anna.post('/staff/invite', { name: 'Cy', organisation: 'x', roles: ['outreach'], languages: ['nl'] })
	).body.token;
	const cookies = [anna, bo, elsewhere].map(({ jar }) => jar.cookie.split('=')[1] ?? '');
	const secrets = [
		...cookies,
		first,
		open,
		...[anna, bo].flatMap(({ recovery, identity, secrets: { proof, secret } }) => [
			recovery,
			identity,
			proof,
			secret.toString('base64url'),
		]),
	];
	// While it runs, and after: database, log, and what was left beside them.
	for (const stopped of [false, true]) {
		if (stopped) await server.stop();
		expect(findCanaries(server.dataDir, secrets)).toEqual([]);
		const raw = secrets.map((text) => new Uint8Array(Buffer.from(text, 'base64url')));
		expect(findBytes(server.dataDir, [...raw, anna.secrets.secret, bo.secrets.secret])).toEqual([]);
	}
	// The search does find what is there.
	expect(findCanaries(server.dataDir, [anna.recipient])).not.toEqual([]);
});

test('what wrapped the key of who has left is gone from the disk', async () => {
	const server = await startServer();
	const anna = await enrol(server, server.enrol, 'Anna');
	const bo = await enrolColleague(server, anna, 'Bo');
	const { keys } = (await bo.get('/me/keys')).body;
	const wrapped = [keys.recovery, keys.passphrase.wrapped, keys.passkeys[0].wrapped];
	expect(findCanaries(server.dataDir, wrapped)).not.toEqual([]);
	await anna.post(`/staff/${bo.staff}/remove`);
	expect(findCanaries(server.dataDir, wrapped)).toEqual([]);
});
