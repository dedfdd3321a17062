/** The audio files of topics: `flows/media/<lang>/<flow>.<step>.ogg`, spoken by people. */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language, StepId } from '../flow/bundle.ts';
import { type Opus, readOpus } from './opus.ts';

export const SOUNDS = 'flows/media';
/** Beside the files of a language: what text each was spoken from. */
export const SPOKEN = '_status.json';
/**
 * Bytes. A text of a topic takes about a minute to speak, 180 KB at 24 kbit/s: somebody on a bad line has it in seconds.
 * WhatsApp takes 16 MB, but shows what is larger than this as a file to fetch, not as something to play.
 */
export const LARGEST = 512 * 1024;

export interface SoundFile {
	language: Language;
	topic: StepId;
	/** Path under the project's root. */
	file: string;
	bytes: number;
	/** SHA-256, hex; empty when the file was too large to look into. */
	hash: string;
	opus: Opus;
}

type Report = (file: string, line: number, what: string, mend: string) => void;

const named = /^([a-z][a-z0-9-]*\.[a-z][a-z0-9-]*)\.ogg$/;

/** Folders and files by name only, and nothing that is a link: what is served is what stands in here. */
export function readSounds(root: string, languages: readonly Language[], report: Report): SoundFile[] {
	const folder = join(root, SOUNDS);
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.sort()
		.flatMap((language) => {
			const path = `${SOUNDS}/${language}`;
			if (languages.includes(language) && lstatSync(join(root, path)).isDirectory()) {
				return readLanguage(root, path, language, report);
			}
			report(
				path,
				1,
				`"${language}" is no folder of a language that is switched on`,
				'take it out, or correct the name',
			);
			return [];
		});
}

function readLanguage(root: string, folder: string, language: Language, report: Report): SoundFile[] {
	return readdirSync(join(root, folder))
		.sort()
		.flatMap((name) => {
			if (name === SPOKEN) return [];
			const file = `${folder}/${name}`;
			const topic = named.exec(name)?.[1];
			const stat = lstatSync(join(root, file));
			if (topic === undefined || !stat.isFile()) {
				report(file, 1, `"${name}" is no audio of a topic`, 'call it <flow>.<step>.ogg; it is a file, not a link');
				return [];
			}
			return [{ language, topic, file, ...lookInto(join(root, file), stat.size) }];
		});
}

function lookInto(path: string, bytes: number): Pick<SoundFile, 'bytes' | 'hash' | 'opus'> {
	if (bytes > LARGEST) return { bytes, hash: '', opus: { wrong: `it has ${bytes} bytes, the most is ${LARGEST}` } };
	const content = readFileSync(path);
	return { bytes, hash: createHash('sha256').update(content).digest('hex'), opus: readOpus(content) };
}
