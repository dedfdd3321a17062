/**
 * Updates of Telegram, from the webhook to the answer on the wire: Bekend, with every step on the disk, against a bare
 * bot that stores nothing. Two processes on one machine's loopback: the server, and this one, which plays Telegram and
 * the people.
 *
 * Equal: Node, Hono and its Node server, grammY's client over the same `fetch`, the same updates to the same route with
 * the same secret, one sendMessage for each, a JSON answer at once, and the load. Not equal: Bekend commits three times
 * for each update (the turn, "sending", "sent"), seals what it stores, finds the answer in its flows, sends longer texts
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
const FULL_SPEED_MS = 4_000;
/** Updates a second, and for how long. */
const rates = [
	{ rate: 10, ms: 5_000 },
	{ rate: 100, ms: 4_000 },
	{ rate: 500, ms: 4_000 },
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

export async function measureTelegram(): Promise<Row[]> {
	const platform = await Platform.open();
	try {
		const bare = await measure(platform, new URL('./telegram-bare.child.ts', import.meta.url));
		const own = await measure(platform, new URL('./telegram-bare.child.ts', import.meta.url), 'own');
		const ours = await measure(platform, new URL('./telegram-bekend.child.ts', import.meta.url));
		return rowsOf(ours, bare, own);
	} finally {
		await platform.close();
	}
}

interface Loads {
	full: Load;
	paced: Load[];
}

async function measure(platform: Platform, script: URL, client = 'same'): Promise<Loads> {
	const server = await startMeasured(script, platform.root, client);
	try {
		const people = new People(platform, server);
		await people.warmUp();
		const paced: Load[] = [];
		if (client === 'same') for (const { rate, ms } of rates) paced.push(await people.at(rate, ms));
		return { full: await people.fullSpeed(), paced };
	} finally {
		await server.stop();
	}
}

class People {
	readonly #platform: Platform;
	readonly #server: Measured;
	readonly #steps = new Map<number, number>();

	constructor(platform: Platform, server: Measured) {
		this.#platform = platform;
		this.#server = server;
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
		return this.#platform.say(this.#server.port, 1_000_000 + person, text);
	}

	async #using(load: () => Promise<number[]>): Promise<Load> {
		const before = await this.#server.used();
		const from = performance.now();
		const took = await load();
		const ms = performance.now() - from;
		const after = await this.#server.used();
		const names = ['cpu', 'written', 'commits', 'writes'] as const;
		const used = Object.fromEntries(names.map((name) => [name, after[name] - before[name]])) as unknown as Used;
		return { took, used, ms };
	}
}

function rowsOf(ours: Loads, bare: Loads, own: Loads): Row[] {
	const perSecond = ({ full: { took, ms } }: Loads) => took.length / (ms / 1000);
	const cpu = ({ took, used }: Load) => used.cpu / took.length;
	const against = 'the bare bot';
	const held = (value: number, other: number) => ({ value, against, ratio: value / other });
	return [
		{ what: 'Telegram: bare bot, stores nothing', value: perSecond(bare), unit: 'updates a second' },
		{ what: 'Telegram: the same with grammY’s own fetch', value: perSecond(own), unit: 'updates a second' },
		{ what: 'Telegram: Bekend, all on the disk', ...held(perSecond(ours), perSecond(bare)), unit: 'updates a second' },
		...rates.flatMap(({ rate }, n): Row[] => {
			const [a, b] = [ours.paced[n]?.took ?? [], bare.paced[n]?.took ?? []];
			return [0.5, 0.99].map((share) => ({
				what: `update to answer at ${rate} a second, ${share === 0.5 ? 'median' : 'p99'}`,
				...held(quantile(a, share), quantile(b, share)),
				unit: 'ms',
			}));
		}),
		...[1, undefined].flatMap((n): Row[] => {
			const [a, b] = n === undefined ? [ours.full, bare.full] : [ours.paced[n], bare.paced[n]];
			if (!a || !b) return [];
			const when = n === undefined ? 'at full speed' : `at ${rates[n]?.rate} a second`;
			return [
				{ what: `processor per message, ${when}`, ...held(cpu(a), cpu(b)), unit: 'ms' },
				{ what: `written per message, ${when}`, value: a.used.written / a.took.length / 1024, unit: 'KiB' },
				{ what: `turns per commit, ${when}`, value: a.took.length / a.used.commits, unit: '' },
				{
					what: `the same with "sending" and "sent", ${when}`,
					value: (a.took.length + a.used.writes) / a.used.commits,
					unit: '',
				},
			];
		}),
	];
}
