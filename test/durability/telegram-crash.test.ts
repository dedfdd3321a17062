/**
 * kill -9 while 25 people talk on Telegram and 25 on WhatsApp. The fakes of both in their own processes are the judges:
 * what they consider confirmed must be in our state once, and in their ledgers at least once and in order; and what
 * stands there twice must have been cut by a kill. `ROUNDS=200 npx vitest run --project node test/durability/telegram-crash.test.ts` for all.
 */
import { cpSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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
import { type FakeBot, startFakeTelegram } from '../support/fake-telegram/start.ts';
import { type Change, person as whatsappPerson } from '../support/fake-whatsapp/person.ts';
import { type FakeNumber, startFakeWhatsApp } from '../support/fake-whatsapp/start.ts';
import { type Life, startLife } from './life.ts';
import { answered, heardBy } from './numbered.ts';
import { seeded } from './seeded.ts';
import { secret } from './telegram.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 20);
const PEOPLE = 50;
/** The last of them forget now and then. */
const FORGETTERS = 10;
/** How long the last server gets to answer what is left, in ms. */
const PATIENCE = 60_000;
const all = [...points, ...sendPoints];
const childScript = new URL('./telegram-crash.child.ts', import.meta.url);

/** What goes to one of the platforms, to be handed to the server. */
type Said = { to: 'telegram'; update: object } | { to: 'whatsapp'; change: Change };

/** Every other is on WhatsApp; of these every other has a number and a user id, the rest a number alone. */
function talkerOn(n: number): { to: Said['to']; address: string; says(text: string): Said } {
	if (n % 2 === 0) {
		const who = person(7_000_000_000 + n, 'en');
		return { to: 'telegram', address: String(who.id), says: (text) => ({ to: 'telegram', update: who.says(text) }) };
	}
	const number = `44797010${String(n).padStart(6, '0')}`;
	const who = whatsappPerson(n % 4 === 1 ? { number, userId: `GB.97010${String(n).padStart(6, '0')}` } : { number });
	return { to: 'whatsapp', address: who.address, says: (text) => ({ to: 'whatsapp', change: who.says(text) }) };
}

/** One person's side of the talk. */
class Talker {
	readonly #person;
	readonly forgets: boolean;
	/** Numbers of all that was said, and of those that asked to be forgotten. */
	said = 0;
	readonly forgot: number[] = [];

	constructor(n: number) {
		this.#person = talkerOn(n);
		this.forgets = n >= PEOPLE - FORGETTERS;
	}

	get to(): Said['to'] {
		return this.#person.to;
	}

	get address(): string {
		return this.#person.address;
	}

	says(): Said {
		return this.#person.says(`say ${++this.said}`);
	}

	asksToBeForgotten(): Said {
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

	/** The number before the first that a platform still holds. @param pending as JSON, of both */
	confirmed(pending: readonly string[]): number {
		const own = this.to === 'telegram' ? `"id":${this.address},` : `"${this.address}"`;
		const numbers = pending.flatMap((json) => {
			if (!json.includes(own)) return [];
			const n = /"(?:text|body)":"\w+ (\d+)"/.exec(json)?.[1];
			return n === undefined ? [] : [Number(n)];
		});
		return Math.min(this.said + 1, ...numbers) - 1;
	}
}

/** What a platform has accepted for somebody, and after how many kills. */
interface Entry {
	to: Said['to'];
	address: string;
	text: string | undefined;
	kills: number;
}

/** Both platforms, as one. */
class Platforms {
	readonly entries: Entry[] = [];
	readonly #bot: FakeBot;
	readonly #number: FakeNumber;
	#read = { telegram: 0, whatsapp: 0 };

	constructor(bot: FakeBot, number: FakeNumber) {
		this.#bot = bot;
		this.#number = number;
	}

	async push(said: readonly Said[]): Promise<void> {
		await Promise.all([
			this.#bot.push(said.flatMap((one) => (one.to === 'telegram' ? [one.update] : []))),
			this.#number.push(said.flatMap((one) => (one.to === 'whatsapp' ? [one.change] : []))),
		]);
	}

	/** @param kills so far, before what is new in the ledgers */
	async read(kills: number): Promise<void> {
		const telegram = await this.#bot.ledger(this.#read.telegram);
		const whatsapp = await this.#number.ledger(this.#read.whatsapp);
		this.#read = {
			telegram: this.#read.telegram + telegram.length,
			whatsapp: this.#read.whatsapp + whatsapp.length,
		};
		for (const { chat, text } of telegram) this.entries.push({ to: 'telegram', address: String(chat), text, kills });
		for (const { address = '', text } of whatsapp) this.entries.push({ to: 'whatsapp', address, text, kills });
	}

	/** As JSON. */
	async pending(): Promise<string[]> {
		const [telegram, whatsapp] = await Promise.all([this.#bot.look(), this.#number.look()]);
		return [...telegram.pending.map((update) => JSON.stringify(update)), ...whatsapp.pending];
	}

	pidOf({ to, address }: Talker, ring: Parameters<typeof pseudonym>[0]): ReturnType<typeof pseudonym> {
		const bot = to === 'telegram' ? (this.#bot.token.split(':')[0] ?? '') : this.#number.phoneNumberId;
		return pseudonym(ring, to, bot, address);
	}
}

/** → the port where every server is to be found; this one, for the handshake, is gone again. */
async function subscribe(number: FakeNumber): Promise<number> {
	const server = createServer(({ url = '' }, response) => {
		response.end(new URL(url, 'http://here').searchParams.get('hub.challenge'));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await number.subscribe(`http://127.0.0.1:${port}/webhooks/whatsapp`);
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
	return port;
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
	before: Said[];
	meanwhile: Said[];
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

function answersOf(entries: readonly Entry[], talker: Talker): Answer[] {
	return entries.flatMap(({ to, address, text, kills }) => {
		const [n] = to === talker.to && address === talker.address ? answered([text]) : [];
		return n === undefined ? [] : [{ n, kills }];
	});
}

/** → how often something was said twice. */
function judge(entries: readonly Entry[]): number {
	let doubles = 0;
	for (const talker of talkers) {
		const answers = answersOf(entries, talker);
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
		const goodbyes = entries.filter(({ address, text }) => address === talker.address && /^forgotten/.test(text ?? ''));
		expect(new Set(goodbyes.map(({ text }) => text))).toEqual(new Set(talker.forgot.map((n) => `forgotten at ${n}`)));
	}
	return doubles;
}

/** Opens what is left, as the next start would. → whether all is sent */
function look(directory: string, platforms: Platforms, pending: readonly string[]): { settled: boolean } {
	const { data, keys, ring, close } = openStore(directory, { secret });
	for (const talker of talkers) {
		const pid = platforms.pidOf(talker, ring);
		const key = openPersonKey(keys, ring, pid);
		const state = key && loadState(data, key, pid);
		const confirmed = talker.confirmed(pending);
		// What is confirmed, and perhaps what is still held, any part of it from the front.
		const possible = Array.from({ length: talker.said - confirmed + 1 }, (_, n) => talker.owed(confirmed + n));
		expect(possible).toContainEqual(heardBy(state?.conversation));
	}
	// What is `sent` waits only to hear that it has arrived.
	const settled = data.get("SELECT 1 FROM outbox WHERE state <> 'sent'") === undefined;
	for (const sql of [data, keys]) expect(sql.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
	close();
	return { settled };
}

test(
	`kill -9, ${ROUNDS} rounds, while ${PEOPLE} people talk: nothing acknowledged is lost, and nothing is said twice but what was cut`,
	async () => {
		const bot = await (await startFakeTelegram()).bot();
		const number = await (await startFakeWhatsApp()).number();
		for (const one of [bot, number]) await one.pace({ overall: 0, each: 0, burst: 1 });
		await number.statuses(['sent', 'delivered']);
		const platforms = new Platforms(bot, number);
		const port = await subscribe(number);
		const [directory, files] = [join(temporaryDirectory(), 'data'), temporaryDirectory()];
		const [compiled, copy] = [join(inject('dist'), 'bundle.json'), join(files, 'copy')];
		const { token, phoneNumberId, appSecret, verifyToken, root: apiRoot, version: graphVersion } = number;
		const settings = { token, phoneNumberId, appSecret, verifyToken, apiRoot, graphVersion };
		const told = { bot: { token: bot.token, root: bot.root }, whatsapp: { settings, port } };
		const args = [directory, compiled, JSON.stringify(told)];
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
		const { entries } = platforms;
		let kills = 0;
		const hit = new Map<string, number>();
		let next = bear();
		for (let round = 0; round < ROUNDS; round++) {
			const { point, passes, moment, before, meanwhile } = plan(round, random);
			const life = next;
			await platforms.push(before);
			await life.begin(point ? `${point} ${passes}` : '-');
			// It loads while the other one lives.
			next = bear();
			const pushed = platforms.push(meanwhile);
			if (!point) {
				await pass(moment);
				life.kill('SIGKILL');
			}
			const { how, at } = await life.ended;
			expect([how, at]).toEqual(['SIGKILL', point]);
			hit.set(at ?? 'any moment', (hit.get(at ?? 'any moment') ?? 0) + 1);
			await pushed;
			// What the killed one had still put on its way is read by the fake before it answers this.
			await platforms.push([]);
			await platforms.read(kills);
			kills++;
			// A copy: the next one is to find what the killed one has left.
			cpSync(directory, copy, { recursive: true });
			look(copy, platforms, await platforms.pending());
			rmSync(copy, { recursive: true });
		}
		for (const point of all) expect([point, hit.get(point) ?? 0]).not.toEqual([point, 0]);

		await next.begin('-');
		const isOver = () =>
			talkers.every(
				({ address, last, said }) =>
					// In few rounds somebody may not have said a word.
					said === 0 || entries.some((one) => one.address === address && answered([one.text])[0] === last),
			);
		// What is still missing then, the judge will name.
		const end = performance.now() + PATIENCE;
		while (performance.now() < end && !(isOver() && (await platforms.pending()).length === 0)) {
			await pass(50);
			await platforms.read(kills);
		}
		next.kill('SIGTERM');
		expect(await next.ended).toEqual({ how: 0, at: undefined });
		await platforms.read(kills);

		expect(await platforms.pending()).toEqual([]);
		expect(look(directory, platforms, [])).toEqual({ settled: true });
		const doubles = judge(entries);
		if (!process.env.ROUNDS) return;
		const said = talkers.reduce((sum, talker) => sum + talker.said, 0);
		console.info(`${ROUNDS} kills, ${said} updates, ${entries.length} calls, ${doubles} said twice`, hit);
	},
	PATIENCE + ROUNDS * 3_000,
);
