/** Each item of PRIVACY.md's "Operation": what is wrong is said, nothing starts on it, and mended it goes on. */
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Finding } from '../../src/bundle/finding.ts';
import { BrokenBundle } from '../../src/bundle/finding.ts';
import { loadBundle } from '../../src/bundle/load.ts';
import { KeysMissing, SecretWrong } from '../../src/privacy/errors.ts';
import { StoreLocked } from '../../src/store/errors.ts';
import { openStore } from '../../src/store/open.ts';
import { dataMigrations } from '../../src/store/schema.ts';
import { startChild } from '../support/child.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { copyProject, edit, today } from '../support/project.ts';
import { visit } from '../support/visitor.ts';
import { computed, hostile, raw } from './surface.ts';

const open = hostile();

/** What is wrong with a project; it fails when the project can be served, or breaks the loader. */
function refused(root: string): Finding[] {
	try {
		loadBundle({ root, today });
	} catch (error) {
		if (error instanceof BrokenBundle) return error.findings;
		throw error;
	}
	throw new Error('it was loaded');
}

test('path traversal in flow, locale and asset names — 404 for the asset, no file is read, a finding for the names', async () => {
	const { server, works, quiet } = await open();
	for (const path of [
		'/assets/../bundle.json',
		'/assets/..%2f..%2fbundle.json',
		'/assets/%2e%2e/%2e%2e/etc/passwd',
		'/assets/....//....//etc/passwd',
		'/assets/..\\..\\bundle.json',
		'/assets/%00',
		'/assets/%',
		'/../../../../etc/passwd',
		'//etc/passwd',
		'/assets/constructor',
	]) {
		const answer = await raw(server, [`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`]);
		expect([path, /^HTTP\/1.1 40[04] /.test(answer)]).toEqual([path, true]);
	}
	for (const lang of ['../../etc/passwd', '..%2f..%2fflows', '/etc/passwd', 'en/../nl', '%00'])
		expect((await visit(server).get(`/chat?lang=${lang}`)).choices).toEqual(['lang.en', 'lang']);
	await works();
	quiet('passwd', 'bundle.json');

	const languages = copyProject();
	edit(languages, 'flows/directory.yaml', 'languages: [en, ', 'languages: [en, "../../../etc", ');
	expect(refused(languages).map(({ file }) => file)).toContain('flows/directory.yaml');
	const flow = copyProject();
	edit(flow, 'flows/help.yaml', 'flow: help', 'flow: ../help');
	expect(refused(flow).map(({ file }) => file)).toContain('flows/help.yaml');
	const target = copyProject();
	edit(target, 'flows/help.yaml', 'goto: sti-test }', 'goto: ../../../etc/passwd }');
	expect(refused(target).map(({ file }) => file)).toContain('flows/help.yaml');
	const picture = copyProject();
	edit(picture, 'flows/help.yaml', 'healthicons:people-outline', 'healthicons:../../package');
	expect(refused(picture).map(({ file }) => file)).toContain('flows/help.yaml');
});

test('YAML bombs and `__proto__` keys — a finding with its line, at once, and nothing is polluted', async () => {
	const bomb = copyProject();
	const laughs = Array.from({ length: 12 }, (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n}, `.repeat(10)}]`);
	edit(bomb, 'flows/help.yaml', '\nstart: menu\n', `\nstart: menu\nl0: &l0 [lol]\n${laughs.join('\n')}\n`);
	const took = await computed(() => expect(refused(bomb).map(({ file }) => file)).toContain('flows/help.yaml'));
	expect(took).toBeLessThan(3_000);

	const merged = copyProject();
	edit(merged, 'flows/help.yaml', '\nstart: menu\n', '\nstart: menu\n<<: { __proto__: { polluted: 1 } }\n');
	expect(refused(merged).length).toBeGreaterThan(0);
	const keyed = copyProject();
	edit(
		keyed,
		'locales/en/main.json',
		/^\{/,
		'{ "__proto__": { "text": "polluted" }, "constructor": { "text": "polluted" },',
	);
	expect(refused(keyed).map(({ what }) => what)).toEqual(
		expect.arrayContaining(['"__proto__" is no name', '"constructor" is no name']),
	);
	const tagged = copyProject();
	edit(tagged, 'flows/help.yaml', 'start: menu', 'start: !!js/function "function () {}"');
	expect(refused(tagged).map(({ file }) => file)).toContain('flows/help.yaml');
	const deep = copyProject();
	writeFileSync(join(deep, 'flows/help.yaml'), `flow: help\nsteps: ${'['.repeat(20_000)}`);
	expect(refused(deep).map(({ file }) => file)).toContain('flows/help.yaml');
	expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
	await (await open()).works();
});

test('cycles — steps that go round without a wait, and a YAML that holds itself, are findings', async () => {
	const round = copyProject();
	edit(round, 'flows/person.yaml', 'otherwise: now', 'otherwise: start');
	expect(refused(round).map(({ rule, file }) => [rule, file])).toContainEqual(['loop', 'flows/person.yaml']);
	const itself = copyProject();
	edit(itself, 'flows/help.yaml', '\nstart: menu\n', '\nstart: menu\nmoved: &m { x: *m }\n');
	expect(refused(itself).map(({ file }) => file)).toContain('flows/help.yaml');
	await (await open()).works();
});

test('a migration killed half-way — the next start finishes it', async () => {
	const { server, works, quiet } = await open();
	for (const fatal of dataMigrations.keys()) {
		await server.stop();
		for (const file of ['data.db', 'keys.db']) rmSync(join(server.dataDir, file));
		const killed = startChild(new URL('./migration.child.ts', import.meta.url), [
			join(server.dataDir, 'data.db'),
			String(fatal),
		]);
		expect([await killed.ended, killed.lines]).toEqual(['SIGKILL', []]);
		await server.restart();
		await works();
	}
	quiet();
});

test('two processes on one database — the second is refused with a clear word, and the first goes on', async () => {
	const { server, works, quiet, visitor } = await open();
	const visited = await visitor();
	const script = new URL('../store/lock.child.ts', import.meta.url);
	const second = startChild(script, [server.dataDir]);
	expect(await second.ended).toBe(0);
	expect(second.lines).toEqual([expect.stringMatching(/^STORE_LOCKED: .* is in use by another Bekend process\. Stop/)]);
	await works();
	await server.stop();
	const first = startChild(script, [server.dataDir]);
	onTestFinished(() => first.kill());
	await first.line((line) => line === 'locked');
	await expect(server.restart()).rejects.toThrow(StoreLocked);
	first.kill();
	await first.ended;
	await server.restart();
	expect((await visited.get()).choices).toContain('main.menu.rights');
	await works();
	quiet();
});

test('a torn WAL — whatever its end has lost, it starts, and what came before is there', async () => {
	const { server, works, visitor, quiet } = await open();
	const visited = await visitor();
	const { said } = visited.page;
	// As it lies there when the power goes. By another process: ours would lose its locks on what it closes.
	const copies = temporaryDirectory();
	const copy = (name: string) => execFileSync('cp', ['-r', server.dataDir, join(copies, name)]);
	copy('early');
	await visited.tap('main.menu.rights');
	copy('late');
	await server.stop();
	const start = async (change: (wal: string, size: number) => void) => {
		await server.stop();
		rmSync(server.dataDir, { recursive: true });
		cpSync(join(copies, 'late'), server.dataDir, { recursive: true });
		const wal = join(server.dataDir, 'data.db-wal');
		change(wal, statSync(wal).size);
		await server.restart();
		return (await visited.get()).said;
	};
	const early = statSync(join(copies, 'early', 'data.db-wal')).size;
	expect(await start(() => {})).toEqual([...said, 'What do you want to know about your rights?']);
	// The last commit is torn: the one before stands.
	expect(await start((wal, size) => truncateSync(wal, size - 1))).toEqual(said);
	expect(await start((wal) => truncateSync(wal, early + 100))).toEqual(said);
	expect(await start((wal, size) => writeFileSync(wal, readFileSync(wal).fill(0xa5, size - 3_000)))).toEqual(said);
	await works();
	// Nothing of it is left but its beginning, or not even that: the visit is gone, and everybody is answered.
	for (const change of [
		(wal: string) => truncateSync(wal, 40),
		(wal: string) => writeFileSync(wal, Buffer.alloc(10_000, 0x5a)),
		(wal: string) => rmSync(wal),
	]) {
		await start(change);
		await works();
	}
	quiet();
});

test('a missing or wrong key — nothing starts, nothing is written, and with the right one all is there', async () => {
	const { server, works, visitor, quiet } = await open();
	const visited = await visitor();
	await server.stop();
	const [keys, away] = [join(server.dataDir, 'keys.db'), join(temporaryDirectory(), 'keys.db')];
	const data = readFileSync(join(server.dataDir, 'data.db'));
	renameSync(keys, away);
	await expect(server.restart()).rejects.toThrow(KeysMissing);
	rmSync(keys);

	const other = temporaryDirectory();
	openStore(other, { secret: new Uint8Array(32).fill(8) }).close();
	cpSync(join(other, 'keys.db'), keys);
	await expect(server.restart()).rejects.toThrow(SecretWrong);
	const same = temporaryDirectory();
	openStore(same, { secret: new Uint8Array(32).fill(7) }).close();
	cpSync(join(same, 'keys.db'), keys);
	await expect(server.restart()).rejects.toThrow(KeysMissing);
	expect(readFileSync(join(server.dataDir, 'data.db')).equals(data)).toBe(true);

	cpSync(away, keys);
	await server.restart();
	expect((await visited.get()).choices).toContain('main.menu.rights');
	await works();
	quiet();
});
