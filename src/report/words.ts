/** How the report calls what it counts, in English: it is read by the organisation, whatever language the texts are in. */
import type { Readiness, State } from './model.ts';

export const stateWords: Record<State, { short: string; means: string }> = {
	missing: { short: 'missing', means: 'a part of the text is not there' },
	stale: { short: 'stale', means: 'the source text has changed since it was translated' },
	edited: { short: 'edited', means: 'it was approved; an edit of the text or of a fact in it withdrew that' },
	withdrawn: { short: 'withdrawn', means: 'somebody took the approval back' },
	expired: { short: 'expired', means: 'approved, and past its review day: served with a word of warning' },
	approved: { short: 'approved', means: 'served with PUBLISH=approved' },
	reviewed: { short: 'read', means: 'draft, read by a native reader; not approved' },
	human: { short: 'draft', means: 'drafted by a human; not approved' },
	machine: { short: 'machine', means: 'machine-drafted, read by nobody; not approved' },
	source: { short: 'source', means: 'the source text; not approved' },
};

type LanguageRow = Readiness['languages'][number];

export function draftedWords({ drafted, reviewed }: Pick<LanguageRow, 'drafted' | 'reviewed'>): string {
	const by = { source: 'source text', machine: 'machine-drafted', human: 'drafted by a human' }[drafted];
	return reviewed ? `${by}, read by ${reviewed.by} on ${reviewed.on}` : `${by}, not yet read by a native reader`;
}

/** Of a cell: who said the newest word about it, and when. */
export function wordWords(word: Readiness['topics'][number]['cells'][string]['word']): string {
	return word ? `${word.by}, ${word.on}${word.name === null ? '' : ` (${word.name})`}` : '';
}

export function gapWords({ is, fields }: Readiness['directory'][number]): string {
	const what = fields.map((field) => field.replace('_', ' ')).join(', ');
	if (is === 'demo') return what === '' ? 'demo' : `demo: ${what}`;
	return what === '' ? 'not known' : `not known: ${what}`;
}
