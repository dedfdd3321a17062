/** `/desk/api`, but for sign-in: src/desk/api.ts says what is asked and answered. */
import { Hono } from 'hono';
import { z } from 'zod';
import { Unavailable } from '../conversation/errors.ts';
import { kindOf, type Log } from '../log.ts';
import { StoreFailed } from '../store/errors.ts';
import { readAgeFile } from './age-file.ts';
import { Claim, Danger, HandBack, Introduce, Looking, Note, OwnCard, Presence, Resealed, Say } from './api.ts';
import type { Desk } from './desk.ts';
import {
	type Asked,
	Barred,
	readJson,
	refuseForeign,
	refuseRole,
	type SessionVariables,
	type SignedIn,
} from './guard.ts';
import { Refused } from './refused.ts';
import { listSteps } from './steps.ts';
import { addTextRoutes } from './texts/routes.ts';
import type { Texts } from './texts/texts.ts';

/** Bytes of a body: one sealed row of src/desk/api.ts and its words; many rows. */
const ONE_ROW = 96 * 1024;
const MANY_ROWS = 4 * 1024 * 1024;
const SMALL = 8 * 1024;

export interface DeskRoutesOptions {
	desk: Desk;
	texts: Texts;
	signedIn: SignedIn;
	publicUrl: URL | undefined;
	/** Epoch ms. */
	clock?: () => number;
	log: Pick<Log, 'warn' | 'error'>;
}

/** Ours under `/desk/api`; what else is there belongs to sign-in, and is let through unasked. */
const paths = [
	'/me',
	'/me/presence',
	'/me/card',
	'/team',
	'/waiting',
	'/threads',
	'/threads/*',
	'/steps',
	'/live',
	'/texts',
	'/texts/*',
];

/** To be mounted at `/desk/api`. */
export function deskRoutes(options: DeskRoutesOptions): Hono<SessionVariables> {
	const { desk, texts, signedIn, publicUrl, log, clock = Date.now } = options;
	const routes = new Hono<SessionVariables>();
	/** Who talks with people; coordinators see numbers and who waits, not words. */
	const outreach = (c: Asked): string => {
		const { session } = c.var;
		refuseRole(session, 'outreach');
		return session.staff;
	};
	const at = (c: Asked) => c.req.param('id') ?? '';
	const done = (c: Asked) => c.body(null, 204);

	for (const path of paths) {
		routes.use(path, async (c, next) => {
			// Set before anything can fail: what a browser kept of this it would show after sign-out.
			c.header('Cache-Control', 'no-store');
			if (c.req.method === 'POST') refuseForeign(c, publicUrl);
			await next();
		});
		routes.use(path, signedIn.authenticate);
	}

	routes.get('/me', (c) => c.json(desk.me(c.var.session.staff)));
	routes.get('/team', (c) => c.json(desk.team()));
	routes.get('/waiting', (c) => {
		refuseRole(c.var.session, 'outreach', 'coordinator');
		return c.json({ waiting: desk.waiting(), now: clock() });
	});
	routes.get('/threads', (c) => c.json({ threads: desk.threads(outreach(c)), now: clock() }));
	routes.get('/threads/:id', (c) => c.json(desk.read(outreach(c), at(c))));
	routes.get('/steps', (c) => {
		const { member } = desk.me(outreach(c));
		const bundle = texts.served;
		const wanted = [c.req.query('lang'), ...member.languages, ...bundle.languages];
		return c.json(listSteps(bundle, wanted.find((code) => bundle.languages.includes(code ?? '')) ?? 'en'));
	});
	routes.get('/live', (c) => {
		const { id, staff } = c.var.session;
		if (c.req.method === 'HEAD') return c.body(null);
		c.header('Content-Type', 'text/event-stream; charset=utf-8');
		// Proxies that gather a response before passing it on would gather this one for ever.
		c.header('X-Accel-Buffering', 'no');
		const after = c.req.header('last-event-id');
		return c.body(desk.watch({ staff, after, holds: () => signedIn.isAlive(id) }));
	});

	routes.post('/threads/:id/claim', async (c) => {
		const staff = outreach(c);
		const { version } = await readJson(c, Claim, SMALL);
		return c.json(await desk.claim(staff, at(c), version));
	});
	routes.post('/threads/:id/say', async (c) => {
		const staff = outreach(c);
		const { id, text, sealed } = await readJson(c, Say, ONE_ROW);
		return c.json(await desk.say(staff, at(c), { id, text, sealed: ageFile(sealed) }));
	});
	routes.post('/threads/:id/note', async (c) => {
		const staff = outreach(c);
		const { id, sealed } = await readJson(c, Note, ONE_ROW);
		return c.json(desk.note(staff, at(c), { id, sealed: ageFile(sealed) }));
	});
	routes.post('/threads/:id/introduce', async (c) => {
		const staff = outreach(c);
		const { colleague } = await readJson(c, Introduce, SMALL);
		await desk.introduce(staff, at(c), colleague);
		return done(c);
	});
	routes.post('/threads/:id/hand-back', async (c) => {
		const staff = outreach(c);
		const { at: step } = await readJson(c, HandBack, SMALL);
		const bundle = texts.served;
		const known = bundle.languages.some((code) => listSteps(bundle, code).steps.some(({ id }) => id === step));
		if (step !== null && !known) throw new Barred(400, 'body', 'at');
		await desk.handBack(staff, at(c), step);
		return done(c);
	});
	for (const what of ['sleep', 'block', 'unblock', 'release'] as const) {
		routes.post(`/threads/:id/${what}`, async (c) => {
			const staff = outreach(c);
			await readJson(c, z.strictObject({}), SMALL);
			await desk.act(staff, at(c), what);
			return done(c);
		});
	}
	routes.post('/threads/:id/resealed', async (c) => {
		const staff = outreach(c);
		const { version, rows } = await readJson(c, Resealed, MANY_ROWS);
		desk.reseal(
			staff,
			at(c),
			version,
			rows.map(({ id, sealed }) => ({ id, sealed: ageFile(sealed) })),
		);
		return done(c);
	});
	routes.post('/threads/:id/danger', async (c) => {
		const staff = outreach(c);
		const { decision } = await readJson(c, Danger, SMALL);
		desk.danger(staff, at(c), decision);
		return done(c);
	});
	routes.post('/threads/:id/looking', async (c) => {
		const staff = outreach(c);
		const { typing } = await readJson(c, Looking, SMALL);
		desk.look(staff, at(c), typing);
		return done(c);
	});
	routes.post('/me/presence', async (c) => {
		const { staff } = c.var.session;
		desk.setPresence(staff, await readJson(c, Presence, SMALL));
		return done(c);
	});
	routes.post('/me/card', async (c) => {
		const { staff } = c.var.session;
		desk.setCard(staff, await readJson(c, OwnCard, SMALL));
		return done(c);
	});

	addTextRoutes(routes, texts);

	routes.onError((error, c) => {
		c.header('Cache-Control', 'no-store');
		if (error instanceof Barred) {
			const { status, error: why, at: place } = error;
			if (status === 403) log.warn({ why }, 'desk refused');
			return c.json({ error: why, ...(place !== undefined && { at: place }) }, status);
		}
		if (error instanceof Refused)
			return c.json({ error: error.error, ...(error.by && { by: error.by }) }, error.status);
		if (error instanceof StoreFailed || error instanceof Unavailable) {
			log.error(kindOf(error), 'desk');
			return c.json({ error: 'unavailable' }, 503, { 'Retry-After': '5' });
		}
		log.error(kindOf(error), 'desk failed');
		return c.json({ error: 'our-fault' }, 500);
	});
	return routes;
}

function ageFile(base64: string): Uint8Array {
	const bytes = readAgeFile(base64);
	if (!bytes) throw new Barred(400, 'body', 'sealed');
	return bytes;
}
