import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Conversations } from '../../src/conversation/conversations.ts';
import { carryPoints, type Point, points } from '../../src/conversation/ground.ts';
import { pseudonym } from '../../src/privacy/pseudonym.ts';
import { openSqlite } from '../../src/store/better-sqlite.ts';
import { openStore } from '../../src/store/open.ts';
import { startChild } from '../support/child.ts';
import { temporaryDirectory } from '../support/directory.ts';
import {
	ADDRESS,
	type DeskPoint,
	deskPoints,
	FileDesk,
	forgets,
	PEOPLE,
	script,
	secret,
	sinceForgotten,
} from './carry.plan.ts';

/** At every point of letters and of turns, so often each. */
const ROUNDS = Number(process.env.ROUNDS ?? 1);
const childScript = new URL('./carry.child.ts', import.meta.url);
const people = Array.from({ length: PEOPLE }, (_, person) => person);

interface Reached {
	/** The last words and the last answer of each person that were acknowledged. */
	said: number[];
	told: number[];
}

async function live(directory: string, before: Reached, point: Point | DeskPoint, passes: number): Promise<Reached> {
	const reached: Reached = { said: [...before.said], told: [...before.told] };
	let killedAt = '';
	const from = people.map((one) => `${one}:${before.said[one]}:${before.told[one]}`).join(' ');
	const child = startChild(childScript, [directory, from, point, String(passes)], (line) => {
		const [what = '', ...rest] = line.split(' ');
		if (what === 'killed') killedAt = rest.join(' ');
		const [person = 0, n = 0] = rest.map(Number);
		if (what === 'said') reached.said[person] = n;
		if (what === 'told') reached.told[person] = n;
	});
	expect(await child.ended).toBe('SIGKILL');
	expect(killedAt).toBe(point);
	return reached;
}

/** Starts what is left, lets it carry what it has, and holds both sides against what was acknowledged. */
async function check(directory: string, { said, told }: Reached): Promise<void> {
	const store = openStore(directory, { secret });
	const sql = openSqlite(join(directory, 'desk.db'));
	const conversations = new Conversations({
		store,
		step: script,
		channels: { web: { delivery: 'pull', closing: 'erases', keep: Number.MAX_SAFE_INTEGER } },
		desk: new FileDesk(sql),
		retention: Number.MAX_SAFE_INTEGER,
		report: (error) => expect.unreachable(String(error)),
	});
	conversations.start();
	const waiting = () => store.data.get<{ n: number }>('SELECT count(*) AS n FROM letter')?.n ?? 0;
	while (waiting() > 0) await new Promise((resolve) => setImmediate(resolve));
	for (const person of people) {
		const pid = pseudonym(store.ring, 'web', 'bot', ADDRESS + person);
		const taken = sql.all<{ n: number; kind: string; id: string | null }>(
			'SELECT n, kind, id FROM taken WHERE pid = ? ORDER BY n',
			pid,
		);
		// Every number once, in order, from 1.
		expect(taken.map(({ n }) => n)).toEqual(taken.map((_, index) => index + 1));
		// All their words since they were last forgotten, and nothing of before; one may have been under way.
		const words = taken.filter(({ kind }) => kind === 'said').length;
		const last = said[person] ?? 0;
		expect([last, last + 1].map((n) => sinceForgotten(person, n).length)).toContain(words);
		// Each answer once, and told of once.
		const shown = conversations.mailbox('web', 'bot', ADDRESS + person).map(({ message }) => message.text);
		const known = sinceForgotten(person, last);
		const answers = known
			.filter((n) => n <= (told[person] ?? 0))
			.slice(-38)
			.map((n) => `answer ${n}`);
		const over = last + 1 > 1 && forgets(person, last + 1) && shown.length === 0;
		if (!over) expect(shown.filter((text) => answers.includes(text))).toEqual(answers);
		expect(new Set(shown).size).toBe(shown.length);
		const sent = taken.flatMap(({ id }) => (id?.endsWith(' sent') ? [id] : []));
		expect(new Set(sent).size).toBe(sent.length);
		if (!over) for (const text of answers) expect(sent).toContain(`order-${person}-${text.slice(7)} sent`);
	}
	await conversations.close();
	store.close();
	sql.close();
}

test('kill -9 at every point of letters and turns: nothing said is lost, nothing comes twice, the forgotten are', async () => {
	const directory = temporaryDirectory();
	let reached: Reached = { said: people.map(() => 0), told: people.map(() => 0) };
	for (let round = 0; round < ROUNDS; round++) {
		for (const [n, point] of [...carryPoints, ...deskPoints, ...points].entries()) {
			reached = await live(directory, reached, point, 1 + ((round * 7 + n * 3) % 5));
			await check(directory, reached);
		}
	}
	for (const person of people) expect(reached.said[person]).toBeGreaterThan(ROUNDS * carryPoints.length);
}, 120_000);
