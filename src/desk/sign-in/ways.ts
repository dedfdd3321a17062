/** The ways a staff member signs in: listed, added, removed. The last one cannot be removed. */
import type { z } from 'zod';
import type { NewPasskey, NewPassphrase, Ways } from './api.ts';
import { audit } from './audit.ts';
import type { StaffGround } from './ground.ts';
import { checkCreated, keepPasskey, type Origin } from './passkey.ts';
import { keepPassphrase, keepRecovery } from './proof.ts';
import { Refused } from './refused.ts';
import { listSessions, type Session } from './sessions.ts';
import { keepWrapped } from './wrapped.ts';

interface Credential {
	id: string;
	label: string;
	made: number;
	used: number | null;
	opens: number;
}

export function waysOf(ground: StaffGround, session: Session): Ways {
	const { sql } = ground;
	const passkeys = sql.all<Credential>(
		`SELECT id, label, made, used, EXISTS (
			SELECT 1 FROM wrapped_key w WHERE w.staff = c.staff AND w.method = 'passkey' AND w.credential = c.id
		) AS opens FROM credential c WHERE staff = ? ORDER BY made, id`,
		session.staff,
	);
	const proofs = sql.all<{ method: string; name: string | null; made: number }>(
		'SELECT method, name, made FROM proof WHERE staff = ?',
		session.staff,
	);
	const passphrase = proofs.find(({ method }) => method === 'passphrase');
	const recovery = proofs.find(({ method }) => method === 'recovery');
	return {
		passkeys: passkeys.map((one) => ({ ...one, opens: one.opens === 1 })),
		passphrase: passphrase
			? { name: passphrase.name ?? '', made: passphrase.made, signsIn: hasTotp(ground, session.staff) }
			: null,
		recovery: recovery ? { made: recovery.made } : null,
		sessions: listSessions(ground, session),
	};
}

/** Throws `Refused`. */
export async function addPasskey(
	ground: StaffGround,
	origin: Origin,
	staff: string,
	{ response, label, wrapped }: z.infer<typeof NewPasskey>,
): Promise<void> {
	const checked = await checkCreated(ground, origin, ['add', staff], response);
	ground.sql.transaction(() => {
		keepPasskey(ground, staff, checked, label);
		if (wrapped !== null) keepWrapped(ground, staff, 'passkey', checked.id, wrapped);
		audit(ground, staff, 'passkey-added');
	});
}

/** Throws `Refused`: 404, 409 last-way. */
export function removePasskey(ground: StaffGround, staff: string, id: string): void {
	const { sql } = ground;
	sql.transaction(() => {
		if (sql.run('DELETE FROM credential WHERE id = ? AND staff = ?', id, staff) === 0)
			throw new Refused(404, 'passkey');
		sql.run("DELETE FROM wrapped_key WHERE staff = ? AND method = 'passkey' AND credential = ?", staff, id);
		if (!hasTotp(ground, staff) && !hasPasskey(ground, staff)) throw new Refused(409, 'last-way');
		audit(ground, staff, 'passkey-removed');
	});
	sql.purge();
}

/** Throws `Refused`. */
export function setPassphrase(ground: StaffGround, staff: string, given: NewPassphrase): void {
	ground.sql.transaction(() => {
		keepPassphrase(ground, staff, given);
		if (!hasTotp(ground, staff) && !hasPasskey(ground, staff)) throw new Refused(409, 'last-way');
		audit(ground, staff, 'passphrase');
	});
	ground.sql.purge();
}

/** The code on the old paper stops working. */
export function setRecovery(ground: StaffGround, staff: string, given: { proof: string; wrapped: string }): void {
	ground.sql.transaction(() => {
		keepRecovery(ground, staff, given);
		audit(ground, staff, 'recovery-code');
	});
	ground.sql.purge();
}

function hasTotp({ sql }: StaffGround, staff: string): boolean {
	return sql.get('SELECT staff FROM totp WHERE staff = ?', staff) !== undefined;
}

function hasPasskey({ sql }: StaffGround, staff: string): boolean {
	return sql.get('SELECT id FROM credential WHERE staff = ?', staff) !== undefined;
}
