/** What only the owner of a thread may do with it, and each of which a conversation is told. */

import type { StepId } from '../flow/bundle.ts';
import type { StaffId } from '../flow/roster.ts';
import { type Act, audit } from './audit.ts';
import { change } from './change.ts';
import { commit, type Ground } from './ground.ts';
import { order } from './orders.ts';
import { readersOf } from './recipients.ts';
import { changed, noSuchThread, Refused } from './refused.ts';
import { startLadder, stopLadder } from './ring.ts';
import { addEvent } from './rows.ts';
import { loadThread, type Thread } from './thread.ts';

/** Owner, stand-in, or who had it before. Throws 404 for everybody else, as if it were not there. */
export function readable({ data, team }: Pick<Ground, 'data' | 'team'>, staff: StaffId, id: string): Thread {
	const thread = loadThread(data, id);
	if (!thread || !readersOf(team(), thread).includes(staff)) throw noSuchThread();
	return thread;
}

/** Of the owner while they speak. Throws 404, or 409 with who speaks instead. */
export function spoken(ground: Pick<Ground, 'data' | 'team'>, staff: StaffId, id: string): Thread {
	const thread = readable(ground, staff, id);
	if (thread.phase !== 'staff') throw changed();
	if (thread.owner !== staff) throw new Refused(409, 'taken', thread.owner ?? undefined);
	return thread;
}

/** Somebody else is to take it: it waits again, and whoever gives it away can seal it anew. */
export function release(ground: Ground, staff: StaffId, id: string): void {
	act(ground, staff, id, 'release', (thread) => {
		const waiting = ground.clock();
		return startLadder(ground, {
			...addEvent(ground, thread, 'released', staff),
			...{ phase: 'waiting', owner: null, held: staff, former: staff, introduced: null, waiting, seen: 0 },
			// Not to the one who has just given it away.
			wants: thread.wants === staff ? null : thread.wants,
			knows: thread.knows === staff ? null : thread.knows,
			talks: thread.talks + 1,
		});
	});
}

/** The person is asked whether that colleague may come in; their answer is a letter. Throws 400 for nobody of the team. */
export function introduce(ground: Ground, staff: StaffId, id: string, colleague: StaffId): void {
	act(ground, staff, id, 'introduce', (thread) => {
		if (colleague === staff || !ground.team().mates.get(colleague)?.able) throw new Refused(400, 'colleague');
		if (thread.introduced === colleague) return thread;
		order(ground, thread, { do: 'introduce', staff, colleague });
		return { ...addEvent(ground, thread, 'introduced', staff, colleague), introduced: colleague };
	});
}

/** Back to the flows. Who spoke last stays its owner: the thread is theirs to look back into. */
export function handBack(ground: Ground, staff: StaffId, id: string, at: StepId | null): void {
	act(ground, staff, id, 'hand-back', (thread) => {
		order(ground, thread, { do: 'hand-back', at });
		return end(addEvent(ground, thread, 'handed-back', staff), 'bot');
	});
}

export function sleep(ground: Ground, staff: StaffId, id: string): void {
	act(ground, staff, id, 'sleep', (thread) => {
		order(ground, thread, { do: 'sleep' });
		return end(addEvent(ground, thread, 'slept', staff), 'sleeping');
	});
}

/** The flows stay, humans do not. By whoever has it or had it last. */
export function block(ground: Ground, staff: StaffId, id: string): void {
	act(ground, staff, id, 'block', (thread) => {
		order(ground, thread, { do: 'block' });
		const blocked: Thread = { ...addEvent(ground, thread, 'blocked', staff), blocked: 1 };
		return thread.phase === 'staff' ? end(blocked, 'bot') : { ...blocked, phase: 'bot' };
	});
}

export function unblock(ground: Ground, staff: StaffId, id: string): void {
	act(ground, staff, id, 'unblock', (thread) => {
		order(ground, thread, { do: 'unblock' });
		return { ...addEvent(ground, thread, 'unblocked', staff), blocked: 0 };
	});
}

function act(ground: Ground, staff: StaffId, id: string, what: Act, work: (thread: Thread) => Thread): void {
	commit(ground, () => {
		const always = what === 'block' || what === 'unblock';
		const thread = always ? readable(ground, staff, id) : spoken(ground, staff, id);
		if (thread.owner !== staff) throw new Refused(409, 'taken', thread.owner ?? undefined);
		if (always && (thread.blocked === 1) === (what === 'block')) return;
		audit(ground, staff, what, id);
		change(ground, thread, work(thread));
	});
}

function end(thread: Thread, phase: 'bot' | 'sleeping'): Thread {
	return { ...stopLadder(thread), phase, held: null, introduced: null, talks: thread.talks + 1 };
}
