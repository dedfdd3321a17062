/** What the screens of sign-in, keys and team say; the console's other texts are in shell/speak.ts. */
import { language } from '../shell/speak.ts';
import en from '../texts/sign-in.en.json';
import nl from '../texts/sign-in.nl.json';

export type Key = keyof typeof en;
/** Both have every key, or this does not compile. */
const texts: Record<'en' | 'nl', Record<Key, string>> = { en, nl };

/** `{name}` in the text is replaced. */
export function say(key: Key, values: Record<string, string | number> = {}): string {
	return texts[language.value][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** "24 November", with the time on the same day: "14:32". */
export function day(at: number): string {
	const today = new Date(at).toDateString() === new Date().toDateString();
	return new Intl.DateTimeFormat(language.value === 'nl' ? 'nl-NL' : 'en-GB', {
		...(today ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } : { day: 'numeric', month: 'long' }),
	}).format(at);
}

/** "24 November 2026", for paper. */
export function date(at: number): string {
	return new Intl.DateTimeFormat(language.value === 'nl' ? 'nl-NL' : 'en-GB', { dateStyle: 'long' }).format(at);
}

/** "nl-NL" knows "coördinator en outreachwerker". */
export function listed(words: string[]): string {
	return new Intl.ListFormat(language.value).format(words);
}
