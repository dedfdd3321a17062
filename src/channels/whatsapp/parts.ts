/** What one message becomes in a chat, call by call: long words in pieces, a picture above a list, a sound by itself. */
import type { Drawn } from '../grid.ts';
import { drawPicture, keyOf, type Picture } from '../picture.ts';
import { type ReadSound, SOUND_TYPE } from '../sounds.ts';
import type { File } from './media.ts';
import type { Offered, Shown } from './render.ts';

interface Choices {
	text: string;
	offered: Offered;
}

export type Part =
	| { is: 'words'; text: string }
	| { is: 'picture'; file: File }
	/** The last. `above`: a picture in the same message. */
	| ({ is: 'choices'; above: File | undefined } & Choices)
	| { is: 'sound'; file: File; instead: Choices };

export function openParts(options: { bundle: Drawn; readSound: ReadSound }): (shown: Shown) => Part[] {
	const { bundle, readSound } = options;
	const fileOf = (picture: Picture): File => ({
		key: keyOf(picture),
		type: 'image/png',
		bytes: () => drawPicture(bundle, picture),
	});
	return ({ texts, offered, picture, sound }) => {
		const [text = ''] = texts.slice(-1);
		const words = texts.slice(0, -1).map((text): Part => ({ is: 'words', text }));
		if (sound && words.length === 0) {
			const { hash, beside } = sound;
			const file: File = { key: hash, type: SOUND_TYPE, bytes: () => readSound(hash) };
			const before: Part[] = beside === '' ? [] : [{ is: 'words', text: beside }];
			return [...before, { is: 'sound', file, instead: { text, offered } }];
		}
		const file = picture && fileOf(picture);
		// Only buttons take a picture into their message.
		if (file && offered.as !== 'buttons') {
			return [...words, { is: 'picture', file }, { is: 'choices', text, offered, above: undefined }];
		}
		return [...words, { is: 'choices', text, offered, above: file }];
	};
}
