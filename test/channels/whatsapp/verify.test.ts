import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { answerHandshake } from '../../../src/channels/whatsapp/handshake.ts';
import { verify } from '../../../src/channels/whatsapp/verify.ts';
import { escaped, one, SECRET, sign, VERIFY } from './payload.ts';

const json = one({ type: 'text', text: { body: 'hoi 💬 ă/ț' } });
const raw = JSON.stringify(json);

function check(body: string, signature: string | undefined, secret = SECRET): string | undefined {
	const headers = new Headers(signature === undefined ? {} : { 'X-Hub-Signature-256': signature });
	return verify({ headers, body: new TextEncoder().encode(body) }, secret)?.why;
}

describe('a signature', () => {
	test.each([
		['as it is', raw],
		['escaped', escaped(json)],
		['empty', ''],
	])('over the bytes that came lets them in: emoji %s', (_, body) => {
		expect(check(body, sign(body))).toBeUndefined();
	});

	test('over the same JSON written anew is of other bytes', () => {
		expect(escaped(json)).not.toBe(raw);
		expect(check(escaped(json), sign(raw))).toBe('wrong-signature');
		expect(check(raw, sign(JSON.stringify(json, null, 1)))).toBe('wrong-signature');
	});

	const right = sign(raw);
	const hex = right.slice('sha256='.length);
	test.each([
		['none', undefined, 'no-signature'],
		['an empty one', '', 'wrong-signature'],
		['sha1', `sha1=${createHmac('sha1', SECRET).update(raw).digest('hex')}`, 'wrong-signature'],
		['sha256 called sha1', `sha1=${hex}`, 'wrong-signature'],
		['one in capitals', `sha256=${hex.toUpperCase()}`, 'wrong-signature'],
		['one called in capitals', `SHA256=${hex}`, 'wrong-signature'],
		['a short one', right.slice(0, -1), 'wrong-signature'],
		['the first letters', right.slice(0, 20), 'wrong-signature'],
		['a long one', `${right}0`, 'wrong-signature'],
		['two at once', `${right}, ${right}`, 'wrong-signature'],
		['without its name', hex, 'wrong-signature'],
		['by another secret', sign(raw, 'another'), 'wrong-signature'],
		['zeros', `sha256=${'0'.repeat(64)}`, 'wrong-signature'],
	])('is refused: %s', (_, signature, why) => {
		expect(check(raw, signature)).toBe(why);
	});

	test('that is wrong in any one place is refused', () => {
		for (let at = 0; at < hex.length; at++) {
			const other = hex[at] === '0' ? '1' : '0';
			expect(check(raw, `sha256=${hex.slice(0, at)}${other}${hex.slice(at + 1)}`)).toBe('wrong-signature');
		}
	});

	test('with an empty secret nothing is let in', () => {
		expect(check(raw, sign(raw, ''), '')).toBe('wrong-signature');
	});
});

describe('the handshake', () => {
	const ask = (query: Record<string, string>, token = VERIFY) => answerHandshake(new URLSearchParams(query), token);
	const right = { 'hub.mode': 'subscribe', 'hub.verify_token': VERIFY, 'hub.challenge': '1158201444' };

	test('gives the challenge back', () => {
		expect(ask(right)).toBe('1158201444');
	});

	test.each([
		['a wrong token', { ...right, 'hub.verify_token': `${VERIFY}x` }],
		['an empty token', { ...right, 'hub.verify_token': '' }],
		['another mode', { ...right, 'hub.mode': 'unsubscribe' }],
		['nothing', {}],
	])('is refused with %s', (_, query: Record<string, string>) => {
		expect(ask(query)).toBeUndefined();
	});

	test('with an empty token of ours is refused', () => {
		expect(ask({ ...right, 'hub.verify_token': '' }, '')).toBeUndefined();
	});
});
