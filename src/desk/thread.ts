/** A thread: the Desk's view of one conversation. One row, read and written whole. */
import type { StaffId } from '../flow/roster.ts';
import type { Pid } from '../privacy/pseudonym.ts';
import type { Bind, Sql } from '../store/sql.ts';
import type { Summary } from './api.ts';
import type { Rung } from './ladder.ts';
import type { Consent } from './letters.ts';

/** 1: yes. What each means stands in src/desk/schema.ts. */
type Flag = 0 | 1;

export interface Thread {
	id: string;
	pid: Pid;
	alias: string;
	phase: Summary['phase'];
	owner: StaffId | null;
	held: StaffId | null;
	former: StaffId | null;
	introduced: StaffId | null;
	wants: StaffId | null;
	knows: StaffId | null;
	language: string;
	channel: string;
	urgent: Flag;
	parted: Summary['left'];
	blocked: Flag;
	waiting: number | null;
	rung: Rung | null;
	since: number;
	rang: Flag;
	due: number | null;
	bell: Flag;
	seen: Flag;
	unread: number;
	talks: number;
	until: number | null;
	consent: Consent;
	sealed: string;
	version: number;
	turned: number;
	letter: number;
	last: number;
}

const columns = [
	...['id', 'pid', 'alias', 'phase', 'owner', 'held', 'former', 'introduced', 'wants', 'knows', 'language', 'channel'],
	...['urgent', 'parted', 'blocked', 'waiting', 'rung', 'since', 'rang', 'due', 'bell', 'seen', 'unread', 'talks'],
	...['until', 'consent', 'sealed', 'version', 'turned', 'letter', 'last'],
] as (keyof Thread)[];

const select = `SELECT ${columns.join(', ')} FROM desk_thread`;
const upsert = `INSERT INTO desk_thread (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
	ON CONFLICT (id) DO UPDATE SET ${columns
		.slice(1)
		.map((name) => `${name} = excluded.${name}`)
		.join(', ')}`;

type Kept = Omit<Thread, 'consent'> & { consent: string };

const read = (row: Kept): Thread => ({ ...row, consent: JSON.parse(row.consent) });

export function loadThread(data: Sql, id: string): Thread | undefined {
	const row = data.get<Kept>(`${select} WHERE id = ?`, id);
	return row && read(row);
}

export function loadByPid(data: Sql, pid: Pid): Thread | undefined {
	const row = data.get<Kept>(`${select} WHERE pid = ?`, pid);
	return row && read(row);
}

/** Who waits, the longest first, urgent ones before. */
export function loadWaiting(data: Sql): Thread[] {
	return data.all<Kept>(`${select} WHERE phase = 'waiting' ORDER BY urgent DESC, waiting`).map(read);
}

export function loadAll(data: Sql): Thread[] {
	return data.all<Kept>(`${select} ORDER BY id`).map(read);
}

/** Whose ladder has something to do. */
export function loadDue(data: Sql, now: number, most: number): Thread[] {
	return data.all<Kept>(`${select} WHERE due <= ? ORDER BY due LIMIT ?`, now, most).map(read);
}

/** Whom somebody has, had or covers for. */
export function loadOf(data: Sql, staff: StaffId, covered: readonly StaffId[]): Thread[] {
	const query = `${select} WHERE owner IN (SELECT value FROM json_each(?)) OR former = ? ORDER BY phase = 'staff' DESC, id`;
	return data.all<Kept>(query, JSON.stringify([staff, ...covered]), staff).map(read);
}

export function saveThread(data: Sql, thread: Thread): void {
	const kept: Record<string, Bind> = { ...thread, consent: JSON.stringify(thread.consent) };
	data.run(upsert, ...columns.map((name) => kept[name] ?? null));
}

/** What it says without a word of anybody. @param erased when its oldest words go, epoch ms */
export function summarise(thread: Thread, standIn: StaffId | null, erased: number | null): Summary {
	const { id, alias, phase, language, owner, wants, knows, waiting, rung, unread, talks, until, version } = thread;
	return {
		...{ id, alias, phase, language, owner, standIn, wants, knows, waiting, rung, unread, talks, version },
		channel: thread.channel as Summary['channel'],
		urgent: thread.urgent === 1,
		unseen: thread.seen === 0,
		blocked: thread.blocked === 1,
		left: thread.parted,
		window: until,
		erased,
	};
}
