import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isStrong, suggestPassphrase } from '../../src/console/keys/passphrase.ts';
import { newCode, openCode, readCode } from '../../src/console/keys/recovery-code.ts';
import { unwrap, type Way, wrap } from '../../src/console/keys/wrap.ts';

const identity = 'AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ';
const key = new Uint8Array(32).fill(3);
const way: Way = { staff: 'anna', method: 'passkey', credential: 'c1' };

describe('a wrapped key', () => {
	test('opens with the same key, for the same member and way', async () => {
		expect(await unwrap(await wrap(identity, key, way), key, way)).toBe(identity);
	});

	test('moved to another member, way or passkey, or with another key: does not', async () => {
		const wrapped = await wrap(identity, key, way);
		expect(await unwrap(wrapped, key, { ...way, staff: 'bo' })).toBeNull();
		expect(await unwrap(wrapped, key, { ...way, method: 'recovery' })).toBeNull();
		expect(await unwrap(wrapped, key, { ...way, credential: 'c2' })).toBeNull();
		expect(await unwrap(wrapped, new Uint8Array(32), way)).toBeNull();
		expect(await unwrap(`A${wrapped.slice(1)}`, key, way)).toBeNull();
	});
});

describe('a recovery code', () => {
	test('is read however it was written down', () => {
		fc.assert(
			fc.property(fc.constantFrom('-', ' ', '', '\n', ' - '), fc.boolean(), (between, small) => {
				const groups = newCode();
				const written = groups
					.join(between)
					.replaceAll('0', 'O')
					.replaceAll('1', small ? 'l' : 'I');
				expect(readCode(small ? written.toLowerCase() : written)).toEqual({ groups });
			}),
		);
	});

	test('gives the same proof and key each time, and another code others', async () => {
		const groups = newCode();
		const [one, same, other] = [await openCode(groups), await openCode(groups), await openCode(newCode())];
		expect(same).toEqual(one);
		expect(other.proof).not.toBe(one.proof);
		expect(one.proof).toMatch(/^[\w-]{43}$/);
		expect(one.key).toHaveLength(32);
	});

	test('with a mistake says in which group: one letter in about thirty slips through, and then opens nothing', () => {
		let missed = 0;
		for (let round = 0; round < 600; round++) {
			const groups = newCode();
			const n = round % 6;
			const [a = '', ...rest] = groups[n] ?? '';
			const wrong = groups.with(n, (a === '7' ? '8' : '7') + rest.join(''));
			const read = readCode(wrong.join('-'));
			if ('wrong' in read) expect(read.wrong).toBe(n + 1);
			else missed++;
		}
		expect(missed).toBeLessThan(60);
	});

	test('too short, too long, or none at all: the first group that is not right', () => {
		const groups = newCode();
		expect(readCode('')).toEqual({ wrong: 1 });
		expect(readCode(groups.slice(0, 4).join('-'))).toEqual({ wrong: 5 });
		expect(readCode(`${groups.join('-')}-1`)).toEqual({ wrong: 7 });
		expect(readCode('?'.repeat(30))).toEqual({ wrong: 1 });
	});
});

describe('a passphrase', () => {
	test('that is proposed is strong, and never the same', () => {
		const proposed = Array.from({ length: 200 }, suggestPassphrase);
		expect(new Set(proposed).size).toBe(200);
		expect(proposed.every(isStrong)).toBe(true);
	});

	test('that is short, or the same few letters again and again, is not', () => {
		for (const weak of ['', 'short', 'aaaaaaaaaaaaaaaaaaaaaaaa', 'abcabcabcabcabcabc', '   seven days   '])
			expect(isStrong(weak)).toBe(false);
		expect(isStrong('zeven bruine fietsen in de gracht')).toBe(true);
	});
});
