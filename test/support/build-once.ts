/** What `npm run build` writes, made once for all test files. Vitest calls it before the first and after the last. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildAll } from '../../src/build.ts';
import { today } from './today.ts';

declare module 'vitest' {
	interface ProvidedContext {
		/** The folder: `bundle.json`, `web/`. */
		dist: string;
	}
}

export default async function buildOnce({ provide }: TestProject): Promise<() => void> {
	const dist = mkdtempSync(join(tmpdir(), 'bekend-dist-'));
	await buildAll(dist, { today, pictures: false });
	provide('dist', dist);
	return () => rmSync(dist, { recursive: true, force: true });
}
