/** The audio files on this machine's disk. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadSound } from './sounds.ts';

/** @param folder `dist/media` */
export function openSounds(folder: string): ReadSound {
	return async (hash) => {
		if (!/^[0-9a-f]{64}$/.test(hash)) return undefined;
		try {
			return new Uint8Array(await readFile(join(folder, `${hash}.ogg`)));
		} catch {
			return undefined;
		}
	};
}
