/** Every read and act of staff: who, what, of which thread, when; never a word. Inserts only: src/desk/schema.ts. */
import type { Language, StepId } from '../flow/bundle.ts';
import type { StaffId } from '../flow/roster.ts';
import type { Danger } from './api.ts';
import type { Ground } from './ground.ts';

export type Act =
	| 'read'
	| 'claim'
	| 'release'
	| 'say'
	| 'note'
	| 'introduce'
	| 'hand-back'
	| 'sleep'
	| 'block'
	| 'unblock'
	| 'reseal'
	| `danger-${Danger['decision']}`
	| 'presence'
	| 'card'
	/** Of a text: its language and topic. */
	| `${'approve' | 'withdraw'}:${Language}:${StepId}`;

/** In the transaction of the act. @param who a colleague it is about */
export function audit(
	{ data, clock }: Pick<Ground, 'data' | 'clock'>,
	staff: StaffId,
	act: Act,
	thread: string | null,
	who: StaffId | null = null,
): void {
	const query = 'INSERT INTO desk_audit (at, staff, act, thread, who) VALUES (?, ?, ?, ?, ?)';
	data.run(query, clock(), staff, act, thread, who);
}
