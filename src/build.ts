/** Builds what the server loads: flows and locales into one file, the web chat's script and styles. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { loadBundle } from './bundle/load.ts';
import { projectRoot } from './bundle/root.ts';

/**
 * @param dist is made if need be: `bundle.json`, `web/`
 * @param options.pictures whether pictograms are rendered to PNG as well
 * @throws {BrokenBundle} before anything is written
 */
export async function buildAll(dist: string, options: { today: string; pictures: boolean }): Promise<void> {
	const bundle = loadBundle(options);
	mkdirSync(dist, { recursive: true });
	const path = join(dist, 'bundle.json');
	// Whole or not at all: a server may be starting on it.
	writeFileSync(`${path}.new`, JSON.stringify(bundle));
	renameSync(`${path}.new`, path);
	await build({
		configFile: join(projectRoot, 'vite.config.ts'),
		build: { outDir: join(dist, 'web') },
		logLevel: 'warn',
	});
}
