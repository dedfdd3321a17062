/** One-time links: the token stands behind `#` in the address, so that no server and no log sees it; here is its hash. */
import { digest } from '../../privacy/crypto.ts';
import type { Link } from './api.ts';
import { audit } from './audit.ts';
import { newToken, type StaffGround } from './ground.ts';
import { addMember, type By, hasCoordinator, members, type StaffRecord, stillHere } from './members.ts';

/** How long a link works. */
const DAY = 86_400_000;

export type Inviting = Pick<StaffGround, 'sql' | 'random' | 'clock'>;

export function invite(
	ground: Inviting,
	by: By,
	member: Pick<StaffRecord, 'name' | 'organisation' | 'roles' | 'languages'>,
): Link {
	return ground.sql.transaction(() => {
		const staff = addMember(ground, member);
		audit(ground, by, 'invite', staff);
		return newLink(ground, by, staff);
	});
}

/** A link for who is invited already, or has lost every way in. Earlier ones end. Throws `Refused` 404. */
export function newLink(ground: Inviting, by: By, staff: string): Link {
	const { sql, clock } = ground;
	const token = newToken(ground);
	const expires = clock() + DAY;
	sql.transaction(() => {
		stillHere(ground, staff);
		sql.run('DELETE FROM enrolment WHERE staff = ?', staff);
		sql.run('INSERT INTO enrolment (hash, staff, expires, used) VALUES (?, ?, ?, NULL)', digest(token), staff, expires);
		audit(ground, by, 'link', staff);
	});
	return { staff, token, expires };
}

/** While nobody coordinates, each start gives a new link for the first coordinator: the printed one may be lost. */
export function firstLink(ground: Inviting, organisation: string): Link | undefined {
	return ground.sql.transaction(() => {
		if (hasCoordinator(ground)) return undefined;
		const waiting = members(ground).find((member) => member.left === null && member.name === '');
		if (waiting) return newLink(ground, null, waiting.id);
		return invite(ground, null, { name: '', organisation, roles: ['coordinator'], languages: ['nl'] });
	});
}

/** Whom the token is for; undefined: wrong, used or expired. */
export function tokenOwner({ sql, clock }: Pick<StaffGround, 'sql' | 'clock'>, token: string): string | undefined {
	return sql.get<{ staff: string }>(
		'SELECT staff FROM enrolment WHERE hash = ? AND used IS NULL AND expires > ?',
		digest(token),
		clock(),
	)?.staff;
}

/** Uses it up → whom it was for; undefined: wrong, used or expired. Inside a transaction. */
export function takeToken({ sql, clock }: Pick<StaffGround, 'sql' | 'clock'>, token: string): string | undefined {
	const now = clock();
	return sql.get<{ staff: string }>(
		'UPDATE enrolment SET used = ? WHERE hash = ? AND used IS NULL AND expires > ? RETURNING staff',
		now,
		digest(token),
		now,
	)?.staff;
}
