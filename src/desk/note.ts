/** A note among staff: sealed as everything, and never sent. */
import type { StaffId } from '../flow/roster.ts';
import type { Row } from './api.ts';
import { audit } from './audit.ts';
import { change } from './change.ts';
import { commit, type Ground } from './ground.ts';
import { readable } from './own.ts';
import { Refused } from './refused.ts';
import { addSealed, findRow } from './rows.ts';
import type { Words } from './say.ts';

/** The same id again is the same note. Throws `Refused`. */
export function note(ground: Ground, staff: StaffId, id: string, words: Omit<Words, 'text'>): Row {
	return commit(ground, () => {
		const { data, clock } = ground;
		const thread = readable(ground, staff, id);
		const known = findRow(data, id, words.id);
		if (known && (known.row.kind !== 'note' || known.row.by !== staff)) throw new Refused(409, 'id');
		if (!known) {
			const row = { kind: 'note', at: clock(), author: staff, ...words } as const;
			audit(ground, staff, 'note', id);
			change(ground, thread, addSealed(data, thread, row));
		}
		const kept = findRow(data, id, words.id);
		if (!kept) throw new Error('a note that was written is not there');
		return kept.row;
	});
}
