/**
 * Which parts of a long message stand in the chat already, when a later part was put off: they are not said again, for
 * nothing can be taken back, every message costs, and each repetition would use up the pace of the next. Only in
 * memory: after a start the message is said whole.
 */

interface Part {
	/** What all parts say. */
	whole: string;
	ids: readonly string[];
	/** Epoch ms. */
	at: number;
}

/** People remembered; beyond, the one untouched for longest is forgotten. */
const MOST = 1_000;
/** What was begun longer ago, in ms, is another message with the same words. */
const LONGEST = 60 * 60_000;

export class Begun {
	readonly #parts = new Map<string, Part>();

	/** → ids of the parts that stand there; taken out. */
	take(address: string, texts: readonly string[], now: number): string[] {
		const begun = this.#parts.get(address);
		this.#parts.delete(address);
		const same = begun?.whole === texts.join('\n') && Math.abs(now - begun.at) < LONGEST;
		return begun && same ? [...begun.ids] : [];
	}

	keep(address: string, texts: readonly string[], ids: readonly string[], now: number): void {
		if (ids.length === 0) return;
		this.#parts.set(address, { whole: texts.join('\n'), ids, at: now });
		const [oldest] = this.#parts.keys();
		if (this.#parts.size > MOST && oldest !== undefined) this.#parts.delete(oldest);
	}
}
