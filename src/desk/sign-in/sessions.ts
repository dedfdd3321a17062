/**
 * Who is signed in. The cookie holds 32 random bytes, here is their SHA-256. A session begins with a new id at every
 * sign-in and step-up, whatever cookie came along, so that nobody can be given one to sign in with.
 */
import { digest } from '../../privacy/crypto.ts';
import type { Role } from '../api.ts';
import type { Ways } from './api.ts';
import { audit } from './audit.ts';
import { newId, newToken, type StaffGround } from './ground.ts';
import { findMember } from './members.ts';
import { Refused } from './refused.ts';

const MINUTE = 60_000;
/** Without a request for so long, it is over: a phone left on a table. */
const IDLE = 30 * MINUTE;
/** A working day, whatever happens. */
const LONGEST = 12 * 60 * MINUTE;
/** So long after showing who they are may somebody change keys and team. */
const FRESH = 5 * MINUTE;
/** Requests that were under way at a step-up carry the former cookie, and may read with it for so long. */
const UNDER_WAY = 20_000;
/** Moved on at most so often: reading a list should not write. */
const NOTE = MINUTE;

export type How = Ways['sessions'][number]['how'];

/** Of a request. Roles are those of now: who was demoted a moment ago has the former ones nowhere. */
export interface Session {
	/** What lists and the live stream may know; not the cookie. */
	id: string;
	staff: string;
	roles: Role[];
	/** They have shown who they are in the last five minutes. */
	fresh: boolean;
}

interface Stored {
	hash: string;
	id: string;
	staff: string;
	how: How;
	label: string;
	made: number;
	seen: number;
	shown: number;
}

const alive = 'seen > ? AND made > ?';

/** → the cookie's value. Inside a transaction. @param before the cookie that came along: it ends */
export function beginSession(ground: StaffGround, staff: string, how: How, label: string, before?: string): string {
	const { sql, clock } = ground;
	if (before !== undefined) endSession(ground, before);
	const now = clock();
	sql.run(`DELETE FROM session WHERE NOT (${alive})`, now - IDLE, now - LONGEST);
	const token = newToken(ground);
	sql.run(
		'INSERT INTO session (hash, id, staff, how, label, made, seen, shown) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
		digest(token),
		newId(ground),
		staff,
		how,
		label,
		now,
		now,
		now,
	);
	audit(ground, staff, `sign-in-${how}`);
	return token;
}

/** The session of this cookie; undefined: over, ended, or never ours. @param touch whether it counts as being there */
export function readSession(
	ground: Pick<StaffGround, 'sql' | 'clock'>,
	token: string,
	touch: boolean,
): Session | undefined {
	const { sql, clock } = ground;
	const now = clock();
	const hash = digest(token);
	const row = sql.get<Stored>(
		`SELECT * FROM session WHERE (hash = ? OR (former = ? AND shown > ?)) AND ${alive}`,
		hash,
		hash,
		now - UNDER_WAY,
		now - IDLE,
		now - LONGEST,
	);
	const member = row && findMember(ground, row.staff);
	if (!row || !member || member.left !== null) return undefined;
	if (touch && now - row.seen >= NOTE) sql.run('UPDATE session SET seen = ? WHERE hash = ?', now, row.hash);
	// The former cookie never has what was shown after it.
	const fresh = row.hash === hash && now - row.shown < FRESH;
	return { id: row.id, staff: row.staff, roles: member.roles, fresh };
}

/** For a stream that stays open: whether the session it began with is still there. */
export function isAlive({ sql, clock }: Pick<StaffGround, 'sql' | 'clock'>, id: string): boolean {
	const now = clock();
	return sql.get(`SELECT id FROM session WHERE id = ? AND ${alive}`, id, now - IDLE, now - LONGEST) !== undefined;
}

/** They have shown who they are once more → the new cookie; the old one opens nothing. Throws `Refused` 401. */
export function renewSession(ground: StaffGround, token: string): string {
	const renewed = newToken(ground);
	const now = ground.clock();
	const known = ground.sql.run(
		'UPDATE session SET former = hash, hash = ?, seen = ?, shown = ? WHERE hash = ?',
		digest(renewed),
		now,
		now,
		digest(token),
	);
	if (known === 0) throw new Refused(401, 'signed-out');
	return renewed;
}

export function endSession({ sql }: Pick<StaffGround, 'sql'>, token: string): void {
	sql.run('DELETE FROM session WHERE hash = ? OR former = ?', digest(token), digest(token));
}

/** One of one's own, by what the list shows. Throws `Refused` 404, also for somebody else's. */
export function endOwnSession({ sql }: Pick<StaffGround, 'sql'>, staff: string, id: string): void {
	if (sql.run('DELETE FROM session WHERE id = ? AND staff = ?', id, staff) === 0) throw new Refused(404, 'session');
}

export function endOtherSessions({ sql }: Pick<StaffGround, 'sql'>, { staff, id }: Session): void {
	sql.run('DELETE FROM session WHERE staff = ? AND id <> ?', staff, id);
}

/** Newest first. */
export function listSessions(ground: Pick<StaffGround, 'sql' | 'clock'>, session: Session): Ways['sessions'] {
	const now = ground.clock();
	const rows = ground.sql.all<Stored>(
		`SELECT * FROM session WHERE staff = ? AND ${alive} ORDER BY seen DESC, id`,
		session.staff,
		now - IDLE,
		now - LONGEST,
	);
	return rows.map(({ id, label, how, made, seen }) => ({ id, label, how, made, seen, here: id === session.id }));
}
