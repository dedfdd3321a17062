/** The console's files, as Vite built them into `dist/desk`: read into memory, so that no path of a request reaches the disk. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Asset } from '../channels/web/assets.ts';

const types: Record<string, string> = {
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.json': 'application/json',
	'.webmanifest': 'application/manifest+json',
	'.svg': 'image/svg+xml',
	'.png': 'image/png',
	'.woff2': 'font/woff2',
};

/** By path under `/desk`: `/index.html`, `/assets/index-5f3a9c12.js`. Empty: it was not built. */
export type ConsoleFiles = ReadonlyMap<string, Asset>;

/** @param folder `dist/desk` */
export function readConsole(folder: string): ConsoleFiles {
	if (!existsSync(folder)) return new Map();
	const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
	return new Map(
		entries.flatMap((entry): [string, Asset][] => {
			const path = join(entry.parentPath, entry.name);
			const type = types[extname(entry.name)];
			// Source maps and whatever else a build leaves there is nobody's.
			if (type === undefined) return [];
			const body = new Uint8Array(readFileSync(path));
			const gzip = new Uint8Array(gzipSync(body, { level: 9 }));
			return [[`/${relative(folder, path).split(sep).join('/')}`, { type, body, gzip }]];
		}),
	);
}
