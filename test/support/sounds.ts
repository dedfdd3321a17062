/** Topics with audio, which the project itself has none of: people make it. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { hashSpoken } from '../../src/bundle/hash.ts';
import { layBundle } from '../../src/bundle/lay.ts';
import { readSources } from '../../src/bundle/read.ts';
import { readCompiled } from '../../src/bundle/read-compiled.ts';
import { openSounds } from '../../src/channels/read-sounds.ts';
import type { ReadSound } from '../../src/channels/sounds.ts';
import type { Sound } from '../../src/flow/bundle.ts';
import { type Bundle, openBundle } from '../../src/flow/open.ts';
import { makeOpus } from './opus.ts';
import { copyProject, realBundle, temporaryFolder, today } from './project.ts';

/** Of a server whose bundle has none. */
export const noSounds: ReadSound = async () => undefined;

export const topic = 'help.condom-broke';

/** Puts an audio into a project, and the mark of the text it was spoken from. */
export function addSound(root: string, language: string, topic: string, file: Uint8Array = makeOpus()): void {
	const folder = join(root, 'flows/media', language);
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, `${topic}.ogg`), file);
	mark(root, language, [topic]);
}

export function mark(root: string, language: string, topics: readonly string[]): void {
	const { sources, findings } = readSources(root);
	const locale = sources?.locales.get(language);
	if (!sources || !locale) throw new Error(JSON.stringify(findings));
	const marks = { ...sources.spoken.get(language)?.value };
	for (const topic of topics) marks[topic] = hashSpoken(locale, sources.directory.value, topic);
	writeFileSync(join(root, 'flows/media', language, '_status.json'), `${JSON.stringify(marks, null, '\t')}\n`);
}

export interface Sounded {
	/** What a server loads. */
	dist: string;
	bundle: Bundle;
	readSound: ReadSound;
	/** Of `topic` in English: the others have no audio. */
	sound: Sound;
	file: Buffer;
}

/** The real project with one audio in English, compiled with its pictures. Ends with the test file. */
export function soundedProject(seconds = 1): Sounded {
	const root = copyProject(afterAll);
	const dist = temporaryFolder(afterAll);
	const file = makeOpus({ seconds });
	addSound(root, 'en', topic, file);
	layBundle(dist, { root, today, pictures: true });
	for (const pages of ['web', 'desk']) symlinkSync(join(inject('dist'), pages), join(dist, pages));
	const bundle = openBundle(readCompiled(join(dist, 'bundle.json')), 'draft');
	const sound = bundle.sounds.en?.[topic];
	if (!sound) throw new Error('the audio is not in the bundle');
	return { dist, bundle, readSound: openSounds(join(dist, 'media')), sound, file };
}

/** The real bundle as if every topic had an audio in every language; there are no files. */
export function everySound(): Bundle {
	const bundle = realBundle();
	const topics = Object.values(bundle.flows).flatMap(({ flow, steps }) =>
		Object.entries(steps).flatMap(([id, step]) => (step.do === 'choose' && step.topic ? [`${flow}.${id}`] : [])),
	);
	const sounds = Object.fromEntries(topics.map((id) => [id, { hash: '0'.repeat(64), bytes: 1, seconds: 42 }]));
	return { ...bundle, sounds: Object.fromEntries(bundle.languages.map((language) => [language, sounds])) };
}
