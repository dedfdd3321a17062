/**
 * Which of our newest messages are plain menus: a menu that was tapped gives its place to the next one, which reads
 * better and leaves less behind; an answer stays. Only in memory: after a start the next menu is sent anew.
 */

/** Chats remembered; beyond, the one untouched for longest is forgotten. */
const MOST = 10_000;

export class PlainMenus {
	/** Chat → id of the menu that stands newest in it. */
	readonly #newest = new Map<string, string>();

	/** @param id undefined: what stands newest now is no plain menu */
	set(address: string, id: string | undefined): void {
		this.#newest.delete(address);
		if (id === undefined) return;
		this.#newest.set(address, id);
		const [oldest] = this.#newest.keys();
		if (this.#newest.size > MOST && oldest !== undefined) this.#newest.delete(oldest);
	}

	has(address: string, id: string): boolean {
		return this.#newest.get(address) === id;
	}
}
