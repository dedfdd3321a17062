/**
 * What must never be seen again: a name, a username, the number of a chat or a phone, a user id, the id of a message and
 * what was written, through Telegram by polling and by webhook, through WhatsApp and through the web. Looked for in every
 * file of DATA_DIR, while the server runs and after, in the log, in /metrics and in what the process prints.
 */

import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { canariesIn, findBytes, findCanaries } from '../support/canary.ts';
import { type Person, person } from '../support/fake-telegram/person.ts';
import * as whatsapp from '../support/fake-whatsapp/person.ts';
import { visit } from '../support/visitor.ts';
import { hostile, type Surface, secret } from './surface.ts';
import { hostile as hostileWhatsApp } from './whatsapp-surface.ts';

const open = hostile();
const openWhatsApp = hostileWhatsApp();
const question = 'Canary question: the condom broke yesterday near Canaryplein, what now';
const secrets = 'My Canary name is Jasmijn Vogelsang, +31 6 00000000, BSN 999999990';
/** 16 digits, so that chance does not find it. */
const number = 7_123_456_789_012_345;

/** Everything this process prints from now on, until the test ends. */
function printed(): () => string {
	let all = '';
	const streams = [process.stdout, process.stderr];
	const writes = streams.map((stream) => stream.write);
	for (const stream of streams) {
		stream.write = (chunk: string | Uint8Array) => {
			all += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
			return true;
		};
	}
	onTestFinished(() => {
		for (const [n, stream] of streams.entries()) stream.write = writes[n] ?? stream.write;
	});
	return () => all;
}

/** The number as a database may hold it. */
function inBytes(id: number): Uint8Array[] {
	const [big, little] = [Buffer.alloc(8), Buffer.alloc(8)];
	big.writeBigInt64BE(BigInt(id));
	little.writeBigInt64LE(BigInt(id));
	// Its highest byte is zero, as many others are.
	return [big.subarray(1), little.subarray(0, 7)];
}

async function nothingIsSeen(
	{ server }: Pick<Surface, 'server'>,
	canaries: string[],
	out: () => string,
	ids: number[] = [],
): Promise<void> {
	expect(findCanaries(server.dataDir, canaries)).toEqual([]);
	expect(findBytes(server.dataDir, ids.flatMap(inBytes))).toEqual([]);
	const metrics = await fetch(`${server.url}/metrics`, { headers: { connection: 'close' } });
	expect(metrics.status).toBe(200);
	const texts = { log: server.log(), metrics: await metrics.text(), printed: out() };
	for (const [where, text] of Object.entries(texts)) {
		expect([where, canariesIn(text, canaries)]).toEqual([where, []]);
		expect([where, /canary|vogelsang|jasmijn/i.test(text)]).toEqual([where, false]);
	}
	expect(server.log().length).toBeGreaterThan(100);
}

describe.each(['polling', 'webhook'] as const)('Telegram by %s', (by) => {
	test('a long conversation, "person", a question, trouble in between, and a forget: nothing in the clear', async () => {
		const out = printed();
		const surface = await open(by === 'polling' ? { telegram: 'polling' } : {});
		const { server, bot } = surface;
		const anna = person(number, 'en');
		await bot.chat(anna.id);
		const send = async (update: object) => {
			if (by === 'polling') await bot.push(update);
			else expect(await surface.deliver(update)).toBe(200);
		};
		let heard = 0;
		const hear = () => surface.nth(anna, ++heard);
		const says = async (text: string) => {
			await send(anna.says(text));
			return hear();
		};
		const taps = async (data: string) => {
			await send(anna.taps(data, 999));
			return hear();
		};
		await says('/start');
		await taps('lang.en');
		for (const flow of ['help', 'rights', 'steps']) {
			const menu = await taps(`main.menu.${flow}`);
			const topic = menu.buttons?.flat().find(({ data }) => data.startsWith(`${flow}.menu.`))?.data;
			if (topic !== undefined) await taps(topic);
			await taps('menu');
		}
		await says(question);
		await says('person');
		await says(secrets);
		await send(anna.sends({ contact: { phone_number: secrets, first_name: secrets }, caption: secrets }));
		await hear();
		// Trouble of every kind, in whose errors something might be quoted.
		await bot.fault(
			'sendMessage',
			{ play: 'error', status: 400, description: `Bad Request: ${secrets}` },
			{ chat: anna.id },
		);
		await send(anna.says(question));
		await bot.untilLook(({ refusals }) => refusals.some(({ status, scripted }) => scripted && status === 400));
		await bot.fault('sendMessage', { play: 'html', status: 502, body: `<h1>${secrets}</h1>` }, { chat: anna.id });
		await send(anna.edits(secrets));
		const refused = { play: 'error', status: 400, description: `Bad Request: ${secrets}` } as const;
		await bot.fault('answerCallbackQuery', refused);
		await bot.fault('leaveChat', refused);
		await taps('menu');
		await send(anna.adds(-1_001_234_567_890_123));
		await says(secrets);
		await expect.poll(server.log).toContain('not done');
		const ids = [anna.id];
		const canaries = [...anna.canaries, String(anna.id), question, secrets, bot.token, '1001234567890123'];
		await nothingIsSeen(surface, by === 'webhook' ? [...canaries, secret] : canaries, out, ids);
		await says('forget me');
		await nothingIsSeen(surface, canaries, out, ids);
		await server.restart();
		await nothingIsSeen(surface, canaries, out, ids);
		await server.stop();
		expect(findCanaries(server.dataDir, canaries)).toEqual([]);
	});
});

test('WhatsApp — a long conversation, a changed number, trouble of every kind, and a forget: nothing in the clear', async () => {
	const out = printed();
	const surface = await openWhatsApp();
	const { server, number } = surface;
	await number.subscribe(`${server.url}/webhooks/whatsapp`);
	// Long enough that chance finds none of them.
	const known = { number: '44970105512345678', userId: 'GB.13491208655302741918' };
	const anna = whatsapp.person(known);
	const next = { number: '44970105587654321', userId: 'GB.99999208655302741918' };
	const after = whatsapp.person(next);
	const ids: string[] = [];
	const push = async (...changes: whatsapp.Change[]) => void ids.push(...(await number.push(changes)));
	let heard = 0;
	const says = async (change: whatsapp.Change) => {
		await push(change);
		return surface.nth(anna, ++heard);
	};
	await says(anna.says('/start'));
	await says(anna.taps('lang.en'));
	for (const flow of ['help', 'rights', 'steps']) {
		const menu = await says(anna.chooses(`main.menu.${flow}`));
		const topic = menu.choices?.find(({ id }) => id.startsWith(`${flow}.menu.`))?.id;
		if (topic !== undefined) await says(anna.chooses(topic, secrets));
		await says(anna.taps('menu'));
	}
	for (const text of [question, 'person', secrets]) await says(anna.says(text));
	for (const what of ['contacts', 'location', 'image', 'voice', 'document'] as const) await says(anna.sends(what));
	await push(anna.edits(ids[0] ?? '', secrets), anna.revokes(ids[0] ?? ''), anna.reacts('👍', ids[0] ?? ''));
	await push({ field: 'messages', value: { errors: [{ code: 130429, title: secrets, message: secrets }] } });
	await push({ field: 'account_update', value: { phone_number: known.number, event: secrets } });
	// Trouble of every kind, in whose errors something might be quoted.
	const here = { address: anna.address };
	await number.fault('message', { play: 'html', status: 502, body: `<h1>${secrets}</h1>` }, here);
	await number.fault('message', { play: 'drop-after' }, here);
	await number.fault('read', { play: 'error', code: 131009, details: secrets });
	await push(anna.says(question));
	// The one whose end nobody saw, and once more.
	heard += 2;
	await surface.nth(anna, heard);
	await number.fault('message', { play: 'error', code: 131026, details: secrets }, here);
	await push(anna.says(question));
	await number.untilLook(({ refusals }) => refusals.some(({ code }) => code === 131026));
	await number.fault('message', { play: 'fail-later', code: 131026 }, here);
	await says(anna.says(question));
	await number.statuses(['sent', 'delivered', 'read']);
	await push(anna.changesNumber(next));
	await number.untilLook(({ pending }) => pending.length === 0);
	await push(after.says(question));
	await surface.nth(after, 1);
	await expect.poll(server.log).toContain('failed after it was taken');
	await expect.poll(server.log).toContain('not done');
	await number.untilLook(({ pending }) => pending.length === 0);

	const entries = await number.ledger();
	const wamids = [...ids, ...entries.map(({ id }) => id)];
	expect(wamids.length).toBeGreaterThan(40);
	const secretsOfOurs = [number.token, number.appSecret, number.verifyToken];
	const canaries = [
		...[known, next].flatMap(({ number, userId }) => [number, userId]),
		...anna.canaries,
		...after.canaries,
		...new Set(wamids),
		...secretsOfOurs,
		question,
		secrets,
	].filter(({ length }) => length >= 16);
	await nothingIsSeen(surface, canaries, out);
	expect(server.log()).not.toContain('wamid');
	await push(after.says('forget me'));
	await surface.nth(after, 2);
	await nothingIsSeen(surface, canaries, out);
	await server.restart();
	await nothingIsSeen(surface, canaries, out);
	await server.stop();
	expect(findCanaries(server.dataDir, canaries)).toEqual([]);
});

test('the web — a long conversation, "person", a question, a forget: nothing in the clear', async () => {
	const out = printed();
	const surface = await open();
	const { server } = surface;
	const headers = {
		'user-agent': 'Canary of a browser',
		referer: 'https://canary-of-a-page.example/',
		'x-forwarded-for': 'canary-of-an-address',
	};
	const visitor = visit(server);
	await visitor.get('/chat?lang=en&name=Canary-of-a-query', headers);
	for (const choice of [
		'lang.en',
		'main.menu.help',
		'menu',
		'main.menu.rights',
		'rights.menu.police',
		'back',
		'person',
		'menu',
	])
		expect((await visitor.post({ choice }, headers)).status).toBe(200);
	for (const text of [question, 'person', secrets, question]) {
		expect((await visitor.post({ text, name: secrets, id: `Canary-id-${text}` }, headers)).status).toBe(200);
	}
	await visitor.post({ text: secrets }, { ...headers, 'content-type': 'text/plain; canary=yes' });
	await visitor.get(`/canary-of-a-path/${encodeURIComponent(secrets)}`, headers);
	await visitor.get('/chat', headers);
	const cookie = visitor.cookie?.split('=')[1] ?? '';
	expect(cookie).toHaveLength(43);
	const canaries = [
		question,
		secrets,
		cookie,
		'Canary of a browser',
		'Canary-of-a-query',
		'canary-of-a-page.example',
		'canary-of-an-address',
	];
	await nothingIsSeen(surface, canaries, out);
	await visitor.type('forget me');
	await nothingIsSeen(surface, canaries, out);
	await server.stop();
	expect(findCanaries(server.dataDir, canaries)).toEqual([]);
});

test('a planted leak is found: in a file, in a row, in the log, in what is printed', async () => {
	const out = printed();
	const surface = await open();
	const { server } = surface;
	const anna: Person = person(number, 'en');
	const canaries = [...anna.canaries, String(anna.id), question];
	const unseen = () => nothingIsSeen(surface, canaries, out, [anna.id]);
	await surface.works();
	await unseen();

	await server.stop();
	const data = new Database(join(server.dataDir, 'data.db'));
	data.exec('CREATE TABLE leak (name, id)');
	data.prepare('INSERT INTO leak VALUES (?, ?)').run(anna.canaries[0], null);
	data.close();
	await server.restart();
	await expect(unseen()).rejects.toThrow(/data\.db/);

	await server.stop();
	const again = new Database(join(server.dataDir, 'data.db'));
	again.exec('PRAGMA secure_delete = ON; DELETE FROM leak');
	again.prepare('INSERT INTO leak VALUES (?, ?)').run(null, BigInt(anna.id));
	again.close();
	await server.restart();
	expect(findCanaries(server.dataDir, canaries)).toEqual([]);
	await expect(unseen()).rejects.toThrow(/data\.db/);

	await server.stop();
	const last = new Database(join(server.dataDir, 'data.db'));
	last.exec('PRAGMA secure_delete = ON; DROP TABLE leak; VACUUM');
	last.close();
	await server.restart();
	await unseen();
	process.stderr.write(`error: ${question}\n`);
	await expect(unseen()).rejects.toThrow(/printed/);
	appendFileSync(join(server.dataDir, 'crash.txt'), Buffer.from(question).toString('base64'));
	await expect(unseen()).rejects.toThrow(/crash\.txt/);
});
