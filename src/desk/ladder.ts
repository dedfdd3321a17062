/**
 * Who is asked next about somebody who waits, and when: the named staff member → their stand-in → the team → an honest word.
 * It runs only while those who are asked are on duty; outside, the clock starts when somebody is next there. Pure.
 */
import type { StaffId } from '../flow/roster.ts';
import { afterDuty, type Duty, dutyOfAny, nextDuty } from './duty.ts';
import type { Order } from './letters.ts';

export type Rung = 'worker' | 'stand-in' | 'team' | 'nobody';

/** How long each of them is given, in minutes of their duty. */
export interface LadderTimes {
	worker: number;
	'stand-in': number;
	team: number;
}
export const ladderTimes: LadderTimes = { worker: 15, 'stand-in': 15, team: 30 };

export interface Standing {
	rung: Rung;
	/** When this rung was reached, epoch ms. */
	since: number;
	/** Those of this rung were told. */
	rang: boolean;
}

/** Whom a thread can be brought to, now. */
export interface Reach {
	zone: string;
	/** Whom the person wants or knows; undefined: nobody, or not of the team any more. */
	worker: (Duty & { id: StaffId }) | undefined;
	standIn: (Duty & { id: StaffId }) | undefined;
	/** Everybody whom it is sealed to, those two as well. */
	team: readonly Duty[];
	/** Somebody has it: the others of the team may not read it, and are not asked. */
	owned: boolean;
	times: LadderTimes;
}

type Late = Extract<Order, { do: 'late' }>;

export interface Climbed {
	standing: Standing;
	/** The next moment to look, epoch ms; null: none in sight. */
	due: number | null;
	/** Staff are to be told now that somebody waits. */
	ring: boolean;
	/** What the person is to be told now. */
	late: Late | undefined;
}

const MINUTE = 60_000;

/** Somebody begins to wait. In danger everybody is asked at once. */
export function firstRung({ worker }: Pick<Reach, 'worker'>, urgent: boolean, now: number): Standing {
	return { rung: worker && !urgent ? 'worker' : 'team', since: now, rang: false };
}

/** Where the ladder stands at `now`: as many rungs on as time has passed. The same again when nothing is due. */
export function climb(from: Standing, reach: Reach, now: number): Climbed {
	let standing = from;
	let ring = false;
	let late: Late | undefined;
	for (;;) {
		const moment = nextMoment(standing, reach);
		if (moment !== 'never' && (moment === null || moment > now)) return { standing, due: moment, ring, late };
		if (moment !== 'never' && !standing.rang) {
			// Their time begins when they are told.
			standing = { ...standing, since: now, rang: true };
			ring = true;
			continue;
		}
		// The honest word has been said: staff are told anew at the next begin of duty, the person nothing more.
		if (standing.rung === 'nobody') {
			if (moment === 'never') return { standing, due: null, ring, late };
			standing = { rung: 'nobody', since: now, rang: true };
			ring = true;
			continue;
		}
		// A clock that jumped, or a server that was off, has skipped nobody: each gets their time from now on.
		standing = { rung: above(standing.rung, reach, now), since: now, rang: false };
		late = {
			do: 'late',
			rung: standing.rung as Late['rung'],
			colleague: standing.rung === 'stand-in' ? (reach.standIn?.id ?? null) : null,
		};
		if (standing.rung === 'nobody') standing = { ...standing, rang: true };
	}
}

/** `never`: those of this rung are not on duty in all the time that can be seen. */
function nextMoment({ rung, since, rang }: Standing, reach: Reach): number | null | 'never' {
	const { zone, times } = reach;
	const spans = dutyOfAny(askedAt(rung, reach), zone, since);
	if (rung === 'nobody') {
		const next = spans.find(([start]) => start > since);
		return next ? next[0] : 'never';
	}
	const begins = nextDuty(spans, since);
	if (begins === null) return 'never';
	// Who goes home before their time is up has not answered either.
	return rang ? (afterDuty(spans, since, times[rung] * MINUTE) ?? spans.at(-1)?.[1] ?? 'never') : begins;
}

function askedAt(rung: Rung, { worker, standIn, team }: Reach): readonly Duty[] {
	if (rung === 'worker') return worker ? [worker] : [];
	if (rung === 'stand-in') return standIn ? [standIn] : [];
	return team;
}

/** A stand-in who is not there now is passed over; a team that is nobody else has been asked already. */
function above(rung: Exclude<Rung, 'nobody'>, { zone, worker, standIn, team, owned }: Reach, now: number): Rung {
	const there = (one: Duty | undefined) =>
		one !== undefined && (dutyOfAny([one], zone, now)[0]?.[0] ?? Number.POSITIVE_INFINITY) <= now;
	if (rung === 'worker' && there(standIn)) return 'stand-in';
	if (rung === 'team' || owned) return 'nobody';
	return team.some((one) => one !== worker && (rung === 'worker' || one !== standIn)) ? 'team' : 'nobody';
}
