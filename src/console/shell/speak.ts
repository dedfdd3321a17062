/** What the console says, in the staff member's language. */
import { computed, signal } from '@preact/signals';

export type Language = 'en' | 'nl';
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

/** "Romanian". */
export function nameOf(code: string): string {
	try {
		return new Intl.DisplayNames([language.value], { type: 'language' }).of(code) ?? code;
	} catch {
		return code;
	}
}
