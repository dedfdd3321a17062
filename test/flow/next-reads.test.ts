import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpen } from '../../src/flow/hours.ts';
import { nextReads } from '../../src/flow/next-reads.ts';
import type { Colleague } from '../../src/flow/roster.ts';
import { Hours } from '../../src/flow/schema.ts';

const zone = 'Europe/Amsterdam';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (text: string) => Date.parse(text);

function reads(hours: object, now: string, presence: Colleague['presence'] = { is: 'by-hours' }) {
	return nextReads({ hours: Hours.parse(hours), presence }, zone, at(now));
}

const office = { mon: ['10:00-12:30', '13:00-17:00'], tue: ['10:00-17:00'] };

describe('by hours', () => {
	it('is now until the end of the span, or from the next one', () => {
		expect(reads(office, '2026-11-23T10:00:00+01:00')).toEqual({ when: 'now', until: at('2026-11-23T12:30:00+01:00') });
		expect(reads(office, '2026-11-23T12:30:00+01:00')).toEqual({
			when: 'later',
			from: at('2026-11-23T13:00:00+01:00'),
		});
		expect(reads(office, '2026-11-23T23:59:00+01:00')).toEqual({
			when: 'later',
			from: at('2026-11-24T10:00:00+01:00'),
		});
		expect(reads(office, '2026-11-24T17:00:00+01:00')).toEqual({
			when: 'later',
			from: at('2026-11-30T10:00:00+01:00'),
		});
	});

	it('comes back a week later when the only span of the week is over, and is not known without any', () => {
		const mondays = { mon: ['10:00-12:00'] };
		expect(reads(mondays, '2026-11-23T12:00:00+01:00')).toEqual({
			when: 'later',
			from: at('2026-11-30T10:00:00+01:00'),
		});
		expect(reads({}, '2026-11-23T12:00:00+01:00')).toEqual({ when: 'unknown' });
	});

	it('keeps to the clock on the wall when the clock is put forward and back', () => {
		const early = { sun: ['09:00-17:00'] };
		// 28 March 2027, 25 October 2026.
		expect(reads(early, '2027-03-27T20:00:00+01:00')).toEqual({ when: 'later', from: at('2027-03-28T09:00:00+02:00') });
		expect(reads(early, '2026-10-24T20:00:00+02:00')).toEqual({ when: 'later', from: at('2026-10-25T09:00:00+01:00') });
		// A time the clock skips: from the moment it shows more.
		expect(reads({ sun: ['02:30-05:00'] }, '2027-03-28T01:00:00+01:00')).toEqual({
			when: 'later',
			from: at('2027-03-28T03:00:00+02:00'),
		});
		// A time it shows twice: from the first.
		expect(reads({ sun: ['02:30-05:00'] }, '2026-10-25T01:00:00+02:00')).toEqual({
			when: 'later',
			from: at('2026-10-25T02:30:00+02:00'),
		});
	});

	it('never says a time at which, or before which, the clock on the wall says otherwise', () => {
		const spans = fc.subarray(['00:00-06:00', '02:30-03:30', '09:00-12:30', '13:00-17:00', '22:00-24:00']);
		const hours = fc.record({ mon: spans, wed: spans, sat: spans, sun: spans }).map((made) => Hours.parse(made));
		const zones = fc.constantFrom('Europe/Amsterdam', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland');
		const moments = fc
			.constantFrom('2026-10-23T00:00:00Z', '2027-03-12T00:00:00Z', '2027-03-26T00:00:00Z', '2027-04-02T00:00:00Z')
			.chain((from) => fc.integer({ min: 0, max: 6 * 24 * 60 }).map((minutes) => at(from) + minutes * MINUTE));
		fc.assert(
			fc.property(hours, zones, moments, (week, where, now) => {
				const next = nextReads({ hours: week, presence: { is: 'by-hours' } }, where, now);
				expect(next.when === 'now').toBe(isOpen(week, where, now));
				if (next.when === 'now') expect(next.until).toBeGreaterThan(now);
				if (next.when !== 'later') return;
				expect(isOpen(week, where, next.from)).toBe(true);
				for (let before = now; before < next.from; before += 10 * MINUTE)
					expect(isOpen(week, where, before)).toBe(false);
				expect(isOpen(week, where, next.from - MINUTE)).toBe(false);
			}),
			{ numRuns: 500 },
		);
	});
});

describe('by their own word', () => {
	const now = '2026-11-23T12:00:00+01:00';

	it('is now while they say they are here, whatever their hours', () => {
		const until = at(now) + HOUR;
		expect(reads({}, now, { is: 'here', until })).toEqual({ when: 'now', until });
		expect(reads(office, now, { is: 'here', until: at(now) })).toMatchObject({ when: 'now' });
		expect(reads({}, now, { is: 'here', until: at(now) })).toEqual({ when: 'unknown' });
	});

	it('is after they are back: at once in their hours, else at the next', () => {
		const back = (until: string) => reads(office, now, { is: 'away', until: at(until), standIn: null });
		expect(back('2026-11-23T14:00:00+01:00')).toEqual({ when: 'later', from: at('2026-11-23T14:00:00+01:00') });
		expect(back('2026-11-24T18:00:00+01:00')).toEqual({ when: 'later', from: at('2026-11-30T10:00:00+01:00') });
		expect(back('2026-11-23T11:00:00+01:00')).toMatchObject({ when: 'now' });
		expect(reads(office, now, { is: 'away', until: null, standIn: null })).toEqual({ when: 'unknown' });
	});
});
