/** A message as the Bot API takes it: plain text without markup, so that nothing in it can be read as any. */
import type { Bundle } from '../../flow/open.ts';
import type { Message } from '../../flow/turn.ts';
import { withName } from '../by.ts';
import { layout } from '../layout.ts';
import { limits } from '../limits.ts';
import { split } from '../split.ts';
import { type Button, keyboardOf } from './keyboard.ts';

export interface Shown {
	/** In order, 1–4096 each; the keyboard stands under the last. */
	texts: string[];
	keyboard: Button[][];
	/** Name of the pictogram that can carry the text as its caption. */
	picture: string | undefined;
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
		const texts = split(withName(message).toWellFormed(), limits.telegram.text).map((text) => text || NO_WORDS);
		const name = message.pictogram?.name;
		const drawn = name !== undefined && Object.hasOwn(bundle.pictograms, name) && bundle.pictograms[name]?.png;
		return {
			texts,
			keyboard: keyboardOf(shown),
			picture: drawn && texts.length === 1 && (texts[0]?.length ?? 0) <= CAPTION ? name : undefined,
			plain:
				message.shape === 'menu' && message.by === undefined && message.pictogram === undefined && texts.length === 1,
		};
	};
}
