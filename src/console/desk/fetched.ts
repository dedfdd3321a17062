import { type ReadonlySignal, signal } from '@preact/signals';
import type { z } from 'zod';
import { call } from '../session.ts';

export interface Fetched<T> {
	/** null: not fetched yet, or forgotten. */
	value: ReadonlySignal<T | null>;
	/** Asks anew. Asked while the answer is under way, it asks once more after it: that answer may be too old. */
	refresh(): Promise<void>;
	forget(): void;
}

/** Something of the Desk that is shown whole and fetched whole. @param arrived what else is known by each answer */
export function fetched<T>(schema: z.ZodType<T>, path: () => string, arrived?: (value: T) => void): Fetched<T> {
	const value = signal<T | null>(null);
	let running: Promise<void> | undefined;
	let again = false;
	let life = 0;
	async function run(): Promise<void> {
		try {
			do {
				again = false;
				const mine = life;
				const answer = await call(schema, path());
				if (mine !== life) return;
				value.value = answer;
				arrived?.(answer);
			} while (again);
		} finally {
			running = undefined;
			again = false;
		}
	}
	return {
		value,
		refresh() {
			if (running) again = true;
			running ??= run();
			return running;
		},
		forget() {
			life++;
			value.value = null;
		},
	};
}
