/**
 * Makes small Ogg/Opus files that a browser really plays: silence, page by page, as RFC 3533 and RFC 7845 say. No tool
 * for sound is needed. Written apart from src/bundle/opus.ts, which is held against it.
 */

const RATE = 48_000;
/** One packet lasts this long, in samples: 20 ms. */
const PACKET = 960;
/** CELT, full band, 20 ms, mono, one frame, then silence. */
const SILENCE = Buffer.from([0xf8, 0xff, 0xfe]);
const STREAM = 0x62656b65;
/** Samples at the beginning that are not to be heard. */
export const SKIP = 312;

interface Wanted {
	seconds?: number;
	channels?: number;
	/** Makes files that are alike otherwise differ. */
	comment?: string;
}

export function makeOpus({ seconds = 1, channels = 1, comment = '' }: Wanted = {}): Buffer {
	const packets = Math.ceil((seconds * RATE + SKIP) / PACKET);
	const samples = Math.round(seconds * RATE) + SKIP;
	const pages = [page(0, 0, 0x02, [head(channels)]), page(1, 0, 0, [tags(comment)])];
	// At most 50 packets a page: one second.
	for (let done = 0; done < packets; done += 50) {
		const here = Math.min(50, packets - done);
		const isLast = done + here === packets;
		const position = isLast ? samples : (done + here) * PACKET;
		pages.push(
			page(
				pages.length,
				position,
				isLast ? 0x04 : 0,
				Array.from({ length: here }, () => SILENCE),
			),
		);
	}
	return Buffer.concat(pages);
}

function head(channels: number): Buffer {
	const body = Buffer.alloc(19);
	body.write('OpusHead');
	body.set([1, channels], 8);
	body.writeUInt16LE(SKIP, 10);
	body.writeUInt32LE(RATE, 12);
	return body;
}

function tags(comment: string): Buffer {
	const vendor = text('bekend-test');
	return Buffer.concat([Buffer.from('OpusTags'), vendor, uint32(1), text(`COMMENT=${comment}`)]);
}

function text(words: string): Buffer {
	const bytes = Buffer.from(words);
	return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return bytes;
}

/** One page of whole packets. @param position samples so far */
export function page(number: number, position: number, flags: number, packets: readonly Buffer[]): Buffer {
	const lengths = packets.flatMap(({ length }) => [...Array(Math.floor(length / 255)).fill(255), length % 255]);
	const header = Buffer.alloc(27);
	header.write('OggS');
	header.writeUInt8(flags, 5);
	header.writeBigInt64LE(BigInt(position), 6);
	header.writeUInt32LE(STREAM, 14);
	header.writeUInt32LE(number, 18);
	header.writeUInt8(lengths.length, 26);
	const whole = Buffer.concat([header, Buffer.from(lengths), ...packets]);
	whole.writeUInt32LE(crc(whole), 22);
	return whole;
}

/** Bit by bit, as the RFC has it. */
function crc(bytes: Uint8Array): number {
	let rest = 0;
	for (const byte of bytes) {
		rest = (rest ^ (byte << 24)) >>> 0;
		for (let bit = 0; bit < 8; bit++) rest = ((rest & 0x80000000 ? (rest << 1) ^ 0x04c11db7 : rest << 1) >>> 0) >>> 0;
	}
	return rest;
}
