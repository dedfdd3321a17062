/** Does this request come from our own console, and from nowhere else? */
import type { Context } from 'hono';
import { ownOrigin as originOf } from '../origin.ts';
import { Refused } from './refused.ts';

/** As the console's browser sees us. Throws `Refused` 403 where we are not reached by our name. */
export function ownOrigin(c: Context, publicUrl: URL | undefined): URL {
	const own = originOf(publicUrl, c.req.header('host'));
	if (own === undefined) throw new Refused(403, 'origin');
	return new URL(own);
}

/**
 * A POST: from our origin, as JSON, with a header that a form cannot send and that another origin's script may not.
 * Throws `Refused` 403.
 */
export function checkOwnPage(c: Context, origin: URL): void {
	const site = c.req.header('sec-fetch-site');
	if (site !== undefined && site !== 'same-origin') throw new Refused(403, 'cross-site');
	if (c.req.method === 'GET' || c.req.method === 'HEAD') return;
	if (c.req.header('origin') !== origin.origin) throw new Refused(403, 'origin');
	if (c.req.header('x-bekend-desk') !== '1') throw new Refused(403, 'header');
	const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
	if (type !== 'application/json') throw new Refused(403, 'content-type');
}
