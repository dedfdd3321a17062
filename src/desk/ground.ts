/** What every verb of the Desk stands on, and how its commits are made. */
import type { StaffId } from '../flow/roster.ts';
import type { Random } from '../privacy/crypto.ts';
import type { Keyring } from '../privacy/unlock.ts';
import type { Sql } from '../store/sql.ts';
import type { LadderTimes } from './ladder.ts';
import type { Team } from './team.ts';

/** Where a process may be killed; the crash test kills it at each. */
export const points = [
	'letter:before-commit',
	'letter:committed',
	'claim:before-commit',
	'claim:committed',
	'order:told',
	'order:answered',
	'say:prepared',
	'say:told',
	'say:recorded',
	'reseal:before-commit',
	'reseal:committed',
] as const;
export type Point = (typeof points)[number];

/** A thread is not what it was: who is told is worked out after the commit. */
export interface Change {
	thread: string;
	version: number;
	/** Who may open it, before or after. */
	of: StaffId[];
	/** It stands, or stood, among those who wait. */
	waiting: boolean;
}

export interface Ground {
	data: Sql;
	ring: Pick<Keyring, 'lookup'>;
	random: Random;
	/** Epoch ms. */
	clock: () => number;
	/** IANA zone in which hours are meant. */
	zone: string;
	times: LadderTimes;
	/** How long a row is kept, in ms. */
	retention: number;
	team: () => Team;
	/** Has this staff member the console open? */
	isWatching: (staff: StaffId) => boolean;
	hook: (point: Point) => void;
	/** Gathered by the commit that is under way. */
	changes: Change[];
	publish: (changes: Change[]) => void;
}

/** All of `work` or nothing; then those who look are told. Throws what `work` throws. */
export function commit<T>(
	ground: Ground,
	work: () => T,
	[before, after]: readonly [before?: Point | undefined, after?: Point] = [],
): T {
	ground.changes = [];
	const result = ground.data.transaction(() => {
		const made = work();
		if (before) ground.hook(before);
		return made;
	});
	if (after) ground.hook(after);
	ground.publish(ground.changes);
	return result;
}

/** 16 random bytes as hex: the id of a row or an order of our own. */
export function makeId(random: Random): string {
	return Buffer.from(random(16)).toString('hex');
}
