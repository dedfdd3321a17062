/** Looks at the clock for all conversations: wakes those whose timer is due, and sweeps. */
import type { Pid } from '../privacy/pseudonym.ts';
import { purge } from './erase.ts';
import type { Ground } from './ground.ts';
import { type Reached, recover, type Swept, sweep } from './sweep.ts';
import { type Failure, mayRetry, nextLook, SHORTEST_LOOK } from './timers.ts';

/** Due conversations handed on at once. */
const MOST_DUE = 200;
/** Between two sweeps, in ms. */
const SWEEP_EVERY = 15 * 60_000;

export interface Watcher {
	ground: Ground;
	clock: () => number;
	report: (error: unknown, pid?: Pid) => void;
	/** Has a due conversation take its turn, in the same line as everybody. */
	hand: (pid: Pid) => Promise<unknown>;
	/** After each sweep: it may have left letters. */
	swept: () => void;
}

export class Watch {
	readonly #watcher: Watcher;
	/** Handed on and not settled yet. */
	readonly #waking = new Set<Pid>();
	readonly #failures = new Map<Pid, Failure>();
	#purged: boolean;
	#swept = 0;
	#reached: Reached = { halves: '', messageIds: '' };
	#running = false;
	#alarm: { at: number; timeout: NodeJS.Timeout } | undefined;

	/** Finishes what a killed process left half done. Throws `StoreFailed`. */
	constructor(watcher: Watcher) {
		this.#watcher = watcher;
		this.#purged = recover(watcher.ground, watcher.clock());
	}

	start(): void {
		this.#running = true;
		this.#look();
	}

	stop(): void {
		this.#running = false;
		clearTimeout(this.#alarm?.timeout);
	}

	/** After a commit: a timer may have been set, and remains may have stayed in a log. */
	committed(purged: boolean, erased: readonly Pid[]): void {
		this.#purged &&= purged;
		for (const pid of erased) this.#failures.delete(pid);
		this.#setAlarm();
	}

	async wake(): Promise<void> {
		const now = this.#watcher.clock();
		const pausing = [...this.#failures].filter(([, failure]) => !mayRetry(failure, now)).map(([pid]) => pid);
		const passedOver = new Set([...pausing, ...this.#waking]);
		const due = this.#watcher.ground.data.all<{ pid: Pid }>(
			'SELECT pid FROM conversation WHERE due <= ? ORDER BY due LIMIT ?',
			now,
			MOST_DUE + passedOver.size,
		);
		const woken = due.filter(({ pid }) => !passedOver.has(pid)).slice(0, MOST_DUE);
		await Promise.all(woken.map(({ pid }) => this.#wakeOne(pid)));
	}

	sweep(): Swept {
		const now = this.#watcher.clock();
		const { reached, ...swept } = sweep(this.#watcher.ground, now, this.#reached);
		this.#swept = swept.more ? 0 : now;
		this.#reached = reached;
		this.#purged = swept.purged;
		this.#watcher.swept();
		return swept;
	}

	async #wakeOne(pid: Pid): Promise<void> {
		const { hand, clock, report } = this.#watcher;
		this.#waking.add(pid);
		try {
			await hand(pid);
			this.#failures.delete(pid);
		} catch (error) {
			this.#failures.set(pid, { at: clock(), tries: (this.#failures.get(pid)?.tries ?? 0) + 1 });
			report(error, pid);
		} finally {
			this.#waking.delete(pid);
		}
	}

	#look(): void {
		const { ground, clock, report } = this.#watcher;
		this.#alarm = undefined;
		try {
			const now = clock();
			// Also when the clock was set back.
			if (now >= this.#swept + SWEEP_EVERY || now < this.#swept) this.sweep();
			else if (!this.#purged) this.#purged = purge(ground);
			this.wake().catch(report);
		} catch (error) {
			report(error);
		}
		this.#setAlarm();
	}

	/** Only ever earlier: on a busy day a commit comes before every alarm, and would put it off for ever. */
	#setAlarm(): void {
		if (!this.#running) return;
		const delay = this.#delay();
		const at = performance.now() + delay;
		if (this.#alarm && this.#alarm.at <= at) return;
		clearTimeout(this.#alarm?.timeout);
		this.#alarm = { at, timeout: setTimeout(() => this.#look(), delay) };
	}

	#delay(): number {
		if (!this.#purged || this.#swept === 0) return SHORTEST_LOOK;
		const { ground, clock, report } = this.#watcher;
		try {
			const sql = 'SELECT min(due) AS due FROM conversation WHERE due IS NOT NULL';
			return nextLook(ground.data.get<{ due: number | null }>(sql)?.due ?? null, clock());
		} catch (error) {
			report(error);
			return SHORTEST_LOOK;
		}
	}
}
