/**
 * The age identity, wrapped for the server to keep: AES-256-GCM, bound to whose it is and to the way that opens it, so that
 * a wrapped key moved to another member or way does not open.
 */
import { fromText, randomBytes, toText } from './bytes.ts';

const NONCE = 12;

/** `credential`: which passkey; '' for the others. */
export interface Way {
	staff: string;
	method: 'passphrase' | 'passkey' | 'recovery';
	credential: string;
}

/** → nonce, ciphertext, tag. @param key 32 bytes */
export async function wrap(identity: string, key: Uint8Array<ArrayBuffer>, way: Way): Promise<string> {
	const iv = randomBytes(NONCE);
	const plain = new TextEncoder().encode(identity);
	const sealed = await crypto.subtle.encrypt(settings(iv, way), await imported(key, 'encrypt'), plain);
	return toText(new Uint8Array([...iv, ...new Uint8Array(sealed)]));
}

/** Null: another key, way or member, or damaged. */
export async function unwrap(wrapped: string, key: Uint8Array<ArrayBuffer>, way: Way): Promise<string | null> {
	const bytes = fromText(wrapped);
	const used = await imported(key, 'decrypt');
	try {
		const plain = await crypto.subtle.decrypt(settings(bytes.slice(0, NONCE), way), used, bytes.slice(NONCE));
		return new TextDecoder().decode(plain);
	} catch {
		return null;
	}
}

function settings(iv: Uint8Array<ArrayBuffer>, { staff, method, credential }: Way) {
	const additionalData = new TextEncoder().encode(JSON.stringify(['bekend desk key', 1, staff, method, credential]));
	return { name: 'AES-GCM', iv, additionalData };
}

function imported(key: Uint8Array<ArrayBuffer>, use: 'encrypt' | 'decrypt') {
	return crypto.subtle.importKey('raw', key, 'AES-GCM', false, [use]);
}
