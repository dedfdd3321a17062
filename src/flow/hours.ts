/** Opening hours in the directory's time zone. `now` is data; summer time is Intl's business. */
import type { Hours } from './schema.ts';
import { weekdays } from './schema.ts';
import { onTheWall } from './wall-clock.ts';

/** Is `now` (epoch ms) inside one of the spans of that weekday, as the clock on the wall in `zone` shows it? */
export function isOpen(hours: Hours, zone: string, now: number): boolean {
	const shown = new Date(onTheWall(zone, now));
	// getUTCDay counts from Sunday.
	const day = weekdays[(shown.getUTCDay() + 6) % 7] ?? 'mon';
	// "HH:MM" compares as text; "24:00" is later than anything a clock shows.
	const time = shown.toISOString().slice(11, 16);
	return hours[day].some((span) => span.slice(0, 5) <= time && time < span.slice(6));
}

/** The region whose dates and hours a language is given: English is read here by Europeans. */
export function regional(language: string): string {
	return language === 'en' ? 'en-GB' : language;
}

/** Hours for people to read: `Monday–Friday 09:00–17:00`. Days with equal spans are joined; closed days are left out. */
export function spellHours(hours: Hours, language: string): string {
	const name = new Intl.DateTimeFormat(regional(language), { weekday: 'long', timeZone: 'UTC' });
	// 1 January 2024 was a Monday.
	const called = (index: number) => name.format(Date.UTC(2024, 0, 1 + index));
	const said: string[] = [];
	for (let first = 0; first < weekdays.length; ) {
		const spans = spansOf(hours, first);
		let last = first;
		while (last + 1 < weekdays.length && spansOf(hours, last + 1) === spans) last++;
		if (spans) said.push(`${first === last ? called(first) : `${called(first)}–${called(last)}`} ${spans}`);
		first = last + 1;
	}
	return said.join(', ');
}

function spansOf(hours: Hours, index: number): string {
	const day = weekdays[index];
	return day ? hours[day].map((span) => span.replace('-', '–')).join(', ') : '';
}
