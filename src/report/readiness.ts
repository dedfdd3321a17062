/** The readiness report, from a compiled bundle and what was said of its texts. Pure: the same at the command line and in the Desk. */
import { isAbout, type Verdict } from '../flow/approvals.ts';
import type { CompiledBundle, Language, StepId } from '../flow/bundle.ts';
import type { Topic } from '../flow/schema.ts';
import { findGaps } from './gaps.ts';
import { type Cell, type Readiness, type State, states } from './model.ts';
import { findOpen } from './open-items.ts';
import { titleOf, topicsIn } from './topics.ts';

/** A verdict of the Desk, with the name of who gave it. */
export type NamedVerdict = Verdict & { name: string };

export interface Known {
	/** The last word on each text at the Desk; empty: only files count. */
	verdicts: readonly NamedVerdict[];
	/** `2026-11-27`: review days are held against it. */
	today: string;
	notYetOn?: readonly Language[];
}

export function readiness(bundle: CompiledBundle, known: Known): Readiness {
	const { languages, directory } = bundle;
	const topics = topicsIn(bundle).map(([id, topic]) => ({
		id,
		code: topic.code,
		title: titleOf(bundle, id),
		emoji: topic.emoji,
		confidence: topic.confidence,
		review_by: topic.review_by,
		overdue: topic.review_by < known.today,
		emergency: topic.emergency,
		cells: Object.fromEntries(languages.map((language) => [language, cellOf(bundle, id, topic, language, known)])),
	}));
	const cellsOf = (language: Language) => topics.flatMap(({ cells }) => cells[language] ?? []);
	const open = findOpen(bundle);
	const gaps = findGaps(bundle);
	const all = languages.flatMap(cellsOf);
	return {
		day: known.today,
		organisation: directory.organisation.name,
		source: languages[0] ?? '',
		languages: languages.map((code) => {
			const counts = count(cellsOf(code));
			const { drafted = 'machine', reviewed = null } = bundle.standing[code] ?? {};
			return {
				...{ code, drafted, reviewed, counts },
				name: bundle.words[code]?.name ?? code,
				complete: counts.missing + counts.stale === 0,
				audio: cellsOf(code).filter(({ audio }) => audio).length,
			};
		}),
		notYetOn: [...(known.notYetOn ?? [])],
		topics,
		open,
		directory: gaps,
		totals: {
			topics: topics.length,
			texts: all.length,
			counts: count(all),
			audio: all.filter(({ audio }) => audio).length,
			open: {
				V1: open.filter(({ mark }) => mark === 'V1').length,
				V2: open.filter(({ mark }) => mark === 'V2').length,
			},
			demo: gaps.filter(({ is }) => is === 'demo').length,
			unknown: gaps.filter(({ is }) => is === 'unknown').length,
		},
	};
}

function cellOf(bundle: CompiledBundle, id: StepId, topic: Topic, language: Language, known: Known): Cell {
	const standing = bundle.standing[language];
	const { hash = '', is = 'missing', withdrawn = null } = standing?.topics[id] ?? {};
	const said = known.verdicts.find((one) => one.language === language && one.topic === id);
	const now = said && isAbout(bundle, language, id, said.hash) ? said : undefined;
	const file = bundle.approved[language]?.[id];
	const approved = now ? now.approved : file !== undefined;
	// An approval of a text that is no more: of the file, or of the Desk.
	const before = withdrawn ?? (said?.approved && !now ? said : null);
	const word = now ?? file ?? before;
	const state = (): State => {
		if (is !== 'whole') return is;
		if (approved) return topic.review_by < known.today ? 'expired' : 'approved';
		if (now) return 'withdrawn';
		if (before) return 'edited';
		if (standing?.reviewed) return 'reviewed';
		return standing?.drafted ?? 'machine';
	};
	return {
		state: state(),
		hash,
		word: word ? { by: word.by, on: word.on, name: said && word === said ? said.name : null } : null,
		audio: bundle.sounds[language]?.[id] !== undefined,
	};
}

function count(cells: readonly Cell[]): Record<State, number> {
	const counts = Object.fromEntries(states.map((state) => [state, 0])) as Record<State, number>;
	for (const { state } of cells) counts[state]++;
	return counts;
}
