/**
 * Updates of Telegram, from the webhook to the answer on the wire: Bekend, with every step on the disk, against a bare
 * bot that stores nothing. Each server is a process of its own; this one plays Telegram and the people. All are started
 * and warm before anything is measured, and then take turns, round after round: what else the machine does meets all of
 * them alike, and a figure is the median of the rounds.
 *
 * Equal: Node, Hono and its Node server, grammY's client over the same `fetch`, the same updates to the same route with
 * the same secret, one sendMessage for each, a JSON answer at once, and the load. Not equal: Bekend commits twice for each
 * update (the turn with "sending", then "sent"), seals what it stores, finds the answer in its flows, sends longer texts
 * with buttons, checks every field, sets security headers, counts metrics and writes a log line; the bare bot holds the
 * webhook open until its call is answered, and forgets everything when it ends. Only the pace that Telegram asks for is
 * lifted, or it would be what is measured.
 */

import { quantile, type Row } from './table.ts';
import { Platform } from './telegram-platform.ts';
import { type Measured, startMeasured, type Used } from './telegram-process.ts';

/** Chats; at the end of the warm-up each has agreed on a language. */
const CHATS = 500;
/** Who talk at once when it is asked how many updates a second there can be: each waits for the answer. */
const AT_ONCE = 100;
const FULL_SPEED_MS = 2_500;
const ROUNDS = 5;
/** Updates a second, and for how long. */
const rates = [
	{ rate: 10, ms: 4_000 },
	{ rate: 100, ms: 3_000 },
	{ rate: 500, ms: 3_000 },
];
const begin = ['/start', '1'];
/** Each is answered with one sendMessage, also when two overtake each other; one of six is a question for the finder. */
const walk = ['rights', 'menu', 'can police send me away', 'menu', 'steps', 'menu'];

interface Load {
	/** ms from the moment an update was due until the answer arrived. */
	took: number[];
	used: Used;
	ms: number;
}

/** Who is measured: the bare bot over Bekend's way to Telegram, the same with grammY's own, and Bekend. */
const measured = {
	bare: [new URL('./telegram-bare.child.ts', import.meta.url), 'same'],
	own: [new URL('./telegram-bare.child.ts', import.meta.url), 'own'],
	ours: [new URL('./telegram-bekend.child.ts', import.meta.url)],
} as const;
type Name = keyof typeof measured;
const names = Object.keys(measured) as Name[];

/** By round, and by rate. */
type Loads = Record<Name, { full: Load[]; paced: Load[] }>;

export async function measureTelegram(): Promise<Row[]> {
	const platform = await Platform.open();
	const servers: Measured[] = [];
	try {
		const people = {} as Record<Name, People>;
		for (const [n, name] of names.entries()) {
			const [script, ...args] = measured[name];
			const server = await startMeasured(script, platform.root, ...args);
			servers.push(server);
			people[name] = new People(platform, server, (n + 1) * 1_000_000);
			await people[name].warmUp();
		}
		return rowsOf(await measureAll(people));
	} finally {
		for (const server of servers) await server.stop();
		await platform.close();
	}
}

async function measureAll(people: Record<Name, People>): Promise<Loads> {
	const loads: Loads = { bare: { full: [], paced: [] }, own: { full: [], paced: [] }, ours: { full: [], paced: [] } };
	for (let round = 0; round < ROUNDS; round++) {
		for (const name of names) loads[name].full.push(await people[name].fullSpeed());
	}
	for (const { rate, ms } of rates) {
		for (const name of ['bare', 'ours'] as const) loads[name].paced.push(await people[name].at(rate, ms));
	}
	return loads;
}

class People {
	readonly #platform: Platform;
	readonly #server: Measured;
	readonly #firstChat: number;
	readonly #steps = new Map<number, number>();

	constructor(platform: Platform, server: Measured, firstChat: number) {
		this.#platform = platform;
		this.#server = server;
		this.#firstChat = firstChat;
	}

	/** Twice round the walk as well, so that what is measured is compiled. */
	async warmUp(): Promise<void> {
		await this.#inTurns((spoken) => spoken < CHATS * (begin.length + 2 * walk.length));
	}

	/** Closed loop: `AT_ONCE` people, each waiting for the answer. */
	fullSpeed(): Promise<Load> {
		const end = performance.now() + FULL_SPEED_MS;
		return this.#using(() => this.#inTurns(() => performance.now() < end));
	}

	/** Open loop: updates come when they are due, whether or not the ones before have been answered. */
	at(rate: number, ms: number): Promise<Load> {
		return this.#using(async () => {
			const from = performance.now();
			const took: Promise<number>[] = [];
			for (let n = 0; n < (rate * ms) / 1000; n++) {
				const due = from + (n * 1000) / rate;
				const early = due - performance.now();
				if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
				took.push(this.#speak(n % CHATS).then((at) => at - due));
			}
			return Promise.all(took);
		});
	}

	async #inTurns(goOn: (spoken: number) => boolean): Promise<number[]> {
		const took: number[] = [];
		let spoken = 0;
		await Promise.all(
			Array.from({ length: AT_ONCE }, async (_, first) => {
				for (let n = first; goOn(spoken); n += AT_ONCE) {
					spoken++;
					const from = performance.now();
					took.push((await this.#speak(n % CHATS)) - from);
				}
			}),
		);
		return took;
	}

	#speak(person: number): Promise<number> {
		const step = this.#steps.get(person) ?? 0;
		this.#steps.set(person, step + 1);
		const text = begin[step] ?? walk[(step - begin.length) % walk.length] ?? '';
		return this.#platform.say(this.#server.port, this.#firstChat + person, text);
	}

	async #using(load: () => Promise<number[]>): Promise<Load> {
		const before = await this.#server.used();
		const from = performance.now();
		const took = await load();
		const ms = performance.now() - from;
		const after = await this.#server.used();
		return { took, used: minus(after, before), ms };
	}
}

function minus(after: Used, before: Used): Used {
	return {
		cpu: after.cpu - before.cpu,
		written: after.written - before.written,
		commits: after.commits - before.commits,
		records: after.records - before.records,
	};
}

function rowsOf({ bare, own, ours }: Loads): Row[] {
	const perSecond = ({ took, ms }: Load) => took.length / (ms / 1000);
	const cpu = ({ took, used }: Load) => used.cpu / took.length;
	const against = 'the bare bot';
	/** Of each round, held against its neighbour in the same round. */
	const held = (of: (load: Load) => number, a: Load[], b: Load[]) => ({
		value: median(a.map(of)),
		against,
		ratio: median(a.map((load, n) => of(load) / of(b[n] ?? load))),
	});
	const speed = { unit: 'updates a second' };
	return [
		{ what: 'Telegram: bare bot, stores nothing', value: median(bare.full.map(perSecond)), ...speed },
		{ what: 'Telegram: the same with grammY’s own fetch', value: median(own.full.map(perSecond)), ...speed },
		{ what: 'Telegram: Bekend, all on the disk', ...held(perSecond, ours.full, bare.full), ...speed },
		...rates.flatMap(({ rate }, n) =>
			[0.5, 0.99].map((share): Row => {
				const [a, b] = [ours.paced.slice(n, n + 1), bare.paced.slice(n, n + 1)];
				const what = `update to answer at ${rate} a second, ${share === 0.5 ? 'median' : 'p99'}`;
				return { what, ...held(({ took }) => quantile(took, share), a, b), unit: 'ms' };
			}),
		),
		...[1, undefined].flatMap((n): Row[] => {
			const [a, b] =
				n === undefined ? [ours.full, bare.full] : [ours.paced.slice(n, n + 1), bare.paced.slice(n, n + 1)];
			const when = n === undefined ? 'at full speed' : `at ${rates[n]?.rate} a second`;
			const each = (of: (load: Load) => number) => median(a.map(of));
			return [
				{ what: `processor per message, ${when}`, ...held(cpu, a, b), unit: 'ms' },
				{
					what: `written per message, ${when}`,
					value: each(({ used, took }) => used.written / took.length / 1024),
					unit: 'KiB',
				},
				{ what: `turns per commit, ${when}`, value: each(({ used, took }) => took.length / used.commits), unit: '' },
				{
					what: `the same with records of what was sent, ${when}`,
					value: each(({ used, took }) => (took.length + used.records) / used.commits),
					unit: '',
				},
			];
		}),
	];
}

function median(values: number[]): number {
	return quantile(values, 0.5);
}
