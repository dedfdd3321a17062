/** The Desk's routes over real HTTP on a free port, as several staff members at once; sign-in is the test's. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { onTestFinished } from 'vitest';
import type { SignedIn } from '../../src/desk/guard.ts';
import { deskRoutes } from '../../src/desk/routes.ts';
import { Texts } from '../../src/desk/texts/texts.ts';
import { realBundle } from '../support/project.ts';
import type { DeskRuntime } from './runtime.ts';

interface Answer {
	status: number;
	headers: Headers;
	body: unknown;
}

export interface Site {
	origin: string;
	/** Whose sessions have ended. */
	out: Set<string>;
	/** What was logged. */
	logged: string[];
	as(staff: string): {
		get(path: string, headers?: Record<string, string>): Promise<Answer>;
		/** @param headers `undefined` takes one away that a console would send */
		post(path: string, body?: unknown, headers?: Record<string, string | undefined>): Promise<Answer>;
	};
}

export async function serveDesk({
	desk,
	store,
	team,
	clock,
}: Pick<DeskRuntime, 'desk' | 'store' | 'team' | 'clock'>): Promise<Site> {
	const out = new Set<string>();
	const logged: string[] = [];
	const signedIn: SignedIn = {
		isAlive: (session) => !out.has(session),
		async authenticate(c, next) {
			const staff = /staff=([\w-]+)/.exec(c.req.header('cookie') ?? '')?.[1] ?? '';
			const member = team.find(staff);
			if (!member || member.left !== null || out.has(staff)) return c.json({ error: 'signed-out' }, 401);
			c.set('session', { id: staff, staff, roles: member.roles, fresh: false });
			await next();
		},
	};
	const log = {
		warn: (fields: object) => void logged.push(JSON.stringify(fields)),
		error: (fields: object) => void logged.push(JSON.stringify(fields)),
	};
	const texts = new Texts({
		data: store.data,
		bundle: realBundle(),
		staff: team,
		clock: () => clock.now,
	});
	const routes = deskRoutes({
		desk,
		texts,
		signedIn,
		publicUrl: undefined,
		log: log as never,
		clock: () => clock.now,
	});
	const app = new Hono().route('/desk/api', routes);
	const server = createServer(getRequestListener(app.fetch));
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
	const ask = async (path: string, init: RequestInit): Promise<Answer> => {
		const response = await fetch(`${origin}/desk/api${path}`, init);
		const text = await response.text();
		const json = response.headers.get('content-type')?.startsWith('application/json');
		return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
	};
	return {
		...{ origin, out, logged },
		as: (staff) => ({
			get: (path, headers = {}) => ask(path, { headers: { cookie: `staff=${staff}`, ...headers } }),
			post(path, body = {}, changed = {}) {
				const sent: Record<string, string | undefined> = {
					...{ cookie: `staff=${staff}`, origin, 'x-bekend-desk': '1', 'content-type': 'application/json' },
					...changed,
				};
				const headers = Object.entries(sent).filter((pair): pair is [string, string] => pair[1] !== undefined);
				return ask(path, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
			},
		}),
	};
}
