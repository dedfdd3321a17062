import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { systemRandom } from '../../src/privacy/crypto.ts';
import { SealBroken } from '../../src/privacy/errors.ts';
import { join } from '../../src/privacy/join.ts';
import { open, openJson, type Place, seal, sealJson, tryOpen } from '../../src/privacy/seal.ts';

const key = new Uint8Array(32).fill(7);
const place: Place = { table: 'conversation', column: 'state', row: 'somebody', version: 1 };
const words = new TextEncoder().encode('what nobody else may read');

describe('a sealed value', () => {
	test('opens where it was put', () => {
		expect(new TextDecoder().decode(open(key, place, seal(key, place, words, systemRandom)))).toBe(
			'what nobody else may read',
		);
	});

	test.each([
		['another table', { ...place, table: 'outbox' }],
		['another column', { ...place, column: 'route' }],
		['another row', { ...place, row: 'somebody else' }],
		['another version', { ...place, version: 2 }],
		['places whose names run together the same', { ...place, table: 'conversations', column: 'tate' }],
	])('does not open in %s', (_, elsewhere) => {
		const sealed = seal(key, place, words, systemRandom);
		expect(() => open(key, elsewhere, sealed)).toThrow(SealBroken);
		expect(tryOpen(key, elsewhere, sealed)).toBeUndefined();
	});

	test('does not open with another key, nor with any bit changed, nor cut off anywhere', () => {
		const sealed = seal(key, place, words, systemRandom);
		expect(() => open(new Uint8Array(32).fill(8), place, sealed)).toThrow(SealBroken);
		for (let at = 0; at < sealed.byteLength; at++) {
			for (let bit = 0; bit < 8; bit++) {
				const changed = Uint8Array.from(sealed);
				changed[at] = (changed[at] ?? 0) ^ (1 << bit);
				expect(tryOpen(key, place, changed)).toBeUndefined();
			}
			expect(tryOpen(key, place, sealed.subarray(0, at))).toBeUndefined();
		}
	});

	test('is never the same twice, and its error says nothing of what is in it', () => {
		const sealed = seal(key, place, words, systemRandom);
		expect(seal(key, place, words, systemRandom)).not.toEqual(sealed);
		expect(() => open(key, { ...place, row: 'address-of-somebody' }, sealed)).not.toThrow(/address-of-somebody/);
	});
});

describe('sealed JSON', () => {
	test('comes back as it was, whatever is in it', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const back = openJson(key, place, sealJson(key, place, value, systemRandom));
				expect(back).toEqual(JSON.parse(JSON.stringify(value)));
			}),
		);
	});

	test('has one of few lengths, so that the length does not say which topic was read', () => {
		const lengths = new Set<number>();
		for (let length = 0; length < 5000; length += 7) {
			lengths.add(sealJson(key, place, { text: 'x'.repeat(length) }, systemRandom).byteLength - 29);
		}
		expect([...lengths]).toEqual([256, 512, 1024, 2048, 4096, 8192]);
	});
});

test('no two lists of strings join to the same bytes', () => {
	const text = fc.string({ unit: 'binary' });
	fc.assert(
		fc.property(fc.array(text, { maxLength: 4 }), fc.array(text, { maxLength: 4 }), (a, b) => {
			const same = JSON.stringify(a) === JSON.stringify(b);
			expect(Buffer.compare(join(...a), join(...b)) === 0).toBe(same);
		}),
	);
	expect(join('ab', 'c')).not.toEqual(join('a', 'bc'));
	expect(join('a', '')).not.toEqual(join('', 'a'));
	expect(join('\ud800')).not.toEqual(join('\ud801'));
});
