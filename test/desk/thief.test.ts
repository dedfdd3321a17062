import { join } from 'node:path';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { Plain } from '../../src/desk/sealed.ts';
import { canariesIn, findBytes, findCanaries } from '../support/canary.ts';
import { temporaryDirectory } from '../support/directory.ts';
import type { Seal } from './conversations.ts';
import { anna, bea, startDesk, waitingFor } from './runtime.ts';
import { outreach, teamOf } from './team.ts';

const canaries = {
	person: 'canary-what-the-person-has-told',
	staff: 'canary-what-the-worker-has-said',
	note: 'canary-what-stands-in-the-note',
};

async function sealTo(recipients: string[], plain: Plain): Promise<Uint8Array> {
	const encrypter = new Encrypter();
	for (const recipient of recipients) encrypter.addRecipient(recipient);
	return encrypter.encrypt(JSON.stringify(plain));
}

async function open(identity: string, sealed: string | Uint8Array): Promise<Plain> {
	const decrypter = new Decrypter();
	decrypter.addIdentity(identity);
	const bytes = typeof sealed === 'string' ? new Uint8Array(Buffer.from(sealed, 'base64')) : sealed;
	return JSON.parse(await decrypter.decrypt(bytes, 'text'));
}

/** Two workers with real keys, and a person who has been talked with by Anna. */
async function talked() {
	const [one, two, offline] = await Promise.all([
		generateX25519Identity(),
		generateX25519Identity(),
		generateX25519Identity(),
	]);
	const [annas, beas, recovery] = await Promise.all([one, two, offline].map(identityToRecipient));
	const team = teamOf(outreach('anna', { recipient: annas ?? '' }), outreach('bea', { recipient: beas ?? '' }));
	team.recoveryKey = recovery ?? '';
	const seal: Seal = (text, recipients, id) => sealTo(recipients, plain(id, 'person', text));
	const directory = temporaryDirectory();
	const runtime = startDesk({ team, seal, directory });
	const thread = runtime.thread('person-1');
	function plain(id: string, by: Plain['by'], text: string): Plain {
		return { v: 1, thread, id, by, text, pad: ' '.repeat(100) };
	}
	await runtime.ask('person-1');
	await runtime.says('person-1', canaries.person);
	const { recipients, summary, reseal, rows } = await runtime.desk.claim(
		anna,
		thread,
		waitingFor(runtime, thread)?.version ?? 0,
	);
	const old = rows.flatMap((row) => (row.kind === 'person' ? [new Uint8Array(Buffer.from(row.sealed, 'base64'))] : []));
	const fresh = await Promise.all(
		reseal.map(async (id) => ({ id, sealed: await sealTo(recipients, plain(id, 'person', canaries.person)) })),
	);
	runtime.desk.reseal(anna, thread, summary.version, fresh);
	const said = await sealTo(recipients, plain('words-of-anna', 'staff', canaries.staff));
	await runtime.desk.say(anna, thread, { id: 'words-of-anna', text: canaries.staff, sealed: said });
	runtime.desk.note(anna, thread, {
		id: 'note-of-anna',
		sealed: await sealTo(recipients, plain('note-of-anna', 'note', canaries.note)),
	});
	await runtime.talks.carry(runtime.desk);
	return { ...runtime, id: thread, old, fresh, identities: { anna: one, bea: two, offline } };
}

describe('a thief with the whole disk', () => {
	test('reads no human word; with one staff key only that worker’s threads', async () => {
		const { desk, store, directory, id, identities } = await talked();
		expect(findCanaries(join(directory, 'data'), Object.values(canaries))).toEqual([]);
		const rows = store.data.all<{ id: string; sealed: Uint8Array }>(
			'SELECT id, sealed FROM desk_row WHERE sealed IS NOT NULL',
		);
		expect(rows).toHaveLength(3);
		for (const { id: row, sealed } of rows) {
			expect(await open(identities.anna, sealed)).toMatchObject({ thread: id, id: row });
			expect(await open(identities.offline, sealed)).toMatchObject({ thread: id, id: row });
			await expect(open(identities.bea, sealed)).rejects.toThrow();
		}
		expect(canariesIn(JSON.stringify(desk.waiting()), Object.values(canaries))).toEqual([]);
	});

	test('finds the scanner’s own canary, so that the test can fail', async () => {
		const { store, directory } = await talked();
		store.data.run('UPDATE desk_thread SET consent = ?', JSON.stringify({ version: canaries.person, day: '' }));
		expect(findCanaries(join(directory, 'data'), Object.values(canaries)).length).toBeGreaterThan(0);
	});

	test('finds no ciphertext that was sealed anew, once the log has been put away', async () => {
		const { desk, directory, old, fresh } = await talked();
		const tails = (all: Uint8Array[]) => all.map((bytes) => bytes.subarray(-64));
		desk.start();
		await expect.poll(() => findBytes(join(directory, 'data'), tails(old)), { timeout: 5_000 }).toEqual([]);
		expect(findBytes(join(directory, 'data'), tails(fresh.map(({ sealed }) => sealed)))).toEqual(['data.db']);
	});

	test('while a backup reads the file remains wait in the log, and go by themselves after it', async () => {
		const { desk, directory, letter, fresh } = await talked();
		const data = join(directory, 'data');
		const reader = new Database(join(data, 'data.db'), { readonly: true });
		reader.exec('BEGIN');
		reader.prepare('SELECT count(*) FROM desk_row').get();
		await letter('person-1', { kind: 'forgotten' });
		const needles = fresh.map(({ sealed }) => sealed.subarray(-64));
		expect(findBytes(data, needles)).not.toEqual([]);
		desk.start();
		reader.exec('COMMIT');
		reader.close();
		await expect.poll(() => findBytes(data, needles), { timeout: 10_000 }).toEqual([]);
	});

	test('of somebody who is forgotten finds nothing: rows, alias, ciphertexts, in no file, at once', async () => {
		const { desk, store, directory, letter, id, fresh } = await talked();
		const alias = desk.read(anna, id).summary.alias;
		const needles = [Buffer.from(alias), Buffer.from('person-1'), ...fresh.map(({ sealed }) => sealed.subarray(-64))];
		expect(findBytes(join(directory, 'data'), needles)).not.toEqual([]);
		await letter('person-1', { kind: 'forgotten' });
		expect(findBytes(join(directory, 'data'), needles)).toEqual([]);
		expect(store.data.all('SELECT staff FROM desk_audit WHERE thread = ?', id).length).toBeGreaterThan(0);
		expect(() => desk.read(bea, id)).toThrow(expect.objectContaining({ status: 404 }));
	});
});
