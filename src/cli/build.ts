/** `npm run build`: what the server loads, and JSON Schemas for editors, into dist. */
import { join } from 'node:path';
import { buildAll } from '../build.ts';
import { writeEditorSchemas } from '../bundle/editor-schemas.ts';
import { BrokenBundle } from '../bundle/finding.ts';
import { projectRoot } from '../bundle/root.ts';

const dist = join(projectRoot, 'dist');
const start = performance.now();
try {
	await buildAll(dist, { today: new Date().toISOString().slice(0, 10), pictures: true });
	writeEditorSchemas(join(dist, 'schema'));
	console.log(`built: dist (${Math.round(performance.now() - start)} ms)`);
} catch (error) {
	console.error(error instanceof BrokenBundle ? error.message : error);
	process.exitCode = 1;
}
