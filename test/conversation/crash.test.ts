import { expect, test } from 'vitest';
import { Conversations } from '../../src/conversation/conversations.ts';
import { type Point, points } from '../../src/conversation/ground.ts';
import { loadState } from '../../src/conversation/state.ts';
import { openPersonKey } from '../../src/privacy/person-key.ts';
import { pseudonym } from '../../src/privacy/pseudonym.ts';
import { openStore } from '../../src/store/open.ts';
import { startChild } from '../support/child.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { ADDRESS, forgets, PEOPLE, PIPELINE, rules, secret, toldAfter } from './crash.plan.ts';
import { script, toldTo } from './script.ts';

/** All of them: `npm run test:crash`. */
const ROUNDS = Number(process.env.ROUNDS ?? 18);
/** Of these at named points, each as often as the others; the rest at random moments. */
const NAMED = points.length * Math.round((ROUNDS * 2) / 3 / points.length);
const people = Array.from({ length: PEOPLE }, (_, person) => person);
const childScript = new URL('./crash.child.ts', import.meta.url);

/** mulberry32: the same rounds in every run. */
function seeded(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return (((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below;
	};
}

interface Round {
	/** The last message of each person that was acknowledged, and sent. */
	done: number[];
	sent: number[];
	/** Acknowledged, but not as the one after the last. */
	disorder: string[];
	killedAt: string;
}

/** Goes on where each person's acknowledged messages end: what was on its way is sent again, as platforms do. */
async function live(directory: string, before: Round, killAt: Point | '-', amount: number): Promise<Round> {
	const round: Round = { done: [...before.done], sent: [...before.done], disorder: [], killedAt: '' };
	let acknowledged = 0;
	const from = people.map((person) => `${person}:${(before.done[person] ?? 0) + 1}`).join(' ');
	const child = startChild(childScript, [directory, from, killAt, String(amount)], (line) => {
		const [what = '', ...rest] = line.split(' ');
		if (what === 'killed') round.killedAt = rest.join(' ');
		const [person = 0, n = 0] = rest.map(Number);
		if (what === 'sent') round.sent[person] = n;
		if (what !== 'done') return;
		if (n !== (round.done[person] ?? 0) + 1) round.disorder.push(line);
		round.done[person] = n;
		if (killAt === '-' && ++acknowledged >= amount) child.kill();
	});
	expect(await child.ended).toBe('SIGKILL');
	return round;
}

/** Opens what is left, as the next start would, and holds it against what was acknowledged. */
async function check(directory: string, { done, sent }: Round): Promise<void> {
	const store = openStore(directory, { secret });
	const { data, keys, ring } = store;
	const settings = { store, step: script, channels: rules, retention: Number.MAX_SAFE_INTEGER };
	const conversations = new Conversations({ ...settings, report: (error) => expect.unreachable(String(error)) });
	for (const person of people) {
		const address = ADDRESS + person;
		const pid = pseudonym(ring, 'web', 'bot', address);
		const key = openPersonKey(keys, ring, pid);
		const state = key && loadState(data, key, pid);
		const told = toldTo(state?.conversation);
		// Everything acknowledged, each once and in order, and of what was on its way any part from the front.
		const possible = range(done[person] ?? 0, sent[person] ?? 0).map((n) => toldAfter(person, n));
		expect(possible).toContainEqual(told);
		const shown = conversations.mailbox('web', 'bot', address).map(({ message }) => message.text);
		expect(shown).toEqual(told.map((n, index) => `${n} heard, after ${told[index - 1] ?? 'nothing'}`));
		// Nobody is half there: no key without a conversation, no conversation that is empty.
		expect([key === undefined, state === undefined]).toEqual(told.length === 0 ? [true, true] : [false, false]);
	}
	const count = (sql: typeof data, table: string) => sql.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n;
	expect(count(keys, 'person_key')).toBe(count(data, 'conversation'));
	for (const sql of [data, keys]) expect(sql.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
	await conversations.close();
	store.close();
}

function range(from: number, to: number): number[] {
	return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

test(
	`kill -9 in ${ROUNDS} rounds: what was acknowledged is processed, once and in order, and shown after the restart`,
	async () => {
		const directory = temporaryDirectory();
		const random = seeded(20261123);
		const hit = new Map<string, number>();
		let round: Round = { done: people.map(() => 0), sent: people.map(() => 0), disorder: [], killedAt: '' };
		for (let n = 0; n < ROUNDS; n++) {
			const point = n < NAMED ? points[n % points.length] : undefined;
			round = await live(directory, round, point ?? '-', 1 + Math.floor(random(point ? 6 : 60)));
			hit.set(round.killedAt, (hit.get(round.killedAt) ?? 0) + 1);
			expect([round.killedAt, round.disorder]).toEqual([point ?? '', []]);
			await check(directory, round);
		}
		for (const point of points) expect([point, hit.get(point) ?? 0]).toEqual([point, NAMED / points.length]);
		for (const person of people) expect(round.done[person]).toBeGreaterThan(ROUNDS);
	},
	30_000 + ROUNDS * 2_000,
);

test('the plan of the crash test forgets, and differs from person to person', () => {
	const firsts = people.map((person) => range(1, 30).filter((n) => forgets(person, n)));
	for (const first of firsts) expect(first.length).toBeGreaterThan(1);
	expect(new Set(firsts.map(String)).size).toBe(PEOPLE);
	expect(PIPELINE).toBeGreaterThan(1);
});
