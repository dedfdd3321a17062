/** The Desk on a busy night: 500 people wait, 20 browsers look on; how long until the last of them knows of something new. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { loadBundle } from '../src/bundle/load.ts';
import { Desk } from '../src/desk/desk.ts';
import { deskRoutes } from '../src/desk/routes.ts';
import type { StaffRecord } from '../src/desk/staff-directory.ts';
import { Texts } from '../src/desk/texts/texts.ts';
import { openBundle } from '../src/flow/open.ts';
import { openLog } from '../src/log.ts';
import { openSqlite } from '../src/store/better-sqlite.ts';
import { openStore } from '../src/store/open.ts';
import { quantile, type Row } from './table.ts';

const PEOPLE = 500;
const STREAMS = 20;
const WORDS = 300;
const sealed = new TextEncoder().encode(`age-encryption.org/v1\n-> ${'x'.repeat(1000)}\n--- \n`);

export async function measureDesk(): Promise<Row[]> {
	const folder = mkdtempSync(join(tmpdir(), 'bekend-bench-'));
	try {
		const commit = rawCommit(join(folder, 'raw.db'));
		const { told, list, refreshed, memory } = await busyNight(join(folder, 'desk'));
		const after = `${PEOPLE} wait, ${STREAMS} look on`;
		return [
			{ what: 'raw: one row of 1 KB, one commit, FULL, median', value: commit, unit: 'ms' },
			{
				what: `words of one of them until all browsers know (${after}), median`,
				value: quantile(told, 0.5),
				unit: 'ms',
				against: 'the raw commit',
				ratio: quantile(told, 0.5) / commit,
			},
			{ what: 'the same, p99', value: quantile(told, 0.99), unit: 'ms' },
			{ what: `GET /waiting with ${PEOPLE} in it, median`, value: quantile(list, 0.5), unit: 'ms' },
			{
				what: `somebody of ${STREAMS} comes on duty: every ladder settled, median`,
				value: quantile(refreshed, 0.5),
				unit: 'ms',
			},
			{ what: 'memory grown by them all', value: memory, unit: 'MiB' },
		];
	} finally {
		rmSync(folder, { recursive: true });
	}
}

function rawCommit(path: string): number {
	const sql = openSqlite(path);
	sql.run('CREATE TABLE raw (id INTEGER PRIMARY KEY, body BLOB) STRICT');
	const took = Array.from({ length: WORDS }, () => {
		const from = performance.now();
		sql.run('INSERT INTO raw (body) VALUES (?)', sealed);
		return performance.now() - from;
	});
	sql.close();
	return quantile(took, 0.5);
}

async function busyNight(
	folder: string,
): Promise<{ told: number[]; list: number[]; refreshed: number[]; memory: number }> {
	const bundle = openBundle(loadBundle({ today: '2026-11-23' }), 'draft');
	const store = openStore(folder, { secret: new Uint8Array(32).fill(7) });
	const members = Array.from({ length: STREAMS }, (_, n): StaffRecord => {
		const id = `staff-${n}`;
		return {
			id,
			name: id,
			organisation: 'x',
			roles: ['outreach'],
			languages: ['nl'],
			recipient: `age1${n}`,
			left: null,
		};
	});
	const staff = {
		members: () => members,
		find: (id: string) => members.find((one) => one.id === id),
		recovery: () => 'age1recovery',
	};
	const desk = new Desk({
		...{ store, staff },
		tell: { tell: async () => ({ outcome: 'done' }) },
		prepared: { production: false, retentionSet: false, directory: bundle.directory },
		retention: Number.MAX_SAFE_INTEGER,
		report: (error) => {
			throw error;
		},
	});
	const texts = new Texts({ data: store.data, bundle, staff, clock: Date.now });
	const routes = deskRoutes({
		...{ desk, texts, publicUrl: undefined, log: openLog('silent') },
		signedIn: {
			isAlive: () => true,
			async authenticate(c, next) {
				c.set('session', { id: 'session', staff: c.req.header('cookie') ?? '', roles: ['outreach'], fresh: false });
				await next();
			},
		},
	});
	const server = createServer(getRequestListener(routes.fetch));
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	const url = `http://localhost:${(server.address() as AddressInfo).port}`;
	const before = process.memoryUsage.rss();

	const day = ['09:00-17:00'];
	const hours = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day };
	for (const { id } of members) desk.setCard(id, { name: id, languages: ['nl'], about: {}, hours, standIn: null });

	const letters = new Map<string, number>();
	const take = (pid: string, letter: Parameters<Desk['take']>[0]['letter']) => {
		const n = (letters.get(pid) ?? 0) + 1;
		letters.set(pid, n);
		desk.recipients(pid);
		return desk.take({ pid, n, at: Date.now(), letter });
	};
	const consent = { version: 'text', day: '2026-11-23' };
	const asks = { language: 'nl', channel: 'telegram', wants: null, knows: null, consent, urgent: false };
	for (let n = 0; n < PEOPLE; n++) await take(`person-${n}`, { kind: 'asked', ...asks });

	let heard = 0;
	let all = () => {};
	const streams = members.map(({ id }) =>
		get(`${url}/live`, { headers: { cookie: id } }, (response) =>
			response.setEncoding('utf8').on('data', (chunk: string) => {
				heard += chunk.split('"what":"waiting"').length - 1;
				if (heard === STREAMS) all();
			}),
		).on('error', () => {}),
	);
	while (!members.every(({ id }) => desk.live.isWatching(id))) await new Promise(setImmediate);

	const told: number[] = [];
	const list: number[] = [];
	for (let n = 0; n < WORDS; n++) {
		heard = 0;
		const everybody = new Promise<void>((resolve) => {
			all = resolve;
		});
		const from = performance.now();
		await take(`person-${n % PEOPLE}`, { kind: 'said', id: `said-${n}`, sealed });
		await everybody;
		told.push(performance.now() - from);
		if (n % 10 > 0) continue;
		const asked = performance.now();
		await (await fetch(`${url}/waiting`, { headers: { cookie: 'staff-0' } })).text();
		list.push(performance.now() - asked);
	}
	const refreshed = Array.from({ length: 20 }, (_, n) => {
		const from = performance.now();
		desk.setPresence(`staff-${n % STREAMS}`, { is: 'here', until: Date.now() + 3_600_000 });
		return performance.now() - from;
	});
	const memory = (process.memoryUsage.rss() - before) / 2 ** 20;
	for (const stream of streams) stream.destroy();
	await desk.close();
	server.closeAllConnections();
	server.close();
	store.close();
	return { told, list, refreshed, memory };
}
