/** `/desk/api/texts`: ./api.ts says what is asked and answered. */
import type { Hono } from 'hono';
import { type Asked, readJson, refuseRole, refuseUnshown, type SessionVariables } from '../guard.ts';
import { Approve, Withdraw } from './api.ts';
import type { Texts } from './texts.ts';

const SMALL = 1024;

/** @param routes of `/desk/api`: what every request must be before it comes here is their concern */
export function addTextRoutes(routes: Hono<SessionVariables>, texts: Texts): void {
	const at = (c: Asked) => [c.req.param('language') ?? '', c.req.param('topic') ?? ''] as const;

	routes.get('/texts', (c) => {
		refuseRole(c.var.session, 'coordinator');
		return c.json(texts.readiness());
	});
	routes.get('/texts/:language/:topic', (c) => {
		refuseRole(c.var.session, 'coordinator');
		return c.json(texts.read(...at(c)));
	});
	for (const [what, schema] of [
		['approve', Approve],
		['withdraw', Withdraw],
	] as const) {
		routes.post(`/texts/:language/:topic/${what}`, async (c) => {
			const { session } = c.var;
			refuseRole(session, 'coordinator');
			refuseUnshown(session);
			const said = await readJson(c, schema, SMALL);
			if ('by' in said) texts.approve(session.staff, ...at(c), said);
			else texts.withdraw(session.staff, ...at(c), said);
			return c.body(null, 204);
		});
	}
}
