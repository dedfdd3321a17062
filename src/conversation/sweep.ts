/** Forgets what has been kept long enough, and finishes what a crash left half done. Between batches, never within. */
import { destroyPersonKeys, openPersonKey } from '../privacy/person-key.ts';
import type { Pid } from '../privacy/pseudonym.ts';
import { findSpent } from './addresses.ts';
import { forgetAwaited } from './awaited.ts';
import { deleteRows, finishErasing, purge } from './erase.ts';
import type { Ground } from './ground.ts';
import { keepPointers, pointerOf } from './pointer.ts';
import { forgetMessages } from './remember.ts';
import { coarse } from './state.ts';
import { forgetTraces } from './trace.ts';

export interface Swept {
	/** Conversations untouched for longer than their channel keeps them; of some a pointer stays (src/conversation/pointer.ts). */
	expired: number;
	/** Conversations without a key, and keys without a conversation. */
	halves: number;
	messageIds: number;
	/** There may be more: the work of one sweep is bounded. */
	more: boolean;
	/** False: remains are still in a log; sweep again. */
	purged: boolean;
}

/** One sweep's work: it holds up everybody while it runs. */
const MOST = 500;

/** How far a sweep has come with what it looks at bit by bit; '': from the start. */
export interface Reached {
	halves: Pid;
	messageIds: string;
}

export function sweep(ground: Ground, now: number, from: Reached): Swept & { reached: Reached } {
	const expired = findExpired(ground, now);
	const halves = sweepHalves(ground, from.halves, MOST, now);
	const pointers = expired.flatMap((pid) => pointerOf(ground, pid, now) ?? []);
	const gone: Pid[] = [];
	const ids = ground.data.transaction(() => {
		for (const pid of [...expired, ...findSpent(ground.data, MOST)]) gone.push(...deleteRows(ground.data, pid, now));
		forgetTraces(ground.data, now, MOST * 10);
		forgetAwaited(ground.data, now, MOST * 10);
		return forgetMessages(ground.data, now, from.messageIds, MOST * 40);
	});
	const purged = gone.length > 0 ? finishErasing(ground, gone) : purge(ground);
	keepPointers(ground, pointers);
	return {
		expired: expired.length,
		halves: halves.swept,
		messageIds: ids.forgotten,
		more: expired.length >= MOST || ids.after !== '',
		purged,
		reached: { halves: halves.after, messageIds: ids.after },
	};
}

/** At start: all halves, and whatever a killed process left in the logs. → false: somebody reads the files. */
export function recover(ground: Ground, now: number): boolean {
	let after = '';
	do after = sweepHalves(ground, after, MOST, now).after;
	while (after !== '');
	return purge(ground);
}

function findExpired({ data, rules }: Ground, now: number): Pid[] {
	const expired: Pid[] = [];
	for (const { channel } of data.all<{ channel: string }>('SELECT DISTINCT channel FROM conversation')) {
		const { keep } = rules(channel);
		const rows = data.all<{ pid: Pid }>(
			'SELECT pid FROM conversation WHERE channel = ? AND touched <= ? LIMIT ?',
			channel,
			// `touched` was rounded down: nothing goes before its time.
			now - keep - coarse(keep),
			MOST - expired.length,
		);
		expired.push(...rows.map(({ pid }) => pid));
	}
	return expired;
}

/** Looks at up to `limit` conversations and as many keys, in the order of their pids. → where to go on; '': all seen. */
function sweepHalves(
	{ data, keys, ring }: Ground,
	after: Pid,
	limit: number,
	now: number,
): { swept: number; after: Pid } {
	const conversations = pids(data.all('SELECT pid FROM conversation WHERE pid > ? ORDER BY pid LIMIT ?', after, limit));
	const owned = pids(keys.all('SELECT pid FROM person_key WHERE pid > ? ORDER BY pid LIMIT ?', after, limit));
	const keyless = conversations.filter((pid) => !openPersonKey(keys, ring, pid));
	const orphans = owned.filter((pid) => !data.get('SELECT 1 FROM conversation WHERE pid = ?', pid));
	data.transaction(() => {
		for (const pid of keyless) deleteRows(data, pid, now);
	});
	destroyPersonKeys(keys, [...orphans, ...keyless]);
	// The shorter reach of the two: beyond it one of them has not been looked at.
	const reached = [conversations, owned].flatMap((seen) => (seen.length === limit ? [seen.at(-1) ?? ''] : []));
	return { swept: keyless.length + orphans.length, after: reached.sort()[0] ?? '' };
}

function pids(rows: { pid: Pid }[]): Pid[] {
	return rows.map(({ pid }) => pid);
}
