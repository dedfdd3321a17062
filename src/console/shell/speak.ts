/** What the console says, in the staff member's language. */
import { computed, signal } from '@preact/signals';
import en from '../texts/en.json';
import nl from '../texts/nl.json';

export type Key = keyof typeof en;
export type Language = 'en' | 'nl';
/** Both have every key, or this does not compile. */
const texts: Record<Language, Record<Key, string>> = { en, nl };
const STORED = 'desk.language';

const chosen = signal<Language | null>(readChosen());

/** What was chosen in this browser, else what the browser speaks. */
export const language = computed<Language>(
	() => chosen.value ?? (navigator.languages.find((tag) => /^(nl|en)\b/.test(tag))?.startsWith('nl') ? 'nl' : 'en'),
);

export function choose(to: Language): void {
	chosen.value = to;
	localStorage.setItem(STORED, to);
}

function readChosen(): Language | null {
	const stored = localStorage.getItem(STORED);
	return stored === 'en' || stored === 'nl' ? stored : null;
}

/** `{name}` in the text is replaced. With `n`, the key's `.one` is taken where the language says so. */
export function say(key: Key, values: Record<string, string | number> = {}): string {
	const one = `${key}.one`;
	const plural = values.n === 1 && one in texts[language.value] ? (one as Key) : key;
	return texts[language.value][plural].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** For what the server names: the text under `prefix.name`, or under `prefix.other` when this console is older than the server. */
export function sayOf(prefix: string, name: string, values: Record<string, string | number> = {}): string {
	const key = `${prefix}.${name}`;
	return say((Object.hasOwn(texts[language.value], key) ? key : `${prefix}.other`) as Key, values);
}

/** "Romanian". */
export function nameOf(code: string): string {
	try {
		return new Intl.DisplayNames([language.value], { type: 'language' }).of(code) ?? code;
	} catch {
		return code;
	}
}
