/**
 * The printed code that opens the key when passkey and passphrase are gone: 120 bits in six groups, `7K2MD-…`, without the
 * letters I, L, O and U. The last of each group checks it, so that a typing mistake is found where it is.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { derive, randomBytes, toText } from './bytes.ts';

/** Crockford's base32: https://www.crockford.com/base32.html */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUPS = 6;
const DATA = 4;

export interface FromCode {
	proof: string;
	key: Uint8Array<ArrayBuffer>;
}

/** → its groups, five characters each. */
export function newCode(): string[] {
	return Array.from({ length: GROUPS }, (_, index) => {
		const data = Array.from(randomBytes(DATA), (byte) => alphabet.charAt(byte & 31)).join('');
		return data + check(data, index);
	});
}

/** What was typed, whatever stands between and however it was written; or which group (from 1) is not right. */
export function readCode(typed: string): { groups: string[] } | { wrong: number } {
	const letters = typed.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1').replaceAll(/[\s-]/g, '');
	const groups = letters.match(/.{1,5}/gs) ?? [];
	const wrong = groups.findIndex(
		(group, index) => group.length !== 5 || check(group.slice(0, DATA), index) !== group[4],
	);
	if (wrong !== -1) return { wrong: wrong + 1 };
	return groups.length === GROUPS ? { groups } : { wrong: Math.min(groups.length, GROUPS) + 1 };
}

export async function openCode(groups: string[]): Promise<FromCode> {
	const secret = new TextEncoder().encode(groups.map((group) => group.slice(0, DATA)).join(''));
	const proof = toText(await derive(secret, 'bekend desk recovery proof'));
	return { proof, key: await derive(secret, 'bekend desk recovery key') };
}

/** Of the place too: two groups changed about are found. */
function check(data: string, index: number): string {
	const [byte = 0] = sha256(new TextEncoder().encode(`${index}${data}`));
	return alphabet.charAt(byte & 31);
}
