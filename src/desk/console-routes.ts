/** `GET /desk`: the console. One page; what it shows comes from `/desk/api`, and only to who is signed in. */
import { type Context, Hono } from 'hono';
import type { ConsoleFiles } from './console-files.ts';
import { byName, isBareAddress } from './origin.ts';

/** Nothing from elsewhere, nothing in the page itself, no string that becomes script, and in nobody's frame. */
const policy = [
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"img-src 'self' data:",
	"font-src 'self'",
	"connect-src 'self'",
	"manifest-src 'self'",
	"worker-src 'self'",
	"form-action 'none'",
	"frame-ancestors 'none'",
	"base-uri 'none'",
	"require-trusted-types-for 'script'",
	"trusted-types 'none'",
].join('; ');

/** A name that changes with its content: `index-5f3a9c12.js`. */
const hashed = /-[\w-]{8}\.\w+$/;

export function consoleRoutes(files: ConsoleFiles): Hono {
	const routes = new Hono();
	const page = files.get('/index.html');
	routes.get('/desk', (c) => {
		const url = new URL(c.req.url);
		// Passkeys are bound to a name.
		if (isBareAddress(url.hostname)) return c.redirect(byName(url).href, 302);
		if (!page) return c.text('404 the console is not built: npm run build\n', 404);
		return file(c, page, 'no-store');
	});
	routes.get('/desk/', (c) => c.redirect('/desk', 302));
	routes.get('/desk/*', async (c, next) => {
		const path = new URL(c.req.url).pathname.slice('/desk'.length);
		const found = path === '/index.html' ? undefined : files.get(path);
		if (!found) return next();
		return file(c, found, hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
	});
	return routes;
}

function file(
	c: Context,
	{ type, body, gzip }: { type: string; body: Uint8Array<ArrayBuffer>; gzip: Uint8Array<ArrayBuffer> },
	cache: string,
): Response {
	const small = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
	return c.body(small ? gzip : body, 200, {
		'Content-Type': type,
		'Content-Security-Policy': policy,
		'Cache-Control': cache,
		Vary: 'Accept-Encoding',
		...(small && { 'Content-Encoding': 'gzip' }),
	});
}
