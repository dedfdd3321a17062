/**
 * GET /media/<hash>.ogg: the audio of a topic. Browsers ask for it in ranges (RFC 9110, 14) and some play nothing without.
 * The name is that of the content, so nothing behind it ever changes; no cookie is looked at.
 */
import { type Context, Hono } from 'hono';
import type { CompiledBundle } from '../../flow/bundle.ts';
import { type ReadSound, SOUND_TYPE } from '../sounds.ts';

export function soundPath(hash: string): string {
	return `/media/${hash}.ogg`;
}

export function soundRoutes({ sounds }: Pick<CompiledBundle, 'sounds'>, readSound: ReadSound): Hono {
	const hashes = Object.values(sounds).flatMap((topics) => Object.values(topics).map(({ hash }) => hash));
	// Only what stands in here: a path of a request never reaches the disk.
	const known = new Map(hashes.map((hash) => [soundPath(hash), hash]));
	const routes = new Hono();
	routes.get('/media/:name', async (c) => {
		const hash = known.get(c.req.path);
		const file = hash === undefined ? undefined : await readSound(hash);
		return hash === undefined || !file ? c.notFound() : answer(c, hash, file);
	});
	routes.all('/media/:name', (c) => c.text('405 method not allowed\n', 405, { Allow: 'GET, HEAD' }));
	return routes;
}

function answer(c: Context, hash: string, file: Uint8Array<ArrayBuffer>): Response {
	const tag = `"${hash}"`;
	const headers = {
		'Content-Type': SOUND_TYPE,
		'Accept-Ranges': 'bytes',
		ETag: tag,
		// What somebody listened to must not outlive Close in the browser's cache.
		'Cache-Control': 'no-store',
	};
	const condition = c.req.header('if-range');
	const asked = condition === undefined || condition === tag ? c.req.header('range') : undefined;
	const range = readRange(asked, file.length);
	if (range === 'beyond') return c.body(null, 416, { ...headers, 'Content-Range': `bytes */${file.length}` });
	if (!range) return c.body(file, 200, { ...headers, 'Content-Length': String(file.length) });
	const part = file.slice(range.from, range.to + 1);
	return c.body(part, 206, {
		...headers,
		'Content-Range': `bytes ${range.from}-${range.to}/${file.length}`,
		'Content-Length': String(part.length),
	});
}

/** One range; several, or what cannot be read, are answered with the whole. @returns both ends are in it */
export function readRange(
	header: string | undefined,
	length: number,
): { from: number; to: number } | 'beyond' | undefined {
	const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
	if (first === '' && last === '') return undefined;
	// The last so many.
	if (first === '') return Number(last) === 0 ? 'beyond' : { from: Math.max(0, length - Number(last)), to: length - 1 };
	const from = Number(first);
	const to = last === '' ? length - 1 : Math.min(Number(last), length - 1);
	if (last !== '' && Number(last) < from) return undefined;
	return from >= length ? 'beyond' : { from, to };
}
