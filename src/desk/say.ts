/**
 * A staff member says something. The words go to the conversation and are kept nowhere here; what is kept is the copy the
 * browser has sealed. Killed at any point it can be sent again with the same id, and is said once:
 *
 *   sealed copy kept, not shown ─► order `say` ─► shown as queued ─► delivery letters
 *        killed here: it was not said, or the first delivery letter shows it
 */

import { Unavailable } from '../conversation/errors.ts';
import type { StaffId } from '../flow/roster.ts';
import type { Pid } from '../privacy/pseudonym.ts';
import type { Row } from './api.ts';
import { audit } from './audit.ts';
import { change } from './change.ts';
import { commit, type Ground } from './ground.ts';
import type { Order, Ordered, Tell } from './letters.ts';
import type { Orders } from './orders.ts';
import { spoken } from './own.ts';
import { reconcile } from './reconcile.ts';
import { changed, noSuchThread, Refused } from './refused.ts';
import { addSealed, findRow, markSaid } from './rows.ts';
import { loadThread } from './thread.ts';

export interface Words {
	/** Made by the browser, the same on every repetition. */
	id: string;
	text: string;
	/** An age file. */
	sealed: Uint8Array;
	/** Whom it was sealed to, as far as we know. */
	recipients: readonly string[];
}

/** → the row. Rejects with `Refused`, or with `Unavailable` when it is not known whether it was said: send the same again. */
export async function say(
	ground: Ground,
	carried: { orders: Orders; tell: Tell },
	staff: StaffId,
	id: string,
	words: Words,
): Promise<Row> {
	// What was decided before these words is told before them.
	if (!(await carried.orders.carry(id))) throw new Unavailable('the conversation does not answer');
	const { pid, turned, known } = keep(ground, staff, id, words);
	if (known) return known;
	ground.hook('say:prepared');
	const order: Order = { do: 'say', staff, text: words.text };
	const answer = await carried.tell.tell(pid, words.id, order);
	ground.hook('say:told');
	const row = settle(ground, id, words.id, order, answer, turned);
	ground.hook('say:recorded');
	if (!row) throw answer.outcome === 'gone' ? noSuchThread() : changed();
	return row;
}

function keep(
	ground: Ground,
	staff: StaffId,
	id: string,
	words: Words,
): { pid: Pid; turned: number; known: Row | undefined } {
	return commit(ground, () => {
		const { data, clock } = ground;
		const thread = spoken(ground, staff, id);
		const found = findRow(data, id, words.id);
		if (found && (found.row.kind !== 'staff' || found.row.by !== staff)) throw new Refused(409, 'id');
		if (!found) {
			const { sealed, recipients } = words;
			const row = { id: words.id, kind: 'staff', at: clock(), author: staff, sealed, recipients } as const;
			audit(ground, staff, 'say', id);
			change(ground, thread, addSealed(data, thread, row));
		}
		return { pid: thread.pid, turned: thread.turned, known: found?.shown ? found.row : undefined };
	});
}

/** Undefined: it was not said. */
function settle(
	ground: Ground,
	id: string,
	row: string,
	order: Order,
	answer: Ordered,
	turned: number,
): Row | undefined {
	return commit(ground, () => {
		const { data } = ground;
		const thread = loadThread(data, id);
		// Forgotten meanwhile.
		if (!thread || !findRow(data, id, row)) return undefined;
		const told = answer.outcome === 'done' || answer.outcome === 'repeated';
		if (!told) {
			data.run('DELETE FROM desk_row WHERE thread = ? AND id = ? AND said IS NULL', id, row);
			reconcile(ground, thread, order, answer, thread.turned === turned);
			return undefined;
		}
		// A delivery letter may have been faster.
		if (markSaid(data, id, row, 'queued')) change(ground, thread, thread);
		return findRow(data, id, row)?.row;
	});
}
