/** `/desk/api`: enrolment, sign-in, one's own keys and sessions, the team. What goes in and out: ./api.ts. */
import { type Context, Hono } from 'hono';
import type { z } from 'zod';
import { readBody } from '../../channels/read-body.ts';
import {
	Enrol,
	Invite,
	Look,
	NameOnly,
	NewPasskey,
	NewPassphrase,
	NewRecovery,
	Nothing,
	OfflineKey,
	PasskeySignIn,
	PassphraseSignIn,
	PassphraseStepUp,
	RecoverySignIn,
	Roles,
	type StaffList,
} from './api.ts';
import { authenticating, only, refusal, type SessionVariables, stepUp } from './authenticate.ts';
import { cookie, noCookie, readCookie } from './cookie.ts';
import { deviceOf } from './device.ts';
import { enrol, lookAt } from './enrol.ts';
import type { StaffGround } from './ground.ts';
import { invite, newLink } from './invite.ts';
import { members, removeMember, setRoles } from './members.ts';
import { keepOfflineKey, offlineKey } from './offline.ts';
import { checkOwnPage, ownOrigin } from './own-page.ts';
import { checkAsserted, creationOptions, requestOptions } from './passkey.ts';
import { checkOwnPassphrase, checkPassphrase, checkRecovery, stretchOf } from './proof.ts';
import { Refused } from './refused.ts';
import { beginSession, endOtherSessions, endOwnSession, endSession, type How, renewSession } from './sessions.ts';
import { addPasskey, removePasskey, setPassphrase, setRecovery, waysOf } from './ways.ts';
import { signedIn } from './wrapped.ts';

/** Bytes. A passkey's answer is the longest. */
const LONGEST = 64 * 1024;

export interface StaffRoutesOptions {
	ground: StaffGround;
	publicUrl: URL | undefined;
	/** Name of the organisation that new staff members are of, unless said otherwise. */
	organisation: string;
}

export function staffRoutes({ ground, publicUrl, organisation }: StaffRoutesOptions): Hono<SessionVariables> {
	const { sql } = ground;
	const routes = new Hono<SessionVariables>();
	const authenticate = authenticating(ground, publicUrl);
	const here = (c: Context) => ownOrigin(c, publicUrl);
	const isSecure = (c: Context) => here(c).protocol === 'https:';
	const had = (c: Context) => readCookie(c.req.raw.headers, isSecure(c));
	const begin = (c: Context, staff: string, how: How) =>
		setCookie(c, beginSession(ground, staff, how, deviceOf(c.req.header('user-agent')), had(c)));
	const setCookie = (c: Context, token: string) => c.header('Set-Cookie', cookie(token, isSecure(c)));

	routes.onError((error, c) => refusal(c, error));

	// Nobody is signed in yet.
	for (const path of ['/enrol', '/enrol/*', '/sign-in/*', '/sign-out']) {
		routes.use(path, async (c, next) => {
			checkOwnPage(c, here(c));
			await next();
		});
	}
	routes.post('/enrol/look', async (c) => {
		const { token } = await body(c, Look);
		return c.json(await lookAt(ground, here(c), token));
	});
	routes.post('/enrol', async (c) => {
		const given = await body(c, Enrol);
		const label = deviceOf(c.req.header('user-agent'));
		const done = await enrol(ground, here(c), given, { label, before: had(c) });
		setCookie(c, done.cookie);
		return c.json(signedIn(ground, done.staff));
	});
	routes.post('/sign-in/passkey/options', async (c) => {
		await body(c, Nothing);
		return c.json({ options: await requestOptions(ground, here(c), ['sign-in', '']) });
	});
	routes.post('/sign-in/passkey', async (c) => {
		const { response } = await body(c, PasskeySignIn);
		const { staff, take } = await checkAsserted(ground, here(c), ['sign-in', ''], response);
		sql.transaction(() => {
			take();
			begin(c, staff, 'passkey');
		});
		return c.json(signedIn(ground, staff));
	});
	routes.post('/sign-in/stretch', async (c) => {
		const { name } = await body(c, NameOnly);
		return c.json(stretchOf(ground, name));
	});
	routes.post('/sign-in/passphrase', async (c) => {
		const { name, proof, code } = await body(c, PassphraseSignIn);
		const staff = checkPassphrase(ground, name, proof, code);
		sql.transaction(() => begin(c, staff, 'passphrase'));
		return c.json(signedIn(ground, staff));
	});
	routes.post('/sign-in/recovery', async (c) => {
		const { proof } = await body(c, RecoverySignIn);
		const staff = checkRecovery(ground, proof);
		sql.transaction(() => begin(c, staff, 'recovery'));
		return c.json(signedIn(ground, staff));
	});
	routes.post('/sign-out', async (c) => {
		await body(c, Nothing);
		const token = had(c);
		if (token !== undefined) endSession(ground, token);
		c.header('Set-Cookie', noCookie(isSecure(c)));
		return c.body(null, 204);
	});

	// One's own.
	routes.use('/me/keys', authenticate);
	routes.get('/me/keys', (c) => c.json(signedIn(ground, c.var.session.staff)));
	routes.use('/me/ways', authenticate);
	routes.get('/me/ways', (c) => c.json(waysOf(ground, c.var.session)));
	routes.use('/me/sessions/*', authenticate);
	routes.post('/me/sessions/end-others', async (c) => {
		await body(c, Nothing);
		endOtherSessions(ground, c.var.session);
		return c.body(null, 204);
	});
	routes.post('/me/sessions/:id/end', async (c) => {
		await body(c, Nothing);
		endOwnSession(ground, c.var.session.staff, c.req.param('id'));
		return c.body(null, 204);
	});
	routes.use('/step-up/*', authenticate);
	routes.post('/step-up/options', async (c) => {
		await body(c, Nothing);
		const { staff, id } = c.var.session;
		return c.json({ options: await requestOptions(ground, here(c), ['step-up', id], staff) });
	});
	routes.post('/step-up/passkey', async (c) => {
		const { response } = await body(c, PasskeySignIn);
		const { staff, id } = c.var.session;
		const { take } = await checkAsserted(ground, here(c), ['step-up', id], response, staff);
		sql.transaction(() => {
			take();
			renew(c);
		});
		return c.body(null, 204);
	});
	routes.post('/step-up/passphrase', async (c) => {
		const { proof, code } = await body(c, PassphraseStepUp);
		checkOwnPassphrase(ground, c.var.session.staff, proof, code);
		renew(c);
		return c.body(null, 204);
	});
	function renew(c: Context): void {
		setCookie(c, renewSession(ground, had(c) ?? ''));
	}
	for (const path of ['/me/passkeys', '/me/passkeys/*', '/me/passphrase', '/me/recovery']) {
		routes.use(path, authenticate, stepUp);
	}
	routes.post('/me/passkeys/options', async (c) => {
		await body(c, Nothing);
		const { staff: id } = c.var.session;
		const { name } = signedIn(ground, id);
		return c.json({ options: await creationOptions(ground, here(c), ['add', id], { id, name }) });
	});
	routes.post('/me/passkeys', async (c) => {
		await addPasskey(ground, here(c), c.var.session.staff, await body(c, NewPasskey));
		return c.body(null, 204);
	});
	routes.post('/me/passkeys/:id/remove', async (c) => {
		await body(c, Nothing);
		removePasskey(ground, c.var.session.staff, c.req.param('id'));
		return c.body(null, 204);
	});
	routes.post('/me/passphrase', async (c) => {
		setPassphrase(ground, c.var.session.staff, await body(c, NewPassphrase));
		return c.body(null, 204);
	});
	routes.post('/me/recovery', async (c) => {
		setRecovery(ground, c.var.session.staff, await body(c, NewRecovery));
		return c.body(null, 204);
	});

	// The team.
	for (const path of ['/staff', '/staff/*', '/recovery-key']) routes.use(path, authenticate, only('coordinator'));
	routes.get('/staff', (c) => c.json(staffList(ground, organisation)));
	for (const path of ['/staff/*', '/recovery-key']) routes.use(path, stepUp);
	routes.post('/staff/invite', async (c) => c.json(invite(ground, c.var.session.staff, await body(c, Invite))));
	routes.post('/staff/:id/link', async (c) => {
		await body(c, Nothing);
		return c.json(newLink(ground, c.var.session.staff, c.req.param('id')));
	});
	routes.post('/staff/:id/roles', async (c) => {
		const { roles } = await body(c, Roles);
		setRoles(ground, c.var.session.staff, c.req.param('id'), roles);
		return c.body(null, 204);
	});
	routes.post('/staff/:id/remove', async (c) => {
		await body(c, Nothing);
		removeMember(ground, c.var.session.staff, c.req.param('id'));
		return c.body(null, 204);
	});
	routes.post('/recovery-key', async (c) => {
		const { recipient } = await body(c, OfflineKey);
		sql.transaction(() => keepOfflineKey(ground, c.var.session.staff, recipient));
		return c.body(null, 204);
	});
	return routes;
}

/** Throws `Refused`: 413, 400. */
async function body<T extends z.ZodType>(c: Context, schema: T): Promise<z.infer<T>> {
	const bytes = await readBody(c.req.raw, LONGEST);
	if (!(bytes instanceof Uint8Array))
		throw bytes === 'too-large' ? new Refused(413, 'too-large') : new Refused(400, 'body');
	const parsed = schema.safeParse(readJson(bytes));
	if (!parsed.success) throw new Refused(400, 'body');
	return parsed.data;
}

function readJson(bytes: Uint8Array): unknown {
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
	} catch {
		return undefined;
	}
}

function staffList(ground: StaffGround, organisation: string): StaffList {
	const { sql, clock } = ground;
	const links = sql.all<{ staff: string; expires: number }>(
		'SELECT staff, expires FROM enrolment WHERE used IS NULL AND expires > ?',
		clock(),
	);
	const seen = sql.all<{ staff: string; seen: number }>('SELECT staff, max(seen) AS seen FROM session GROUP BY staff');
	return {
		staff: members(ground)
			.filter(({ left }) => left === null)
			.map(({ id, name, organisation, roles, languages, recipient }) => ({
				id,
				name,
				organisation,
				roles,
				languages,
				enrolled: recipient !== null,
				link: links.find(({ staff }) => staff === id)?.expires ?? null,
				seen: seen.find(({ staff }) => staff === id)?.seen ?? null,
			})),
		organisation,
		offline: offlineKey(ground),
	};
}
