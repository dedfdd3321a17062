/** Turns of several people in one commit: one wait for the disk instead of one each. */
import { makePersonKey, openPersonKey } from '../privacy/person-key.ts';
import type { Pid } from '../privacy/pseudonym.ts';
import { StoreFailed } from '../store/errors.ts';
import { deleteRows, finishErasing } from './erase.ts';
import { TurnFailed, Unavailable } from './errors.ts';
import type { Ground } from './ground.ts';
import { nothing, type Task, type Turned, takeTurn } from './take-turn.ts';

export interface Committed<T> {
	done: ({ task: T } & Turned)[];
	/** Only these: nothing of them is kept. */
	failed: { task: T; error: TurnFailed | Unavailable }[];
	/** Of people who were erased in this batch: their next turn needs a new key, so it waits for the next batch. */
	putOff: T[];
	/** False: remains of the erased are still in a log. */
	purged: boolean;
}

/** Everything `done` is on the disk when this returns. Throws `StoreFailed`: then nothing is. */
export function commit<T extends Task>(ground: Ground, tasks: readonly T[], now: number): Committed<T> {
	const { erased, gone, ...taken } = takeAll(ground, tasks, now);
	ground.hook('turn:committed');
	const committed = { ...taken, purged: true };
	return gone.size > 0 ? finish(ground, gone, committed) : committed;
}

interface Taken<T> extends Omit<Committed<T>, 'purged'> {
	erased: Set<Pid>;
	/** Conversations whose rows are gone: the keys have to follow. */
	gone: Set<Pid>;
}

/**
 * A turn that fails takes nothing of the others with it: each would need a savepoint of its own, which costs every turn
 * as much as two statements and a copy of each page it touches. So first all go without; only when one has failed is
 * everything undone and taken anew, each in its savepoint.
 */
function takeAll<T extends Task>(ground: Ground, tasks: readonly T[], now: number): Taken<T> {
	let found: Found | undefined;
	const takeEach = (alone: boolean): Taken<T> =>
		ground.data.transaction(() => {
			found ??= findKeys(ground, tasks);
			const { keys, lost } = found;
			const taken: Taken<T> = { done: [], failed: [], putOff: [], erased: new Set(), gone: new Set() };
			for (const pid of lost) deleteRows(ground.data, pid, now);
			for (const task of tasks) {
				if (taken.erased.has(task.pid)) taken.putOff.push(task);
				else takeOne(ground, task, keys.get(task.pid), now, alone, taken);
			}
			ground.hook('turn:before-commit');
			return taken;
		});
	try {
		return takeEach(false);
	} catch (error) {
		// The disk's trouble is everybody's; anything else is one turn's alone.
		if (error instanceof StoreFailed) throw error;
		return takeEach(true);
	}
}

function takeOne<T extends Task>(
	ground: Ground,
	task: T,
	key: Uint8Array | undefined,
	now: number,
	alone: boolean,
	{ done, failed, erased, gone }: Taken<T>,
): void {
	const take = () => write(ground, task, key, now);
	try {
		const turned = alone ? ground.data.transaction(take) : take();
		done.push({ task, ...turned });
		if (turned.receipt.erased) erased.add(task.pid);
		if (!turned.gone) return;
		for (const pid of turned.gone) gone.add(pid);
		// What was said to them just before is gone too, and does not go out any more.
		for (const other of done) if (gone.has(other.task.pid)) other.ready = undefined;
	} catch (error) {
		if (!alone || error instanceof StoreFailed) throw error;
		failed.push({ task, error: new TurnFailed(error) });
	}
}

function write(ground: Ground, task: Task, key: Uint8Array | undefined, now: number): Turned {
	if (task.kind === 'note') {
		return { receipt: task.write(ground.data) === 'letters' ? { ...nothing, letters: true } : nothing };
	}
	return !key ? { receipt: nothing } : takeTurn(ground, task, key, now);
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

interface Found {
	keys: Map<Pid, Uint8Array>;
	/** Conversations whose key is gone: they cannot be opened, and are erased. */
	lost: Pid[];
}

/**
 * Everybody's key. Who has no conversation gets a new one, committed before the turn is: an old key may be one that was
 * to be destroyed.
 */
function findKeys(ground: Ground, tasks: readonly Task[]): Found {
	const keys = new Map<Pid, Uint8Array>();
	const lost: Pid[] = [];
	const strangers = new Set<Pid>();
	for (const { pid, kind } of tasks) {
		// A note is sealed already.
		if (kind === 'note' || keys.has(pid) || strangers.has(pid)) continue;
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
