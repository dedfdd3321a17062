/** Where Close leads: the calendar of this month, in the browser's own language. Nothing in it knows of a chat. */
import { html } from 'hono/html';
import { preferred } from './guess.ts';
import type { Html } from './render.ts';

const DAY = 86_400_000;

/** @param timezone in which it is today */
export function awayPage(style: string, acceptLanguage: string | null, timezone: string, now: number): Html {
	const language = preferred(acceptLanguage).find(isKnown) ?? 'en';
	// In numbers: en-CA spells a day as 2026-11-23.
	const today = new Intl.DateTimeFormat('en-CA', { timeZone: timezone }).format(now);
	const [year = 0, month = 1, date = 1] = today.split('-').map(Number);
	const title = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
		Date.UTC(year, month - 1),
	);
	const weekday = (style: 'short' | 'long') => new Intl.DateTimeFormat(language, { weekday: style, timeZone: 'UTC' });
	const [short, long] = [weekday('short'), weekday('long')];
	const first = firstWeekday(language);
	// 1 January 2024 was a Monday.
	const names = Array.from({ length: 7 }, (_, index) => Date.UTC(2024, 0, first + index));
	return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${style}">
</head>
<body>
<main>
<h1>${title}</h1>
<table>
<thead><tr>${names.map((day) => html`<th scope="col" abbr="${long.format(day)}">${short.format(day)}</th>`)}</tr></thead>
<tbody>
${weeks(year, month, first).map((week) => html`<tr>${week.map((day) => cell(day, date))}</tr>\n`)}</tbody>
</table>
</main>
</body>
</html>`;
}

function cell(day: number | undefined, today: number): Html {
	if (day === undefined) return html`<td></td>`;
	return day === today ? html`<td aria-current="date"><b>${day}</b></td>` : html`<td>${day}</td>`;
}

/** The days of a month by weeks that begin on `first` (1 is Monday); undefined: not of this month. */
function weeks(year: number, month: number, first: number): (number | undefined)[][] {
	const start = Date.UTC(year, month - 1, 1);
	const days = (Date.UTC(year, month, 1) - start) / DAY;
	const before = (new Date(start).getUTCDay() - first + 7) % 7;
	const rows = Math.ceil((before + days) / 7);
	return Array.from({ length: rows }, (_, row) =>
		Array.from({ length: 7 }, (_, column) => {
			const day = row * 7 + column - before + 1;
			return day >= 1 && day <= days ? day : undefined;
		}),
	);
}

/** 1 is Monday, 7 Sunday. */
function firstWeekday(language: string): number {
	const locale: Intl.Locale & { getWeekInfo?: () => { firstDay: number } } = new Intl.Locale(language);
	return locale.getWeekInfo?.().firstDay ?? 1;
}

/** A tag may look well-formed and not be: then Intl throws. */
function isKnown(tag: string): boolean {
	try {
		return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
	} catch {
		return false;
	}
}
