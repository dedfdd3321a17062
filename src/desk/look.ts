/** Who looks at a thread or types in it, right now: only in memory, and forgotten after 15 seconds. */
import type { StaffId } from '../flow/roster.ts';
import type { Thread } from './api.ts';

const FORGOTTEN = 15_000;

interface Look {
	typing: boolean;
	/** Epoch ms. */
	until: number;
}

export class Looking {
	readonly #threads = new Map<string, Map<StaffId, Look>>();

	look(thread: string, staff: StaffId, typing: boolean, now: number): void {
		const looks = this.#threads.get(thread) ?? new Map();
		this.#threads.set(thread, looks.set(staff, { typing, until: now + FORGOTTEN }));
	}

	at(thread: string, now: number): Thread['looking'] {
		const looks = [...(this.#threads.get(thread) ?? [])];
		return looks.filter(([, { until }]) => until > now).map(([staff, { typing }]) => ({ staff, typing }));
	}

	/** → threads that somebody has stopped looking at. */
	forget(now: number): string[] {
		const left: string[] = [];
		for (const [thread, looks] of this.#threads) {
			const before = looks.size;
			for (const [staff, { until }] of looks) if (until <= now) looks.delete(staff);
			if (looks.size < before) left.push(thread);
			if (looks.size === 0) this.#threads.delete(thread);
		}
		return left;
	}
}
