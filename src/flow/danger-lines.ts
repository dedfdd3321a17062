/**
 * What a line of `danger` in `locales/<lang>/_words.json` says. A line is more than a word, because "he will kill me" must be
 * heard in a long story and "can the police force me" must not:
 *
 *     kill|murder me      these words in this order, up to three others between them; `|` parts words of equal standing
 *     bleed* a_lot        `*` any ending; `_` joins words that stand directly together
 *     =help me? please?   `=` the whole message; `?` may be missing
 *     -can _they force    `-` harmless: these words, in one sentence, are no danger; `_` before a word: right after the other
 *     -never              one harmless word denies the danger right after it or around it, unless the danger names it
 *     ~looked dancer      these words are themselves: never a misspelt `locked` or `danger`
 *     !kill myself        `!` danger, whatever is harmless around it
 *     ?beat us            `?` doubted: said in jest too; no danger in a message that is unlike danger (likeness.ts)
 *     🆘                  a sign, anywhere in the message
 */
import { fold, isCyrillic, isUnspaced, signs, slavic } from './fold.ts';

/** How words are compared: as they are, as Slavic words in Latin letters, letter by letter (no spaces: Thai, Chinese). */
export type Reading = 'word' | 'slavic' | 'letter';

/** One word of a form, squeezed; with `open` any ending fits. `length`: of the word as it is written. */
export interface Part {
	text: string;
	open: boolean;
	length: number;
}

export interface DangerLine {
	kind: 'danger' | 'harmless' | 'itself';
	reading: Reading;
	/** Nothing else may stand in the message. */
	whole: boolean;
	/** Nothing harmless around it changes it. */
	always: boolean;
	/** It is danger only in a message that is not unlike danger. */
	doubted: boolean;
	/** In order; each is one of several forms, each form words that stand together. */
	words: { forms: (readonly Part[])[]; optional: boolean; joined: boolean }[];
}

const kinds: Readonly<Record<string, DangerLine['kind']>> = { '-': 'harmless', '~': 'itself' };

/**
 * `sign`: a line that is an emoji. Undefined for a line that says nothing: `flows` must not break over a slip of the pen.
 */
export function parseDangerLine(line: string): DangerLine | { kind: 'sign'; sign: string } | undefined {
	const [, mark = '', rest = ''] = /^([=!?~-]?)(.*)$/su.exec(line.trim()) ?? [];
	const reading = readingOf(rest);
	const words = rest
		.split(/\s+/u)
		.map((word) => {
			const optional = word.endsWith('?');
			const joined = word.startsWith('_');
			const forms = word
				.replace(/^_|\?$/gu, '')
				.split('|')
				.map((form) => readForm(form, reading));
			return { forms: forms.filter((form) => form.length > 0), optional, joined };
		})
		.filter(({ forms }) => forms.length > 0);
	const [sign] = signs(rest);
	if (words.length === 0 && sign !== undefined) return { kind: 'sign', sign };
	if (words.every(({ optional }) => optional)) return undefined;
	const kind = kinds[mark] ?? 'danger';
	return { kind, reading, whole: mark === '=', always: mark === '!', doubted: mark === '?', words };
}

/** The words of a message, as lines of that reading compare them. Its argument is folded. */
export function readWords(folded: string, reading: Reading): string[] {
	if (folded === '') return [];
	if (reading === 'letter') return isUnspaced(folded) ? Array.from(folded.replaceAll(' ', '')) : [];
	const words = folded.split(' ');
	return reading === 'slavic' ? words.map(slavic) : words;
}

/** Two letters for one, and one for two, are the commonest slip of all: neither counts. */
export function squeeze(word: string): string {
	return word.replace(/(.)\1+/gu, '$1');
}

function readingOf(line: string): Reading {
	if (isUnspaced(line)) return 'letter';
	return isCyrillic(line) ? 'slavic' : 'word';
}

/** By reading and spelling: the same few words stand in thousands of lines, and the checker reads them all as well. */
const knownForms = new Map<string, readonly Part[]>();

function readForm(form: string, reading: Reading): readonly Part[] {
	const name = `${reading} ${form}`;
	const its = knownForms.get(name) ?? parseForm(form, reading);
	knownForms.set(name, its);
	return its;
}

function parseForm(form: string, reading: Reading): Part[] {
	const open = form.endsWith('*');
	const texts = form.split('_').flatMap((word) => readWords(fold(word), reading));
	return texts.map((text, i) => ({
		text: squeeze(text),
		open: open && i === texts.length - 1,
		length: text.length,
	}));
}
