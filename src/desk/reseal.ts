/** New ciphertexts in place of old ones, for the recipients of now: made by the browser of somebody who can open them. */
import type { StaffId } from '../flow/roster.ts';
import { audit } from './audit.ts';
import { change } from './change.ts';
import { commit, type Ground } from './ground.ts';
import { readable } from './own.ts';
import { changed, Refused } from './refused.ts';
import { sealedOtherwise } from './rows.ts';

export interface Fresh {
	id: string;
	/** An age file. */
	sealed: Uint8Array;
}

/**
 * All of these rows or none. Throws `Refused`: 404 · 409 `changed` when the recipients are others than at `version` · 400 for
 * a row that is not there. What was overwritten leaves the log with the next `purge`.
 */
export function reseal(ground: Ground, staff: StaffId, id: string, version: number, rows: readonly Fresh[]): void {
	commit(ground, () => {
		const { data } = ground;
		const thread = readable(ground, staff, id);
		if (version < thread.turned || version > thread.version) throw changed();
		for (const { id: row, sealed } of rows) {
			const query = 'UPDATE desk_row SET sealed = ?, recipients = ? WHERE thread = ? AND id = ? AND sealed IS NOT NULL';
			if (data.run(query, sealed, thread.sealed, id, row) === 0) throw new Refused(400, 'row');
		}
		audit(ground, staff, 'reseal', id);
		const done = sealedOtherwise(data, thread).length === 0;
		// Who had it before has done what they could still read it for.
		change(ground, thread, done ? { ...thread, former: null } : thread);
	}, ['reseal:before-commit', 'reseal:committed']);
}
