/** A message as the Cloud API takes it: plain text, with buttons or a list under the last; pictures only for who asked for them. */
import type { Bundle } from '../../flow/open.ts';
import { joined } from '../../flow/say.ts';
import type { Message } from '../../flow/turn.ts';
import { withName } from '../by.ts';
import { type Shown as Laid, layout, spell, spellings } from '../layout.ts';
import { limits } from '../limits.ts';
import { type Picture, pictureOf } from '../picture.ts';
import { split } from '../split.ts';

interface Option {
	id: string;
	title: string;
}

/** How the choices stand under the last text. */
export type Offered =
	| { as: 'nothing' }
	| { as: 'buttons'; options: Option[] }
	/** `button`: the label of what opens it; the checker holds it to 20. */
	| { as: 'list'; options: Option[]; button: string };

export interface Shown {
	/** In order. All but the last 1–4096; the last 1–1024 when there is something under it. */
	texts: string[];
	offered: Offered;
	/** Above the last text. */
	picture: Picture | undefined;
	/** To be heard instead of all of it, after the words beside it, if any; `hash`: src/flow/bundle.ts. */
	sound: { hash: string; beside: string } | undefined;
}

/** There is always something to see. */
const NO_WORDS = '⋯';

export function openRender(bundle: Bundle): (message: Message) => Shown {
	return (message) => {
		const { language, sound } = message;
		const { shown, as } = layout(message, limits.whatsapp, bundle.speak.system(language, 'more'));
		const offer = as === 'buttons' ? limits.whatsapp.buttons : limits.whatsapp.list;
		const { options, told } = entitle(once(shown), offer?.label ?? 0);
		const words = joined([withName(message), sound?.instead ?? '']);
		const text = [words, ...told].join('\n').toWellFormed();
		const last = options.length > 0 ? (offer?.text ?? limits.whatsapp.text) : limits.whatsapp.text;
		const texts = split(text, limits.whatsapp.text, last).map((part) => part || NO_WORDS);
		const besides = {
			picture: message.pictures && pictureOf(message, shown, bundle),
			sound: sound && { hash: sound.hash, beside: message.text.toWellFormed() },
		};
		if (options.length === 0) return { texts, offered: { as: 'nothing' }, ...besides };
		if (as === 'buttons') return { texts, offered: { as, options }, ...besides };
		const button = bundle.speak.system(language, 'list-button');
		return { texts, offered: { as: 'list', options, button }, ...besides };
	};
}

/** The same id twice is the same choice; WhatsApp refuses the whole message for it. */
function once(shown: readonly Laid[]): Laid[] {
	return shown.filter(({ id }, at) => shown.findIndex((other) => other.id === id) === at);
}

/**
 * Titles within the limit, none twice (refused as well). A label that does not fit is never cut: its number stands for
 * it, and the text tells what it means. The checker names such labels before anybody meets them.
 */
function entitle(shown: readonly Laid[], limit: number): { options: Option[]; told: string[] } {
	const used = new Set<string>();
	const told: string[] = [];
	const options = shown.map((choice, at): Option => {
		const number = String(choice.n ?? at + 1);
		const whole = [...spellings(choice), spell(choice), choice.label, `${number} ${choice.label}`].map((title) =>
			title.toWellFormed().trim(),
		);
		const fitting = whole.find((title) => title !== '' && title.length <= limit && !used.has(title));
		if (fitting === undefined) told.push(`${number}  ${spell(choice)}`);
		const title = fitting ?? number;
		used.add(title);
		return { id: choice.id, title };
	});
	return { options, told: told.length > 0 ? ['', ...told] : [] };
}
