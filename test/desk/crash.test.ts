import { join } from 'node:path';
import { expect, test } from 'vitest';
import { points } from '../../src/desk/ground.ts';
import { threadOf } from '../../src/privacy/pseudonym.ts';
import { openSqlite } from '../../src/store/better-sqlite.ts';
import { openStore } from '../../src/store/open.ts';
import type { Sql } from '../../src/store/sql.ts';
import { seeded } from '../durability/seeded.ts';
import { startChild } from '../support/child.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { EACH, PEOPLE, pidOf, saidOf, secret, wordsOf } from './crash.plan.ts';

/** `npm run test:crash` for more; each named point is met also with the few of every day. */
const ROUNDS = Number(process.env.ROUNDS ?? 24);
/** Of these at named points, the others at random moments. */
const NAMED = points.length * Math.max(1, Math.round((ROUNDS * 2) / 3 / points.length));
const childScript = new URL('./crash.child.ts', import.meta.url);

interface Round {
	/** Of each person: the talk that is not over, and who its browser was told has claimed it. */
	talk: number[];
	owner: string[];
	/** Words of which a browser was answered. */
	said: Set<string>;
	killedAt: string;
}

async function live(directory: string, before: Round, killAt: string, amount: number): Promise<Round> {
	const round: Round = { ...before, talk: [...before.talk], owner: [...before.owner], killedAt: '' };
	let lines = 0;
	const from = before.talk.map((talk, person) => `${person}:${talk}`).join(' ');
	const child = startChild(childScript, [directory, from, killAt, String(amount)], (line) => {
		const [what = '', ...rest] = line.split(' ');
		const [person = 0, talk = 0, word = 0] = rest.map(Number);
		if (what === 'killed') round.killedAt = rest.join(' ');
		if (what === 'claimed') {
			// Nobody is told twice, by two names, who has one talk.
			const known = round.owner[person] ?? '';
			const now = `${talk} ${rest[2]}`;
			if (known.startsWith(`${talk} `) && round.talk[person] === talk) expect(now).toBe(known);
			round.owner[person] = now;
		}
		if (what === 'said') round.said.add(wordsOf(person, talk, word));
		if (what === 'ended') round.talk[person] = talk + 1;
		if (killAt === '-' && ++lines >= amount) child.kill();
	});
	expect(await child.ended).toBe('SIGKILL');
	return round;
}

/** Nothing is lost and nothing is there twice: what was said, what was heard, and each in its own row. */
function check(directory: string, { talk, said }: Round): void {
	const store = openStore(join(directory, 'data'), { secret });
	const beside = openSqlite(join(directory, 'conversations.db'));
	const texts = (sql: Sql, query: string, ...binds: string[]) =>
		sql.all<{ text: string }>(query, ...binds).map(({ text }) => text);
	try {
		for (let person = 0; person < PEOPLE; person++) {
			const pid = pidOf(person);
			const thread = threadOf(store.ring, pid);
			const now = talk[person] ?? 0;
			const talks = Array.from({ length: now + 1 }, (_, n) => n).slice(1);
			const words = talks.flatMap((n) => Array.from({ length: EACH }, (_, word) => wordsOf(person, n, word)));
			const heard = talks.flatMap((n) => Array.from({ length: EACH + 1 }, (_, word) => saidOf(person, n, word)));

			// To the person: in order, each once, and all of which a browser was answered.
			const told = texts(beside, 'SELECT text FROM told WHERE pid = ? ORDER BY n', pid);
			expect(told).toEqual(words.slice(0, told.length));
			for (const word of words) if (said.has(word)) expect(told).toContain(word);

			// In the thread: every word that is shown was told, and all of which a browser was answered are shown.
			const shown =
				"SELECT id AS text FROM desk_row WHERE thread = ? AND kind = 'staff' AND said IS NOT NULL ORDER BY n";
			const rows = texts(store.data, shown, thread);
			expect(rows).toEqual(told.filter((word) => rows.includes(word)));
			for (const word of words) if (said.has(word)) expect(rows).toContain(word);

			// From the person: each in one row, or still on its way.
			const here = texts(
				store.data,
				"SELECT id AS text FROM desk_row WHERE thread = ? AND kind = 'person' ORDER BY n",
				thread,
			);
			const way = beside
				.all<{ body: string }>('SELECT body FROM letter WHERE pid = ? ORDER BY n', pid)
				.flatMap(({ body }) => (JSON.parse(body).kind === 'said' ? [JSON.parse(body).id as string] : []));
			const all = [...here, ...way.filter((id) => !here.includes(id))];
			expect(all).toEqual(heard.slice(0, all.length));
			expect(here.length).toBeGreaterThanOrEqual((now - 1) * (EACH + 1));

			for (const row of store.data.all<{ id: string; sealed: Uint8Array }>(
				'SELECT id, sealed FROM desk_row WHERE thread = ? AND sealed IS NOT NULL',
				thread,
			)) {
				expect(Buffer.from(row.sealed).toString()).toMatch(new RegExp(`-> (fake|fake anew|look) ${row.id}\\b`));
			}
		}
		expect(store.data.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
	} finally {
		beside.close();
		store.close();
	}
}

test(`kill -9 in ${ROUNDS} rounds at every named point of claim, say, reseal and letters: nothing lost, nothing twice`, async () => {
	const directory = temporaryDirectory();
	const random = seeded(20261124);
	const hit = new Map<string, number>();
	const people = Array.from({ length: PEOPLE }, () => 1);
	let round: Round = { talk: people, owner: people.map(() => ''), said: new Set(), killedAt: '' };
	for (let n = 0; n < ROUNDS; n++) {
		const point = n < NAMED ? points[n % points.length] : undefined;
		round = await live(directory, round, point ?? '-', 1 + random(point ? 6 : 40));
		hit.set(round.killedAt, (hit.get(round.killedAt) ?? 0) + 1);
		expect(round.killedAt).toBe(point ?? '');
		check(directory, round);
	}
	for (const point of points) expect([point, hit.get(point) ?? 0]).toEqual([point, NAMED / points.length]);
	for (const talk of round.talk) expect(talk).toBeGreaterThan(ROUNDS / 10);
}, 300_000);
