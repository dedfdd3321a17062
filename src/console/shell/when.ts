/** Times in words, by this device's zone and the staff member's language. */
import { signal } from '@preact/signals';
import { language, say } from './speak.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Epoch ms by the server's clock, moved on now and then: what shows a time from now reads it. */
export const now = signal(Date.now());
let ahead = 0;

/** @param server what the server's clock says now: a phone's own may be wrong by hours */
export function setClock(server: number): void {
	ahead = server - Date.now();
	tick();
}

function tick(): void {
	now.value = Date.now() + ahead;
}
setInterval(tick, 10_000);

/** "12 min": how long from `from` to now. */
export function lasting(from: number): string {
	return span(Math.max(0, now.value - from));
}

/** "3 h 10 min": how long from now to `until`. */
export function left(until: number): string {
	return span(Math.max(0, until - now.value));
}

function span(ms: number): string {
	if (ms < MINUTE) return say('when.moment');
	if (ms < HOUR) return say('when.minutes', { n: Math.floor(ms / MINUTE) });
	if (ms < DAY) {
		const minutes = Math.floor((ms % HOUR) / MINUTE);
		const hours = say('when.hours', { n: Math.floor(ms / HOUR) });
		return ms < 4 * HOUR && minutes > 0 ? `${hours} ${say('when.minutes', { n: minutes })}` : hours;
	}
	return say('when.days', { n: Math.floor(ms / DAY) });
}

/** "14:32"; on another day with it: "Tue 14:32", "3 Oct 14:32". */
export function moment(at: number): string {
	const time = format(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
	if (dayOf(at) === dayOf(now.value)) return time;
	const near = Math.abs(now.value - at) < 6 * DAY;
	return `${format(at, near ? { weekday: 'short' } : { day: 'numeric', month: 'short' })} ${time}`;
}

/** "Tuesday 24 November". */
export function day(at: number): string {
	return format(at, { weekday: 'long', day: 'numeric', month: 'long' });
}

export function dayOf(at: number): string {
	return new Date(at).toDateString();
}

const SOON = 7 * DAY;

/** Less than a week from now: the time to look once more. */
export function isSoon(at: number | null): at is number {
	return at !== null && at - now.value < SOON;
}

function format(at: number, how: Intl.DateTimeFormatOptions): string {
	return new Intl.DateTimeFormat(language.value === 'nl' ? 'nl-NL' : 'en-GB', how).format(at);
}
