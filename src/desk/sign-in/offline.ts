/**
 * The offline recovery key: made once in the first coordinator's browser, kept on paper. Everything is sealed to its
 * recipient too, so that a team that has lost all its keys can still be read by who opens the safe.
 */
import { audit } from './audit.ts';
import type { StaffGround } from './ground.ts';
import { changed } from './members.ts';
import { Refused } from './refused.ts';

/** `age1…`; null: not made yet. */
export function offlineKey({ sql }: Pick<StaffGround, 'sql'>): string | null {
	return sql.get<{ recipient: string }>('SELECT recipient FROM offline_recovery')?.recipient ?? null;
}

/** Inside a transaction. Throws `Refused` 409: a second would leave the paper in the safe opening only half. */
export function keepOfflineKey({ sql, clock }: StaffGround, staff: string, recipient: string): void {
	const kept = sql.run(
		'INSERT INTO offline_recovery (id, recipient, made, staff) VALUES (1, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
		recipient,
		clock(),
		staff,
	);
	if (kept === 0) throw new Refused(409, 'exists');
	audit({ sql, clock }, staff, 'recovery-key');
	changed({ sql });
}
