/** Who the staff are: rows of `staff`. Each change is counted, so that other processes notice it. */
import type { Role } from '../api.ts';
import { audit } from './audit.ts';
import { newId, type StaffGround } from './ground.ts';
import { Refused } from './refused.ts';

export interface StaffRecord {
	id: string;
	/** '' until the first coordinator has enrolled. */
	name: string;
	organisation: string;
	roles: Role[];
	languages: string[];
	/** What is sealed to them, `age1…`; null: not enrolled yet, or left. */
	recipient: string | null;
	/** When they left, epoch ms. */
	left: number | null;
}

/** Who does it: a staff member; null: the command line. */
export type By = string | null;

interface Stored {
	id: string;
	name: string;
	organisation: string;
	roles: string;
	languages: string;
	recipient: string | null;
	left: number | null;
}

/** Everybody, also who has left: what they did stays under their name. In order of invitation. */
export function members({ sql }: Pick<StaffGround, 'sql'>): StaffRecord[] {
	return sql.all<Stored>('SELECT * FROM staff ORDER BY made, id').map(record);
}

export function findMember({ sql }: Pick<StaffGround, 'sql'>, id: string): StaffRecord | undefined {
	const row = sql.get<Stored>('SELECT * FROM staff WHERE id = ?', id);
	return row && record(row);
}

export function addMember(
	ground: Pick<StaffGround, 'sql' | 'random' | 'clock'>,
	member: Pick<StaffRecord, 'name' | 'organisation' | 'roles' | 'languages'>,
): string {
	const id = newId(ground);
	ground.sql.run(
		'INSERT INTO staff (id, name, organisation, roles, languages, recipient, made, left) VALUES (?, ?, ?, ?, ?, NULL, ?, NULL)',
		id,
		member.name,
		member.organisation,
		JSON.stringify(member.roles),
		JSON.stringify(member.languages),
		ground.clock(),
	);
	changed(ground);
	return id;
}

/** What they sign in with and every session is gone; nothing is sealed to them any more. Throws `Refused`. */
export function removeMember({ sql, clock }: Pick<StaffGround, 'sql' | 'clock'>, by: By, id: string): void {
	sql.transaction(() => {
		const member = stillHere({ sql }, id);
		keepOneCoordinator({ sql }, member);
		forgetWays(sql, id);
		sql.run('UPDATE staff SET recipient = NULL, left = ? WHERE id = ?', clock(), id);
		audit({ sql, clock }, by, 'remove', id);
		changed({ sql });
	});
	// Public keys and wrapped keys leave the file too.
	sql.purge();
}

/** Their sessions end, so that nothing of the former role goes on. Throws `Refused`. */
export function setRoles({ sql, clock }: Pick<StaffGround, 'sql' | 'clock'>, by: By, id: string, roles: Role[]): void {
	sql.transaction(() => {
		const member = stillHere({ sql }, id);
		if (!roles.includes('coordinator')) keepOneCoordinator({ sql }, member);
		sql.run('UPDATE staff SET roles = ? WHERE id = ?', JSON.stringify(roles), id);
		sql.run('DELETE FROM session WHERE staff = ?', id);
		audit({ sql, clock }, by, 'roles', id);
		changed({ sql });
	});
}

/** All that somebody signs in with, and what wraps their key. Inside a transaction. */
export function forgetWays(sql: StaffGround['sql'], id: string): void {
	sql.run('DELETE FROM session WHERE staff = ?', id);
	sql.run('DELETE FROM credential WHERE staff = ?', id);
	sql.run('DELETE FROM proof WHERE staff = ?', id);
	sql.run('DELETE FROM totp WHERE staff = ?', id);
	sql.run('DELETE FROM wrapped_key WHERE staff = ?', id);
	sql.run('DELETE FROM enrolment WHERE staff = ?', id);
}

/** Throws `Refused` 404 when there is nobody, or they have left. */
export function stillHere({ sql }: Pick<StaffGround, 'sql'>, id: string): StaffRecord {
	const member = findMember({ sql }, id);
	if (!member || member.left !== null) throw new Refused(404, 'nobody');
	return member;
}

/** Whether somebody who has enrolled coordinates: else the first link is still to be used. */
export function hasCoordinator({ sql }: Pick<StaffGround, 'sql'>): boolean {
	return members({ sql }).some(coordinates);
}

export function changed({ sql }: Pick<StaffGround, 'sql'>): void {
	sql.run('UPDATE staff_change SET n = n + 1');
}

/** Another number than before: somebody came, left or changed. */
export function changes({ sql }: Pick<StaffGround, 'sql'>): number {
	return sql.get<{ n: number }>('SELECT n FROM staff_change')?.n ?? 0;
}

/** Without a coordinator nobody could invite or remove anybody. */
function keepOneCoordinator({ sql }: Pick<StaffGround, 'sql'>, member: StaffRecord): void {
	if (!coordinates(member)) return;
	if (members({ sql }).filter(coordinates).length < 2) throw new Refused(409, 'last-coordinator');
}

function coordinates(member: StaffRecord): boolean {
	return member.left === null && member.recipient !== null && member.roles.includes('coordinator');
}

function record({ id, name, organisation, roles, languages, recipient, left }: Stored): StaffRecord {
	return {
		id,
		name,
		organisation,
		roles: JSON.parse(roles) as Role[],
		languages: JSON.parse(languages) as string[],
		recipient,
		left,
	};
}
