/** Another edition of the texts, as `npm run build` would make it: for servers whose texts are edited between two starts. */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { loadBundle } from '../../src/bundle/load.ts';
import { today } from '../support/project.ts';

/** A folder like dist; `print` writes what stands in `root` now into it. */
export function edition(root: string): { dist: string; print(): void } {
	const dist = mkdtempSync(join(tmpdir(), 'bekend-edition-'));
	onTestFinished(() => rmSync(dist, { recursive: true, force: true }));
	for (const folder of ['web', 'desk']) symlinkSync(join(inject('dist'), folder), join(dist, folder));
	const print = () => writeFileSync(join(dist, 'bundle.json'), JSON.stringify(loadBundle({ root, today })));
	print();
	return { dist, print };
}
