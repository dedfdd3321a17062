/** Turns of several people in one commit: one wait for the disk instead of one each. */
import { makePersonKey, openPersonKey } from '../privacy/person-key.ts';
import type { Pid } from '../privacy/pseudonym.ts';
import { StoreFailed } from '../store/errors.ts';
import { deleteRows, finishErasing } from './erase.ts';
import { TurnFailed, Unavailable } from './errors.ts';
import type { Ground } from './ground.ts';
import { nothing, type Receipt, type Task, takeTurn } from './take-turn.ts';

export interface Committed<T> {
	done: { task: T; receipt: Receipt }[];
	/** Only these: each in a savepoint of its own. */
	failed: { task: T; error: TurnFailed | Unavailable }[];
	/** Of people who were erased in this batch: their next turn needs a new key, so it waits for the next batch. */
	putOff: T[];
	/** False: remains of the erased are still in a log. */
	purged: boolean;
}

/** Everything `done` is on the disk when this returns. Throws `StoreFailed`: then nothing is. */
export function commit<T extends Task>(ground: Ground, tasks: readonly T[], now: number): Committed<T> {
	const committed: Committed<T> = { done: [], failed: [], putOff: [], purged: true };
	const { keys, lost } = findKeys(ground, tasks);
	const erased = new Set<Pid>();
	const gone = new Set<Pid>();
	ground.data.transaction(() => {
		for (const pid of lost) deleteRows(ground.data, pid);
		for (const task of tasks) {
			if (erased.has(task.pid)) {
				committed.putOff.push(task);
				continue;
			}
			const key = keys.get(task.pid);
			try {
				const receipt = key ? ground.data.transaction(() => takeTurn(ground, task, key, now)) : nothing;
				committed.done.push({ task, receipt });
				if (receipt.erased) erased.add(task.pid);
				for (const pid of receipt.gone) gone.add(pid);
			} catch (error) {
				// The disk's trouble is everybody's; anything else is this turn's alone.
				if (error instanceof StoreFailed) throw error;
				committed.failed.push({ task, error: new TurnFailed(error) });
			}
		}
		ground.hook('turn:before-commit');
	});
	ground.hook('turn:committed');
	return gone.size > 0 ? finish(ground, gone, committed) : committed;
}

function finish<T extends Task>(ground: Ground, gone: Set<Pid>, committed: Committed<T>): Committed<T> {
	try {
		return { ...committed, purged: finishErasing(ground, gone) };
	} catch (error) {
		if (!(error instanceof StoreFailed)) throw error;
		// The rows are gone and the keys are not: nobody is told that all is forgotten before it is.
		const unfinished = committed.done.filter(({ receipt }) => receipt.erased);
		return {
			...committed,
			done: committed.done.filter(({ receipt }) => !receipt.erased),
			failed: [
				...committed.failed,
				...unfinished.map(({ task }) => ({ task, error: new Unavailable('erasing is not finished', error) })),
			],
			purged: false,
		};
	}
}

/**
 * Everybody's key. Who has no conversation gets a new one, committed before the turn: an old key may be one that was
 * to be destroyed. `lost`: conversations whose key is gone; they cannot be opened, and are erased.
 */
function findKeys(ground: Ground, tasks: readonly Task[]): { keys: Map<Pid, Uint8Array>; lost: Pid[] } {
	const keys = new Map<Pid, Uint8Array>();
	const lost: Pid[] = [];
	const strangers = new Set<Pid>();
	for (const { pid, kind } of tasks) {
		if (keys.has(pid) || strangers.has(pid)) continue;
		const known = ground.data.get('SELECT 1 FROM conversation WHERE pid = ?', pid) !== undefined;
		const key = known ? openPersonKey(ground.keys, ground.ring, pid) : undefined;
		if (known && !key && !lost.includes(pid)) lost.push(pid);
		if (key) keys.set(pid, key);
		else if (kind === 'arrived') strangers.add(pid);
	}
	if (strangers.size > 0) {
		ground.keys.transaction(() => {
			for (const pid of strangers) keys.set(pid, makePersonKey(ground.keys, ground.ring, pid, ground.random));
		});
		ground.hook('keys:committed');
	}
	return { keys, lost };
}
