/**
 * Asks for updates, without a public address. Our own loop: grammY's confirms updates before they are handled, and
 * takes one after the other. Here an update is confirmed only after its commit, by asking for what comes after it.
 */
import { GrammyError } from 'grammy';
import { z } from 'zod';
import { kindOf, type Log } from '../../log.ts';
import { backoff, pause } from '../pause.ts';
import { allowedUpdates } from './allowed-updates.ts';
import { type TelegramApi, within } from './api.ts';
import { judge, type Why } from './judge.ts';
import type { Parse } from './parse.ts';
import type { Update } from './update.ts';

/** Telegram keeps the question open this long when there is nothing, in seconds. */
const LONG = 25;
/** How much longer an answer may take, in ms. */
const LATE = 10_000;

/** Pauses, in ms. */
export interface PollPauses {
	/** After the first failure; they double. */
	first: number;
	longest: number;
	/** While another process asks with the same token, or a webhook is set. */
	conflict: number;
}

export interface PollOptions {
	api: TelegramApi;
	parse: Parse;
	take: (update: Update) => Promise<void>;
	log: Log;
	/** From 0 to 1. */
	random?: () => number;
	pauses?: PollPauses;
}

export interface Polling {
	/** What is being taken is finished; nothing is confirmed any more, and comes again after the next start. */
	stop(): Promise<void>;
	/** `refused`: Telegram does not know the token, and asking again would change nothing. */
	ended: Promise<'stopped' | 'refused'>;
}

/** An update with the number by which it is confirmed. */
interface Numbered {
	n: number;
	update: Update;
}

const Batch = z.array(z.unknown());
const WithNumber = z.object({ update_id: z.int().min(0) });
const usual: PollPauses = { first: 500, longest: 30_000, conflict: 15_000 };

export function poll(options: PollOptions): Polling {
	const stopping = new AbortController();
	const ended = new Loop(options, stopping.signal).run();
	return {
		ended,
		async stop() {
			stopping.abort();
			await ended;
		},
	};
}

class Loop {
	readonly #options: PollOptions;
	readonly #pauses: PollPauses;
	readonly #stopping: AbortSignal;
	/** Committed, and not confirmed yet: what came before it may still have to come again. */
	readonly #done = new Set<number>();
	/**
	 * What to ask for, until Telegram has heard it once. Not a mark for ever: after a quiet week Telegram begins anew
	 * with any number.
	 */
	#offset: number | undefined;
	#failures = 0;

	constructor(options: PollOptions, stopping: AbortSignal) {
		this.#options = options;
		this.#pauses = options.pauses ?? usual;
		this.#stopping = stopping;
	}

	async run(): Promise<'stopped' | 'refused'> {
		while (!this.#stopping.aborted) {
			let batch: Numbered[];
			try {
				batch = await this.#ask();
			} catch (error) {
				if (this.#stopping.aborted) break;
				if (this.#isRefused(error)) return 'refused';
				await pause(this.#pauseAfter(error), this.#stopping);
				continue;
			}
			const whole = await this.#takeAll(batch);
			this.#advance(batch);
			if (whole) this.#failures = 0;
			else await pause(this.#nextPause(), this.#stopping);
		}
		return 'stopped';
	}

	async #ask(): Promise<Numbered[]> {
		const { api, parse } = this.#options;
		const asked = performance.now();
		const offset = this.#offset;
		const call = {
			timeout: LONG,
			limit: 100,
			allowed_updates: allowedUpdates,
			...(offset !== undefined && { offset }),
		};
		const batch = Batch.parse(await api.getUpdates(call, within(LONG * 1000 + LATE, this.#stopping)));
		this.#offset = undefined;
		const numbered = batch.flatMap((raw): Numbered[] => {
			const known = WithNumber.safeParse(raw);
			const update = parse(raw);
			return known.success && update ? [{ n: known.data.update_id, update }] : [];
		});
		// An answer at once without anything in it would be asked for again at once, for ever.
		const idle = numbered.length === 0 && performance.now() - asked < this.#pauses.first;
		if (idle) await pause(this.#pauses.first, this.#stopping);
		return numbered;
	}

	/** Each chat's in order, all chats at once. @returns whether everything was taken */
	async #takeAll(batch: readonly Numbered[]): Promise<boolean> {
		const lanes = Map.groupBy(
			batch.filter(({ n }) => !this.#done.has(n)),
			({ update }) => laneOf(update),
		);
		const taken = await Promise.all([...lanes.values()].map((lane) => this.#takeLane(lane)));
		return taken.every((whole) => whole);
	}

	async #takeLane(lane: readonly Numbered[]): Promise<boolean> {
		for (const { n, update } of lane) {
			if (this.#stopping.aborted) return false;
			try {
				await this.#options.take(update);
			} catch (error) {
				this.#options.log.warn({ channel: 'telegram', ...kindOf(error) }, 'not taken; it will come again');
				return false;
			}
			this.#done.add(n);
		}
		return true;
	}

	/** As far as everything before is committed, in the order in which Telegram gave it. */
	#advance(batch: readonly Numbered[]): void {
		for (const { n } of batch) {
			if (!this.#done.has(n)) return;
			this.#offset = n + 1;
		}
		this.#done.clear();
	}

	#isRefused(error: unknown): boolean {
		if (!(error instanceof GrammyError && (error.error_code === 401 || error.error_code === 404))) return false;
		this.#options.log.error({ channel: 'telegram', why: 'token' }, 'Telegram does not know TELEGRAM_BOT_TOKEN');
		return true;
	}

	/** Says what is wrong. @returns how long to wait, in ms */
	#pauseAfter(error: unknown): number {
		const { log } = this.#options;
		if (error instanceof GrammyError && error.error_code === 409) {
			log.error(
				{ channel: 'telegram', why: 'conflict' },
				'another process asks Telegram with the same TELEGRAM_BOT_TOKEN, or its webhook is set',
			);
			return this.#pauses.conflict;
		}
		const { after, why } = whyOf(error);
		log.warn({ channel: 'telegram', why }, 'no updates');
		return after ?? this.#nextPause();
	}

	#nextPause(): number {
		this.#failures++;
		return backoff(this.#failures, this.#pauses.first, this.#pauses.longest, this.#options.random ?? Math.random);
	}
}

function whyOf(error: unknown): { after: number | undefined; why: Why } {
	// An answer that is no list of updates.
	if (error instanceof z.ZodError) return { after: undefined, why: 'not-telegram' };
	const failure = judge(error);
	return { after: failure.outcome === 'later' ? failure.after : undefined, why: failure.why };
}

function laneOf(update: Update): string {
	switch (update.is) {
		case 'said':
		case 'blocked':
		case 'unblocked':
			return update.address;
		case 'group':
			return update.chat;
		case 'moved':
			return update.from;
		case 'nothing':
			return update.id;
	}
}
