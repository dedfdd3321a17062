const encoder = new TextEncoder();

/**
 * Several strings as one, so that no two lists give the same bytes: each part has its length before it (4 bytes,
 * big-endian), and is JSON, because UTF-8 alone would make all lone surrogates one character.
 */
export function join(...parts: readonly string[]): Uint8Array {
	const encoded = parts.map((part) => encoder.encode(JSON.stringify(part)));
	const joined = new Uint8Array(encoded.reduce((length, part) => length + 4 + part.byteLength, 0));
	const view = new DataView(joined.buffer);
	let at = 0;
	for (const part of encoded) {
		view.setUint32(at, part.byteLength);
		joined.set(part, at + 4);
		at += 4 + part.byteLength;
	}
	return joined;
}
