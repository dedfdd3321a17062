import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readOpus } from '../../src/bundle/opus.ts';
import { makeOpus, page, SKIP } from '../support/opus.ts';

const whole = makeOpus({ seconds: 2.5 });

/** Bytes of a file, with some of them changed. */
function changed(at: number, ...bytes: number[]): Buffer {
	const copy = Buffer.from(whole);
	copy.set(bytes, at);
	return copy;
}

/** The header's page with other content, and the rest as it is. */
function headed(body: Buffer): Buffer {
	return Buffer.concat([page(0, 0, 2, [body]), whole.subarray(47)]);
}

const head = whole.subarray(28, 47);
const edited = (at: number, value: number) => {
	const body = Buffer.from(head);
	body[at] = value;
	return headed(body);
};

describe('an audio file', () => {
	test.each([0.02, 1, 2.5, 61.7])('of %d seconds is known to be so long', (seconds) => {
		expect(readOpus(makeOpus({ seconds }))).toEqual({ seconds });
	});

	test.each<[string, Buffer, RegExp]>([
		['nothing', Buffer.alloc(0), /no Opus/],
		['an MP3', Buffer.from('ID3\u0003somesound'), /no Ogg/],
		['a page of something else', page(0, 0, 2, [Buffer.from('\u0001vorbis and so on')]), /no Opus/],
		['two channels', makeOpus({ channels: 2 }), /2 channels/],
		['another version', edited(8, 0x10), /no version/],
		['a header that is too short', headed(head.subarray(0, 12)), /no version/],
		[
			'no tags',
			Buffer.concat([page(0, 0, 2, [head]), page(1, SKIP + 960, 4, [Buffer.from([0xf8, 0xff, 0xfe])])]),
			/tags/,
		],
		['a cut', whole.subarray(0, whole.length - 5), /cut off/],
		['a byte that was lost', Buffer.concat([whole.subarray(0, 200), whole.subarray(201)]), /damaged/],
		['a byte that was changed', changed(whole.length - 1, 1), /checksum/],
		['words after the sound', Buffer.concat([whole, Buffer.from('and a secret')]), /follows/],
		['a second stream after the first', Buffer.concat([whole, makeOpus()]), /more than one stream/],
		[
			'only silence that is skipped',
			Buffer.concat([
				page(0, 0, 2, [head]),
				page(1, 0, 0, [Buffer.from('OpusTags')]),
				page(2, SKIP, 4, [Buffer.alloc(3)]),
			]),
			/nothing is to be heard/,
		],
		[
			'a page that is missing',
			Buffer.concat([whole.subarray(0, 47), page(2, 960, 4, [Buffer.from('OpusTags')])]),
			/pages are missing/,
		],
	])('with %s is refused', (_, file, why) => {
		const read = readOpus(file);
		expect('wrong' in read ? read.wrong : `${read.seconds} seconds`).toMatch(why);
	});

	test('of any bytes is read or refused, never thrown at', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(whole.length), (bytes, at) => {
				for (const file of [bytes, Buffer.concat([whole.subarray(0, at), bytes])]) {
					const read = readOpus(file);
					expect('wrong' in read || read.seconds > 0).toBe(true);
				}
			}),
		);
	});
});
