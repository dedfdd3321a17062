/** A passphrase, stretched here: it never leaves the browser. */
import { scryptAsync } from '@noble/hashes/scrypt.js';
import type { Stretch } from '../../desk/sign-in/api.ts';
import { fromText, randomBytes, toText } from './bytes.ts';

/** 128 MiB and about a second: what a guess costs somebody with the server's disk. */
const COST = 17;
/** Of what one makes up oneself; as NIST SP 800-63B-4 asks of a password that stands alone. */
export const SHORTEST = 15;

export interface Stretched {
	/** Shown to the server, which keeps its hash. */
	proof: string;
	/** Wraps the key; stays here. */
	key: Uint8Array<ArrayBuffer>;
}

export function newStretch(): Stretch {
	return { salt: toText(randomBytes(16)), cost: COST };
}

/** @param onProgress 0 to 1 */
export async function stretch(
	passphrase: string,
	{ salt, cost }: Stretch,
	onProgress: (done: number) => void = () => {},
): Promise<Stretched> {
	// One and the same however a keyboard composes it.
	const text = passphrase.normalize('NFKC').trim();
	const both = await scryptAsync(text, fromText(salt), { N: 2 ** cost, r: 8, p: 1, dkLen: 64, onProgress });
	return { proof: toText(both.subarray(0, 32)), key: new Uint8Array(both.subarray(32)) };
}

const consonants = 'bdfgjklmnprstvz';
const vowels = 'aeiou';

/** "dofimu-kelabo-rusiga-tomane": speakable, 74 bits. */
export function suggestPassphrase(): string {
	const syllable = () => pick(consonants) + pick(vowels);
	const word = () => syllable() + syllable() + syllable();
	return [word(), word(), word(), word()].join('-');
}

/** Each as likely as any other: bytes that would favour the first ones are thrown away. */
function pick(letters: string): string {
	const fair = 256 - (256 % letters.length);
	for (;;) {
		const [byte = 255] = randomBytes(1);
		if (byte < fair) return letters.charAt(byte % letters.length);
	}
}

/** Long enough, and not the same few letters again and again. */
export function isStrong(passphrase: string): boolean {
	const text = passphrase.normalize('NFKC').trim();
	return text.length >= SHORTEST && new Set(text.toLowerCase()).size >= 7;
}
