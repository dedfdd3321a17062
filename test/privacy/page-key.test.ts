import { describe, expect, test } from 'vitest';
import { systemRandom } from '../../src/privacy/crypto.ts';
import { SealBroken } from '../../src/privacy/errors.ts';
import { openOfPage, pageKey, sealToPage } from '../../src/privacy/page-key.ts';

const address = 'Yx1vQk3l0aQm7c2nKp9sVtq4ZbW8eRfUhJ5dGi6oLyA';
const words = 'Te ascult. 🌷';

describe('words sealed to a page', () => {
	test('open with the visit’s cookie, in their row', () => {
		const sealed = sealToPage(pageKey(address), 'pid 3', words, systemRandom);
		expect(openOfPage(address, 'pid 3', sealed)).toBe(words);
		expect(Buffer.from(sealed).includes(words)).toBe(false);
	});

	test('not with what is sealed to, another cookie, in another row, or changed by a bit', () => {
		const page = pageKey(address);
		const sealed = sealToPage(page, 'pid 3', words, systemRandom);
		const turned = Uint8Array.from(sealed, (byte, n) => (n === sealed.length - 1 ? byte ^ 1 : byte));
		for (const [by, row, bytes] of [
			[Buffer.from(page).toString('base64url'), 'pid 3', sealed],
			[`${address.slice(0, -1)}B`, 'pid 3', sealed],
			[address, 'pid 4', sealed],
			[address, 'pid 3', turned],
			[address, 'pid 3', new Uint8Array()],
		] as const) {
			expect(() => openOfPage(by, row, bytes)).toThrow(SealBroken);
		}
	});
});
