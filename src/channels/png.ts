/**
 * Writes a picture as PNG (https://www.w3.org/TR/png-3/): 8 bits a colour, without transparency, which WhatsApp and
 * Telegram both take. In plain JavaScript, because it is done while something is said, in every runtime.
 */

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Colour type: each point is red, green, blue. */
const RGB = 2;

/** @param points three bytes each, row by row */
export async function encodePng(width: number, height: number, points: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
	const line = 3 * width;
	// Before each row stands its filter: none.
	const rows = new Uint8Array(height * (line + 1));
	for (let y = 0; y < height; y++) rows.set(points.subarray(y * line, (y + 1) * line), y * (line + 1) + 1);
	const header = new Uint8Array(13);
	const view = new DataView(header.buffer);
	view.setUint32(0, width);
	view.setUint32(4, height);
	header.set([8, RGB], 8);
	return join([
		new Uint8Array(SIGNATURE),
		chunk('IHDR', header),
		chunk('IDAT', await deflate(rows)),
		chunk('IEND', new Uint8Array()),
	]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
	const whole = new Uint8Array(data.length + 12);
	const view = new DataView(whole.buffer);
	view.setUint32(0, data.length);
	whole.set(new TextEncoder().encode(type), 4);
	whole.set(data, 8);
	view.setUint32(data.length + 8, crc(whole.subarray(4, data.length + 8)));
	return whole;
}

/** Of each byte, in the polynomial of PNG. */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
	let rest = byte;
	for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
	return rest;
});

function crc(bytes: Uint8Array): number {
	let rest = 0xffffffff;
	for (const byte of bytes) rest = (remainders[(rest ^ byte) & 0xff] ?? 0) ^ (rest >>> 8);
	return (rest ^ 0xffffffff) >>> 0;
}

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
	return through(bytes, new CompressionStream('deflate'));
}

/** Rejects when it is none. */
export async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
	return through(bytes, new DecompressionStream('deflate'));
}

async function through(
	bytes: Uint8Array<ArrayBuffer>,
	stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
	return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
