/** Two words on a keyboard: what is one or two slips apart, held against the plain table that everybody knows. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWithin } from '../../src/flow/edits.ts';

/** Optimal string alignment as the textbook has it. */
function distance(a: string, b: string): number {
	const table = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => i + j));
	const at = (i: number, j: number) => table[i]?.[j] ?? Number.POSITIVE_INFINITY;
	for (let i = 1; i <= a.length; i++) {
		for (let j = 1; j <= b.length; j++) {
			const mistaken = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
			const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : mistaken;
			(table[i] ?? [])[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, mistaken, swapped);
		}
	}
	return at(a.length, b.length);
}

/** Of few letters, so that many are alike. */
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 });

test('is what the table says, for one slip and for two', () => {
	fc.assert(
		fc.property(word, word, fc.constantFrom(1, 2), (a, b, most) => {
			expect([a, b, isWithin(a, b, most)]).toEqual([a, b, distance(a, b) <= most]);
		}),
		{ numRuns: 2_000 },
	);
});

test.each([
	['condom', 'condm', 1, true],
	['condom', 'cnodom', 1, true],
	['condom', 'codnmo', 1, false],
	['condom', 'codnmo', 2, true],
	['police', 'palace', 1, false],
	['a'.repeat(41), 'a'.repeat(40), 1, false],
])('%s, %s, %i: %s', (a, b, most, within) => {
	expect(isWithin(a, b, most)).toBe(within);
});
