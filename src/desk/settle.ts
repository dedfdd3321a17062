/** After a change of the team: whom each thread is sealed to, whose ladder runs otherwise, who has left. */
import { change } from './change.ts';
import type { Ground } from './ground.ts';
import { recipientsOf } from './recipients.ts';
import { runLadder, startLadder } from './ring.ts';
import { addEvent } from './rows.ts';
import { loadAll, type Thread } from './thread.ts';

/** In a commit. */
export function settle(ground: Ground): void {
	for (const thread of loadAll(ground.data)) {
		const next = ownerLeft(ground, thread) ? orphaned(ground, thread) : runLadder(ground, thread);
		const sealed = recipientsOf(ground.team(), next).join(' ');
		const same = Object.entries(next).every(([name, value]) => thread[name as keyof Thread] === value);
		if (!same || sealed !== thread.sealed) change(ground, thread, next);
	}
}

function ownerLeft({ team }: Ground, { phase, owner }: Thread): boolean {
	return phase === 'staff' && owner !== null && !team().mates.get(owner)?.able;
}

/** Somebody of the team has to take it; nobody is left who spoke. */
function orphaned(ground: Ground, thread: Thread): Thread {
	return startLadder(ground, {
		...addEvent(ground, thread, 'released'),
		...{ phase: 'waiting', owner: null, held: thread.owner, former: null, introduced: null, seen: 0 },
		waiting: ground.clock(),
	});
}
