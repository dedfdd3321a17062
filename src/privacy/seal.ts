/** Values that only open where they were put: AES-256-GCM, bound to table, column, row and version. */
import { decrypt, encrypt, NONCE_BYTES, type Random } from './crypto.ts';
import { SealBroken } from './errors.ts';
import { join } from './join.ts';

export interface Place {
	table: string;
	column: string;
	/** What names the row: the pid, or pid and number. */
	row: string;
	/** The format of what is sealed: a value of an older one is never read as a newer one. */
	version: number;
}

/** The first byte of every sealed value. */
const FORMAT = 1;
/** Padded to these: texts are public, so their exact length would say which topic somebody read. */
const SMALLEST = 256;

/** → format (1 byte), nonce (12), ciphertext, tag (16). */
export function seal(key: Uint8Array, place: Place, plain: Uint8Array, random: Random): Uint8Array {
	const nonce = random(NONCE_BYTES);
	return Buffer.concat([Uint8Array.of(FORMAT), nonce, ...encrypt(key, nonce, aad(place), plain)]);
}

/** Throws `SealBroken`. */
export function open(key: Uint8Array, place: Place, sealed: Uint8Array): Buffer {
	try {
		if (sealed[0] !== FORMAT) throw new RangeError('unknown format');
		const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
		return Buffer.concat(decrypt(key, nonce, aad(place), sealed.subarray(1 + NONCE_BYTES)));
	} catch {
		throw new SealBroken(place.table, place.column);
	}
}

/** As `open`, for a caller that has another way when it does not. */
export function tryOpen(key: Uint8Array, place: Place, sealed: Uint8Array): Uint8Array | undefined {
	try {
		return open(key, place, sealed);
	} catch (error) {
		if (error instanceof SealBroken) return undefined;
		throw error;
	}
}

/** As `seal`, for anything JSON can say, padded to the next power of two. */
export function sealJson(key: Uint8Array, place: Place, value: unknown, random: Random): Uint8Array {
	const json = JSON.stringify(value);
	const length = Buffer.byteLength(json);
	const padded = Buffer.allocUnsafe(Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(length))));
	padded.write(json);
	return seal(key, place, padded.fill(' ', length), random);
}

/** As `open`. What comes out was put in by us: it is trusted to be a `T`. */
export function openJson<T>(key: Uint8Array, place: Place, sealed: Uint8Array): T {
	return JSON.parse(open(key, place, sealed).toString()) as T;
}

function aad({ table, column, row, version }: Place): Uint8Array {
	return join(table, column, row, String(version));
}
