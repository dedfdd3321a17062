/** Looks at the clock for the whole Desk: ladders and notices that are due, rows kept long enough, remains in the log. */
import { nextLook, SHORTEST_LOOK } from '../conversation/timers.ts';
import { StoreFailed } from '../store/errors.ts';
import { deleteOldRows } from './forget.ts';
import { commit, type Ground } from './ground.ts';

/** Between two sweeps, in ms. */
const SWEEP_EVERY = 15 * 60_000;

export interface Watcher {
	ground: Ground;
	/** Does everything that is due at this moment. */
	wake: () => Promise<void>;
	/** Trouble that no caller waits for. */
	report: (error: unknown) => void;
}

export class Watch {
	readonly #watcher: Watcher;
	#purged = false;
	#swept = Number.NEGATIVE_INFINITY;
	#alarm: { at: number; timeout: NodeJS.Timeout } | undefined;
	#running = false;

	constructor(watcher: Watcher) {
		this.#watcher = watcher;
	}

	start(): void {
		this.#running = true;
		this.#look();
	}

	stop(): void {
		this.#running = false;
		clearTimeout(this.#alarm?.timeout);
	}

	/** After a commit: something may be due earlier than it was. */
	changed(): void {
		if (this.#running) this.#setAlarm(this.#delay());
	}

	/** What was overwritten is still in the log, and leaves it with the next look. */
	overwrote(): void {
		this.#purged = false;
		this.#setAlarm(SHORTEST_LOOK);
	}

	/** Forgets rows that were kept long enough → how many. Throws `StoreFailed`. */
	sweep(): number {
		const { ground } = this.#watcher;
		const now = ground.clock();
		const { rows, more } = commit(ground, () => deleteOldRows(ground, now - ground.retention));
		this.#swept = more ? Number.NEGATIVE_INFINITY : now;
		if (rows > 0) this.purge();
		return rows;
	}

	/** Has what was deleted leave the log; tried again by itself. */
	purge(): void {
		try {
			this.#purged = this.#watcher.ground.data.purge();
		} catch (error) {
			// No room to move the log into the file. The rows are gone; the remains are tried again.
			if (!(error instanceof StoreFailed)) throw error;
			this.#purged = false;
		}
		if (!this.#purged) this.#setAlarm(SHORTEST_LOOK);
	}

	#look(): void {
		this.#alarm = undefined;
		const { ground, wake, report } = this.#watcher;
		try {
			const now = ground.clock();
			// Also when the clock was set back.
			if (now >= this.#swept + SWEEP_EVERY || now < this.#swept) this.sweep();
			if (!this.#purged) this.purge();
			wake().catch(report);
		} catch (error) {
			report(error);
		}
		this.#setAlarm(this.#delay());
	}

	#delay(): number {
		const { ground, report } = this.#watcher;
		try {
			const query = 'SELECT min(due) AS due, max(bell) AS bell FROM desk_thread WHERE due IS NOT NULL OR bell = 1';
			const next = ground.data.get<{ due: number | null; bell: number | null }>(query);
			return next?.bell === 1 ? SHORTEST_LOOK : nextLook(next?.due ?? null, ground.clock());
		} catch (error) {
			report(error);
			return SHORTEST_LOOK;
		}
	}

	/** Only ever earlier: on a busy day a commit comes before every alarm, and would put it off for ever. */
	#setAlarm(delay: number): void {
		if (!this.#running) return;
		const at = performance.now() + delay;
		if (this.#alarm && this.#alarm.at <= at) return;
		clearTimeout(this.#alarm?.timeout);
		this.#alarm = { at, timeout: setTimeout(() => this.#look(), delay) };
	}
}
