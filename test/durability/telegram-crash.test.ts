/**
 * kill -9 while 50 people talk on Telegram. The fake Bot API in its own process is the judge: what it considers
 * confirmed must be in our state once, and in its ledger at least once and in order; and what stands there twice must
 * have been cut by a kill. `ROUNDS=200 npx vitest run --project node test/durability/telegram-crash.test.ts` for all.
 */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { expect, inject, onTestFinished, test } from 'vitest';
import { points, sendPoints } from '../../src/conversation/ground.ts';
import { loadState } from '../../src/conversation/state.ts';
import { openPersonKey } from '../../src/privacy/person-key.ts';
import { pseudonym } from '../../src/privacy/pseudonym.ts';
import { openStore } from '../../src/store/open.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { person } from '../support/fake-telegram/person.ts';
import { type Entry, type FakeBot, startFakeTelegram } from '../support/fake-telegram/start.ts';
import { type Life, startLife } from './life.ts';
import { answered, heardBy } from './numbered.ts';
import { seeded } from './seeded.ts';
import { secret } from './telegram.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 40);
const PEOPLE = 50;
/** The last of them forget now and then. */
const FORGETTERS = 10;
/** How long the last server gets to answer what is left, in ms. */
const PATIENCE = 60_000;
const all = [...points, ...sendPoints];
const childScript = new URL('./telegram-crash.child.ts', import.meta.url);

/** One person's side of the talk. */
class Talker {
	readonly #person;
	readonly forgets: boolean;
	/** Numbers of all that was said, and of those that asked to be forgotten. */
	said = 0;
	readonly forgot: number[] = [];

	constructor(n: number) {
		this.#person = person(7_000_000_000 + n, 'en');
		this.forgets = n >= PEOPLE - FORGETTERS;
	}

	get chat(): number {
		return this.#person.id;
	}

	says(): object {
		return this.#person.says(`say ${++this.said}`);
	}

	asksToBeForgotten(): object {
		this.forgot.push(++this.said);
		return this.#person.says(`forget ${this.said}`);
	}

	/** The number that is answered last; undefined: nothing is owed. */
	get last(): number | undefined {
		return this.owed().at(-1);
	}

	/** What has to be kept once that much is processed: everything since the last time all was forgotten. */
	owed(processed = this.said): number[] {
		const from = (this.forgot.findLast((n) => n <= processed) ?? 0) + 1;
		return Array.from({ length: processed - from + 1 }, (_, n) => from + n);
	}

	/** The number before the first that Telegram still holds. */
	confirmed(pending: readonly object[]): number {
		const own = JSON.stringify({ id: this.chat }).slice(1, -1);
		const held = pending.map((update) => JSON.stringify(update)).filter((update) => update.includes(own));
		const numbers = held.map((update) => Number(/"text":"\w+ (\d+)"/.exec(update)?.[1]));
		return Math.min(this.said + 1, ...numbers) - 1;
	}
}

const talkers = Array.from({ length: PEOPLE }, (_, n) => new Talker(n));
const [steady, forgetters] = [talkers.filter(({ forgets }) => !forgets), talkers.filter(({ forgets }) => forgets)];

interface Plan {
	/** At the nth passing; undefined: at any moment. */
	point: (typeof all)[number] | undefined;
	passes: number;
	/** In ms after the start, where no point is named. */
	moment: number;
	/** Waiting when the server starts, and sent while it runs. */
	before: object[];
	meanwhile: object[];
}

/** Every other round is at a named point, one after the other, and has in it what makes the server pass there. */
function plan(round: number, random: (below: number) => number): Plan {
	const point = round % 2 === 0 ? all[(round / 2) % all.length] : undefined;
	const passes = 1 + random(3);
	const some = (people: Talker[], most: number) => people.filter(() => random(people.length) < most);
	const talk = (most: number) =>
		some(talkers, most).flatMap((talker) => {
			const goes = talker.forgets && random(3) === 0;
			return [talker.says(), ...(goes ? [talker.asksToBeForgotten(), talker.says()] : []), talker.says()];
		});
	const before = talk(5);
	const forgetter = forgetters[random(FORGETTERS)];
	const listener = steady[random(steady.length)];
	if (!forgetter || !listener) throw new Error('nobody is there');
	// Each forgetting and each beginning anew is a commit of its own; and each answer is marked, sent and recorded.
	for (let n = 0; n < passes; n++) before.push(forgetter.asksToBeForgotten(), forgetter.says(), listener.says());
	return { point, passes, moment: random(120), before, meanwhile: talk(4) };
}

/** What was sent to one person, in order; with it, after how many kills. */
interface Answer {
	n: number;
	kills: number;
}

function answersOf(entries: readonly Entry[], kills: readonly number[], { chat }: Talker): Answer[] {
	return entries.flatMap((entry) => {
		const [n] = entry.chat === chat ? answered([entry.text]) : [];
		return n === undefined ? [] : [{ n, kills: kills.filter((length) => length < entry.n).length }];
	});
}

/** → how often something was said twice. */
function judge(entries: readonly Entry[], kills: readonly number[]): number {
	let doubles = 0;
	for (const talker of talkers) {
		const answers = answersOf(entries, kills, talker);
		const numbers = answers.map(({ n }) => n);
		const owed = talker.owed();
		expect(numbers.filter((n, at) => n !== numbers[at - 1] && n >= (owed[0] ?? 0))).toEqual(owed);
		for (const [at, { n, kills }] of answers.entries()) {
			const before = answers[at - 1];
			if (!before) continue;
			expect(n).toBeGreaterThanOrEqual(before.n);
			if (n > before.n) continue;
			// Only what a kill cut off is said again.
			expect(kills).toBeGreaterThan(before.kills);
			doubles++;
		}
		const goodbyes = entries.filter(({ chat, text }) => chat === talker.chat && /^forgotten/.test(text ?? ''));
		expect(new Set(goodbyes.map(({ text }) => text))).toEqual(new Set(talker.forgot.map((n) => `forgotten at ${n}`)));
	}
	return doubles;
}

/** Opens what is left, as the next start would. → whether all is sent */
function look(directory: string, bot: FakeBot, pending: readonly object[]): { settled: boolean } {
	const { data, keys, ring, close } = openStore(directory, { secret });
	for (const talker of talkers) {
		const pid = pseudonym(ring, 'telegram', bot.token.split(':')[0] ?? '', String(talker.chat));
		const key = openPersonKey(keys, ring, pid);
		const state = key && loadState(data, key, pid);
		const confirmed = talker.confirmed(pending);
		// What is confirmed, and perhaps what is still held, any part of it from the front.
		const possible = Array.from({ length: talker.said - confirmed + 1 }, (_, n) => talker.owed(confirmed + n));
		expect(possible).toContainEqual(heardBy(state?.conversation));
	}
	const settled = data.get('SELECT 1 FROM outbox') === undefined;
	for (const sql of [data, keys]) expect(sql.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
	close();
	return { settled };
}

test(
	`kill -9, ${ROUNDS} rounds, while ${PEOPLE} people talk: nothing acknowledged is lost, and nothing is said twice but what was cut`,
	async () => {
		const fake = await startFakeTelegram();
		const bot = await fake.bot();
		await bot.pace({ overall: 0, each: 0, burst: 1 });
		const [directory, files] = [join(temporaryDirectory(), 'data'), temporaryDirectory()];
		const [compiled, copy] = [join(inject('dist'), 'bundle.json'), join(files, 'copy')];
		const args = [directory, bot.token, bot.root, compiled];
		const env = { PATH: process.env.PATH, NODE_COMPILE_CACHE: join(files, 'cache') };
		const lives = new Set<Life>();
		onTestFinished(() => {
			for (const life of lives) life.kill('SIGKILL');
		});
		const bear = () => {
			const life = startLife(childScript, args, env);
			lives.add(life);
			void life.ended.then(() => lives.delete(life));
			return life;
		};
		const random = seeded(20261124);
		const entries: Entry[] = [];
		const read = async () => void entries.push(...(await bot.ledger(entries.length)));
		/** How long the ledger was at each. */
		const kills: number[] = [];
		const hit = new Map<string, number>();
		let next = bear();
		for (let round = 0; round < ROUNDS; round++) {
			const { point, passes, moment, before, meanwhile } = plan(round, random);
			const life = next;
			await bot.push(before);
			await life.begin(point ? `${point} ${passes}` : '-');
			// It loads while the other one lives.
			next = bear();
			const pushed = bot.push(meanwhile);
			if (!point) {
				await pass(moment);
				life.kill('SIGKILL');
			}
			const { how, at } = await life.ended;
			expect([how, at]).toEqual(['SIGKILL', point]);
			hit.set(at ?? 'any moment', (hit.get(at ?? 'any moment') ?? 0) + 1);
			await pushed;
			// What the killed one had still put on its way is read by the fake before it answers this.
			await bot.push([]);
			await read();
			kills.push(entries.length);
			// A copy: the next one is to find what the killed one has left.
			cpSync(directory, copy, { recursive: true });
			look(copy, bot, (await bot.look()).pending);
			rmSync(copy, { recursive: true });
		}
		for (const point of all) expect([point, hit.get(point) ?? 0]).not.toEqual([point, 0]);

		await next.begin('-');
		const isOver = () =>
			talkers.every(({ chat, last }) => entries.some((one) => one.chat === chat && answered([one.text])[0] === last));
		// What is still missing then, the judge will name.
		const end = performance.now() + PATIENCE;
		while (performance.now() < end && !(isOver() && (await bot.look()).pending.length === 0)) {
			await pass(50);
			await read();
		}
		next.kill('SIGTERM');
		expect(await next.ended).toEqual({ how: 0, at: undefined });
		await read();

		expect((await bot.look()).pending).toEqual([]);
		expect(look(directory, bot, [])).toEqual({ settled: true });
		const doubles = judge(entries, kills);
		if (!process.env.ROUNDS) return;
		const said = talkers.reduce((sum, talker) => sum + talker.said, 0);
		console.info(`${ROUNDS} kills, ${said} updates, ${entries.length} calls, ${doubles} said twice`, hit);
	},
	PATIENCE + ROUNDS * 3_000,
);
