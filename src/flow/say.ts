/** How a turn ends in a message. */
import type { Walk } from './advance.ts';
import type { Language } from './bundle.ts';
import { compose } from './compose.ts';
import type { Conversation } from './conversation.ts';
import type { Bundle } from './open.ts';
import type { SystemKey } from './system-keys.ts';
import type { Effect, Message, Turn } from './turn.ts';

/** Asks what the conversation waits on, once more; `keys` of the engine's sentences are said before it. */
export function again(bundle: Bundle, conversation: Conversation, now: number, keys: SystemKey[] = []): Turn {
	const before = keys.map((key) => bundle.speak.system(conversation.language, key));
	return said(conversation, compose(bundle, conversation, now, before));
}

export function asked(bundle: Bundle, { conversation, said: before, effects }: Walk, now: number): Turn {
	return {
		conversation,
		effects: [...effects, { do: 'say', message: compose(bundle, conversation, now, before) }],
	};
}

export function said(conversation: Conversation, message: Message): Turn {
	return { conversation, effects: [{ do: 'say', message }] };
}

/** One sentence alone, with what can be chosen where the conversation waits. */
export function remark(bundle: Bundle, conversation: Conversation, now: number, text: string): Turn {
	const { pictogram: _, ...message } = compose(bundle, conversation, now);
	return said(conversation, { ...message, text });
}

/** One sentence with nothing to choose. */
export function plain(language: Language, text: string): Message {
	return { language, text, choices: [], shape: 'menu', page: 1 };
}

/** `before` opens the first message of the turn. */
export function after(before: readonly string[], turn: Turn): Turn {
	const first = turn.effects.findIndex((effect) => effect.do === 'say');
	const open = (effect: Effect, index: number): Effect =>
		effect.do === 'say' && index === first
			? { ...effect, message: { ...effect.message, text: joined([...before, effect.message.text]) } }
			: effect;
	return { ...turn, effects: turn.effects.map(open) };
}

/** Paragraphs; what is heard says nothing. */
export function joined(texts: readonly string[]): string {
	return texts.filter((text) => text !== '').join('\n\n');
}

/** Somebody who uses the bot has accepted its language, or has just shown theirs. */
export function spoken(conversation: Conversation, language = conversation.language): Conversation {
	return { ...conversation, language, chosen: true };
}
