/**
 * Which turns fail by themselves, again and again: platforms would repeat them for days, and with them whatever stands
 * beside or behind them. After a few tries such a one is given up, and that is said in the log. Only in memory.
 */

/** A turn is tried this often. */
const TRIES = 3;
/** Failed turns remembered. */
const MOST = 1_000;

export class Hopeless {
	readonly #failed = new Map<string, number>();

	/** It failed, once more. @param id of the message or update. → whether it is given up now */
	isHopeless(id: string, error: unknown): boolean {
		// The database, a queue that is full, a server that ends: those pass.
		if (!(error instanceof Error && 'code' in error && error.code === 'TURN_FAILED')) return false;
		const tries = (this.#failed.get(id) ?? 0) + 1;
		this.#failed.delete(id);
		if (tries >= TRIES) return true;
		if (this.#failed.size >= MOST) this.#failed.clear();
		this.#failed.set(id, tries);
		return false;
	}

	/** It was taken after all. */
	forget(id: string): void {
		this.#failed.delete(id);
	}
}
