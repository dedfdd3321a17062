/** What every request under /desk/api must be before it is looked at: from our own console, signed in, of the right role. */
import type { Context, MiddlewareHandler } from 'hono';
import type { z } from 'zod';
import { readBody } from '../channels/read-body.ts';
import type { StaffId } from '../flow/roster.ts';
import type { Role } from './api.ts';
import { ownOrigin } from './origin.ts';

/** Of a request, as sign-in knows it. Roles are those of now, whatever they were then. */
export interface Session {
	/** For `SignedIn.isAlive`; it opens nothing. */
	id: string;
	staff: StaffId;
	roles: Role[];
	/** They have shown who they are a moment ago: sign-in asks that for keys and team. */
	fresh: boolean;
}

export interface SessionVariables {
	Variables: { session: Session };
}

export type Asked = Context<SessionVariables>;

/** What the Desk needs of sign-in. */
export interface SignedIn {
	/** Sets `c.var.session`, or answers 401 `{"error":"signed-out"}`. */
	authenticate: MiddlewareHandler<SessionVariables>;
	/** Whether a session is still there: for streams that stay open. It does not count as use. */
	isAlive(session: string): boolean;
}

/** A refusal of the border; `error` as in src/desk/api.ts. */
export class Barred extends Error {
	readonly code = 'DESK_BARRED';
	readonly status: 400 | 403 | 413 | 415;
	readonly error: string;
	readonly at: string | undefined;
	constructor(status: Barred['status'], error: string, at?: string) {
		super(`Not let in (${status} ${error}).`);
		this.name = 'Barred';
		this.status = status;
		this.error = error;
		this.at = at;
	}
}

/**
 * Of everything that changes something. A page of another origin can neither set the header nor name our origin without
 * asking first (CORS), and is never answered.
 */
export function refuseForeign({ req }: Context, publicUrl: URL | undefined): void {
	const site = req.header('sec-fetch-site');
	if (site !== undefined && site !== 'same-origin') throw new Barred(403, 'cross-site');
	if (req.header('x-bekend-desk') !== '1') throw new Barred(403, 'header');
	const own = ownOrigin(publicUrl, req.header('host'));
	if (own === undefined || req.header('origin') !== own) throw new Barred(403, 'origin');
	const type = req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
	if (type !== 'application/json') throw new Barred(415, 'content-type');
	const encoding = req.header('content-encoding');
	if (encoding !== undefined && encoding !== 'identity') throw new Barred(415, 'content-encoding');
}

export function refuseRole({ roles }: Session, ...allowed: Role[]): void {
	if (!roles.some((role) => allowed.includes(role))) throw new Barred(403, 'role');
}

/** For what changes what people may read: 403 `{"error":"step-up"}`. */
export function refuseUnshown({ fresh }: Session): void {
	if (!fresh) throw new Barred(403, 'step-up');
}

/** @param most bytes  Throws `Barred`: 413 · 400 that names the first place that is wrong, never what stands there. */
export async function readJson<T extends z.ZodType>(c: Context, schema: T, most: number): Promise<z.infer<T>> {
	const body = await readBody(c.req.raw, most);
	// A body that broke off is no JSON, whatever came of it.
	if (!(body instanceof Uint8Array))
		throw body === 'too-large' ? new Barred(413, 'too-large') : new Barred(400, 'not-json');
	let json: unknown;
	try {
		const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
		json = text === '' ? {} : JSON.parse(text);
	} catch {
		throw new Barred(400, 'not-json');
	}
	const parsed = schema.safeParse(json);
	if (parsed.success) return parsed.data;
	throw new Barred(400, 'body', parsed.error.issues[0]?.path.join('.') ?? '');
}
