/** https://age-encryption.org/v1: what a browser seals begins so. What does not is no ciphertext, and is never kept. */
const HEADER = 'age-encryption.org/v1\n-> ';

/** @param base64 of an age file, by src/desk/api.ts. Undefined: it is none. */
export function readAgeFile(base64: string): Uint8Array | undefined {
	const bytes = Buffer.from(base64, 'base64');
	const whole = bytes.toString('base64') === base64 && bytes.subarray(0, HEADER.length).toString('latin1') === HEADER;
	return whole ? new Uint8Array(bytes) : undefined;
}
