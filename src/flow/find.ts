/**
 * Finds the topics a typed question is about. Pure, synchronous, without a model; the typed words are kept nowhere.
 *
 * Each title and synonym is a sentence somebody might type. A topic scores by its nearest sentence, and a little by
 * everything else it says; a word counts for more the fewer topics use it. All languages are looked in at once, because
 * people mix them. What fits too little is not offered: "I do not know" is an answer.
 */
import type { CompiledBundle, Language, StepId } from './bundle.ts';
import { findDanger } from './danger.ts';
import { slavic } from './fold.ts';
import { type TopicIndex, terms } from './index-topics.ts';
import { URGENT } from './places.ts';
import { type Fit, type Near, Shelf, STOPWORD } from './shelf.ts';

interface FoundTopic {
	id: StepId;
	/** The topic's mark in CONTENT.md. */
	code: string;
	/** 0 to 1. */
	score: number;
}

export interface Found {
	danger: boolean;
	/** Best first, at most a handful; none: nothing fits. With danger the urgent topic is the first. */
	topics: FoundTopic[];
	/** The language that the question is in, if it knows most of its words. */
	language: Language | undefined;
}

export interface Finder {
	/** @param language of the conversation: decides between equals. @param text of which the first 1,000 characters count */
	find(language: Language, text: string): Found;
}

/** At most so many topics are handed back. */
const MOST = 5;
/** How much a word tells that no language knows. */
const UNKNOWN = 0.35;
/** Below this nothing fits. Calibrated with questions about weather, football and cake. */
const FLOOR = 0.25;
/** A topic that fits so much less than the best is not offered beside it. */
const BESIDE = 0.35;
/** With less evidence than this, only a sentence known by heart counts: "who are you". */
const EVIDENCE = 0.35;
const BY_HEART = 0.8;
/** "Condom broke" asked calmly is about the condom, not about the urgent card that names it too. */
const CALM = 0.8;
/** How much a word counts that only a language knows which is neither the chat's nor knows another word of the question. */
const STRANGER = 0.5;
/** A language that knows so many words more than the chat's is the question's. */
const CLEARLY = 2;

type Indexed = Pick<CompiledBundle, 'languages' | 'words' | 'likeness' | 'index'>;

/** By index: whoever opens the same bundle again, as tests do with each server, waits once. */
const opened = new WeakMap<Indexed['index'], Finder>();

/** @param bundle as compiled. Opening takes some hundred milliseconds, once. */
export function openFinder(bundle: Indexed): Finder {
	const finder = opened.get(bundle.index) ?? open(bundle);
	opened.set(bundle.index, finder);
	return finder;
}

function open(bundle: Indexed): Finder {
	const shelves = bundle.languages.flatMap((language) => {
		const serialised = bundle.index[language];
		return serialised === undefined ? [] : [new Shelf(language, JSON.parse(serialised) as TopicIndex)];
	});
	const urgent = shelves.flatMap(({ topics }) => topics).find(([id]) => id === URGENT);
	// Lines and weights of danger are read now, not while the first person waits.
	findDanger(bundle, '', 'the first of them');
	return {
		find(language, text) {
			const danger = findDanger(bundle, language, text) !== undefined;
			const readers = read(shelves, language, text);
			const topics = rank(readers, language, danger ? '' : (urgent?.[1] ?? ''));
			const first = danger && urgent ? [{ id: urgent[0], code: urgent[1], score: 1 }] : [];
			const others = first.length > 0 ? topics.filter(({ id }) => id !== URGENT) : topics;
			return { danger, topics: [...first, ...others].slice(0, MOST), language: languageOf(readers) };
		},
	};
}

/** One language's index, with the question as it compares words. */
interface Reader {
	shelf: Shelf;
	/** In the same order for every language. */
	words: string[];
	/** How many of the words it knows; half a word more for the conversation's language. */
	knows: number;
}

/** All languages, the one that knows most of the words first. */
function read(shelves: Shelf[], language: Language, text: string): Reader[] {
	const typed = [...new Set(terms(text, false))];
	const latin = shelves.some(({ cyrillic }) => cyrillic) ? typed.map(slavic) : typed;
	const readers = shelves.map((shelf) => {
		const words = shelf.cyrillic ? latin : typed;
		const known = words.filter((word) => shelf.weight(word) !== undefined).length;
		return { shelf, words, knows: known + (shelf.language === language ? 0.5 : 0) };
	});
	return readers.sort((a, b) => b.knows - a.knows);
}

function languageOf([first]: Reader[]): Language | undefined {
	return first && first.knows >= 1 && first.knows >= first.words.length / 2 ? first.shelf.language : undefined;
}

/** @param calm mark of the urgent cards when nothing sounds like danger: they give way to what explains the same */
function rank(readers: Reader[], language: Language, calm: string): FoundTopic[] {
	const asked = (readers[0]?.words ?? []).map((_, at) => ask(readers, language, at));
	const total = asked.reduce((sum, { weight }) => sum + weight, 0);
	const fits = new Map<StepId, FoundTopic & Fit>();
	for (const { shelf } of readers) {
		const its = asked.map(({ weight, near }) => ({ weight, near: near.get(shelf) ?? [] }));
		if (its.every(({ near }) => near.length === 0)) continue;
		for (const [place, { score, evidence }] of shelf.fit(its, total).entries()) {
			const [id = '', code = ''] = shelf.topics[place] ?? [];
			const other = fits.get(id);
			const share = code === calm ? CALM : 1;
			fits.set(id, {
				id,
				code,
				score: share * score + (other?.score ?? 0),
				evidence: evidence + (other?.evidence ?? 0),
			});
		}
	}
	const sorted = [...fits.values()].sort((a, b) => b.score - a.score);
	const least = Math.max(FLOOR, (sorted[0]?.score ?? 0) * BESIDE);
	return sorted
		.filter(({ score, evidence }) => score >= (evidence < EVIDENCE ? BY_HEART : least))
		.map(({ id, code, score }) => ({ id, code, score: Math.round(Math.min(1, score) * 1000) / 1000 }));
}

/**
 * What one word of the question may stand for, by language. It belongs to the first language that knows it: "die" is asked
 * in English or in Dutch, not in both. A particle of any language tells nothing ("de"). One that none knows is a slip, in the language of the question or of the chat.
 */
function ask(readers: Reader[], language: Language, at: number): { weight: number; near: Map<Shelf, Near[]> } {
	const owner = readers.find(({ shelf, words }) => shelf.weight(words[at] ?? '') !== undefined);
	if (owner) {
		const word = owner.words[at] ?? '';
		const particle = readers.some(({ shelf, words }) => shelf.isParticle(words[at] ?? ''));
		// Romanian "vreme" is weather, and time in Bulgarian, which "time to think" is about.
		const share = owner.shelf.language === language || owner.knows > 1 ? 1 : STRANGER;
		return {
			weight: particle ? STOPWORD : share * (owner.shelf.weight(word) ?? 0),
			near: new Map([[owner.shelf, owner.shelf.near(word)]]),
		};
	}
	const most = readers[0]?.knows ?? 0;
	const own = readers.filter(
		({ shelf, knows }, place) => place === 0 || (shelf.language === language && knows > most - CLEARLY),
	);
	const near = new Map(own.map(({ shelf, words }) => [shelf, shelf.near(words[at] ?? '')]));
	const weights = [...near].flatMap(([shelf, its]) => its.map((one) => shelf.weightOf(one)));
	return { weight: weights.length > 0 ? Math.max(...weights) : UNKNOWN, near };
}
