import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterDuty, dutyOf, dutyOfAny, isOnDuty, nextDuty } from '../../src/desk/duty.ts';
import { isOpen } from '../../src/flow/hours.ts';
import type { Hours } from '../../src/flow/schema.ts';
import { DAY, HOUR, MINUTE, NOON } from './runtime.ts';
import { weekdays } from './team.ts';

const zone = 'Europe/Amsterdam';
const byHours = { is: 'by-hours' } as const;
const office = { hours: weekdays('09:00-17:00'), presence: byHours };
const at = (text: string) => Date.parse(text);

describe('duty', () => {
	test('goes by weekly hours as the clock on the wall shows them', () => {
		const spans = dutyOf(office, zone, NOON);
		expect(spans[0]).toEqual([at('2026-11-23T09:00+01:00'), at('2026-11-23T17:00+01:00')]);
		expect(nextDuty(spans, at('2026-11-27T18:00+01:00'))).toBe(at('2026-11-30T09:00+01:00'));
		expect(nextDuty(dutyOf({ ...office, hours: weekdays('09:00-09:01') }, zone, NOON), NOON)).toBe(
			at('2026-11-24T09:00+01:00'),
		);
	});

	test.each([
		['2026-03-28T20:00+01:00', '2026-03-30T09:00+02:00'],
		['2026-10-24T20:00+02:00', '2026-10-26T09:00+01:00'],
	])('begins at nine after the clock was changed: from %s', (from, next) => {
		expect(nextDuty(dutyOf(office, zone, at(from)), at(from))).toBe(at(next));
	});

	test('agrees with the hours of the core at every moment, in every zone', () => {
		const time = fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:30`);
		const span = fc.tuple(time, time).map(([one, two]) => (one < two ? `${one}-${two}` : `${two}-24:00`));
		const hours = fc.record(
			Object.fromEntries(
				['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, fc.array(span, { maxLength: 2 })]),
			),
		) as unknown as fc.Arbitrary<Hours>;
		const zones = fc.constantFrom('Europe/Amsterdam', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Pacific/Auckland', 'UTC');
		// Away from the one hour of the night in which summer time makes a wall clock say the same twice.
		const moment = fc.integer({ min: 0, max: 365 * 24 * 60 }).map((minutes) => NOON + minutes * MINUTE);
		fc.assert(
			fc.property(hours, zones, moment, (week, place, now) => {
				const hour = Number(
					new Intl.DateTimeFormat('en-GB', { timeZone: place, hour: '2-digit', hourCycle: 'h23' }).format(now),
				);
				fc.pre(hour > 4);
				expect(isOnDuty({ hours: week, presence: byHours }, place, now)).toBe(isOpen(week, place, now));
			}),
		);
	});

	test('agrees with them too when a week is asked about again and again, on whatever day', () => {
		const moment = fc.integer({ min: -200 * 24 * 60, max: 200 * 24 * 60 }).map((minutes) => NOON + minutes * MINUTE);
		const places = fc.constantFrom(zone, 'America/New_York');
		fc.assert(
			fc.property(moment, places, (now, place) => {
				expect(isOnDuty(office, place, now)).toBe(isOpen(office.hours, place, now));
			}),
			{ numRuns: 1_000 },
		);
	});

	test('is what they say of today, before what the week says', () => {
		const evening = at('2026-11-23T20:00+01:00');
		const here = { ...office, presence: { is: 'here', until: evening + HOUR } } as const;
		const away = { ...office, presence: { is: 'away', until: at('2026-11-25T12:00+01:00'), standIn: null } } as const;
		const gone = { ...office, presence: { is: 'away', until: null, standIn: null } } as const;
		expect([isOnDuty(office, zone, evening), isOnDuty(here, zone, evening)]).toEqual([false, true]);
		expect([isOnDuty(office, zone, NOON), isOnDuty(away, zone, NOON)]).toEqual([true, false]);
		expect(nextDuty(dutyOf(away, zone, NOON), NOON)).toBe(at('2026-11-25T12:00+01:00'));
		expect(dutyOf(gone, zone, NOON)).toEqual([]);
	});

	test('of several is any of theirs, and time is counted only in it', () => {
		const late = { hours: weekdays('16:00-20:00'), presence: byHours };
		const spans = dutyOfAny([office, late], zone, NOON);
		expect(spans[0]).toEqual([at('2026-11-23T09:00+01:00'), at('2026-11-23T20:00+01:00')]);
		expect(afterDuty(spans, at('2026-11-23T19:50+01:00'), 15 * MINUTE)).toBe(at('2026-11-24T09:05+01:00'));
		expect(afterDuty(spans, at('2026-11-23T21:00+01:00'), 15 * MINUTE)).toBe(at('2026-11-24T09:15+01:00'));
		expect(afterDuty([], NOON, MINUTE)).toBeNull();
		expect(afterDuty(spans, NOON, 30 * DAY)).toBeNull();
	});
});
