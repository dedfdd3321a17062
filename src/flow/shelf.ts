/** The index of one language, opened: which words it knows, which are near them, and how well each topic fits a question. */
import type { Language } from './bundle.ts';
import { isWithin } from './edits.ts';
import type { TopicIndex } from './index-topics.ts';

/** A word of the index that a typed word may stand for. `likeness`: 1 the same word, less for a typo or another ending. */
export interface Near {
	place: number;
	likeness: number;
}

/** A typed word: `weight`, how much it tells, 0 to 1; `near`, what it may stand for in this language. */
export interface Asked {
	weight: number;
	near: Near[];
}

/** `score`: 0 to 1. `evidence`: what its words with meaning weigh together. */
export interface Fit {
	score: number;
	evidence: number;
}

/** A word without meaning weighs little, but "who are you" is made of such words. */
export const STOPWORD = 0.12;
/** Shorter words are taken as they are. */
const SHORT = 4;
/** Words from this length on may have two slips. */
const LONG = 9;

/** What a topic's score is made of: its nearest sentence, all its sentences, its text. Together 1. */
const share = { nearest: 0.65, said: 0.2, text: 0.15 };
/** A sentence that stands whole in a long message scores at least this, if its words weigh enough. */
const CONTAINED = { score: 0.27, weight: 0.8 };
/** How much it counts that a sentence holds nothing which was not asked. */
const EXACT = 0.6;

export class Shelf {
	readonly language: Language;
	readonly topics: TopicIndex['topics'];
	/** Whether typed words must go through `slavic` first. */
	readonly cyrillic: boolean;
	readonly #words: string[];
	readonly #places: ReadonlyMap<string, number>;
	readonly #stopwords: ReadonlySet<number>;
	/** By word: the sentences that hold it. */
	readonly #inSaid: number[][];
	/** By word: the topics whose text holds it. */
	readonly #inText: number[][];
	/** By word: how much it tells, 0 to 1. */
	readonly #weights: Float64Array;
	/** By sentence: its topic. */
	readonly #topicOf: number[];
	/** By sentence: what all its words weigh. */
	readonly #whole: Float64Array;
	/** All words in order, so that those that begin alike stand together. */
	readonly #sorted: number[];
	/** Two letters → the words that hold them. */
	readonly #pairs: ReadonlyMap<string, number[]>;

	constructor(language: Language, index: TopicIndex) {
		this.language = language;
		this.topics = index.topics;
		this.cyrillic = index.cyrillic;
		this.#words = index.words;
		this.#places = new Map(index.words.map((word, place) => [word, place]));
		this.#stopwords = new Set(index.stopwords);
		this.#topicOf = index.said.map(([topic = 0]) => topic);
		this.#inSaid = turned(
			index.said.map(([, ...words]) => words),
			index.words.length,
		);
		this.#inText = turned(index.texts, index.words.length);
		this.#weights = Float64Array.from(index.words, (_, place) => this.#weigh(place));
		this.#whole = Float64Array.from(index.said, ([, ...words]) =>
			sum([...new Set(words)], (place) => this.#weights[place] ?? 0),
		);
		this.#sorted = index.words
			.map((_, place) => place)
			.sort((a, b) => ((index.words[a] ?? '') < (index.words[b] ?? '') ? -1 : 1));
		const pairs = new Map<string, number[]>();
		for (const [place, word] of index.words.entries()) {
			for (const pair of pairsOf(word)) {
				const places = pairs.get(pair);
				if (places) places.push(place);
				else pairs.set(pair, [place]);
			}
		}
		this.#pairs = pairs;
	}

	/** How much a word tells, 0 to 1; undefined for one this language does not know. */
	weight(word: string): number | undefined {
		const place = this.#places.get(word);
		return place === undefined ? undefined : this.#weights[place];
	}

	/** A short word without meaning, such as Romanian and Dutch "de"? */
	isParticle(word: string): boolean {
		return word.length < SHORT && this.#stopwords.has(this.#places.get(word) ?? -1);
	}

	weightOf({ place, likeness }: Near): number {
		return (this.#weights[place] ?? 0) * likeness;
	}

	/** The words a typed word may stand for: itself, with other endings, and when it is none of ours, without its slips. */
	near(word: string): Near[] {
		const place = this.#places.get(word);
		const near = new Map<number, number>();
		if (place !== undefined) near.set(place, 1);
		if (word.length >= SHORT && (place === undefined || !this.#stopwords.has(place))) {
			for (const [kin, likeness] of this.#kin(word)) near.set(kin, Math.max(near.get(kin) ?? 0, likeness));
			if (place === undefined) {
				for (const [meant, likeness] of this.#typos(word)) near.set(meant, Math.max(near.get(meant) ?? 0, likeness));
			}
		}
		return Array.from(near, ([meant, likeness]) => ({ place: meant, likeness }));
	}

	/** How well each topic fits, by its place. @param total weight of all words of the question, in any language */
	fit(asked: Asked[], total: number): Fit[] {
		const fits = this.topics.map(() => ({ nearest: 0, contained: 0, said: 0, text: 0, evidence: 0 }));
		const question = new Float64Array(this.#topicOf.length);
		const sentence = new Float64Array(this.#topicOf.length);
		for (const { weight, near } of asked) {
			for (const [at, { place, likeness }] of nearest(near, this.#inSaid)) {
				question[at] = (question[at] ?? 0) + weight * likeness;
				sentence[at] = (sentence[at] ?? 0) + (this.#weights[place] ?? 0) * likeness;
			}
			for (const [topic, { likeness }] of nearest(near, this.#inSaid, this.#topicOf)) {
				const fit = fits[topic];
				if (!fit) continue;
				fit.said += weight * likeness;
				if (weight > STOPWORD) fit.evidence += weight * likeness;
			}
			for (const [topic, { likeness }] of nearest(near, this.#inText)) {
				const fit = fits[topic];
				if (fit) fit.text += weight * likeness;
			}
		}
		for (const [at, topic] of this.#topicOf.entries()) {
			const whole = this.#whole[at] ?? 0;
			const exact = (sentence[at] ?? 0) / (whole || 1);
			const covered = (question[at] ?? 0) * (1 - EXACT + EXACT * exact);
			const fit = fits[topic];
			if (!fit) continue;
			if (covered > fit.nearest) fit.nearest = covered;
			if (exact > 0.99 && whole > Math.max(fit.contained, CONTAINED.weight)) fit.contained = whole;
		}
		return fits.map(({ nearest: best, contained, said, text, evidence }) => {
			const score = (share.nearest * best + share.said * said + share.text * text) / total;
			const least = contained > 0 ? CONTAINED.score * (1 + contained / 10) : 0;
			return { score: Math.max(score, least), evidence };
		});
	}

	/** How rare a word is: 1 for one topic's own, towards 0 for everybody's; half if only texts say it. */
	#weigh(place: number): number {
		if (this.#stopwords.has(place)) return STOPWORD;
		const said = this.#inSaid[place] ?? [];
		const topics = new Set([...(this.#inText[place] ?? []), ...said.map((at) => this.#topicOf[at])]).size;
		const all = this.topics.length;
		const rare = Math.log(1 + (all - topics + 0.5) / (topics + 0.5)) / Math.log(1 + (all - 0.5) / 1.5);
		// Runtimes may differ in the last bit of a logarithm, and a score must not.
		return Math.round((said.length === 0 ? rare / 2 : rare) * 1e6) / 1e6;
	}

	/** Words that begin alike: `condom` and `condoms`, `register` and `registration`. */
	*#kin(word: string): Generator<[number, number]> {
		const begin = word.slice(0, Math.max(3, Math.ceil(word.length * 0.55)));
		for (let at = this.#firstFrom(begin); at < this.#sorted.length; at++) {
			const place = this.#sorted[at] ?? 0;
			const other = this.#words[place] ?? '';
			if (!other.startsWith(begin)) return;
			const likeness = this.#stopwords.has(place) ? 0 : kinship(word, other);
			if (likeness > 0) yield [place, likeness];
		}
	}

	#firstFrom(begin: string): number {
		let low = 0;
		let high = this.#sorted.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.#words[this.#sorted[middle] ?? 0] ?? '') < begin) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** Words one slip of the finger away, two for long ones. Each slip changes at most three pairs of letters. */
	*#typos(word: string): Generator<[number, number]> {
		const most = word.length < LONG ? 1 : 2;
		const pairs = pairsOf(word);
		const shared = new Map<number, number>();
		for (const pair of pairs) {
			for (const place of this.#pairs.get(pair) ?? []) shared.set(place, (shared.get(place) ?? 0) + 1);
		}
		for (const [place, count] of shared) {
			const other = this.#words[place] ?? '';
			if (count < pairs.length - 3 * most || other.length < SHORT || !isWithin(word, other, most)) continue;
			if (word.length === SHORT && !isLeftOut(word, other)) continue;
			const edits = isWithin(word, other, 1) ? 1 : 2;
			const likeness = 1 - (1.2 * edits) / word.length;
			yield [place, word.charAt(0) === other.charAt(0) ? likeness : likeness * 0.8];
		}
	}
}

/** From what each holds to what holds each. */
function turned(holds: number[][], size: number): number[][] {
	const heldBy: number[][] = Array.from({ length: size }, () => []);
	for (const [at, words] of holds.entries()) for (const place of new Set(words)) heldBy[place]?.push(at);
	return heldBy;
}

/** For everything that holds one of these words (or for what it belongs to): the one most alike. */
function nearest(near: Near[], heldBy: number[][], belongs?: number[]): Map<number, Near> {
	const best = new Map<number, Near>();
	for (const one of near) {
		for (const holder of heldBy[one.place] ?? []) {
			const at = belongs ? (belongs[holder] ?? 0) : holder;
			if ((best.get(at)?.likeness ?? 0) < one.likeness) best.set(at, one);
		}
	}
	return best;
}

/** How alike two words are that begin alike; 0 for too little. */
function kinship(a: string, b: string): number {
	const [short, long] = a.length < b.length ? [a, b] : [b, a];
	let same = 0;
	while (same < short.length && short[same] === long[same]) same++;
	if (same === short.length && long.length - same <= 3) return same >= SHORT ? 0.85 : 0.6;
	const likeness = (2 * same) / (a.length + b.length);
	return same > SHORT && likeness >= 0.6 ? likeness * 0.9 : 0;
}

/**
 * Many words of four letters are one letter from another: only a letter left out or added, or two swapped, is a slip, and
 * never the first.
 */
function isLeftOut(a: string, b: string): boolean {
	const sorted = (word: string): string => [...word].sort().join('');
	return a.charAt(0) === b.charAt(0) && (a.length !== b.length || sorted(a) === sorted(b));
}

/** `police` → ` p`, `po`, `ol` … `e `. */
function pairsOf(word: string): string[] {
	const ended = ` ${word} `;
	return [...new Set(Array.from({ length: ended.length - 1 }, (_, at) => ended.slice(at, at + 2)))];
}

function sum(places: number[], of: (place: number) => number): number {
	return places.reduce((all, place) => all + of(place), 0);
}
