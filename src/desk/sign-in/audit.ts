/** What was done to the team and to keys: who, what, to whom, when. Inserts only: ./schema.ts; never a name or a secret. */
import type { StaffGround } from './ground.ts';
import type { How } from './sessions.ts';

export type StaffAct =
	| 'invite'
	| 'link'
	| 'roles'
	| 'remove'
	| 'enrol'
	| 'passkey-added'
	| 'passkey-removed'
	| 'passphrase'
	| 'recovery-code'
	| 'recovery-key'
	| `sign-in-${How}`;

/** In the transaction of the act. @param by null: the command line, `npm run staff` @param who whom it is about */
export function audit(
	{ sql, clock }: Pick<StaffGround, 'sql' | 'clock'>,
	by: string | null,
	act: StaffAct,
	who: string | null = null,
): void {
	sql.run('INSERT INTO staff_audit (at, staff, act, who) VALUES (?, ?, ?, ?)', clock(), by, act, who);
}
