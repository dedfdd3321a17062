/** When somebody of the staff is on duty: their weekly hours, or what they have said of today. Pure. */
import type { Colleague } from '../flow/roster.ts';
import { type Hours, weekdays } from '../flow/schema.ts';

/** From, until; epoch ms. */
export type Span = readonly [number, number];
export type Duty = Pick<Colleague, 'hours' | 'presence'>;

const DAY = 86_400_000;
/** How far ahead is looked: a week, and a day for the one it began in. */
const DAYS = 8;

/** In order, none touching another, each ending after `from`; of the next eight days. */
export function dutyOf({ hours, presence }: Duty, zone: string, from: number): Span[] {
	const weekly = weeklySpans(hours, zone, from);
	if (presence.is === 'here') return union([[from, presence.until], ...weekly], from);
	if (presence.is === 'away') {
		const { until } = presence;
		return until === null
			? []
			: union(
					weekly.map(([start, end]) => [Math.max(start, until), end] as const),
					from,
				);
	}
	return union(weekly, from);
}

export function dutyOfAny(people: readonly Duty[], zone: string, from: number): Span[] {
	return union(
		people.flatMap((one) => dutyOf(one, zone, from)),
		from,
	);
}

export function isOnDuty(one: Duty, zone: string, now: number): boolean {
	return (dutyOf(one, zone, now)[0]?.[0] ?? Number.POSITIVE_INFINITY) <= now;
}

/** The first moment of duty from `from` on; null: none in sight. */
export function nextDuty(spans: readonly Span[], from: number): number | null {
	const span = spans.find(([, end]) => end > from);
	return span ? Math.max(span[0], from) : null;
}

/** When `ms` of duty will have passed since `from`; null: not in sight. */
export function afterDuty(spans: readonly Span[], from: number, ms: number): number | null {
	let left = ms;
	for (const [start, end] of spans) {
		const begun = Math.max(start, from);
		if (end <= begun) continue;
		if (end - begun >= left) return begun + left;
		left -= end - begun;
	}
	return null;
}

function union(spans: readonly Span[], from: number): Span[] {
	const joined: [number, number][] = [];
	for (const [start, end] of spans.filter((span) => span[1] > Math.max(span[0], from)).sort((a, b) => a[0] - b[0])) {
		const last = joined.at(-1);
		if (last && start <= last[1]) last[1] = Math.max(last[1], end);
		else joined.push([start, end]);
	}
	return joined;
}

interface Week {
	zone: string;
	/** The day it was worked out on: good until that day is over. */
	today: Span;
	spans: Span[];
}

/**
 * Asking Intl is slow, and a change of the team asks for every thread that waits: 500 of them with a team of 20 took seconds.
 * Hours are never changed in place, so a week is worked out once a day for each member.
 */
const weeks = new WeakMap<Hours, Week>();

function weeklySpans(hours: Hours, zone: string, from: number): Span[] {
	const known = weeks.get(hours);
	if (known && known.zone === zone && known.today[0] <= from && from < known.today[1]) return known.spans;
	const [midnight, next] = [0, 1].map((day) => {
		const { year, month, date } = wall(zone, from).plus(day);
		return instant(zone, Date.UTC(year, month, date));
	});
	const spans = workOut(hours, zone, from);
	weeks.set(hours, { zone, today: [midnight ?? from, next ?? from], spans });
	return spans;
}

function workOut(hours: Hours, zone: string, from: number): Span[] {
	const spans: Span[] = [];
	for (let day = 0; day <= DAYS; day++) {
		const { year, month, date, weekday } = wall(zone, from).plus(day);
		for (const text of hours[weekday]) {
			const [opens = '', closes = ''] = text.split('-');
			const at = (time: string) => {
				const [hour = 0, minute = 0] = time.split(':').map(Number);
				return instant(zone, Date.UTC(year, month, date, hour, minute));
			};
			spans.push([at(opens), at(closes)]);
		}
	}
	return spans;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What the clock on the wall shows at `now`, as if it were UTC. */
function shown(zone: string, now: number): number {
	let clock = clocks.get(zone);
	if (!clock) {
		const two = '2-digit';
		clock = new Intl.DateTimeFormat('en-GB', {
			timeZone: zone,
			hourCycle: 'h23',
			...{ year: 'numeric', month: two, day: two, hour: two, minute: two, second: two },
		});
		clocks.set(zone, clock);
	}
	const part = Object.fromEntries(clock.formatToParts(now).map(({ type, value }) => [type, Number(value)]));
	const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
	return Date.UTC(year, month - 1, day, hour, minute, second);
}

function wall(zone: string, now: number) {
	const today = shown(zone, now);
	return {
		plus(days: number) {
			const then = new Date(today + days * DAY);
			// 0 is Sunday, and our week begins on Monday.
			const weekday = weekdays[(then.getUTCDay() + 6) % 7] ?? 'mon';
			return { year: then.getUTCFullYear(), month: then.getUTCMonth(), date: then.getUTCDate(), weekday };
		},
	};
}

/** When that clock shows it. A time that summer time leaves out is the one an hour later. */
function instant(zone: string, wanted: number): number {
	const guess = wanted - (shown(zone, wanted) - wanted);
	return guess - (shown(zone, guess) - wanted);
}
