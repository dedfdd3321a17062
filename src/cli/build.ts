/** `npm run build`: flows and locales into dist/bundle.json, the web chat's script and styles into dist/web. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { writeEditorSchemas } from '../bundle/editor-schemas.ts';
import { BrokenBundle } from '../bundle/finding.ts';
import { loadBundle } from '../bundle/load.ts';
import { projectRoot } from '../bundle/root.ts';

const dist = join(projectRoot, 'dist');
const start = performance.now();

function writeBundle(): void {
	const bundle = loadBundle({ today: new Date().toISOString().slice(0, 10), pictures: true });
	const path = join(dist, 'bundle.json');
	// Whole or not at all: a server may be starting on it.
	writeFileSync(`${path}.new`, JSON.stringify(bundle));
	renameSync(`${path}.new`, path);
}

try {
	mkdirSync(dist, { recursive: true });
	writeBundle();
	writeEditorSchemas(join(dist, 'schema'));
	await build({ configFile: join(projectRoot, 'vite.config.ts'), logLevel: 'warn' });
	console.log(`built: dist (${Math.round(performance.now() - start)} ms)`);
} catch (error) {
	console.error(error instanceof BrokenBundle ? error.message : error);
	process.exitCode = 1;
}
