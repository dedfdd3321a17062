/** When and whether a message is tried again. Pure. */
import type { Sent } from '../channels/sender.ts';

type OutboxState = 'mailbox' | 'pending' | 'sending' | 'sent' | 'unknown' | 'dead';

/** What is kept of a message's way out, beside its state. */
export interface Attempt {
	/** Definite failures so far. */
	tries: number;
	/** Dispatches of which nobody knows what became. */
	unknown: number;
}

/** What the row says next; `due`: ms from now, for what is tried again. */
export interface Next extends Attempt {
	state: OutboxState;
	due: number;
}

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 15 * 60_000;
/** About a day of trying; then it is a dead letter. */
const MOST_TRIES = 100;
/** A message in the middle of whose sending the process ends this often may well be why it ends. */
const MOST_CUTS = 5;

/** `cut`: the process ended while it was sent, perhaps before anything had gone out. */
export type Fate = Sent | { outcome: 'cut' };

/** @param chance 0 to 1: jitter, so that what failed together does not come back together */
export function decideNext({ tries, unknown }: Attempt, sent: Fate, chance: number): Next {
	switch (sent.outcome) {
		case 'sent':
			return { state: 'sent', tries, unknown, due: 0 };
		case 'later': {
			if (tries + 1 >= MOST_TRIES) return { state: 'dead', tries: tries + 1, unknown, due: 0 };
			const pause = Math.min(FIRST_PAUSE * 2 ** Math.min(tries, 20), LONGEST_PAUSE);
			return {
				state: 'pending',
				tries: tries + 1,
				unknown,
				due: Math.max(sent.after ?? 0, pause * (0.5 + chance / 2)),
			};
		}
		case 'unknown':
			// Sent once more, whatever it is: silence is worse than a double. But once.
			return unknown === 0
				? { state: 'pending', tries, unknown: 1, due: FIRST_PAUSE * (0.5 + chance / 2) }
				: { state: 'unknown', tries, unknown: unknown + 1, due: 0 };
		case 'cut':
			// After every end anew: twice cut short, it may not have gone out at all.
			return unknown + 1 < MOST_CUTS
				? { state: 'pending', tries, unknown: unknown + 1, due: FIRST_PAUSE * (0.5 + chance / 2) }
				: { state: 'unknown', tries, unknown: unknown + 1, due: 0 };
		case 'closed':
			// Until they write: then somebody wakes it.
			return { state: 'pending', tries, unknown, due: 0 };
		case 'moved':
			return { state: 'pending', tries: tries + 1, unknown, due: 0 };
		case 'refused':
		case 'blocked':
			return { state: 'dead', tries, unknown, due: 0 };
	}
}
