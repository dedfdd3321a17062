/** A staff member takes a thread: by compare-and-set, so that of two who tap at once one has it and the other sees who. */
import type { StaffId } from '../flow/roster.ts';
import { audit } from './audit.ts';
import { change } from './change.ts';
import { isOnDuty } from './duty.ts';
import { commit, type Ground } from './ground.ts';
import { order } from './orders.ts';
import { candidates } from './recipients.ts';
import { changed, noSuchThread, Refused } from './refused.ts';
import { stopLadder } from './ring.ts';
import { addEvent } from './rows.ts';
import { standInOf } from './team.ts';
import { loadThread, type Thread } from './thread.ts';

/**
 * Taking what one has already is no change. Throws `Refused`: 404 not for you · 409 `taken`, by whom · 409 `changed` since
 * the browser saw it. @param version the browser saw
 */
export function claim(ground: Ground, staff: StaffId, id: string, version: number): void {
	commit(ground, () => {
		const thread = loadThread(ground.data, id);
		if (!thread) throw noSuchThread();
		if (thread.phase === 'staff' && thread.owner === staff) return;
		const from = mayTake(ground, thread, staff);
		if (version < thread.turned || version > thread.version) throw changed();
		const held = thread.held ?? (thread.phase === 'staff' ? thread.owner : null);
		// To the conversation somebody speaks already, of whom this one takes over.
		order(ground, thread, { do: held === null ? 'claimed' : 'passed', staff });
		audit(ground, staff, 'claim', id);
		change(ground, thread, {
			...stopLadder(addEvent(ground, thread, 'claimed', staff)),
			...{ phase: 'staff', owner: staff, held: null, former: from, introduced: null, seen: 1 },
		});
	}, ['claim:before-commit', 'claim:committed']);
}

/** → who had it before and may have to seal rows anew. */
function mayTake({ team, zone, clock }: Ground, thread: Thread, staff: StaffId): StaffId | null {
	const mates = team();
	if (!mates.mates.get(staff)?.able) throw new Refused(403, 'own-key');
	const { phase, owner, former } = thread;
	const isStandIn = standInOf(mates, owner)?.id === staff;
	switch (phase) {
		case 'waiting':
			if (!candidates(mates, thread).some((mate) => mate.id === staff)) throw new Refused(403, 'not-yours');
			return former === staff ? null : former;
		case 'sleeping':
			if (owner !== staff && !isStandIn) throw noSuchThread();
			return owner === staff ? null : owner;
		case 'staff': {
			const holder = owner === null ? undefined : mates.mates.get(owner);
			// Away, or so long silent that the stand-in was asked.
			const silent = thread.rung === 'stand-in' || thread.rung === 'nobody';
			if (isStandIn && holder && (silent || !isOnDuty(holder, zone, clock()))) return owner;
			// Who might have had it learns who was first; to anybody else it is not there.
			if (!isStandIn && !candidates(mates, thread).some((mate) => mate.id === staff)) throw noSuchThread();
			throw new Refused(409, 'taken', owner ?? undefined);
		}
		case 'bot':
			if (owner !== staff && !isStandIn) throw noSuchThread();
			throw changed();
	}
}
