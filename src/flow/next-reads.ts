/** When somebody of the team reads, from their hours and what they said of themselves. Pure: `now` is data. */
import type { Colleague } from './roster.ts';
import { type Hours, weekdays } from './schema.ts';
import { DAY, onTheWall, whenTheWallShows } from './wall-clock.ts';

/** All times epoch ms. */
export type Reads =
	/** They are on duty. */
	| { when: 'now'; until: number }
	/** Not before `from`. */
	| { when: 'later'; from: number }
	/** Nobody knows: no hours, or away open-ended. */
	| { when: 'unknown' };

/** @param zone IANA, in which the hours are meant */
export function nextReads(
	{ hours, presence }: Pick<Colleague, 'hours' | 'presence'>,
	zone: string,
	now: number,
): Reads {
	if (presence.is === 'here' && now < presence.until) return { when: 'now', until: presence.until };
	if (!isAway({ presence }, now)) return byHours(hours, zone, now);
	const back = presence.is === 'away' ? presence.until : null;
	if (back === null) return { when: 'unknown' };
	const then = byHours(hours, zone, back);
	return then.when === 'now' ? { when: 'later', from: back } : then;
}

/** Have they said that they are away? Being outside one's hours is not. */
export function isAway({ presence }: Pick<Colleague, 'presence'>, now: number): boolean {
	return presence.is === 'away' && (presence.until === null || now < presence.until);
}

/** For ordering: who reads sooner comes first, who is not known last. */
export function readsFrom(reads: Reads): number {
	if (reads.when === 'unknown') return Number.POSITIVE_INFINITY;
	return reads.when === 'now' ? 0 : reads.from;
}

function byHours(hours: Hours, zone: string, now: number): Reads {
	const today = Math.floor(onTheWall(zone, now) / DAY) * DAY;
	for (let day = 0; day <= weekdays.length; day++) {
		const midnight = today + day * DAY;
		// getUTCDay counts from Sunday.
		const spans = hours[weekdays[(new Date(midnight).getUTCDay() + 6) % 7] ?? 'mon'];
		for (const span of spans.toSorted()) {
			const until = whenTheWallShows(zone, midnight + minutes(span.slice(6)));
			if (until <= now) continue;
			const from = whenTheWallShows(zone, midnight + minutes(span.slice(0, 5)));
			return from <= now ? { when: 'now', until } : { when: 'later', from };
		}
	}
	return { when: 'unknown' };
}

/** `09:30` in ms since midnight. */
function minutes(time: string): number {
	const [hour = 0, minute = 0] = time.split(':').map(Number);
	return (hour * 60 + minute) * 60_000;
}
