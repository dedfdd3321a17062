/** How many people wait where: what an edit of the flows would meet. Counts only, for `npm run check`. */
import type { StepId } from '../flow/bundle.ts';
import { openPersonKey } from '../privacy/person-key.ts';
import type { Pid } from '../privacy/pseudonym.ts';
import type { Store } from '../store/open.ts';
import { loadState } from './state.ts';

/** Step → people who wait there, the most first. Who waits on no step (a greeting, found topics) is not counted. */
export function countWaiting({ data, keys, ring }: Store): Map<StepId, number> {
	const counts = new Map<StepId, number>();
	for (const { pid } of data.all<{ pid: Pid }>('SELECT pid FROM conversation')) {
		const key = openPersonKey(keys, ring, pid);
		const wait = key && loadState(data, key, pid)?.conversation.wait;
		if (wait?.on === 'step') counts.set(wait.at, (counts.get(wait.at) ?? 0) + 1);
	}
	return new Map([...counts].sort(([, a], [, b]) => b - a));
}
