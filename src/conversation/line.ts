/** Who waits for a turn: each person's own in order, and people by turns, so that one who floods holds up nobody else. */
export class Line<T extends { readonly pid: string }> {
	/** In the order in which people get their turn. */
	readonly #waiting = new Map<string, T[]>();
	#size = 0;

	get size(): number {
		return this.#size;
	}

	waiting(pid: string): number {
		return this.#waiting.get(pid)?.length ?? 0;
	}

	add(task: T): void {
		const own = this.#waiting.get(task.pid);
		if (own) own.push(task);
		else this.#waiting.set(task.pid, [task]);
		this.#size++;
	}

	/** At most `most` tasks, of nobody more than `each`; who has more waits behind everybody else. */
	take(most: number, each: number): T[] {
		const batch: T[] = [];
		for (const [pid, own] of [...this.#firsts(most)]) {
			const taken = own.splice(0, Math.min(each, most - batch.length));
			batch.push(...taken);
			this.#waiting.delete(pid);
			if (own.length > 0) this.#waiting.set(pid, own);
			if (batch.length >= most) break;
		}
		this.#size -= batch.length;
		return batch;
	}

	/** Taken and not done: before what the same person has sent since, in the order given. */
	putBack(tasks: readonly T[]): void {
		for (const task of tasks.toReversed()) {
			this.#waiting.set(task.pid, [task, ...(this.#waiting.get(task.pid) ?? [])]);
			this.#size++;
		}
	}

	*#firsts(count: number): Generator<[string, T[]]> {
		for (const entry of this.#waiting) {
			if (count-- <= 0) return;
			yield entry;
		}
	}
}
