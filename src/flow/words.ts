/**
 * The words that work everywhere, in every language and script whatever the conversation's language: ways out, yes and
 * no, greetings, thanks. Only where the whole message is that word: a question that contains "stop" is a question.
 */
import type { Language } from './bundle.ts';
import { isWithin } from './edits.ts';
import { disguised, fold, isUnspaced, signs } from './fold.ts';
import type { Navigation, Words } from './schema.ts';

type AllWords = Readonly<Record<Language, Words>>;

/** Opens a chat on Telegram: a greeting, though "start" alone asks for the menu. */
const START = 'start';
/** What commands with a slash mean, whatever the locales say. */
const slashed: ReadonlyMap<string, Navigation> = new Map([
	['menu', 'menu'],
	['help', 'menu'],
	['back', 'back'],
	['language', 'lang'],
	['person', 'person'],
	['urgent', 'urgent'],
	['stop', 'stop'],
	['close', 'close'],
	['forget', 'forget'],
	['pictures', 'pictures'],
]);
const slash = /^\s*\/(\w{1,32})(?:@\w*)?\s*(\S*)/;

/** A form shorter than this is taken as it is written. */
const TYPO_FROM = 5;
/** A message of more words (or Thai and Chinese letters) than this is no greeting. */
const GREETING_PARTS = 16;

interface Listener {
	language: Language;
	commands: ReadonlyMap<string, Navigation>;
	answers: ReadonlyMap<string, 'yes' | 'no'>;
	greetings: Forms;
	thanks: Forms;
	/** What may stand around thanks: a greeting, a yes. */
	polite: Forms;
}

/** Typed forms, and what is one slip away from the longer of them. */
class Forms {
	readonly #forms: ReadonlySet<string>;
	/** Those that may be misspelt, by their length: most of what is typed is like none of them. */
	readonly #long = new Map<number, string[]>();
	/** Whatever is longer is none of them. */
	readonly longest: number;

	constructor(forms: string[]) {
		this.#forms = new Set(forms);
		for (const form of this.#forms) {
			if (form.length < TYPO_FROM) continue;
			const alike = this.#long.get(form.length);
			if (alike) alike.push(form);
			else this.#long.set(form.length, [form]);
		}
		this.longest = 1 + Math.max(0, ...forms.map(({ length }) => length));
	}

	has(typed: string): boolean {
		return this.#forms.has(typed);
	}

	hasNear(typed: string): boolean {
		if (this.#forms.has(typed)) return true;
		if (typed.length < TYPO_FROM) return false;
		return [-1, 0, 1].some((more) => this.#long.get(typed.length + more)?.some((form) => isWithin(typed, form, 1)));
	}
}

/**
 * The way out that a whole message asks for: a typed form of any language (the conversation's own first), a command with
 * a slash, an emoji. One typo is forgiven in forms of five letters and more, if it leaves one meaning only.
 */
export function matchCommand(words: AllWords, language: Language, text: string): Navigation | undefined {
	const command = slash.exec(text)?.[1]?.toLowerCase();
	if (command === START) return undefined;
	const ordered = command === undefined ? undefined : slashed.get(command);
	if (ordered) return ordered;
	const listeners = listen(words, language);
	const typed = keys(text);
	for (const key of typed) {
		const exact = meaning(listeners, key, ({ commands }) => commands);
		if (exact) return exact;
	}
	return typed.some((key) => isTaken(listeners, key)) ? undefined : misspelt(listeners, typed[0] ?? '');
}

/** A whole message that says yes or no, in words or as 👍 👎. */
export function matchYesNo(words: AllWords, language: Language, text: string): 'yes' | 'no' | undefined {
	const listeners = listen(words, language);
	for (const key of keys(text)) {
		const said = meaning(listeners, key, ({ answers }) => answers);
		if (said) return said;
	}
	return undefined;
}

/** A message that greets and says nothing else, and in which language; `/start` greets in none. */
export function matchGreeting(
	words: AllWords,
	language: Language,
	text: string,
): { language: Language | undefined } | undefined {
	if (slash.exec(text)?.[1]?.toLowerCase() === START) return { language: undefined };
	const parts = partsOf(text);
	const greeting = listen(words, language).find(({ greetings }) => isMadeOf(parts, greetings, greetings));
	return greeting && { language: greeting.language };
}

/** A message that thanks (and perhaps greets or agrees) and says nothing else. */
export function matchThanks(words: AllWords, language: Language, text: string): boolean {
	const parts = partsOf(text);
	return listen(words, language).some(({ thanks, polite }) => isMadeOf(parts, thanks, polite));
}

const opened = new WeakMap<AllWords, Listener[]>();

/** All languages, the conversation's own first, then in the picker's order. */
function listen(words: AllWords, language: Language): Listener[] {
	const listeners = opened.get(words) ?? Object.entries(words).map(([code, its]) => listener(code, its));
	opened.set(words, listeners);
	return [
		...listeners.filter((own) => own.language === language),
		...listeners.filter((own) => own.language !== language),
	];
}

function listener(language: Language, words: Words): Listener {
	const commands = Object.entries(words.commands) as [Navigation, string[]][];
	const yes = words.yes.map(key);
	const greetings = words.greetings.map(key);
	const thanks = words.thanks.map(key);
	return {
		language,
		commands: new Map(commands.flatMap(([to, forms]) => forms.map((form) => [key(form), to]))),
		answers: new Map([
			...yes.map((form) => [form, 'yes'] as const),
			...words.no.map((form) => [key(form), 'no'] as const),
		]),
		greetings: new Forms(greetings),
		thanks: new Forms(thanks),
		polite: new Forms([...thanks, ...greetings, ...yes]),
	};
}

/**
 * What two typed forms are compared by, without spaces: `uită-mă`, `uita ma` and `uitama` are one. An emoji stands for
 * itself.
 */
export function key(text: string): string {
	return fold(text).replaceAll(' ', '') || (signs(text)[0] ?? '');
}

/** What a message may read as: by sound, by shape, or, without any word, the one emoji it repeats. */
function keys(text: string): string[] {
	const shown = disguised(text);
	const typed = shown === undefined ? [key(text)] : [key(text), key(shown)];
	const several = fold(text) === '' && new Set(signs(text)).size > 1;
	return several ? [] : typed.filter((form) => form !== '');
}

function meaning<T>(
	listeners: Listener[],
	typed: string,
	of: (listener: Listener) => ReadonlyMap<string, T>,
): T | undefined {
	for (const listener of listeners) {
		const found = of(listener).get(typed);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** Is this exactly some other word the bot listens for? Then it is not a misspelt command. */
function isTaken(listeners: Listener[], typed: string): boolean {
	return listeners.some(
		({ answers, greetings, thanks }) => answers.has(typed) || greetings.has(typed) || thanks.has(typed),
	);
}

/** Erasing is never guessed: `forgot` is no order to forget. */
function misspelt(listeners: Listener[], typed: string): Navigation | undefined {
	if (typed.length < TYPO_FROM) return undefined;
	const near = new Set<Navigation>();
	for (const { commands } of listeners) {
		for (const [form, to] of commands) if (form.length >= TYPO_FROM && isWithin(typed, form, 1)) near.add(to);
	}
	const [only] = near;
	return near.size === 1 && only !== 'forget' ? only : undefined;
}

/** The words of a short message; a script without spaces letter by letter, a message without words by its emoji. */
function partsOf(text: string): string[] {
	const folded = fold(text);
	if (folded === '') return signs(text);
	return folded.split(' ').flatMap((word) => (isUnspaced(word) ? Array.from(word) : word));
}

/** Can `parts` be read as phrases of `around`, at least one of them of `core`? */
function isMadeOf(parts: string[], core: Forms, around: Forms): boolean {
	if (parts.length === 0 || parts.length > GREETING_PARTS) return false;
	// reached[i]: the first i parts read as phrases; true once one of `core` is among them.
	const reached: (boolean | undefined)[] = [false];
	for (let start = 0; start < parts.length; start++) {
		const before = reached[start];
		if (before === undefined) continue;
		for (let end = start + 1, phrase = ''; end <= parts.length; end++) {
			phrase += parts[end - 1] ?? '';
			if (phrase.length > around.longest) break;
			if (core.hasNear(phrase)) reached[end] = true;
			else if (around.hasNear(phrase)) reached[end] = reached[end] || before;
		}
	}
	return reached[parts.length] === true;
}
