/** A full disk: what cannot be stored is refused with 503, and when there is room again all goes on by itself. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { person } from '../support/fake-telegram/person.ts';
import { type FakeBot, startFakeTelegram } from '../support/fake-telegram/start.ts';
import { realBundle } from '../support/project.ts';
import { talk } from '../support/talk.ts';
import { type Visitor, visit } from '../support/visitor.ts';

/** Time limits, in ms: the machine may be busy. */
const LONG = 120_000;
const secret = new Uint8Array(32).fill(5);
const webhookSecret = 'A_secret-0123456789';

/** A disk of 2 MiB; undefined: we may not mount one. */
function smallDisk(): string | undefined {
	const disk = join(temporaryDirectory(), 'disk');
	mkdirSync(disk);
	const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', disk]);
	if (status !== 0) return undefined;
	onTestFinished(() => void spawnSync('umount', ['-l', disk]));
	return disk;
}

/** Not a byte is left. → makes room again. */
function fill(disk: string): () => void {
	const path = join(disk, 'ballast');
	const file = openSync(path, 'w');
	for (const size of [65_536, 4_096, 1]) {
		for (;;) {
			try {
				writeSync(file, Buffer.alloc(size));
			} catch {
				break;
			}
		}
	}
	closeSync(file);
	return () => rmSync(path);
}

async function start(bot: FakeBot, dataDir: string): Promise<{ url: string; stop(): Promise<unknown> }> {
	const child = spawn(process.execPath, [new URL('./serve.child.ts', import.meta.url).pathname, inject('dist')], {
		stdio: ['ignore', 'pipe', 'ignore'],
		env: {
			PATH: process.env.PATH,
			PORT: '0',
			DATA_DIR: dataDir,
			BEKEND_SECRET: Buffer.from(secret).toString('base64'),
			TELEGRAM_BOT_TOKEN: bot.token,
			TELEGRAM_API_ROOT: bot.root,
			TELEGRAM_WEBHOOK_SECRET: webhookSecret,
			// Its own port is not known before it listens: the test tells the fake where it is.
			PUBLIC_URL: 'http://localhost',
		},
	});
	onTestFinished(() => void child.kill('SIGKILL'));
	const ended = once(child, 'exit');
	const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
	const url = `http://127.0.0.1:${line.split(' ')[1]}`;
	return {
		url,
		async stop() {
			child.kill('SIGTERM');
			const [code] = await ended;
			return code;
		},
	};
}

/** As the server does when its address is known. */
async function directWebhook(bot: FakeBot, url: string): Promise<void> {
	await until(async () => (await bot.look()).webhook !== null);
	const body = JSON.stringify({ url: `${url}/webhooks/telegram`, secret_token: webhookSecret });
	const headers = { 'Content-Type': 'application/json' };
	const response = await fetch(`${bot.root}/bot${bot.token}/setWebhook`, { method: 'POST', headers, body });
	expect(await response.json()).toMatchObject({ ok: true });
}

async function until(holds: () => Promise<boolean>): Promise<void> {
	await vi.waitUntil(holds, { timeout: LONG / 2, interval: 20 });
}

test(
	'while the disk is full, web and Telegram are answered 503; when there is room all goes on, and nothing acknowledged is lost',
	async ({ skip }) => {
		const disk = smallDisk();
		if (disk === undefined) return skip('a small disk cannot be mounted here: it needs root on Linux');
		const fake = await startFakeTelegram();
		const bot = await fake.bot();
		await bot.pace({ overall: 0, each: 0, burst: 1 });
		const dataDir = join(disk, 'data');
		const server = await start(bot, dataDir);
		await directWebhook(bot, server.url);

		const visitors: Visitor[] = [];
		const visitor = async () => {
			const one = visit(server);
			visitors.push(one);
			await one.post({ choice: 'lang.en' });
			return one;
		};
		/** A little may still fit, one turn being smaller than another; not for long. */
		const refusedVisitor = async () => {
			for (let n = 0; n < 500; n++) {
				const one = await visitor();
				if (one.page.status === 503) return one;
			}
			throw new Error('nobody was refused');
		};
		const people = Array.from({ length: 30 }, (_, n) => person(7_300_000_000 + n, 'en'));
		const [early, late] = [people.slice(0, 10), people.slice(10)];
		expect((await visitor()).page.status).toBeLessThan(400);
		await bot.push(early.map((who) => who.says('/start')));
		await until(async () => (await bot.look()).pending.length === 0);

		const makeRoom = fill(disk);
		await refusedVisitor();
		const pushed = await bot.push(late.map((who) => who.says('/start')));
		await until(async () => {
			const { deliveries } = await bot.look();
			return deliveries.some(({ update_id, status }) => pushed.includes(update_id) && status === 503);
		});
		const refused = await refusedVisitor();
		expect(refused.page.headers.get('retry-after')).toMatch(/^\d+$/);
		expect(refused.cookie).toBeUndefined();
		// What needs no room is served.
		expect((await fetch(`${server.url}/healthz`)).status).toBe(200);

		makeRoom();
		await until(async () => (await bot.look()).pending.length === 0);
		await refused.post({ choice: 'lang.en' });
		expect(refused.page.status).toBeLessThan(400);

		const greeting = talk(realBundle(), { channel: 'telegram', guess: 'en' }).type('/start').message().text;
		await until(async () => {
			const entries = await bot.ledger();
			return people.every(({ id }) => entries.some(({ chat, text }) => chat === id && text === greeting));
		});
		// Whoever was told that it was taken finds it.
		const taken = visitors.filter(({ cookie }) => cookie !== undefined);
		expect(taken.length).toBeGreaterThan(1);
		for (const one of taken) expect((await one.get()).choices).toContain('main.menu.rights');
		expect(await server.stop()).toBe(0);
		const said = (await bot.ledger()).filter(({ text }) => text !== undefined);
		expect(said.map(({ chat, text }) => [chat, text]).sort()).toEqual(people.map(({ id }) => [id, greeting]).sort());
		const { data, keys, close } = openStore(dataDir, { secret });
		for (const sql of [data, keys]) expect(sql.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
		expect(data.get('SELECT count(*) AS n FROM outbox WHERE state <> ?', 'mailbox')).toEqual({ n: 0 });
		close();
	},
	LONG,
);
