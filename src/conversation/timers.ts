/** The timers of one conversation, and when to look at all of them. Pure. */
import type { StepId } from '../flow/bundle.ts';
import type { Effect, TimerName } from '../flow/turn.ts';

export interface Timer {
	timer: TimerName;
	/** The step it was set for. */
	at: StepId;
	/** Epoch ms. */
	due: number;
}

/** What a turn set and cancelled, in its order. One timer a name and step; `cancel` takes all of a name. */
export function setTimers(timers: readonly Timer[], effects: readonly Effect[]): Timer[] {
	let set = [...timers];
	for (const effect of effects) {
		if (effect.do === 'cancel') set = set.filter(({ timer }) => timer !== effect.timer);
		if (effect.do === 'wake') {
			const { timer, at, due } = effect;
			set = [...set.filter((other) => other.timer !== timer || other.at !== at), { timer, at, due }];
		}
	}
	return set;
}

/** The earliest first. */
export function dueTimers(timers: readonly Timer[], now: number): Timer[] {
	return timers.filter(({ due }) => due <= now).sort((a, b) => a.due - b.due);
}

/** Null: none is set. */
export function earliest(timers: readonly Timer[]): number | null {
	return timers.length === 0 ? null : Math.min(...timers.map(({ due }) => due));
}

/** A clock that jumps is noticed within this time, in ms. */
const LONGEST_LOOK = 30_000;
/** What is due has been handed on; only what failed is still there at the next look. */
export const SHORTEST_LOOK = 1_000;

/** In how many ms to look for due timers. @param due the earliest of all conversations */
export function nextLook(due: number | null, now: number): number {
	return due === null ? LONGEST_LOOK : Math.min(Math.max(due - now, SHORTEST_LOOK), LONGEST_LOOK);
}

export interface Failure {
	/** Epoch ms of the last try. */
	at: number;
	tries: number;
}

/** A timer whose turn fails is tried again after 1, 2, 4 … minutes, at most an hour; a clock set back does not add to it. */
export function mayRetry({ at, tries }: Failure, now: number): boolean {
	const pause = Math.min(60_000 * 2 ** (tries - 1), 3_600_000);
	return now < at || now >= at + pause;
}
