import { type Plain, sizeClasses } from './sealed.ts';

/** What is sealed, as bytes of a size class: how long somebody's words are tells something about them. */
export function padded(plain: Omit<Plain, 'pad'>): Uint8Array {
	const bare = new TextEncoder().encode(JSON.stringify({ ...plain, pad: '' } satisfies Plain)).byteLength;
	const [largest] = sizeClasses.slice(-1);
	const size = sizeClasses.find((one) => bare <= one) ?? Math.ceil(bare / (largest ?? bare)) * (largest ?? bare);
	return new TextEncoder().encode(JSON.stringify({ ...plain, pad: ' '.repeat(size - bare) } satisfies Plain));
}
