/** A text as people read it, with what the directory filled in still to be told apart. Pure. */
import type { Language } from '../flow/bundle.ts';
import type { Speaker } from '../flow/speak.ts';

/** `fact`: name of the placeholder. `known` false: the directory does not have it, and the text says so. */
export type Segment = { text: string } | { text: string; fact: string; known: boolean };

/** @param text as it stands in the locale file. What code fills in (a day, a name) stays as it stands there. */
export function fillIn(speak: Speaker, language: Language, text: string): Segment[] {
	const unknown = speak.system(language, 'unknown');
	const segments: Segment[] = [];
	let end = 0;
	for (const match of text.matchAll(/\{\{\s*([^}]+?)\s*\}\}/g)) {
		const [whole, fact = ''] = match;
		if (match.index > end) segments.push({ text: text.slice(end, match.index) });
		const value = speak.fact(language, fact);
		segments.push({ text: value ?? whole, fact, known: value !== undefined && value !== unknown });
		end = match.index + whole.length;
	}
	if (end < text.length) segments.push({ text: text.slice(end) });
	return segments;
}
