/**
 * The port to cryptography: `node:crypto` on both runtimes (workerd with `nodejs_compat`), because it is synchronous;
 * WebCrypto cannot be awaited inside a transaction. Keys are made KeyObjects first: with plain bytes Node 24 takes
 * 15 µs instead of 5 for each sealing.
 */
import {
	createCipheriv,
	createDecipheriv,
	createECDH,
	createHash,
	createHmac,
	createSecretKey,
	hkdfSync,
	type KeyObject,
	randomBytes,
	timingSafeEqual,
} from 'node:crypto';

/** `length` unguessable bytes. A port, so that two runtimes can be compared to the byte. */
export type Random = (length: number) => Uint8Array;

export const KEY_BYTES = 32;
export const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Drawn from the system this many at a time: asking it costs the same for twelve bytes as for thousands. */
const DRAWN = 4096;
let drawn = new Uint8Array();

export const systemRandom: Random = (length) => {
	if (length > DRAWN) return randomBytes(length);
	if (drawn.byteLength < length) drawn = new Uint8Array(randomBytes(DRAWN));
	const bytes = drawn.slice(0, length);
	// Given out once, and not left lying here.
	drawn.fill(0, 0, length);
	drawn = drawn.subarray(length);
	return bytes;
};

/** Gone when nobody holds the bytes any more. */
const keyObjects = new WeakMap<Uint8Array, KeyObject>();

function keyObject(key: Uint8Array): KeyObject {
	const known = keyObjects.get(key);
	if (known) return known;
	const made = createSecretKey(key);
	keyObjects.set(key, made);
	return made;
}

/** HMAC-SHA-256 → base64url, without padding: 43 characters. */
export function hmac(key: Uint8Array, message: Uint8Array): string {
	return createHmac('sha256', keyObject(key)).update(message).digest('base64url');
}

/** SHA-256 → base64url, without padding: 43 characters. Of what nobody can guess: it takes no time. */
export function digest(message: Uint8Array | string): string {
	return createHash('sha256').update(message).digest('base64url');
}

/** Whether they are the same, in a time that does not tell where they differ. */
export function same(a: string, b: string): boolean {
	const [x, y] = [Buffer.from(a), Buffer.from(b)];
	return x.byteLength === y.byteLength && timingSafeEqual(x, y);
}

/** HKDF-SHA-256 (RFC 5869) without salt: the input is a uniformly random key already. */
export function derive(key: Uint8Array, purpose: string): Uint8Array {
	return new Uint8Array(hkdfSync('sha256', key, new Uint8Array(), purpose, KEY_BYTES));
}

/** AES-256-GCM → ciphertext, tag. */
export function encrypt(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plain: Uint8Array): Uint8Array[] {
	const cipher = createCipheriv('aes-256-gcm', keyObject(key), nonce, { authTagLength: TAG_BYTES });
	cipher.setAAD(aad);
	return [cipher.update(plain), cipher.final(), cipher.getAuthTag()];
}

/** Throws when key, nonce, AAD or a single bit differs. @param sealed ciphertext and tag */
export function decrypt(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array[] {
	const end = sealed.byteLength - TAG_BYTES;
	const decipher = createDecipheriv('aes-256-gcm', keyObject(key), nonce, { authTagLength: TAG_BYTES });
	decipher.setAAD(aad);
	decipher.setAuthTag(sealed.subarray(Math.max(end, 0)));
	return [decipher.update(sealed.subarray(0, Math.max(end, 0))), decipher.final()];
}

/** Of what `publicHalf` gives. */
export const HALF_BYTES = 33;

/** The public half of a pair on P-256, compressed. X25519 would be shorter; workerd does not agree on it by `node:crypto`. @param secret 32 bytes */
export function publicHalf(secret: Uint8Array): Uint8Array {
	return new Uint8Array(pairOf(secret).getPublicKey(null, 'compressed'));
}

/** ECDH: what the two who hold these secrets have in common, and nobody else; 32 bytes. Throws for what is no point of the curve. */
export function agree(secret: Uint8Array, theirs: Uint8Array): Uint8Array {
	return new Uint8Array(pairOf(secret).computeSecret(theirs));
}

function pairOf(secret: Uint8Array): ReturnType<typeof createECDH> {
	const pair = createECDH('prime256v1');
	// Below the order of the group, whatever was drawn.
	pair.setPrivateKey(Uint8Array.from(secret, (byte, n) => (n === 0 ? byte & 0x7f : byte)));
	return pair;
}
