/** What a phone loads before the first words stand there: page, style and script, as they are and as they travel. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { projectRoot } from '../src/bundle/root.ts';
import type { Row } from './table.ts';

const web = join(projectRoot, 'dist/web');

/** @param page the HTML of the first page, as the server gives it */
export function measurePage(page: string): Row[] {
	const loaded = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) =>
		readFileSync(join(web, path ?? '')),
	);
	const all = [Buffer.from(page), ...loaded];
	const raw = all.reduce((sum, file) => sum + file.byteLength, 0);
	const packed = all.reduce((sum, file) => sum + gzipSync(file).byteLength, 0);
	return [
		{ what: `the first page, ${all.length} files`, value: raw / 1024, unit: 'KiB' },
		{ what: 'the same, gzip', value: packed / 1024, unit: 'KiB' },
	];
}
