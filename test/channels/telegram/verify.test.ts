import fc from 'fast-check';
import { expect, test } from 'vitest';
import { verify } from '../../../src/channels/telegram/verify.ts';

const secret = 'A-long_secret-0123456789';

function verified(header: string | undefined, own = secret) {
	const headers = new Headers(header === undefined ? {} : { 'X-Telegram-Bot-Api-Secret-Token': header });
	return verify({ headers, body: new Uint8Array() }, own);
}

test('the right secret is let in, whatever the body', () => {
	expect(verified(secret)).toBeUndefined();
});

test('no secret at all', () => {
	expect(verified(undefined)).toEqual({ status: 401, why: 'no-secret' });
});

test.each([
	['empty', ''],
	['shorter', secret.slice(0, -1)],
	['longer', `${secret}0`],
	['twice', `${secret}${secret}`],
	['in upper case', secret.toUpperCase()],
	['with one other character', `B${secret.slice(1)}`],
	['sent twice', `${secret}, ${secret}`],
])('a secret that is %s is refused', (_, header) => {
	expect(verified(header)).toEqual({ status: 401, why: 'wrong-secret' });
});

test('without a secret of our own nobody is let in', () => {
	expect(verified('', '')?.status).toBe(401);
	expect(verified('anything', '')?.status).toBe(401);
});

test('only the very same secret is let in', () => {
	const word = fc.string({ unit: fc.constantFrom(...'abAB01_-'), minLength: 1, maxLength: 12 });
	fc.assert(
		fc.property(word, word, (given, own) => {
			expect(verified(given, own) === undefined).toBe(given === own);
		}),
	);
});
