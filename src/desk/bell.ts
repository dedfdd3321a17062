/** Rings for what is owed: one notice for everybody who waits, tried again until it is said. */
import type { Ground } from './ground.ts';
import type { Notify } from './notify.ts';

/** A group is not to be rung more often than this, in ms; a notice that failed waits as long. */
const APART = 20_000;

export class Bell {
	readonly #data: Ground['data'];
	readonly #clock: () => number;
	readonly #notify: Notify | undefined;
	readonly #report: (error: unknown) => void;
	#last = Number.NEGATIVE_INFINITY;
	#ringing: Promise<void> | undefined;
	#closed = false;

	/** @param notify undefined: staff see it in the console only */
	constructor(
		{ data, clock }: Pick<Ground, 'data' | 'clock'>,
		notify: Notify | undefined,
		report: (error: unknown) => void,
	) {
		this.#data = data;
		this.#clock = clock;
		this.#notify = notify;
		this.#report = report;
	}

	/** Resolves when what is owed now has been said, or has to wait. Never rejects. */
	ring(): Promise<void> {
		this.#ringing ??= this.#ring()
			.catch((error) => this.#report(error))
			.finally(() => {
				this.#ringing = undefined;
			});
		return this.#ringing;
	}

	/** Rings no more; resolves when no notice is under way. */
	async close(): Promise<void> {
		this.#closed = true;
		await this.#ringing;
	}

	async #ring(): Promise<void> {
		if (this.#closed) return;
		const now = this.#clock();
		// Also when the clock was set back.
		if (now >= this.#last && now < this.#last + APART) return;
		const owed = this.#data.all<{ id: string }>('SELECT id FROM desk_thread WHERE bell = 1');
		if (owed.length === 0) return;
		this.#last = now;
		await this.#notify?.somebodyWaits();
		// Killed before this it is said twice: better than not at all.
		this.#data.transaction(() => {
			for (const { id } of owed) this.#data.run('UPDATE desk_thread SET bell = 0 WHERE id = ?', id);
		});
	}
}
