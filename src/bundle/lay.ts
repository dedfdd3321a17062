/** Lays the bundle and the audio files it speaks of into a folder, for a server to load. */
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CompiledBundle } from '../flow/bundle.ts';
import { loadBundle } from './load.ts';
import { projectRoot } from './root.ts';
import { SOUNDS } from './sounds.ts';

/**
 * @param dist is made if need be: `bundle.json`, `media/<hash>.ogg`
 * @param options as those of `loadBundle`
 * @throws {BrokenBundle} before anything is written
 */
export function layBundle(dist: string, options: { root?: string; today: string; pictures: boolean }): void {
	const bundle = loadBundle(options);
	const media = join(dist, 'media');
	mkdirSync(media, { recursive: true });
	const known = laySounds(media, options.root ?? projectRoot, bundle);
	const path = join(dist, 'bundle.json');
	// Whole or not at all: a server may be starting on it.
	writeFileSync(`${path}.new`, JSON.stringify(bundle));
	renameSync(`${path}.new`, path);
	// Not before: what is asked for by the bundle of before is found until then.
	for (const name of readdirSync(media)) if (!known.has(name)) rmSync(join(media, name));
}

/** → their names. */
function laySounds(media: string, root: string, { sounds }: CompiledBundle): Set<string> {
	const names = new Set<string>();
	for (const [language, topics] of Object.entries(sounds)) {
		for (const [topic, { hash }] of Object.entries(topics)) {
			const name = `${hash}.ogg`;
			names.add(name);
			copyFileSync(join(root, SOUNDS, language, `${topic}.ogg`), join(media, name));
		}
	}
	return names;
}
