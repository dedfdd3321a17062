/**
 * Looks into an audio file: is it Ogg with one Opus stream, whole, in one channel, and how long is it? Formats: RFC 3533
 * (Ogg), RFC 7845 (Opus in Ogg). A page:
 *
 *   "OggS" · version 0 · flags · position (8 bytes: samples so far) · stream (4) · number (4) · checksum (4)
 *   · count of segments · their lengths · the segments; numbers are little-endian
 */

/** Opus counts in samples of 48 kHz, whatever was recorded. */
const RATE = 48_000;
const HEADER = 27;
const FIRST = 2;

export type Opus = { seconds: number } | { wrong: string };

interface Page {
	flags: number;
	/** Samples up to here; undefined: nothing ends on this page. */
	position: bigint | undefined;
	stream: number;
	number: number;
	body: Uint8Array;
}

/** `wrong`: what is, in words for whoever recorded it. */
export function readOpus(file: Uint8Array): Opus {
	const pages = pagesOf(file);
	if ('wrong' in pages) return pages;
	const [head, tags, ...sound] = pages.pages;
	if (!head || !(head.flags & FIRST) || !startsWith(head.body, 'OpusHead')) return { wrong: 'it holds no Opus stream' };
	if (head.body.length < 19 || ((head.body[8] ?? 0xff) & 0xf0) !== 0)
		return { wrong: 'its Opus header is of no version known' };
	if (head.body[9] !== 1) return { wrong: `it has ${head.body[9]} channels: WhatsApp takes one` };
	if (!tags || !startsWith(tags.body, 'OpusTags')) return { wrong: 'its second page holds no Opus tags' };
	const all = pages.pages;
	if (all.some(({ stream, flags }, place) => stream !== head.stream || (place > 0 && flags & FIRST))) {
		return { wrong: 'it holds more than one stream' };
	}
	if (all.some(({ number }, place) => number !== place)) return { wrong: 'pages are missing in it' };
	const last = sound.findLast(({ position }) => position !== undefined)?.position ?? 0n;
	const skipped = view(head.body).getUint16(10, true);
	const seconds = (Number(last) - skipped) / RATE;
	return seconds > 0 ? { seconds: Math.round(seconds * 100) / 100 } : { wrong: 'nothing is to be heard in it' };
}

function pagesOf(file: Uint8Array): { pages: Page[] } | { wrong: string } {
	const pages: Page[] = [];
	for (let at = 0; at < file.length; ) {
		const rest = file.subarray(at);
		if (!startsWith(rest, 'OggS') || rest.length < HEADER || rest[4] !== 0) {
			return { wrong: at === 0 ? 'it is no Ogg file' : 'it is damaged, or something follows the sound' };
		}
		const lengths = rest.subarray(HEADER, HEADER + (rest[26] ?? 0));
		const start = HEADER + (rest[26] ?? 0);
		const end = start + lengths.reduce((sum, length) => sum + length, 0);
		if (end > rest.length) return { wrong: 'it is cut off' };
		const page = rest.slice(0, end);
		const fields = view(page);
		if (fields.getUint32(22, true) !== checksum(page)) return { wrong: 'it is damaged: a checksum does not fit' };
		const position = fields.getBigInt64(6, true);
		pages.push({
			flags: page[5] ?? 0,
			position: position < 0n ? undefined : position,
			stream: fields.getUint32(14, true),
			number: fields.getUint32(18, true),
			body: page.subarray(start),
		});
		at += end;
	}
	return { pages };
}

/** The polynomial of RFC 3533, 6: 0x04c11db7, from the top. */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
	let rest = byte << 24;
	for (let bit = 0; bit < 8; bit++) rest = rest & 0x80000000 ? (rest << 1) ^ 0x04c11db7 : rest << 1;
	return rest >>> 0;
});

/** Of a page, with its own field taken as zero. */
function checksum(page: Uint8Array): number {
	let rest = 0;
	for (let at = 0; at < page.length; at++) {
		const counted = at >= 22 && at < 26 ? 0 : (page[at] ?? 0);
		rest = ((rest << 8) ^ (remainders[((rest >>> 24) ^ counted) & 0xff] ?? 0)) >>> 0;
	}
	return rest;
}

function startsWith(bytes: Uint8Array, letters: string): boolean {
	return [...letters].every((letter, at) => bytes[at] === letter.charCodeAt(0));
}

function view({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
	return new DataView(buffer, byteOffset, byteLength);
}
