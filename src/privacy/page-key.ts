/**
 * Words of a human to somebody on the web chat lie here until the visit ends, so that the page can be shown again. Nobody but
 * that page is to open them, not even the server with all its keys: they are sealed to a key pair that derives from the visit's
 * cookie, which stands in no file. Sealed → version (1 byte), the sender's public half (33), nonce (12), ciphertext, tag (16).
 */
import {
	agree,
	decrypt,
	derive,
	encrypt,
	HALF_BYTES,
	KEY_BYTES,
	NONCE_BYTES,
	publicHalf,
	type Random,
} from './crypto.ts';
import { SealBroken } from './errors.ts';
import { join } from './join.ts';

const FORMAT = 1;
const purpose = 'bekend words of a human to a page';

/** What can be sealed to. @param address the visit's: 32 random bytes as text */
export function pageKey(address: string): Uint8Array {
	return publicHalf(secretOf(address));
}

/** @param row where it will lie: moved to another it does not open */
export function sealToPage(page: Uint8Array, row: string, text: string, random: Random): Uint8Array {
	const own = random(KEY_BYTES);
	const half = publicHalf(own);
	const nonce = random(NONCE_BYTES);
	const key = derive(agree(own, page), purpose);
	return Buffer.concat([Uint8Array.of(FORMAT), half, nonce, ...encrypt(key, nonce, aad(row, half, page), bytes(text))]);
}

/** Throws `SealBroken`. */
export function openOfPage(address: string, row: string, sealed: Uint8Array): string {
	try {
		if (sealed[0] !== FORMAT) throw new RangeError('unknown format');
		const half = sealed.subarray(1, 1 + HALF_BYTES);
		const nonce = sealed.subarray(1 + HALF_BYTES, 1 + HALF_BYTES + NONCE_BYTES);
		const secret = secretOf(address);
		const key = derive(agree(secret, half), purpose);
		const rest = sealed.subarray(1 + HALF_BYTES + NONCE_BYTES);
		return Buffer.concat(decrypt(key, nonce, aad(row, half, publicHalf(secret)), rest)).toString();
	} catch {
		throw new SealBroken('outbox', 'message');
	}
}

function secretOf(address: string): Uint8Array {
	return derive(bytes(address), 'bekend key of a page');
}

function aad(row: string, ...halves: Uint8Array[]): Uint8Array {
	return join(purpose, row, ...halves.map((half) => Buffer.from(half).toString('base64url')));
}

function bytes(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}
