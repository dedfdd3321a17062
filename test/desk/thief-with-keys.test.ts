/**
 * Somebody has the whole disk and the server's secret: everything the server could open, they open. The real server, a person
 * on Telegram's fake and one on the web chat, two workers with real keys.
 */
import { expect, test } from 'vitest';
import { openLetter } from '../../src/conversation/letters.ts';
import { messageAt, type Written } from '../../src/conversation/outbox.ts';
import { loadState } from '../../src/conversation/state.ts';
import type { Summary, Thread } from '../../src/desk/api.ts';
import { openPersonKey } from '../../src/privacy/person-key.ts';
import { openJson } from '../../src/privacy/seal.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { canariesIn, findCanaries } from '../support/canary.ts';
import { person } from '../support/fake-telegram/person.ts';
import { startFakeTelegram } from '../support/fake-telegram/start.ts';
import { startServer } from '../support/server.ts';
import { visit } from '../support/visitor.ts';
import { openWith, sealFor } from './seal.ts';
import { type Enrolled, enrol, enrolColleague } from './staff-client.ts';

const HOUR = 3_600_000;
const secret = new Uint8Array(32).fill(7);

const canaries = {
	telegram: {
		person: 'canary-told-on-telegram',
		staff: 'canary-answered-on-telegram',
		note: 'canary-noted-on-telegram',
	},
	web: { person: 'canary-told-on-the-web', staff: 'canary-answered-on-the-web', note: 'canary-noted-on-the-web' },
};
const all = Object.values(canaries).flatMap((said) => Object.values(said));

/** Takes whoever waits, seals for those of now, answers and notes; as the console does. → the thread */
async function talk(worker: Enrolled, said: (typeof canaries)['web']): Promise<string> {
	const waiting = async () => (await worker.get('/waiting')).body.waiting as Summary[];
	await expect.poll(async () => (await waiting()).length, { timeout: 15_000 }).toBe(1);
	const [summary] = await waiting();
	const id = summary?.id ?? '';
	const holds = async () =>
		((await worker.get(`/threads/${id}`)).body as Thread).rows.filter(({ kind }) => kind === 'person');
	const answered = await worker.post(`/threads/${id}/claim`, { version: summary?.version });
	expect([answered.status, answered.body]).toEqual([200, expect.anything()]);
	const claimed = answered.body as Thread;
	await expect.poll(async () => (await holds()).length, { timeout: 15_000 }).toBe(1);
	const { recipients, reseal, rows, summary: now } = (await worker.get(`/threads/${id}`)).body as Thread;
	expect(claimed.recipients).toEqual(recipients);
	const fresh = await Promise.all(
		rows
			.flatMap((row) => (row.kind === 'person' && reseal.includes(row.id) ? [row] : []))
			.map(async (row) => {
				const { text } = await openWith(worker.identity, row.sealed);
				return { id: row.id, sealed: await sealFor({ thread: id, id: row.id, by: 'person', text }, recipients) };
			}),
	);
	if (fresh.length > 0) {
		const { status } = await worker.post(`/threads/${id}/resealed`, { version: now.version, rows: fresh });
		expect(status).toBe(204);
	}
	const [answer, note] = [`answer-${id.slice(0, 8)}`, `note-${id.slice(0, 8)}`];
	const sealed = (row: string, by: 'staff' | 'note', text: string) =>
		sealFor({ thread: id, id: row, by, text }, recipients);
	const told = { id: answer, text: said.staff, sealed: await sealed(answer, 'staff', said.staff) };
	expect((await worker.post(`/threads/${id}/say`, told)).status).toBe(200);
	const kept = { id: note, sealed: await sealed(note, 'note', said.note) };
	expect((await worker.post(`/threads/${id}/note`, kept)).status).toBe(200);
	return id;
}

/** Everything that opens with the server's keys. */
function openEverything({ data, keys, ring }: Store): string {
	const opened: unknown[] = [];
	for (const { pid } of data.all<{ pid: string }>('SELECT pid FROM conversation')) {
		const key = openPersonKey(keys, ring, pid) ?? new Uint8Array(32);
		opened.push(loadState(data, key, pid));
		for (const { seq, message } of data.all<{ seq: number; message: Uint8Array }>(
			'SELECT seq, message FROM outbox WHERE pid = ?',
			pid,
		)) {
			opened.push(openJson<Written>(key, messageAt(pid, seq), message));
		}
		for (const { n, body } of data.all<{ n: number; body: Uint8Array }>(
			'SELECT n, body FROM letter WHERE pid = ?',
			pid,
		)) {
			opened.push(openLetter(key, pid, n, body));
		}
	}
	return JSON.stringify(opened);
}

test('a thief with the whole disk and the server keys reads no human word; with one staff key, that worker’s threads', async () => {
	const bot = await (await startFakeTelegram()).bot();
	const server = await startServer(
		{ telegram: { token: bot.token, apiRoot: bot.root, webhook: undefined, staffChat: undefined } },
		{ now: Date.now(), pace: { overall: 10_000, each: 10_000, burst: 1_000 } },
	);
	const anna = await enrol(server, server.enrol, 'Anna');
	const bo = await enrolColleague(server, anna, 'Bo');
	for (const worker of [anna, bo]) {
		const until = server.now + HOUR;
		expect((await worker.post('/me/presence', { is: 'here', until })).status).toBe(204);
	}

	const who = person(4711, 'nl');
	const heard = async () => (await bot.ledger()).flatMap(({ text }) => (text === undefined ? [] : [text]));
	for (const text of ['/start', 'ja', 'mens', 'ja', 'ja', canaries.telegram.person]) {
		const before = (await heard()).length;
		await bot.push(who.says(text));
		await expect.poll(async () => (await heard()).length, { timeout: 15_000 }).toBeGreaterThan(before);
	}
	const ofAnna = await talk(anna, canaries.telegram);
	await bot.until((entries) => entries.some(({ text }) => text?.includes(canaries.telegram.staff)));

	// Gone out, and recorded as that: until then the server must be able to read what it is to send.
	const saidTo = async (worker: Enrolled, id: string) =>
		((await worker.get(`/threads/${id}`)).body as Thread).rows.flatMap((row) =>
			row.kind === 'staff' ? [row.said] : [],
		);
	await expect.poll(() => saidTo(anna, ofAnna), { timeout: 15_000 }).toEqual(['sent']);

	const visitor = visit(server);
	await visitor.get('/chat?lang=nl');
	await visitor.tap('lang.nl');
	for (const text of ['mens', 'ja', 'ja', canaries.web.person]) await visitor.type(text);
	const ofBo = await talk(bo, canaries.web);
	// The page shows it, now and again; the server keeps what it cannot open.
	for (let times = 0; times < 2; times++) {
		expect((await visitor.get()).said.some((text) => text.includes(canaries.web.staff))).toBe(true);
	}

	await server.stop();
	expect(findCanaries(server.dataDir, all)).toEqual([]);
	const store = openStore(server.dataDir, { secret });
	try {
		const opened = openEverything(store);
		// They do open: what the bot has said to the page is there.
		expect(opened).toContain('is er nu');
		expect(canariesIn(opened, all)).toEqual([]);
		// What is sealed stands in these columns: a new one is to be thought of here.
		const blobs = [store.data, store.keys].flatMap((sql) =>
			sql.all<{
				place: string;
			}>(`SELECT m.name || '.' || c.name AS place FROM sqlite_schema m, pragma_table_info(m.name) c
				WHERE m.type = 'table' AND c.type = 'BLOB' ORDER BY place`),
		);
		expect(blobs.map(({ place }) => place)).toEqual([
			...['conversation.state', 'credential.public_key', 'desk_row.sealed', 'letter.body', 'outbox.message'],
			...['totp.secret', 'trace.message', 'person_key.wrapped', 'vault.lookup'],
		]);
		const rows = store.data.all<{ thread: string; id: string; sealed: Uint8Array }>(
			'SELECT thread, id, sealed FROM desk_row WHERE sealed IS NOT NULL',
		);
		expect(rows).toHaveLength(6);
		for (const { thread, id, sealed } of rows) {
			const base64 = Buffer.from(sealed).toString('base64');
			const [own, other] = thread === ofAnna ? [anna, bo] : [bo, anna];
			expect(await openWith(own.identity, base64)).toMatchObject({ thread, id });
			await expect(openWith(other.identity, base64)).rejects.toThrow();
		}
		expect(new Set(rows.map(({ thread }) => thread))).toEqual(new Set([ofAnna, ofBo]));
	} finally {
		store.close();
	}
});
