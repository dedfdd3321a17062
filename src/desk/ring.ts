/** Brings a thread's ladder to the present: rows, orders and notices of what it decided. In a commit. */
import { dutyOf, isOnDuty, nextDuty } from './duty.ts';
import type { Ground } from './ground.ts';
import { type Climbed, climb, firstRung, type Reach } from './ladder.ts';
import { order } from './orders.ts';
import { candidates } from './recipients.ts';
import { addEvent } from './rows.ts';
import { standInOf } from './team.ts';
import type { Thread } from './thread.ts';

const MINUTE = 60_000;

/** Somebody begins to wait, or waits for somebody else from now on. */
export function startLadder(ground: Ground, thread: Thread): Thread {
	const { rung, since, rang } = firstRung(reachOf(ground, thread), thread.urgent === 1, ground.clock());
	return runLadder(ground, { ...thread, rung, since, rang: rang ? 1 : 0 });
}

/** To be saved by the caller. The same again when nothing is due. */
export function runLadder(ground: Ground, thread: Thread): Thread {
	if (thread.phase === 'staff') return seekOwner(ground, thread);
	if (thread.phase !== 'waiting' || thread.rung === null) return { ...thread, due: null };
	const from = { rung: thread.rung, since: thread.since, rang: thread.rang === 1 };
	return climbed(ground, thread, climb(from, reachOf(ground, thread), ground.clock()));
}

export function stopLadder(thread: Thread): Thread {
	return { ...thread, waiting: null, rung: null, rang: 0, due: null, bell: 0 };
}

/** Words that their owner has not looked at: the same ladder, but for the team, who may not read them. */
function seekOwner(ground: Ground, thread: Thread): Thread {
	const mates = ground.team();
	const owner = thread.owner === null ? undefined : mates.mates.get(thread.owner);
	if (thread.unread === 0 || !owner) return { ...thread, rung: null, rang: 0, due: null };
	const { zone, times, isWatching } = ground;
	const now = ground.clock();
	const { rung, since, rang } = thread;
	// Whoever talks outside their hours is there all the same, and has their time before somebody else is asked.
	const begun = rung === null ? now : since;
	const there = isWatching(owner.id) || nextDuty(dutyOf(owner, zone, begun), begun) === null;
	const presence = there ? ({ is: 'here', until: begun + times.worker * MINUTE } as const) : owner.presence;
	const standIn = standInOf(mates, owner.id);
	const team = standIn ? [owner, standIn] : [owner];
	const reach: Reach = { zone, times, worker: { ...owner, presence }, standIn, team, owned: true };
	const from = rung === null ? firstRung(reach, false, now) : { rung, since, rang: rang === 1 || there };
	const next = climb(from, reach, now);
	const { standing } = next;
	// Off duty nobody is rung, and with the console open they see it there: they still have to be, later.
	const quiet = standing.rung === 'worker' && (isWatching(owner.id) || !isOnDuty(owner, zone, now));
	return climbed(ground, thread, quiet ? { ...next, ring: false, standing: { ...standing, rang: rang === 1 } } : next);
}

function climbed(ground: Ground, thread: Thread, { standing, due, ring, late }: Climbed): Thread {
	const { rung, since, rang } = standing;
	const next: Thread = { ...thread, rung, since, rang: rang ? 1 : 0, due, bell: ring ? 1 : thread.bell };
	if (!late) return next;
	order(ground, next, late);
	return addEvent(ground, next, 'late', null, late.colleague);
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
		owned: false,
	};
}
