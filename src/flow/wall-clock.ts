/** The clock on the wall of a time zone, both ways. Summer time is Intl's business. */

/** What the wall shows: a moment as if it were UTC, to the minute. */
export function onTheWall(zone: string, now: number): number {
	const shown: Record<string, number> = {};
	for (const { type, value } of clockIn(zone).formatToParts(now)) shown[type] = Number(value);
	return Date.UTC(shown.year ?? 0, (shown.month ?? 1) - 1, shown.day, shown.hour, shown.minute);
}

/** The first moment at which the wall shows `wall` or, where the clock skips it, more. @param wall as `onTheWall` gives it */
export function whenTheWallShows(zone: string, wall: number): number {
	const offsets = [-DAY, DAY].map((around) => onTheWall(zone, wall + around) - (wall + around));
	let at = wall - Math.max(...offsets);
	// An hour at most, and only on the day when the clock is changed.
	while (onTheWall(zone, at) < wall) at += MINUTE;
	return at;
}

/** `2026-11-24` */
export function dayOnTheWall(zone: string, now: number): string {
	return new Date(onTheWall(zone, now)).toISOString().slice(0, 10);
}

const MINUTE = 60_000;
export const DAY = 86_400_000;

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockIn(zone: string): Intl.DateTimeFormat {
	let clock = clocks.get(zone);
	if (!clock) {
		clock = new Intl.DateTimeFormat('en-GB', {
			timeZone: zone,
			year: 'numeric',
			month: 'numeric',
			day: 'numeric',
			hour: 'numeric',
			minute: 'numeric',
			hourCycle: 'h23',
		});
		clocks.set(zone, clock);
	}
	return clock;
}
