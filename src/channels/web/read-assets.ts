/** Reads what Vite built into memory: a few KB, and no path of a request ever reaches the disk. */
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import type { Asset, Assets } from './assets.ts';

/** https://vite.dev/guide/backend-integration: entry → the file built from it. */
const Manifest = z.record(z.string(), z.object({ file: z.string() }));

const types: Record<string, string> = { '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' };

/** @param folder `dist/web`. @throws when it was not built, with what to do. */
export function readAssets(folder: string): Assets {
	const manifest = Manifest.parse(read(() => JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')), folder));
	const [script, style, awayStyle] = ['chat.ts', 'chat.css', 'away.css'].map((entry) => manifest[entry]?.file);
	if (!script || !style || !awayStyle) throw new Error(`${folder} is not whole: run npm run build`);
	const files = new Map<string, Asset>();
	for (const file of [script, style, awayStyle]) {
		const body = new Uint8Array(readFileSync(join(folder, file)));
		const type = types[extname(file)] ?? 'application/octet-stream';
		files.set(`/${file}`, { type, body, gzip: new Uint8Array(gzipSync(body, { level: 9 })) });
	}
	return { script: `/${script}`, style: `/${style}`, awayStyle: `/${awayStyle}`, files };
}

function read(work: () => unknown, folder: string): unknown {
	try {
		return work();
	} catch (cause) {
		throw new Error(`${folder} cannot be read: run npm run build`, { cause });
	}
}
