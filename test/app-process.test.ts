/** The process itself, as `npm start` runs it: what it prints, how it ends, what it refuses. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { projectRoot } from '../src/bundle/root.ts';
import { temporaryDirectory } from './support/directory.ts';
import { visit } from './support/visitor.ts';

interface Started {
	child: ChildProcess;
	/** Resolves with the address of the chat; rejects when the process ends first. */
	url: Promise<string>;
	out(): string;
	err(): string;
	ended: Promise<number | NodeJS.Signals>;
}

const secret = Buffer.alloc(32, 5).toString('base64');

function start(settings: Record<string, string>): Started {
	const env = { PATH: process.env.PATH, PORT: '0', ...settings };
	const child = spawn(process.execPath, [join(projectRoot, 'src/node.ts')], { env, cwd: temporaryDirectory() });
	let [out, err] = ['', ''];
	child.stderr.on('data', (data) => {
		err += data;
	});
	const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
	const url = new Promise<string>((resolve, reject) => {
		child.stdout.on('data', (data) => {
			out += data;
			const found = /^chat: (\S+)\/chat$/m.exec(out)?.[1];
			if (found) resolve(found);
		});
		void ended.then((how) => reject(new Error(`ended with ${how}: ${err}`)));
	});
	// Not every test waits for it.
	url.catch(() => {});
	onTestFinished(() => void child.kill('SIGKILL'));
	return { child, url, out: () => out, err: () => err, ended };
}

beforeAll(() => {
	const { status, stderr } = spawnSync(process.execPath, [join(projectRoot, 'src/cli/build.ts')], { encoding: 'utf8' });
	expect([status, stderr]).toEqual([0, '']);
});

describe('the process', () => {
	test('without any setting makes a secret, prints one line a thing, serves, and ends orderly', async () => {
		const dataDir = join(temporaryDirectory(), 'data');
		const { child, url, out, err, ended } = start({ DATA_DIR: dataDir });
		const visitor = visit({ url: await url });
		await visitor.post({ choice: 'lang.en' });
		expect(visitor.page.choices).toContain('main.menu.rights');
		await expect
			.poll(out)
			.toMatch(
				/^secret: made in .*\nchat: http:\/\/localhost:\d+\/chat\ndesk: http:\/\/localhost:\d+\/desk\nenrol: http:\/\/localhost:\d+\/desk#\/enrol\/[\w-]{43}\ntelegram: off .*\nwhatsapp: off .*\n$/,
			);
		const live = await fetch(`${await url}/chat/live`, { headers: { cookie: visitor.cookie ?? '' } });
		child.kill('SIGTERM');
		expect(await ended).toBe(0);
		await live.text();
		expect(err()).toContain('"msg":"stopping"');
		expect(err()).not.toContain('"level":50');
	});

	test('in production serves approved texts, makes no secret, and says why the Desk is off', async () => {
		const dataDir = temporaryDirectory();
		const { child, url, out, ended } = start({ DATA_DIR: dataDir, NODE_ENV: 'production', BEKEND_SECRET: secret });
		expect(await (await fetch(`${await url}/healthz`)).json()).toMatchObject({ ok: true, publish: 'approved' });
		expect(existsSync(join(dataDir, 'secret'))).toBe(false);
		await expect
			.poll(out)
			.toMatch(
				/^desk: off, because organisation\.controller .*, organisation\.privacy_contact .*, RETENTION_DAYS must be set$/m,
			);
		for (const path of ['/desk', '/desk/api/me']) expect((await fetch(`${await url}${path}`)).status).toBe(404);
		child.kill('SIGINT');
		expect(await ended).toBe(0);
	});

	test('does not start on a wrong setting, and names each', async () => {
		const { err, out, ended } = start({ DATA_DIR: temporaryDirectory(), PORT: 'x', PUBLISH: 'x' });
		expect(await ended).toBe(1);
		expect(err()).toMatch(/PORT is "x".*\n.*PUBLISH is "x"/);
		expect(out()).toBe('');
	});

	test('does not start a second time on the same data, and says so', async () => {
		const dataDir = temporaryDirectory();
		const first = start({ DATA_DIR: dataDir });
		await first.url;
		const second = start({ DATA_DIR: dataDir });
		expect(await second.ended).toBe(1);
		expect(second.err()).toContain('is in use by another Bekend process');
		expect((await fetch(`${await first.url}/healthz`)).status).toBe(200);
	});

	test('does not start with another secret than the data was made with', async () => {
		const dataDir = temporaryDirectory();
		const first = start({ DATA_DIR: dataDir, BEKEND_SECRET: secret });
		await first.url;
		first.child.kill('SIGTERM');
		await first.ended;
		const second = start({ DATA_DIR: dataDir, BEKEND_SECRET: Buffer.alloc(32, 6).toString('base64') });
		expect(await second.ended).toBe(1);
		expect(second.err()).toContain('BEKEND_SECRET does not open');
		expect(second.err()).not.toContain(secret);
	});

	test('says which port is taken', async () => {
		const first = start({ DATA_DIR: temporaryDirectory() });
		const { port } = new URL(await first.url);
		const second = start({ DATA_DIR: temporaryDirectory(), PORT: port });
		expect(await second.ended).toBe(1);
		expect(second.err()).toContain(`port ${port} of 127.0.0.1: it is taken`);
	});

	test('keeps a visit over kill -9: what was answered is still there', async () => {
		const dataDir = temporaryDirectory();
		const first = start({ DATA_DIR: dataDir });
		const visitor = visit({ url: await first.url });
		await visitor.post({ choice: 'lang.en' });
		await visitor.tap('main.menu.rights');
		const { said } = visitor.page;
		first.child.kill('SIGKILL');
		await first.ended;
		const again = visit({ url: await start({ DATA_DIR: dataDir }).url });
		again.cookie = visitor.cookie;
		await again.get();
		expect(again.page.said).toEqual(said);
	});
});
