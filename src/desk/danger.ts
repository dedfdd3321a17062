/** What was decided in acute danger: logged, without a word of what was said. */
import type { StaffId } from '../flow/roster.ts';
import type { Danger } from './api.ts';
import { audit } from './audit.ts';
import { change } from './change.ts';
import { commit, type Ground } from './ground.ts';
import { readable } from './own.ts';
import { addEvent } from './rows.ts';

/** Throws `Refused` 404. */
export function noteDanger(ground: Ground, staff: StaffId, id: string, decision: Danger['decision']): void {
	commit(ground, () => {
		const thread = readable(ground, staff, id);
		audit(ground, staff, `danger-${decision}`, id);
		const noted = addEvent(ground, thread, `danger-${decision}`, staff);
		change(ground, thread, { ...noted, urgent: decision === 'over' ? 0 : 1 });
	});
}
