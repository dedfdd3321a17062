/**
 * Telegram and WhatsApp at what each platform allows, 30 and 80 messages a second: each alone, and both at once, in turns.
 * How much of one processor that takes, and whether one makes the other's answers late. Messages come when they are due,
 * whether or not those before have been answered; everything is on the disk, as it is served.
 */
import { quantile, type Row } from './table.ts';
import { Platform } from './telegram-platform.ts';
import { type Measured, startMeasured } from './telegram-process.ts';
import { WhatsAppPlatform } from './whatsapp-platform.ts';

const ROUNDS = 3;
const ROUND_MS = 4_000;
const PEOPLE = 400;
const begin = ['/start', '1'];
const walk = ['rights', 'menu', 'can police send me away', 'menu', 'steps', 'menu'];

/** One channel's people. */
interface Crowd {
	name: 'Telegram' | 'WhatsApp';
	/** Messages a second. */
	rate: number;
	/** → `performance.now()` when the answer arrived. */
	say(person: number, text: string): Promise<number>;
	/** By person. */
	steps: Map<number, number>;
}

/** ms from the moment a message was due until its answer arrived; and ms of the processor in ms that passed. */
interface Load {
	took: Map<Crowd['name'], number[]>;
	share: number;
}

export async function measureBothChannels(): Promise<Row[]> {
	const [telegram, whatsapp] = [await Platform.open(), await WhatsAppPlatform.open()];
	const script = new URL('./both-channels.child.ts', import.meta.url);
	const server = await startMeasured(script, telegram.root, whatsapp.root);
	try {
		const crowds: Crowd[] = [
			{
				name: 'Telegram',
				rate: 30,
				say: (n, text) => telegram.say(server.port, 7_000_000 + n, text),
				steps: new Map(),
			},
			{
				name: 'WhatsApp',
				rate: 80,
				say: (n, text) => whatsapp.say(server.port, String(44_970_105_510_000 + n), text),
				steps: new Map(),
			},
		];
		for (const crowd of crowds) await warmUp(crowd);
		const alone = new Map<Crowd['name'], Load[]>(crowds.map(({ name }) => [name, []]));
		const both: Load[] = [];
		for (let round = 0; round < ROUNDS; round++) {
			for (const crowd of crowds) alone.get(crowd.name)?.push(await load(server, [crowd]));
			both.push(await load(server, crowds));
		}
		return rowsOf(crowds, alone, both);
	} finally {
		await server.stop();
		await Promise.all([telegram.close(), whatsapp.close()]);
	}
}

/** Everybody has a language and has once gone round; what is measured is compiled by then. */
async function warmUp(crowd: Crowd): Promise<void> {
	for (let n = 0; n < begin.length + walk.length; n++) {
		for (let first = 0; first < PEOPLE; first += 50) {
			await Promise.all(Array.from({ length: 50 }, (_, person) => speak(crowd, first + person)));
		}
	}
}

function speak(crowd: Crowd, person: number): Promise<number> {
	const step = crowd.steps.get(person) ?? 0;
	crowd.steps.set(person, step + 1);
	return crowd.say(person, begin[step] ?? walk[(step - begin.length) % walk.length] ?? '');
}

async function load(server: Measured, crowds: readonly Crowd[]): Promise<Load> {
	const before = await server.used();
	const from = performance.now();
	const took = await Promise.all(crowds.map(async (crowd) => [crowd.name, await come(crowd, from)] as const));
	const ms = performance.now() - from;
	const { cpu } = await server.used();
	return { took: new Map(took), share: (cpu - before.cpu) / ms };
}

async function come(crowd: Crowd, from: number): Promise<number[]> {
	const took: Promise<number>[] = [];
	for (let n = 0; n < (crowd.rate * ROUND_MS) / 1000; n++) {
		const due = from + (n * 1000) / crowd.rate;
		const early = due - performance.now();
		if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
		took.push(speak(crowd, n % PEOPLE).then((at) => at - due));
	}
	return Promise.all(took);
}

function rowsOf(crowds: readonly Crowd[], alone: ReadonlyMap<Crowd['name'], Load[]>, both: readonly Load[]): Row[] {
	const all = (loads: readonly Load[], name: Crowd['name']) => loads.flatMap(({ took }) => took.get(name) ?? []);
	const share = (loads: readonly Load[]) =>
		100 *
		quantile(
			loads.map((one) => one.share),
			0.5,
		);
	return [
		{ what: 'Telegram at 30 and WhatsApp at 80 a second: of one processor', value: share(both), unit: '%' },
		...crowds.flatMap(({ name }) =>
			[0.5, 0.99].map((part): Row => {
				const [own, shared] = [quantile(all(alone.get(name) ?? [], name), part), quantile(all(both, name), part)];
				const what = `${name}, message to answer beside the other, ${part === 0.5 ? 'median' : 'p99'}`;
				return { what, value: shared, unit: 'ms', against: 'alone', ratio: shared / own };
			}),
		),
	];
}
