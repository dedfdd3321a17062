/** Builds what the server loads: flows and locales into one file, the web chat's script and styles, the Desk's console. */
import { join } from 'node:path';
import { build } from 'vite';
import { layBundle } from './bundle/lay.ts';
import { projectRoot } from './bundle/root.ts';

/** Folder in `dist` → Vite's settings. */
const pages = { web: 'vite.config.ts', desk: 'vite.console.config.ts' };

/**
 * @param dist is made if need be: `bundle.json`, `media/`, `web/`, `desk/`
 * @param options.pictures whether pictograms are rendered to PNG as well
 * @throws {BrokenBundle} before anything is written
 */
export async function buildAll(dist: string, options: { today: string; pictures: boolean }): Promise<void> {
	layBundle(dist, options);
	await Promise.all(
		Object.entries(pages).map(([name, configFile]) =>
			build({
				configFile: join(projectRoot, configFile),
				build: { outDir: join(dist, name) },
				logLevel: 'warn',
			}),
		),
	);
}
