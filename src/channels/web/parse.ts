/** What a form says. */
import type { Inbound } from '../../flow/turn.ts';
import type { Raw } from '../channel.ts';

/** Longer than any id of a bundle; the core does not know a cut one. */
const ID_LONG = 200;

export interface Posted {
	inbound: Inbound;
	/** Random, of the page or of one sending: what comes twice with it and says the same is one message. */
	id: string | undefined;
	/** The language the page greeted in, as it claims. */
	guess: string | undefined;
}

/** What every form and every page address may say besides. */
export interface Asked {
	/** The last message the browser has; what came before is left out. */
	after: number;
	/** Our script asks, and cannot be sent to another page. */
	scripted: boolean;
}

/** Undefined: nothing was typed or tapped. A tap wins over words: its button was pressed. */
export function parse({ body }: Raw): Posted | undefined {
	const form = fields(body);
	const choice = form.get('choice');
	const text = form.get('text') ?? '';
	const inbound: Inbound | undefined = choice
		? { kind: 'choice', id: choice.slice(0, ID_LONG) }
		: text.trim()
			? { kind: 'text', text }
			: undefined;
	return inbound && { inbound, id: form.get('id') || undefined, guess: form.get('guess') || undefined };
}

export function fields(body: Uint8Array): URLSearchParams {
	return new URLSearchParams(new TextDecoder().decode(body));
}

export function parseAsked(fields: URLSearchParams): Asked {
	const after = Number(fields.get('after'));
	return { after: Number.isSafeInteger(after) && after > 0 ? after : 0, scripted: fields.get('scripted') === '1' };
}
