/** `npm run approve`, as it is run: what it writes, what it refuses, and what it says. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadBundle } from '../../src/bundle/load.ts';
import { projectRoot } from '../../src/bundle/root.ts';
import { copyProject, edit, today } from '../support/project.ts';

function approve(root: string, ...args: string[]) {
	const script = join(projectRoot, 'src/cli/approve.ts');
	const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--root', root, ...args], {
		encoding: 'utf8',
	});
	return { status, stdout, stderr };
}

const statusOf = (root: string, language = 'ro') =>
	readFileSync(join(root, `locales/${language}/_status.json`), 'utf8');
const police = ['--lang', 'ro', '--topic', 'rights.police'];
const lawyer = ['--by', 'lawyer', '--on', '2026-11-20'];

describe('npm run approve', () => {
	test('writes who, when and the hash of the text as it is; the bundle serves it', () => {
		const root = copyProject();
		const { status, stdout, stderr } = approve(root, ...police, '--topic', 'help.money', ...lawyer);
		expect([status, stderr]).toEqual([0, '']);
		expect(stdout).toMatch(
			/^ro rights\.police: approved by lawyer on 2026-11-20, version [0-9a-f]{12} \(it was not approved\)$/m,
		);
		expect(stdout).toContain('machine-drafted, and "reviewed" names no native reader yet');
		expect(stdout).toContain('still open, V1: rights.police: police Noord-Nederland and the municipality');
		const bundle = loadBundle({ root, today });
		expect(bundle.approved.ro).toEqual({
			'help.money': { by: 'lawyer', on: '2026-11-20' },
			'rights.police': { by: 'lawyer', on: '2026-11-20' },
		});
		expect(JSON.parse(statusOf(root)).approved['rights.police'].hash).toBe(
			bundle.standing.ro?.topics['rights.police']?.hash,
		);
	});

	test('changes nothing else in the file, and --withdraw takes it back to the letter', () => {
		const root = copyProject();
		const before = statusOf(root);
		approve(root, ...police, ...lawyer);
		const added = statusOf(root)
			.split('\n')
			.filter((line) => !before.split('\n').includes(line));
		expect(added.length).toBeLessThan(8);
		const { status, stdout } = approve(root, ...police, '--withdraw');
		expect([status, statusOf(root)]).toEqual([0, before]);
		expect(stdout).toContain('ro rights.police: withdrawn (it was approved by lawyer on 2026-11-20)');
		expect(stdout).toContain('in the Desk is withdrawn there');
	});

	test('--all approves every topic of the language, and takes all back', () => {
		const root = copyProject();
		expect(approve(root, '--lang', 'nl', '--all', ...lawyer).status).toBe(0);
		const { approved, standing } = loadBundle({ root, today });
		expect(Object.keys(approved.nl ?? {}).sort()).toEqual(Object.keys(standing.nl?.topics ?? {}).sort());
		expect(approved.ro).toEqual({});
		approve(root, '--lang', 'nl', '--all', '--withdraw');
		expect(loadBundle({ root, today }).approved.nl).toEqual({});
	});

	test('the source language is approved as well', () => {
		const root = copyProject();
		expect(approve(root, '--lang', 'en', '--topic', 'rights.police', ...lawyer).status).toBe(0);
		expect(loadBundle({ root, today }).approved.en).toEqual({ 'rights.police': { by: 'lawyer', on: '2026-11-20' } });
	});

	test.each([
		['an unknown topic', ['--lang', 'ro', '--topic', 'rights.polise', ...lawyer], 'there is no topic "rights.polise"'],
		['a step that is no topic', ['--lang', 'ro', '--topic', 'rights.menu', ...lawyer], 'there is no topic'],
		['a language that is not on', ['--lang', 'fy', '--topic', 'rights.police', ...lawyer], 'fy is not switched on'],
		['nobody', police, 'npm run approve --'],
		['a number as a role', [...police, '--by', 'call 112'], 'no digits'],
		['a day that is none', [...police, '--by', 'lawyer', '--on', '2026-02-30'], 'is no day'],
		['a day to come', [...police, '--by', 'lawyer', '--on', '2999-01-01'], 'has not come yet'],
		['topics and all', [...police, '--all', ...lawyer], 'npm run approve --'],
		['withdrawing by somebody', [...police, '--withdraw', ...lawyer], 'npm run approve --'],
		['an option that is none', [...police, '--force', ...lawyer], '--force'],
	])('refuses %s, and writes nothing', (_, args, says) => {
		const root = copyProject();
		const before = statusOf(root);
		const { status, stdout, stderr } = approve(root, ...args);
		expect([status, stdout]).toEqual([1, '']);
		expect(stderr).toContain(says);
		expect(stderr).not.toMatch(/\n\s+at /);
		expect(statusOf(root)).toBe(before);
	});

	test('refuses a stale translation and a text with a hole, and then approves none of those beside it', () => {
		const root = copyProject();
		edit(root, 'locales/en/rights.json', 'You do not have to decide this alone.', 'You need not decide this alone.');
		edit(root, 'locales/ro/help.json', /"title": "S-a rupt condomul",/, '');
		const before = statusOf(root);
		const { status, stderr } = approve(
			root,
			...police,
			'--topic',
			'help.condom-broke',
			'--topic',
			'help.money',
			...lawyer,
		);
		expect([status, statusOf(root)]).toEqual([1, before]);
		expect(stderr).toContain('ro rights.police is stale');
		expect(stderr).toContain('ro help.condom-broke: a part of it is missing');
		expect(stderr).toContain('nothing was written');
		expect(approve(root, '--lang', 'en', '--topic', 'rights.police', ...lawyer).status).toBe(0);
	});
});
