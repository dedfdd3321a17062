import { expect, test } from 'vitest';
import { limits } from '../../src/channels/limits.ts';
import { together } from '../../src/channels/together.ts';
import type { Message } from '../../src/flow/turn.ts';

const said = ['One.', 'Two.', 'Three?'].map(
	(text, n): Message => ({ language: 'en', text, choices: [{ id: `c.${n}`, label: 'Yes' }], shape: 'menu', page: 1 }),
);

test('on WhatsApp three in a row are one, with what the last one asks', () => {
	expect(together(said, limits.whatsapp)).toEqual([{ ...said[2], text: 'One.\n\nTwo.\n\nThree?' }]);
	expect(together([], limits.whatsapp)).toEqual([]);
});

test('elsewhere each stands alone', () => {
	expect(together(said, limits.telegram)).toEqual(said);
	expect(together(said, limits.web)).toEqual(said);
});
