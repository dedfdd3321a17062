/**
 * Removes a person so that nothing of them is left in any file. Two files cannot be committed together, so the order
 * is such that being killed at any point leaves something the next start finishes (src/conversation/sweep.ts):
 *
 *   data.db: rows deleted ─ commit ─► keys.db: key destroyed ─ commit ─► both logs truncated
 *       killed before: nothing happened, and the message was not acknowledged: it comes again
 *                  killed here: a key without a conversation: destroyed at the next start
 *                                                      killed here: the next start truncates
 *
 * And the other way round, for a person who is new: the key is committed first. Killed after that, it is again a key
 * without a conversation. Such a key is never used: whoever has no conversation gets a new one.
 */
import { destroyPersonKeys } from '../privacy/person-key.ts';
import type { Pid } from '../privacy/pseudonym.ts';
import { StoreFailed } from '../store/errors.ts';
import type { Sql } from '../store/sql.ts';
import { forgetAddresses, supersededBy } from './addresses.ts';
import type { Ground } from './ground.ts';
import { writeForgotten } from './letters.ts';

/**
 * State, outbox, timers and letters, also of conversations whose place this one took; in a transaction of the caller's. The
 * Desk will be told. → the conversations that are gone: their keys have to follow.
 */
export function deleteRows(data: Sql, pid: Pid, now: number): Pid[] {
	const gone = [pid, ...supersededBy(data, pid)];
	for (const one of gone) writeForgotten(data, one, now);
	// The outbox goes with it (ON DELETE CASCADE).
	for (const one of gone) data.run('DELETE FROM conversation WHERE pid = ?', one);
	for (const one of gone) forgetAddresses(data, one);
	return gone;
}

/**
 * After the rows' commit. False: somebody reads a file (a backup), so sealed remains are still in its log; call
 * `purge` again. Throws `StoreFailed` when the keys could not be destroyed.
 */
export function finishErasing(ground: Ground, pids: Iterable<Pid>): boolean {
	ground.hook('erase:rows-deleted');
	destroyPersonKeys(ground.keys, pids);
	ground.hook('erase:key-destroyed');
	const purged = purge(ground);
	if (purged) ground.hook('erase:truncated');
	return purged;
}

/** Takes what was deleted out of the logs of both files. */
export function purge({ keys, data }: Ground): boolean {
	return [keys, data].map(truncate).every((truncated) => truncated);
}

function truncate(sql: Sql): boolean {
	try {
		return sql.purge();
	} catch (error) {
		// No room to move the log into the file. The rows and the key are gone; the remains are tried again.
		if (error instanceof StoreFailed) return false;
		throw error;
	}
}
