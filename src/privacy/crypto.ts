/**
 * The port to cryptography: `node:crypto` on both runtimes (workerd with `nodejs_compat`), because it is synchronous;
 * WebCrypto cannot be awaited inside a transaction. Keys are made KeyObjects first: with plain bytes Node 24 takes
 * 15 µs instead of 5 for each sealing.
 */
import {
	createCipheriv,
	createDecipheriv,
	createHash,
	createHmac,
	createPrivateKey,
	createPublicKey,
	createSecretKey,
	diffieHellman,
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

/** What comes before the 32 bytes of a private X25519 key in PKCS #8: https://www.rfc-editor.org/rfc/rfc8410#section-7 */
const pkcs8 = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** The public half of an X25519 pair, 32 bytes. @param secret 32 bytes */
export function publicHalf(secret: Uint8Array): Uint8Array {
	const { x = '' } = createPublicKey(privateKey(secret)).export({ format: 'jwk' });
	return new Uint8Array(Buffer.from(x, 'base64url'));
}

/** X25519: what the two who hold these secrets have in common, and nobody else; 32 bytes. */
export function agree(secret: Uint8Array, theirs: Uint8Array): Uint8Array {
	const x = Buffer.from(theirs).toString('base64url');
	const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
	return new Uint8Array(diffieHellman({ privateKey: privateKey(secret), publicKey }));
}

function privateKey(secret: Uint8Array): KeyObject {
	return createPrivateKey({ key: Buffer.concat([pkcs8, secret]), format: 'der', type: 'pkcs8' });
}
