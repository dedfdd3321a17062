import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/bundle/compile.ts';
import type { Finding } from '../../src/bundle/finding.ts';
import { BrokenBundle } from '../../src/bundle/finding.ts';
import { layBundle } from '../../src/bundle/lay.ts';
import { loadBundle } from '../../src/bundle/load.ts';
import { readSources } from '../../src/bundle/read.ts';
import { readCompiled } from '../../src/bundle/read-compiled.ts';
import { findSoundErrors } from '../../src/bundle/rules/sounds.ts';
import { LARGEST } from '../../src/bundle/sounds.ts';
import { makeOpus } from '../support/opus.ts';
import { copyProject, edit, temporaryFolder, today } from '../support/project.ts';
import { addSound, mark, topic } from '../support/sounds.ts';

/** A translation: nothing follows from its edits but what they do to the audio. */
const language = 'nl';
const folder = `flows/media/${language}`;
const file = `${folder}/${topic}.ogg`;
const status = `${folder}/_status.json`;

function findings(root: string): Finding[] {
	const read = readSources(root);
	return read.sources ? findSoundErrors(read.sources) : read.findings;
}

/** What would be offered. */
function offered(root: string): string[] {
	const { sources } = readSources(root);
	return Object.keys((sources && compile(sources, false).sounds[language]) ?? {});
}

/** A project with one audio. */
function project(): string {
	const root = copyProject();
	addSound(root, language, topic, makeOpus({ seconds: 1.5 }));
	return root;
}

describe('an audio of a topic', () => {
	test('is in the bundle by hash, length and time, and beside it as a file; the words are not', () => {
		const root = project();
		expect(findings(root)).toEqual([]);
		const dist = temporaryFolder();
		layBundle(dist, { root, today, pictures: false });
		const { sounds } = readCompiled(join(dist, 'bundle.json'));
		const known = sounds[language]?.[topic];
		expect(known).toEqual({ hash: expect.stringMatching(/^[0-9a-f]{64}$/), bytes: 472, seconds: 1.5 });
		expect(sounds.en).toEqual({});
		expect(readdirSync(join(dist, 'media'))).toEqual([`${known?.hash}.ogg`]);
		expect(readFileSync(join(dist, 'media', `${known?.hash}.ogg`))).toEqual(makeOpus({ seconds: 1.5 }));
		// What is spoken anew takes its place.
		addSound(root, language, topic, makeOpus({ seconds: 2 }));
		layBundle(dist, { root, today, pictures: false });
		expect(readdirSync(join(dist, 'media'))).toEqual([
			`${readCompiled(join(dist, 'bundle.json')).sounds[language]?.[topic]?.hash}.ogg`,
		]);
	});

	test.each<[string, (root: string) => void]>([
		['its text', (root) => edit(root, 'locales/nl/help.json', 'Wacht niet, ook niet', 'Wacht nooit, ook niet')],
		[
			'a number in it',
			(root) => edit(root, 'flows/directory.yaml', /(\n {2}ggd:\n(?: {4}.*\n)*? {4}number: )\S+/, '$1"000-OTHER"'),
		],
	])('is not offered any more when %s has changed', (_, change) => {
		const root = project();
		change(root);
		expect(findings(root)).toMatchObject([
			{ rule: 'sound', file: status, line: 2, what: expect.stringMatching(/older than its text/), serves: true },
		]);
		expect(offered(root)).toEqual([]);
		mark(root, language, [topic]);
		expect(findings(root)).toEqual([]);
		expect(offered(root)).toEqual([topic]);
	});

	test('stays when only its title, a label or another topic has changed', () => {
		const root = project();
		edit(root, 'locales/nl/help.json', /("condom-broke": \{\s*"title": )"[^"]*"/, '$1"Condoom stuk"');
		edit(root, 'locales/nl/main.json', /("menu": \{\s*"text": ")/, '$1Nou. ');
		expect(findings(root)).toEqual([]);
		expect(offered(root)).toEqual([topic]);
	});

	test('without a mark of its text is not offered', () => {
		const root = project();
		writeFileSync(join(root, status), '{}\n');
		expect(findings(root)).toMatchObject([
			{ rule: 'sound', file: status, what: expect.stringMatching(/no mark/), serves: true },
		]);
		expect(loadBundle({ root, today }).sounds[language]).toEqual({});
	});

	test.each<[string, string, Uint8Array, RegExp]>([
		['of no topic', 'help.gone.ogg', makeOpus(), /no topic "help.gone"/],
		['of a menu', 'help.menu.ogg', makeOpus(), /no topic "help.menu"/],
		['that is no Ogg', `${topic}.ogg`, Buffer.from('RIFFsomeWAVE'), /no Ogg/],
		['in stereo', `${topic}.ogg`, makeOpus({ channels: 2 }), /2 channels/],
		['that is too large', `${topic}.ogg`, Buffer.alloc(LARGEST + 1), /has 524289 bytes/],
		['of another kind', `${topic}.mp3`, makeOpus(), /no audio of a topic/],
		['with a path for a name', '..%2f..%2fsecret.ogg', makeOpus(), /no audio of a topic/],
	])('%s is named, and never served', (_, name, content, says) => {
		const root = copyProject();
		mkdirSync(join(root, folder), { recursive: true });
		writeFileSync(join(root, folder, name), content);
		const found = findings(root).filter(({ serves }) => !serves);
		expect(found).toMatchObject([{ file: `${folder}/${name}`, what: expect.stringMatching(says) }]);
	});

	test('that is broken keeps the bundle from being served, and one that is only old does not', () => {
		const root = project();
		writeFileSync(join(root, status), '{}\n');
		expect(loadBundle({ root, today }).sounds[language]).toEqual({});
		writeFileSync(join(root, file), 'no sound');
		expect(() => loadBundle({ root, today })).toThrow(BrokenBundle);
	});

	test('is a file of this project: what a link leads to is not read', () => {
		const root = copyProject();
		const elsewhere = join(temporaryFolder(), 'elsewhere');
		mkdirSync(elsewhere);
		writeFileSync(join(elsewhere, `${topic}.ogg`), makeOpus());
		mkdirSync(join(root, folder), { recursive: true });
		symlinkSync(join(elsewhere, `${topic}.ogg`), join(root, file));
		symlinkSync(elsewhere, join(root, 'flows/media/ro'));
		expect(findings(root).map((found) => found.file)).toEqual([file, 'flows/media/ro']);
	});

	test('of a language that is not switched on, and a mark without an audio, are named', () => {
		const root = project();
		mkdirSync(join(root, 'flows/media/xx'));
		expect(findings(root)).toMatchObject([{ file: 'flows/media/xx', what: expect.stringMatching(/"xx"/) }]);
		const other = project();
		writeFileSync(join(other, status), readFileSync(join(other, status), 'utf8').replace('{', '{"help.xenia":"0",'));
		expect(findings(other)).toMatchObject([
			{ rule: 'unused', file: status, what: expect.stringMatching(/help.xenia/) },
		]);
	});
});
