/** What the fakes look for in a file before they believe what it is called. */

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

export interface Png {
	width: number;
	height: number;
	/** Bits a colour. */
	bits: number;
	/** 2: red, green, blue; 6: and how transparent. */
	colour: number;
}

/** Undefined: it is none. */
export function readPng(bytes: Buffer): Png | undefined {
	if (bytes.length < 45 || !bytes.subarray(0, PNG.length).equals(PNG) || !bytes.includes('IEND')) return undefined;
	return {
		width: bytes.readUInt32BE(16),
		height: bytes.readUInt32BE(20),
		bits: bytes[24] ?? 0,
		colour: bytes[25] ?? 0,
	};
}

/** Opus in Ogg: how many channels. Undefined: it is none. */
export function readVoice(bytes: Buffer): { channels: number } | undefined {
	const head = bytes.indexOf('OpusHead');
	if (bytes.subarray(0, 4).toString() !== 'OggS' || head !== 28 || !bytes.includes('OpusTags')) return undefined;
	return { channels: bytes[head + 9] ?? 0 };
}
