import { describe, expect, test } from 'vitest';
import { SecretUnfit } from '../../src/privacy/errors.ts';
import { keyEncryptionKey, parseSecret } from '../../src/privacy/secret.ts';

const bytes = Uint8Array.from({ length: 32 }, (_, index) => index * 7);
const text = Buffer.from(bytes).toString('base64');

test('a secret is base64 of 32 bytes', () => {
	expect(parseSecret('BEKEND_SECRET', text)).toEqual(bytes);
});

describe('what is no secret is refused by its name, and never quoted', () => {
	test.each([
		['empty', ''],
		['too short', Buffer.alloc(31, 1).toString('base64')],
		['too long', Buffer.alloc(33, 1).toString('base64')],
		['hex', Buffer.from(bytes).toString('hex')],
		['a password', 'correct horse battery staple correct horse b'],
		['not quite base64', `*${text}`],
		['with a line break in it', `${text.slice(0, 10)}\n${text.slice(10)}`],
		['with other last bits', `${text.slice(0, -2)}9=`],
	])('%s', (_, unfit) => {
		const refusal = (() => {
			try {
				parseSecret('BEKEND_SECRET_PREVIOUS', unfit);
			} catch (error) {
				return error;
			}
			return undefined;
		})();
		expect(refusal).toBeInstanceOf(SecretUnfit);
		expect(String(refusal)).toMatch(/BEKEND_SECRET_PREVIOUS must be 32 random bytes in base64/);
		if (unfit) expect(String(refusal)).not.toContain(unfit);
	});
});

test('the key that wraps is not the secret, and another secret gives another', () => {
	const wrap = keyEncryptionKey(bytes);
	expect(wrap).toHaveLength(32);
	expect(wrap).not.toEqual(bytes);
	expect(keyEncryptionKey(new Uint8Array(32))).not.toEqual(wrap);
	// Pinned: a change would make every installation's keys unreadable.
	expect(Buffer.from(wrap).toString('hex')).toBe('cda5293ab128b1727ed9d055019cd357c16a6c5b635f91907b231f3f8d2299f8');
});
