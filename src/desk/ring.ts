/** Brings a thread's ladder to the present: rows, orders and notices of what it decided. In a commit. */
import { dutyOf, nextDuty } from './duty.ts';
import type { Ground } from './ground.ts';
import { climb, firstRung, type Reach } from './ladder.ts';
import { order } from './orders.ts';
import { candidates } from './recipients.ts';
import { addEvent } from './rows.ts';
import { standInOf } from './team.ts';
import type { Thread } from './thread.ts';

/** Somebody begins to wait, or waits for somebody else from now on. */
export function startLadder(ground: Ground, thread: Thread): Thread {
	const { rung, since, rang } = firstRung(reachOf(ground, thread), thread.urgent === 1, ground.clock());
	return runLadder(ground, { ...thread, rung, since, rang: rang ? 1 : 0 });
}

/** To be saved by the caller. The same again when nothing is due. */
export function runLadder(ground: Ground, thread: Thread): Thread {
	if (thread.phase === 'staff') return remindOwner(ground, thread);
	if (thread.phase !== 'waiting' || thread.rung === null) return { ...thread, due: null };
	const from = { rung: thread.rung, since: thread.since, rang: thread.rang === 1 };
	const { standing, due, ring, late } = climb(from, reachOf(ground, thread), ground.clock());
	let next: Thread = {
		...thread,
		...{ rung: standing.rung, since: standing.since, rang: standing.rang ? 1 : 0, due, bell: ring ? 1 : thread.bell },
	};
	if (late) {
		next = addEvent(ground, next, 'late', null, late.colleague);
		order(ground, next, late);
	}
	return next;
}

export function stopLadder(thread: Thread): Thread {
	return { ...thread, waiting: null, rung: null, rang: 0, due: null, bell: 0 };
}

/** Words that their owner has not looked at: told once, when they are on duty and have not the console open. */
function remindOwner({ team, zone, clock, isWatching }: Ground, thread: Thread): Thread {
	const owner = thread.owner === null ? undefined : team().mates.get(thread.owner);
	if (thread.unread === 0 || thread.rang === 1 || !owner || isWatching(owner.id)) return { ...thread, due: null };
	const now = clock();
	const due = nextDuty(dutyOf(owner, zone, now), now);
	return due === now ? { ...thread, due: null, rang: 1, bell: 1 } : { ...thread, due };
}

function reachOf({ team, zone, times }: Ground, thread: Thread): Reach {
	const mates = team();
	const worker = [thread.wants, thread.knows].map((id) => mates.mates.get(id ?? '')).find((mate) => mate?.able);
	return {
		zone,
		times,
		worker,
		standIn: standInOf(mates, worker?.id ?? null),
		team: candidates(mates, thread),
	};
}
