/** BEKEND_SECRET: what the server's keys derive from. It is in no file of DATA_DIR but the one made for trials. */
import { derive, KEY_BYTES } from './crypto.ts';
import { SecretUnfit } from './errors.ts';

/** Base64 of exactly 32 bytes → the bytes. Throws `SecretUnfit` naming the setting, never its value. */
export function parseSecret(setting: string, text: string): Uint8Array {
	const bytes = Buffer.from(text, 'base64');
	// Buffer skips over what is not base64: only what comes back the same was meant.
	if (bytes.byteLength !== KEY_BYTES || bytes.toString('base64') !== text) throw new SecretUnfit(setting);
	return new Uint8Array(bytes);
}

/** Wraps the lookup key and every person's key; rotates with the secret. */
export function keyEncryptionKey(secret: Uint8Array): Uint8Array {
	return derive(secret, 'bekend key-encryption key');
}
