/** Before everything a staff member may do: it comes from our console, and a living session is with it. */
import type { Context, MiddlewareHandler } from 'hono';
import type { Role } from '../api.ts';
import { noCookie, readCookie } from './cookie.ts';
import type { StaffGround } from './ground.ts';
import { checkOwnPage, ownOrigin } from './own-page.ts';
import { Refused } from './refused.ts';
import { readSession, type Session } from './sessions.ts';

export interface SessionVariables {
	Variables: { session: Session };
}

/** Paths that a page asks for by itself: they do not show that somebody is there. */
const unasked = ['/desk/api/live'];

/** 403 from elsewhere, 401 `{"error":"signed-out"}` without a session; else `c.var.session`. */
export function authenticating(ground: StaffGround, publicUrl: URL | undefined): MiddlewareHandler<SessionVariables> {
	return async (c, next) => {
		try {
			const origin = ownOrigin(c, publicUrl);
			checkOwnPage(c, origin);
			const secure = origin.protocol === 'https:';
			const token = readCookie(c.req.raw.headers, secure);
			const session = token && readSession(ground, token, !unasked.includes(c.req.path));
			if (!session) {
				if (token !== undefined) c.header('Set-Cookie', noCookie(secure));
				throw new Refused(401, 'signed-out');
			}
			c.set('session', session);
		} catch (error) {
			return refusal(c, error);
		}
		await next();
	};
}

/** For keys and team: 403 `{"error":"step-up"}` unless they have shown who they are within five minutes. */
export const stepUp: MiddlewareHandler<SessionVariables> = async (c, next) => {
	if (!c.var.session.fresh) return refusal(c, new Refused(403, 'step-up'));
	await next();
};

/** 403 `{"error":"role"}` for others. */
export function only(role: Role): MiddlewareHandler<SessionVariables> {
	return async (c, next) => {
		if (!c.var.session.roles.includes(role)) return refusal(c, new Refused(403, 'role'));
		await next();
	};
}

/** The answer to a `Refused`; anything else is thrown on. */
export function refusal(c: Context, error: unknown): Response {
	if (!(error instanceof Refused)) throw error;
	if (error.retryAfter !== undefined) c.header('Retry-After', String(error.retryAfter));
	return c.json({ error: error.code }, error.status);
}
