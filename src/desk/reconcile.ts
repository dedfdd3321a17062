/** Brings a thread in line with what a conversation answered to an order. In a commit. */
import { change } from './change.ts';
import { deleteThread } from './forget.ts';
import type { Ground } from './ground.ts';
import type { Order, Ordered } from './letters.ts';
import { startLadder, stopLadder } from './ring.ts';
import { addEvent } from './rows.ts';
import type { Thread } from './thread.ts';

/**
 * The conversation owns the phase: what it refused is undone here.
 *
 * @param fresh nothing has turned since the order was told. Else a letter has said more than this answer can know: somebody
 *   who asked again meanwhile must not be taken from those who wait.
 */
export function reconcile(ground: Ground, thread: Thread, told: Order, answer: Ordered, fresh: boolean): void {
	switch (answer.outcome) {
		case 'done':
		case 'repeated':
			return;
		case 'gone':
			deleteThread(ground, thread);
			return;
		case 'refused':
			// The ladder's words to somebody who does not wait any more: nothing of ours hangs on them.
			if (told.do !== 'late' && fresh) undo(ground, thread, told, answer);
	}
}

type Refusal = Extract<Ordered, { outcome: 'refused' }>;

function undo(ground: Ground, thread: Thread, told: Order, { phase, owner }: Refusal): void {
	const held = phase === 'staff' ? owner : null;
	const same = thread.phase === phase && (phase !== 'staff' || thread.owner === owner);
	const next = { ...thread, held, introduced: null };
	if (same) {
		change(ground, thread, next);
		return;
	}
	const undone = addEvent(ground, next, 'undone');
	if (phase === 'waiting') {
		const waiting = thread.waiting ?? ground.clock();
		change(ground, thread, startLadder(ground, { ...undone, phase, owner: null, waiting }));
	} else {
		// A claim that came too late leaves nobody a reader.
		const taking = told.do === 'claimed' || told.do === 'passed';
		change(ground, thread, { ...stopLadder(undone), phase, owner: taking ? owner : (owner ?? thread.owner) });
	}
}
