/**
 * Which parts of a long message stand in the chat already, when a later part was put off: they are not said again, for
 * nothing can be taken back, every message costs, and each repetition would use up the pace of the next. Only in
 * memory: after a start the message is said whole.
 */

interface Begun {
	/** How many parts are done with. */
	done: number;
	/** What Meta calls them; a picture that could not be sent has none. */
	ids: readonly string[];
}

interface Part extends Begun {
	/** What all parts say. */
	whole: string;
	/** Epoch ms. */
	at: number;
}

/** People remembered; beyond, the one untouched for longest is forgotten. */
const MOST = 1_000;
/** What was begun longer ago, in ms, is another message with the same words. */
const LONGEST = 60 * 60_000;

export class Beginnings {
	readonly #parts = new Map<string, Part>();

	/** → what stands there; taken out. @param whole what all parts say */
	take(address: string, whole: string, now: number): { done: number; ids: string[] } {
		const begun = this.#parts.get(address);
		this.#parts.delete(address);
		const same = begun?.whole === whole && Math.abs(now - begun.at) < LONGEST;
		return begun && same ? { done: begun.done, ids: [...begun.ids] } : { done: 0, ids: [] };
	}

	keep(address: string, whole: string, { done, ids }: Begun, now: number): void {
		if (done === 0) return;
		this.#parts.set(address, { whole, done, ids, at: now });
		const [oldest] = this.#parts.keys();
		if (this.#parts.size > MOST && oldest !== undefined) this.#parts.delete(oldest);
	}
}
