/** Which topics people have recorded: `flows/media/<language>/<flow>.<step>.ogg`. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Language, StepId } from '../flow/bundle.ts';

const recording = /^([a-z][a-z0-9-]*\.[a-z][a-z0-9-]*)\.ogg$/;

/** @param root folder that holds `flows/`; without `flows/media` nothing is recorded */
export function countAudio(root: string): Map<Language, Set<StepId>> {
	const media = join(root, 'flows/media');
	if (!existsSync(media)) return new Map();
	const folders = readdirSync(media, { withFileTypes: true }).filter((entry) => entry.isDirectory());
	return new Map(
		folders
			.map(({ name }): [Language, Set<StepId>] => {
				const files = readdirSync(join(media, name));
				return [name, new Set(files.flatMap((file) => recording.exec(file)?.[1] ?? []))];
			})
			.sort(([a], [b]) => a.localeCompare(b)),
	);
}
