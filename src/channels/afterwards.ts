/** Calls that are made after the commit, and nobody waits for: a mark "read", an answered tap, a goodbye. */
import { kindOf, type Log } from '../log.ts';
import type { ChannelName } from './limits.ts';
import { pause } from './pause.ts';

/** What is still under way at the end gets this long, in ms. */
const LAST_PATIENCE = 5_000;

export class Afterwards {
	readonly #underWay = new Set<Promise<void>>();
	readonly #channel: ChannelName;
	readonly #log: Pick<Log, 'warn'>;

	constructor(channel: ChannelName, log: Pick<Log, 'warn'>) {
		this.#channel = channel;
		this.#log = log;
	}

	/** How many are under way. */
	get size(): number {
		return this.#underWay.size;
	}

	/** @param what for the log, when it fails */
	add(what: string, call: Promise<unknown>): void {
		const settled = call.then(
			() => {},
			(error: unknown) => this.#log.warn({ channel: this.#channel, what, ...kindOf(error) }, 'not done'),
		);
		this.#underWay.add(settled);
		void settled.finally(() => this.#underWay.delete(settled));
	}

	/** Resolves when nothing is under way any more, or after a while. */
	async end(): Promise<void> {
		const enough = new AbortController();
		await Promise.race([Promise.all(this.#underWay), pause(LAST_PATIENCE, enough.signal)]);
		enough.abort();
	}
}
