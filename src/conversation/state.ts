/** The state of one conversation in `data.db`: one row, sealed with the person's key. */
import type { Route } from '../channels/sender.ts';
import type { Conversation } from '../flow/conversation.ts';
import type { Random } from '../privacy/crypto.ts';
import type { Pid } from '../privacy/pseudonym.ts';
import { openJson, type Place, sealJson } from '../privacy/seal.ts';
import type { Sql } from '../store/sql.ts';
import { DAY } from './remember.ts';
import { earliest, type Timer } from './timers.ts';

/**
 * What is sealed. The timers are in here and not in a table of their own, because the step they are for is a place in
 * a flow; only the earliest time stands in the row, to be found by.
 */
interface Kept {
	conversation: Conversation;
	timers: Timer[];
	/** Where to send to; null on a channel where the person fetches. */
	route: Route | null;
	/** When the person last wrote, epoch ms, by the platform's own clock; only where it closes a window after that. */
	heard?: number;
	/** Base64 of what words of a human to their page are sealed to; only while there is a human: src/privacy/page-key.ts. */
	page?: string;
	/** Since then a neutral line has said that something waits: not again before they write. */
	knocked?: boolean;
}

export interface State extends Kept {
	channel: string;
	/** The number of the newest message to the person; 0: none yet. */
	last: number;
	/** When the person last wrote, epoch ms, as coarse as `coarse()`. */
	touched: number;
}

interface Row {
	channel: string;
	state: Uint8Array;
	last: number;
	touched: number;
}

/** Undefined: nobody has written yet. Throws `SealBroken`. */
export function loadState(data: Sql, key: Uint8Array, pid: Pid): State | undefined {
	const row = data.get<Row>('SELECT channel, state, last, touched FROM conversation WHERE pid = ?', pid);
	if (!row) return undefined;
	const { channel, last, touched } = row;
	return { channel, last, touched, ...openJson<Kept>(key, stateAt(pid), row.state) };
}

export function saveState(data: Sql, key: Uint8Array, pid: Pid, state: State, random: Random): void {
	const { channel, last, touched, conversation, timers, route, heard, page, knocked } = state;
	const kept: Kept = {
		conversation,
		timers,
		route,
		...(heard !== undefined && { heard }),
		...(page !== undefined && { page }),
		...(knocked && { knocked }),
	};
	const sealed = sealJson(key, stateAt(pid), kept, random);
	const due = earliest(timers);
	// Most turns leave both times as they are, and an index whose column is not set is not written.
	const same = 'UPDATE conversation SET state = ?, last = ? WHERE pid = ? AND touched = ? AND due IS ?';
	if (data.run(same, sealed, last, pid, touched, due) === 1) return;
	data.run(
		`INSERT INTO conversation (pid, channel, state, last, touched, due) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (pid) DO UPDATE SET
			state = excluded.state, last = excluded.last, touched = excluded.touched, due = excluded.due`,
		pid,
		channel,
		sealed,
		last,
		touched,
		due,
	);
}

const HOUR = DAY / 24;

/** By the day where the minute is not needed: a time is kept only as exactly as the retention needs, in ms. */
export function coarse(keep: number): number {
	return keep > 2 * DAY ? DAY : DAY / 24;
}

/**
 * What `keep` of a channel's rules must be, so that nothing is left `promised` ms after the last message: times are rounded
 * down to the hour or the day, what is kept for so long goes a whole such step later, and the sweep comes every quarter.
 */
export function keepWithin(promised: number): number {
	const step = promised > 3 * DAY ? DAY : HOUR;
	return promised - step - HOUR;
}

function stateAt(pid: Pid): Place {
	return { table: 'conversation', column: 'state', row: pid, version: 1 };
}
