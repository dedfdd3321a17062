/**
 * Removes what must be gone: a thread of somebody who is forgotten, rows that were kept long enough. What is deleted is
 * overwritten in the file (`secure_delete`); from the log it goes with `purge`, after the commit.
 */
import type { Ground } from './ground.ts';
import { readersOf } from './recipients.ts';
import type { Thread } from './thread.ts';

/** Rows of one sweep: it holds up everybody while it runs. */
const MOST = 5_000;

/** Its rows and orders go with it (ON DELETE CASCADE). In a commit. */
export function deleteThread({ data, team, changes }: Ground, thread: Thread): void {
	data.run('DELETE FROM desk_thread WHERE id = ?', thread.id);
	const { id, version, phase } = thread;
	changes.push({ thread: id, version: version + 1, of: readersOf(team(), thread), waiting: phase === 'waiting' });
}

/**
 * Deletes rows from before that moment, also of threads that go on. The thread itself stays until its person is forgotten:
 * letters are counted in it. In a commit. → how many, and whether there may be more
 */
export function deleteOldRows({ data }: Ground, before: number): { rows: number; more: boolean } {
	const query = `DELETE FROM desk_row WHERE (thread, n) IN (SELECT thread, n FROM desk_row WHERE at <= ? LIMIT ?)`;
	const rows = data.run(query, before, MOST);
	return { rows, more: rows >= MOST };
}
