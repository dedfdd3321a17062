/**
 * A Desk for the console's tests: real HTTP and server-sent events, real ciphertexts, one team. It is strict: whatever the
 * console sends is held against src/desk/api.ts, and opened with the keys it should be sealed to; anything else is refused
 * and makes the test fail. It has no sign-in: who one is says a cookie that the test sets.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { z } from 'zod';
import * as Api from '../../src/desk/api.ts';
import { sizeClasses } from '../../src/desk/sealed.ts';
import { addEvent, addWords, type Held, makeStaff, meOf, type Staff } from './fake-state.ts';
import { keysOf, openWith } from './seal.ts';

/** As the server sends it with every page: src/security-headers.ts. */
const policy = [
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'none'",
	"base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
].join('; ');
const types: Record<string, string> = {
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript',
	'.css': 'text/css',
	'.svg': 'image/svg+xml',
};

class Refuse extends Error {
	readonly status: number;
	readonly body: object;
	constructor(status: number, error: string, more: object = {}) {
		super(`${status} ${error}`);
		this.status = status;
		this.body = { error, ...more };
	}
}

export interface FakeDesk {
	url: string;
	team: Record<'noor' | 'joris' | 'ana' | 'karin', Staff>;
	recovery: Staff;
	threads: Map<string, Held>;
	/** Every accepted POST, in order: `say <thread>`, with its body. */
	posts: { path: string; by: string; body: unknown }[];
	/** Requests that a right console never sends. */
	wrong: string[];
	missing: Api.Me['missing'];
	/** Opened live streams, and which Last-Event-ID each came with. */
	streams: (string | undefined)[];
	add(held: Held): Held;
	/** The person says something. */
	says(held: Held, text: string): Promise<Api.Row>;
	event(held: Held, what: string, by?: string, who?: string): void;
	/** The thread has changed: everybody concerned is told. */
	touch(held: Held): void;
	tell(news: Api.News): void;
	/** Whom its rows must be sealed to now. */
	recipients(held: Held): string[];
	/** No request is answered any more and no stream lives, until `mend`. */
	cut(): void;
	mend(): void;
	/** The next matching POSTs are handled once so many have arrived. */
	gather(path: RegExp, until: number): void;
	/** The next matching POST is done, and its answer lost. */
	loseAnswer(path: RegExp): void;
	close(): Promise<void>;
}

/** @param dist the built console */
export async function startFakeDesk(dist: string): Promise<FakeDesk> {
	const noor = await makeStaff('staff-noor', 'Noor', {
		languages: ['nl', 'ro', 'en'],
		standIn: 'staff-joris',
		about: 'Lopen kan ook.',
	});
	const joris = await makeStaff('staff-joris', 'Joris', { languages: ['nl', 'en', 'bg'] });
	const ana = await makeStaff('staff-ana1', 'Ana', { languages: ['ro', 'es', 'nl'] });
	const karin = await makeStaff('staff-karin', 'Karin', { languages: ['nl'], roles: ['coordinator'] });
	const recovery = await makeStaff('recovery-1', 'Recovery', { languages: ['nl'] });
	const everybody = [noor, joris, ana, karin];
	const news: { id: number; news: Api.News }[] = [];
	const live = new Set<ServerResponse>();
	let off = false;
	let losing: RegExp | undefined;
	let holding: { path: RegExp; until: number; waiting: (() => void)[] } | undefined;

	function hold(at: NonNullable<typeof holding>): Promise<void> {
		return new Promise((resolve) => {
			at.waiting.push(resolve);
			if (at.waiting.length < at.until) return;
			holding = undefined;
			for (const go of at.waiting) go();
		});
	}

	const desk: FakeDesk = {
		url: '',
		team: { noor, joris, ana, karin },
		recovery,
		threads: new Map(),
		posts: [],
		wrong: [],
		missing: [],
		streams: [],
		add(held) {
			desk.threads.set(held.summary.id, held);
			desk.touch(held);
			return held;
		},
		async says(held, text) {
			const row = await addWords(held, desk.recipients(held), { kind: 'person', text });
			held.summary.unread++;
			desk.touch(held);
			return row;
		},
		event(held, what, by, who) {
			addEvent(held, what, by, who);
			desk.touch(held);
		},
		touch(held) {
			held.summary.version++;
			desk.tell({ what: 'thread', id: held.summary.id, version: held.summary.version });
			desk.tell({ what: 'waiting' });
		},
		tell(one) {
			const entry = { id: news.length + 1, news: one };
			news.push(entry);
			for (const stream of live) write(stream, entry);
		},
		recipients({ summary }) {
			const of = [summary.owner, summary.standIn].flatMap((id) => everybody.filter(({ member }) => member.id === id));
			const readers = of.length > 0 ? of : everybody.filter(({ member }) => member.roles.includes('outreach'));
			return [...readers, recovery].map(({ member }) => member.recipient);
		},
		cut() {
			off = true;
			server.closeAllConnections();
		},
		mend() {
			off = false;
		},
		gather(path, until) {
			holding = { path, until, waiting: [] };
		},
		loseAnswer(path) {
			losing = path;
		},
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};

	const server = createServer((request, response) => {
		if (off) {
			request.socket.destroy();
			return;
		}
		void handle(request, response).catch((error: unknown) => {
			if (!(error instanceof Refuse)) desk.wrong.push(String(error));
			const { status, body } = error instanceof Refuse ? error : { status: 500, body: { error: 'fake' } };
			answer(response, status, body);
		});
	});

	async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { pathname } = new URL(request.url ?? '/', desk.url);
		if (!pathname.startsWith('/desk/api/')) return serveFile(pathname, response);
		const path = pathname.slice('/desk/api'.length);
		const cookie = /(?:^|; )fake-staff=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
		const staff = everybody.find(({ member }) => member.id === cookie);
		if (!staff) throw new Refuse(401, 'sign-in');
		if (path === '/live') return listen(request, response);
		if (request.method === 'GET') return answer(response, 200, get(path, staff));
		const body = await read(request);
		if (holding?.path.test(path)) await hold(holding);
		check(request.headers['x-bekend-desk'] === '1', `${path} without X-Bekend-Desk`);
		check(request.headers.origin === desk.url, `${path} with origin ${request.headers.origin}`);
		check(request.headers['content-type'] === 'application/json', `${path} is no JSON`);
		const result = await post(path, staff, JSON.parse(body));
		desk.posts.push({ path, by: staff.member.id, body: JSON.parse(body) });
		if (losing?.test(path)) {
			losing = undefined;
			// Begun, and broken off: a browser sends a request again by itself when not a byte of an answer came.
			response.writeHead(200, { 'Content-Type': 'application/json' }).write('{');
			setTimeout(() => request.socket.destroy(), 50);
			return;
		}
		if (result === undefined) response.writeHead(204).end();
		else answer(response, 200, result);
	}

	function get(path: string, staff: Staff): unknown {
		const now = Date.now();
		const summaries = [...desk.threads.values()].map(({ summary }) => summary);
		const [, kind, id = ''] = path.split('/');
		if (path === '/fake/key') return { identity: staff.identity };
		if (path === '/me') return Api.Me.parse(meOf(staff, desk.missing));
		if (path === '/team') {
			const members = everybody.map(({ member }) => member);
			return Api.Team.parse({ members, recovery: recovery.member.recipient });
		}
		if (path === '/waiting') {
			const waiting = summaries.filter(({ phase }) => phase === 'waiting');
			return Api.Waiting.parse({ waiting, now });
		}
		if (path === '/threads') {
			if (!staff.member.roles.includes('outreach')) throw new Refuse(403, 'not-yours');
			const threads = summaries.filter(
				(one) => readable(one, staff) || desk.threads.get(one.id)?.former === staff.member.id,
			);
			return Api.Threads.parse({ threads, now });
		}
		if (path === '/steps') {
			const titles = ['Menu', 'A condom broke', 'Doctor without papers', 'Police or city check', 'Open a bank account'];
			const steps = titles.map((title, index) => ({ id: `help.step-${index}`, title }));
			return Api.Steps.parse({ steps });
		}
		if (kind === 'threads') return view(thread(id, staff), staff, true);
		throw new Refuse(404, 'not-found');
	}

	async function post(path: string, staff: Staff, body: unknown): Promise<unknown> {
		const [, kind, id = '', what = ''] = path.split('/');
		if (path === '/me/presence') {
			staff.presence = accept(Api.Presence, body, path);
			staff.member.here = staff.presence.is !== 'away';
			desk.tell({ what: 'team' });
			return undefined;
		}
		if (path === '/me/card') {
			staff.card = accept(Api.OwnCard, body, path);
			Object.assign(staff.member, {
				name: staff.card.name,
				languages: staff.card.languages,
				standIn: staff.card.standIn,
			});
			desk.tell({ what: 'team' });
			return undefined;
		}
		if (kind !== 'threads') throw new Refuse(404, 'not-found');
		if (what === 'claim') return claim(id, staff, accept(Api.Claim, body, path));
		const held = thread(id, staff);
		const { summary } = held;
		if (what === 'looking') {
			held.looking.set(staff.member.id, { ...accept(Api.Looking, body, path), at: Date.now() });
			desk.tell({ what: 'looking', id, looking: lookingAt(held) });
			return undefined;
		}
		if (what === 'note') return keep(held, staff, 'note', accept(Api.Note, body, path));
		if (what === 'resealed') return reseal(held, accept(Api.Resealed, body, path));
		if (summary.owner !== staff.member.id) throw new Refuse(403, 'not-yours');
		if (what === 'say') {
			if (summary.phase !== 'staff') throw new Refuse(409, 'changed');
			return keep(held, staff, 'staff', accept(Api.Say, body, path));
		}
		const me = staff.member.id;
		if (what === 'introduce') {
			const { colleague } = accept(Api.Introduce, body, path);
			addEvent(held, 'introduced', me, colleague);
		} else if (what === 'hand-back') {
			accept(Api.HandBack, body, path);
			summary.phase = 'bot';
			addEvent(held, 'handed-back', me);
		} else if (what === 'danger') {
			addEvent(held, `danger-${accept(Api.Danger, body, path).decision}`, me);
		} else if (what === 'sleep') Object.assign(summary, { phase: 'sleeping' });
		else if (what === 'release') {
			held.former = me;
			Object.assign(summary, { phase: 'waiting', owner: null, standIn: null, waiting: Date.now() });
		} else if (what === 'block') Object.assign(summary, { phase: 'bot', blocked: true });
		else if (what === 'unblock') Object.assign(summary, { blocked: false });
		else throw new Refuse(404, 'not-found');
		desk.touch(held);
		held.turned = summary.version;
		return undefined;
	}

	function claim(id: string, staff: Staff, { version }: { version: number }): Api.Thread {
		const held = desk.threads.get(id);
		if (!held || !staff.member.roles.includes('outreach')) throw new Refuse(404, 'no-such-thread');
		const { summary } = held;
		if (summary.phase === 'staff') throw new Refuse(409, 'taken', { by: summary.owner });
		if (version < held.turned || version > summary.version) throw new Refuse(409, 'changed');
		Object.assign(summary, {
			...{ phase: 'staff', owner: staff.member.id, standIn: staff.card.standIn, waiting: null, rung: null },
			unseen: false,
		});
		addEvent(held, 'claimed', staff.member.id);
		desk.touch(held);
		held.turned = summary.version;
		return view(held, staff, true);
	}

	async function keep(
		held: Held,
		staff: Staff,
		kind: 'staff' | 'note',
		{ id, sealed, text }: { id: string; sealed: string; text?: string },
	): Promise<Api.Row> {
		const there = held.rows.find((row) => row.id === id);
		if (there) return there;
		const said = await opensForAll(held, { id, by: kind, sealed });
		check(text === undefined || said === text, `${kind}: what is sealed is not what is said`);
		const row = await addWords(held, desk.recipients(held), {
			...{ kind, text: said, id, by: staff.member.id, said: 'queued', sealed },
		});
		desk.touch(held);
		return row;
	}

	async function reseal(held: Held, { version, rows }: z.infer<typeof Api.Resealed>): Promise<undefined> {
		if (version < held.turned || version > held.summary.version) throw new Refuse(409, 'changed');
		for (const { id, sealed } of rows) {
			const row = held.rows.find((row) => row.id === id);
			if (!row || row.kind === 'event') throw new Refuse(400, 'no-such-row');
			await opensForAll(held, { id, by: row.kind, sealed });
			row.sealed = sealed;
			held.sealedTo.set(id, desk.recipients(held));
		}
		const to = desk.recipients(held).toSorted().join();
		if ([...held.sealedTo.values()].every((keys) => keys.toSorted().join() === to)) held.former = null;
		desk.touch(held);
		return undefined;
	}

	/** @returns the words, the same for everybody it must be sealed to, and for nobody else */
	async function opensForAll(held: Held, row: { id: string; by: string; sealed: string }): Promise<string> {
		const recipients = desk.recipients(held);
		check(keysOf(row.sealed) === recipients.length, 'sealed to another number of keys');
		const texts = await Promise.all(
			[...everybody, recovery]
				.filter(({ member }) => recipients.includes(member.recipient))
				.map(async ({ identity }) => {
					const plain = await openWith(identity, row.sealed);
					const { thread, id, by, v } = plain;
					check(v === 1 && thread === held.summary.id && id === row.id && by === row.by, 'sealed for another row');
					const bytes = Buffer.byteLength(JSON.stringify(plain));
					check(
						sizeClasses.some((size) => size === bytes) || bytes % (sizeClasses.at(-1) ?? 1) === 0,
						`${bytes} bytes are no size class`,
					);
					return plain.text;
				}),
		);
		return texts[0] ?? '';
	}

	function accept<T>(schema: z.ZodType<T>, body: unknown, path: string): T {
		const parsed = schema.safeParse(body);
		check(parsed.success, `${path}: ${parsed.error?.message}`);
		return schema.parse(body);
	}

	function check(right: boolean, what: string): void {
		if (right) return;
		desk.wrong.push(what);
		throw new Refuse(400, what);
	}

	function readable({ owner, standIn }: Api.Summary, { member }: Staff): boolean {
		return owner === member.id || standIn === member.id;
	}

	function thread(id: string, staff: Staff): Held {
		const held = desk.threads.get(id);
		if (!held || !(readable(held.summary, staff) || held.former === staff.member.id))
			throw new Refuse(404, 'no-such-thread');
		return held;
	}

	function view(held: Held, staff: Staff, opened: boolean): Api.Thread {
		if (opened && held.summary.owner === staff.member.id) held.summary.unread = 0;
		const recipients = desk.recipients(held);
		const sealed = recipients.toSorted().join();
		return Api.Thread.parse({
			...{ summary: held.summary, rows: held.rows, recipients, consent: held.consent, looking: lookingAt(held) },
			reseal: [...held.sealedTo].filter(([, to]) => to.toSorted().join() !== sealed).map(([id]) => id),
		});
	}

	function lookingAt(held: Held) {
		return [...held.looking].map(([id, { typing }]) => ({ staff: id, typing }));
	}

	function listen(request: IncomingMessage, response: ServerResponse): void {
		const last = request.headers['last-event-id'] as string | undefined;
		desk.streams.push(last);
		response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
		response.write('retry: 200\n\n');
		for (const entry of news.slice(last === undefined ? news.length : Number(last))) write(response, entry);
		live.add(response);
		response.on('close', () => live.delete(response));
	}

	function serveFile(pathname: string, response: ServerResponse): void {
		const path = normalize(pathname === '/desk' ? '/index.html' : pathname.replace(/^\/desk/, ''));
		const body = readFileSync(join(dist, path));
		response
			.writeHead(200, {
				'Content-Type': types[extname(path)] ?? 'application/octet-stream',
				'Content-Security-Policy': policy,
				'X-Content-Type-Options': 'nosniff',
				'Cache-Control': 'no-store',
			})
			.end(body);
	}

	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	desk.url = `http://localhost:${(server.address() as AddressInfo).port}`;
	return desk;
}

function write(stream: ServerResponse, { id, news }: { id: number; news: Api.News }): void {
	stream.write(`id: ${id}\ndata: ${JSON.stringify(Api.News.parse(news))}\n\n`);
}

function answer(response: ServerResponse, status: number, body: unknown): void {
	response
		.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
		.end(JSON.stringify(body));
}

async function read(request: IncomingMessage): Promise<string> {
	const parts: Buffer[] = [];
	for await (const part of request) parts.push(part as Buffer);
	return Buffer.concat(parts).toString('utf8');
}
