/**
 * Several strings as one, so that no two lists give the same bytes: each part has its length before it (4 bytes,
 * big-endian), and is JSON, because UTF-8 alone would make all lone surrogates one character.
 */
export function join(...parts: readonly string[]): Uint8Array {
	const written = parts.map((part) => JSON.stringify(part));
	const joined = Buffer.allocUnsafe(written.reduce((length, part) => length + 4 + Buffer.byteLength(part), 0));
	let at = 0;
	for (const part of written) {
		const length = joined.write(part, at + 4);
		joined.writeUInt32BE(length, at);
		at += 4 + length;
	}
	return joined;
}
