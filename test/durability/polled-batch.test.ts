/** In the middle of a batch of polled updates a commit fails, or the process is told to end: the rest comes again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, onTestFinished, test, vi } from 'vitest';
import { projectRoot } from '../../src/bundle/root.ts';
import { StoreFailed } from '../../src/store/errors.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { person } from '../support/fake-telegram/person.ts';
import { type Entry, type FakeBot, type FakeTelegram, startFakeTelegram } from '../support/fake-telegram/start.ts';
import { realBundle } from '../support/project.ts';
import { talk } from '../support/talk.ts';
import { answered } from './numbered.ts';
import { openAll } from './telegram.ts';

/** Time limits, in ms: these tests wait for other processes, on machines that may be busy. */
const LONG = 120_000;
let fake: FakeTelegram;
let close = () => {};
beforeAll(async () => {
	fake = await startFakeTelegram((end) => {
		close = end;
	});
});
afterAll(() => close());

/** Until it holds: however busy the machine is. */
async function until(holds: () => Promise<boolean>): Promise<void> {
	await vi.waitUntil(holds, { timeout: LONG / 2, interval: 20 });
}

async function untilNothingWaits(bot: FakeBot): Promise<void> {
	await until(async () => (await bot.look()).pending.length === 0);
}

/** The texts that stand in that chat's part of the ledger, in order. */
function textsTo(entries: readonly Entry[], chat: number): (string | undefined)[] {
	return entries.filter((entry) => entry.chat === chat && entry.text !== undefined).map(({ text }) => text);
}

test(
	'commits that fail in the middle of a polled batch: what was not taken comes again, and each is answered once',
	async () => {
		const PEOPLE = 25;
		const EACH = 4;
		const bot = await fake.bot();
		await bot.pace({ overall: 0, each: 0, burst: 1 });
		const people = Array.from({ length: PEOPLE }, (_, n) => person(7_100_000_000 + n, 'en'));
		const numbers = Array.from({ length: EACH }, (_, n) => n + 1);
		await bot.push(numbers.flatMap((n) => people.map((who) => who.says(`say ${n}`))));

		const log: string[] = [];
		let [passes, failures] = [0, 0];
		const server = openAll({
			directory: temporaryDirectory(),
			bot,
			bundle: realBundle(),
			hook: (point) => {
				// As the disk does it: everything of this commit is undone.
				if (point !== 'turn:before-commit' || ++passes % 2 === 0 || failures === 12) return;
				failures++;
				throw new StoreFailed(new Error('disk I/O error'));
			},
			log: (line) => log.push(line),
		});
		await untilNothingWaits(bot);
		await until(async () => {
			const entries = await bot.ledger();
			return people.every(({ id }) => answered(textsTo(entries, id)).length >= EACH);
		});
		// What is sent has been recorded, too.
		await server.stop();
		expect(failures).toBe(12);
		expect(log.some((line) => line.includes('not taken; it will come again'))).toBe(true);
		// One to be given the batch, and one to confirm it, would have been enough.
		expect((await bot.look()).polls.length).toBeGreaterThan(2);
		const entries = await bot.ledger();
		for (const { id } of people) expect(answered(textsTo(entries, id))).toEqual(numbers);
	},
	LONG,
);

/** The sources and what is built of them, apart from what other tests build meanwhile. */
let root = '';
beforeAll(() => {
	root = mkdtempSync(join(tmpdir(), 'bekend-server-'));
	cpSync(join(projectRoot, 'src'), join(root, 'src'), { recursive: true });
	cpSync(join(projectRoot, 'package.json'), join(root, 'package.json'));
	symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
	cpSync(inject('dist'), join(root, 'dist'), { recursive: true });
}, LONG);
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Running {
	child: ChildProcess;
	log(): string;
	ended: Promise<number | NodeJS.Signals>;
}

/** `npm start` with Telegram by polling; ready when it listens. */
async function start(bot: FakeBot, dataDir: string): Promise<Running> {
	const env = {
		PATH: process.env.PATH,
		PORT: '0',
		DATA_DIR: dataDir,
		TELEGRAM_BOT_TOKEN: bot.token,
		TELEGRAM_API_ROOT: bot.root,
	};
	const child = spawn(process.execPath, [join(root, 'src/node.ts')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
	onTestFinished(() => void child.kill('SIGKILL'));
	let [out, err] = ['', ''];
	child.stderr.on('data', (data) => {
		err += data;
	});
	const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
	await new Promise<void>((resolve, reject) => {
		child.stdout.on('data', (data) => {
			out += data;
			if (out.includes('telegram: by long polling')) resolve();
		});
		void ended.then((how) => reject(new Error(`ended with ${how}: ${err}`)));
	});
	return { child, log: () => err, ended };
}

test.each([
	['at once', 0],
	['when the first of them is answered', 1],
	['when some of them are answered', 15],
])(
	'SIGTERM in the middle of a polled batch, %s: nothing of it is confirmed, it comes again, and each is answered once',
	async (_, answers) => {
		const PEOPLE = 20;
		const bot = await fake.bot();
		const people = Array.from({ length: PEOPLE }, (_, n) => person(7_200_000_000 + n, 'en'));
		const said = ['/start', 'qwertyuiop'];
		const wanted = said.flatMap((_, n) => {
			const here = talk(realBundle(), { channel: 'telegram', guess: 'en' });
			for (const text of said.slice(0, n + 1)) here.type(text);
			return here.effects.flatMap((effect) => (effect.do === 'say' ? [effect.message.text] : []));
		});
		const dataDir = temporaryDirectory();
		const first = await start(bot, dataDir);
		await until(async () => (await bot.look()).polls.length === 1);
		// The next question, which would confirm the batch, is never heard.
		await bot.fault('getUpdates', { play: 'silence' }, { times: 1_000 });
		const ids = await bot.push(said.flatMap((text) => people.map((who) => who.says(text))));
		const texts = (entries: readonly Entry[]) => entries.filter(({ text }) => text !== undefined).length;
		await until(async () => texts(await bot.ledger()) >= answers);
		first.child.kill('SIGTERM');
		expect(await first.ended).toBe(0);
		expect(first.log()).not.toMatch(/"level":[56]0/);
		expect((await bot.look()).pending.map(({ update_id }) => update_id)).toEqual(ids);

		await bot.heal();
		const second = await start(bot, dataDir);
		await untilNothingWaits(bot);
		await until(async () => {
			const entries = await bot.ledger();
			return people.every(({ id }) => textsTo(entries, id).length >= wanted.length);
		});
		second.child.kill('SIGTERM');
		expect(await second.ended).toBe(0);
		const entries = await bot.ledger();
		for (const { id } of people) expect(textsTo(entries, id)).toEqual(wanted);
	},
	LONG,
);
