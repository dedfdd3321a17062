import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { split } from '../../src/channels/split.ts';

describe('splitting a long text', () => {
	test('what fits is one piece', () => {
		expect(split('Hello.', 10)).toEqual(['Hello.']);
	});

	test('paragraphs stay whole where they can', () => {
		expect(split('One one one.\n\nTwo two two.\n\nThree.', 26)).toEqual(['One one one.', 'Two two two.\n\nThree.']);
	});

	test('a long paragraph parts between sentences, a long sentence between words', () => {
		expect(split('One two. Three four. Five.', 12)).toEqual(['One two.', 'Three four.', 'Five.']);
		expect(split('one two three four', 9)).toEqual(['one two', 'three', 'four']);
	});

	test('a Chinese text parts after its full stop', () => {
		expect(split('第一句话。第二句话。', 5)).toEqual(['第一句话。', '第二句话。']);
	});

	test('the last piece, which carries the choices, may be shorter', () => {
		expect(split('One.\n\nTwo.\n\nThree.\n\nFour.', 100, 10)).toEqual(['One.\n\nTwo.\n\nThree.', 'Four.']);
	});

	test('an emoji is never broken', () => {
		expect(split('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 17)).toEqual(['👩‍👩‍👧👩‍👩‍👧', '👩‍👩‍👧']);
	});

	test('whatever the text is, every piece is within the limit and no letter is lost', () => {
		const words = fc.array(fc.constantFrom('a', 'word', 'zin.', '\n\n', '\n', ' ', '好。', 'ț', 'x'.repeat(50), '❤️'));
		fc.assert(
			fc.property(words, fc.integer({ min: 12, max: 60 }), fc.integer({ min: 12, max: 60 }), (list, limit, last) => {
				const text = list.join('');
				const pieces = split(text, limit, last);
				for (const [index, piece] of pieces.entries()) {
					expect(piece.length).toBeLessThanOrEqual(index === pieces.length - 1 ? last : limit);
				}
				expect(pieces.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
			}),
		);
	});
});
