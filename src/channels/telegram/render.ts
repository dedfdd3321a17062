/** A message as the Bot API takes it: plain text without markup, so that nothing in it can be read as any. */
import type { Bundle } from '../../flow/open.ts';
import { joined } from '../../flow/say.ts';
import type { HeardSound, Message } from '../../flow/turn.ts';
import { withName } from '../by.ts';
import { layout } from '../layout.ts';
import { limits } from '../limits.ts';
import { type Picture, pictureOf } from '../picture.ts';
import { split } from '../split.ts';
import { type Button, keyboardOf } from './keyboard.ts';

export interface Shown {
	/** In order, 1–4096 each; the keyboard stands under the last. */
	texts: string[];
	keyboard: Button[][];
	/** What can carry the text as its caption. */
	picture: Picture | undefined;
	/** To be heard instead of all the texts, alone; they and the keyboard are for when it cannot be sent. */
	sound: (Pick<HeardSound, 'hash' | 'seconds'> & { caption: string }) | undefined;
	/** One text that asks and shows no picture: another such may take its place. */
	plain: boolean;
}

/** Bot API: 0–1024 characters. */
const CAPTION = 1024;
/** There is always something to see. */
const NO_WORDS = '⋯';

export function openRender(bundle: Bundle): (message: Message) => Shown {
	return (message) => {
		const { shown } = layout(message, limits.telegram, bundle.speak.system(message.language, 'more'));
		const { sound } = message;
		const words = joined([withName(message), sound?.instead ?? '']).toWellFormed();
		const texts = split(words, limits.telegram.text).map((text) => text || NO_WORDS);
		const picture = pictureOf(message, shown, bundle);
		const asks = message.shape === 'menu' && message.by === undefined && message.pictogram === undefined;
		return {
			texts,
			keyboard: keyboardOf(shown),
			picture: texts.length === 1 && (texts[0]?.length ?? 0) <= CAPTION ? picture : undefined,
			sound:
				sound && message.text.length <= CAPTION
					? { hash: sound.hash, seconds: sound.seconds, caption: message.text.toWellFormed() }
					: undefined,
			plain: asks && picture === undefined && sound === undefined && texts.length === 1,
		};
	};
}
