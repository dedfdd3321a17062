/** What an inbound means where the conversation waits. Routing is by choice id; words only match to ids. */
import type { Language } from './bundle.ts';
import type { Conversation } from './conversation.ts';
import { findDanger } from './danger.ts';
import { fold } from './fold.ts';
import { type Bundle, stepAt } from './open.ts';
import { type Navigation, navigation, type Step } from './schema.ts';
import type { Choice, Inbound } from './turn.ts';
import { matchCommand, matchGreeting, matchThanks, matchYesNo } from './words.ts';

export type Meaning =
	/** One of the choices shown. */
	| { mean: 'choice'; id: string }
	| { mean: 'go'; to: Navigation }
	| { mean: 'language'; code: Language }
	| { mean: 'page'; page: number }
	/** A word of danger, in the language of that word. */
	| { mean: 'danger'; language: Language }
	| { mean: 'answer'; value: string | number }
	/** A typed answer that does not fit what was asked. */
	| { mean: 'misfit' }
	| { mean: 'greeting'; language: Language | undefined }
	| { mean: 'thanks' }
	| { mean: 'question'; text: string }
	/** A stale or forged id, a second tap: the current question is asked again. */
	| { mean: 'stale' }
	/** No usable words: that is said, and the current question is asked again. */
	| { mean: 'nothing' };

/** Longest stored answer, in UTF-16 units; a longer one is refused with the question asked again. */
const ANSWER_LONG = 500;

export function match(
	bundle: Bundle,
	conversation: Conversation,
	inbound: Extract<Inbound, { kind: 'text' | 'choice' }>,
	choices: Choice[],
): Meaning {
	return inbound.kind === 'choice'
		? matchTap(bundle, inbound.id, choices)
		: matchText(bundle, conversation, inbound.text, choices);
}

function matchTap(bundle: Bundle, id: string, choices: Choice[]): Meaning {
	const code = id.startsWith('lang.') ? id.slice('lang.'.length) : '';
	if (bundle.languages.includes(code)) return { mean: 'language', code };
	const to = navigation.find((name) => name === id);
	if (to) return { mean: 'go', to };
	const page = /^page\.([1-9]\d?)$/.exec(id)?.[1];
	if (page) return { mean: 'page', page: Number(page) };
	return choices.some((choice) => choice.id === id) ? { mean: 'choice', id } : { mean: 'stale' };
}

function matchText(bundle: Bundle, conversation: Conversation, text: string, choices: Choice[]): Meaning {
	const { language, wait } = conversation;
	const typed = fold(text);
	const step = wait.on === 'step' ? stepAt(bundle, wait.at) : undefined;
	const asked = step?.do === 'ask' ? step : undefined;
	const number = /^\d{1,3}$/.test(typed) ? Number(typed) : undefined;
	const nth = number === undefined ? undefined : choices[number - 1];
	// A question for a number takes the number; its ways out have words of their own.
	if (nth && asked?.accept !== 'number') return matchTap(bundle, nth.id, choices);
	const named = typed === '' ? undefined : choices.find((choice) => foldOurs(choice.label) === typed);
	if (named) return matchTap(bundle, named.id, choices);
	const to = matchCommand(bundle.words, language, text);
	if (to) return { mean: 'go', to };
	const danger = findDanger(bundle, language, text);
	if (danger) return { mean: 'danger', language: danger.language };
	const code = bundle.languages.find((other) => foldOurs(bundle.words[other]?.name ?? '') === typed);
	if (code) return { mean: 'language', code };
	const sign = matchYesNo(bundle.words, language, text);
	if (sign && !asked) return matchSign(sign, bundle, choices, wait.on === 'found');
	// Nothing was said: no word is left of it, and no sign that is known.
	if (typed === '') return { mean: 'nothing' };
	if (asked) return matchAnswer(asked, text, number);
	const greeting = matchGreeting(bundle.words, language, text);
	if (greeting) return { mean: 'greeting', language: greeting.language };
	if (matchThanks(bundle.words, language, text)) return { mean: 'thanks' };
	// A number no choice has is not a question.
	return number === undefined ? { mean: 'question', text } : { mean: 'nothing' };
}

/** Texts of the bundle, folded: they are few and come again. What a person typed never stands here. */
const ours = new Map<string, string>();

function foldOurs(text: string): string {
	const known = ours.get(text);
	if (known !== undefined) return known;
	const folded = fold(text);
	ours.set(text, folded);
	return folded;
}

/** "yes", "ja", 👍: where a yes or no is asked, that; "no" to what was found asks for a person; elsewhere it is nothing. */
function matchSign(sign: 'yes' | 'no', bundle: Bundle, choices: Choice[], found: boolean): Meaning {
	const yes = choices.find(({ id, emoji }) => id.endsWith('.yes') || emoji === '👍');
	const no = choices.find(({ id }) => id.endsWith('.no')) ?? (yes?.id.startsWith('lang.') ? choices[1] : undefined);
	const chosen = sign === 'yes' ? yes : no;
	if (chosen) return matchTap(bundle, chosen.id, choices);
	return found && sign === 'no' ? { mean: 'go', to: 'person' } : { mean: 'nothing' };
}

function matchAnswer(step: Extract<Step, { do: 'ask' }>, text: string, number: number | undefined): Meaning {
	if (step.accept === 'text') {
		const value = text.trim();
		return value.length <= ANSWER_LONG ? { mean: 'answer', value } : { mean: 'misfit' };
	}
	const fits = number !== undefined && number >= (step.min ?? number) && number <= (step.max ?? number);
	return fits ? { mean: 'answer', value: number } : { mean: 'misfit' };
}
