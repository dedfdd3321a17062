/**
 * How much a message is like messages of danger: for what no line of danger names. People seldom write "he hits me"; they
 * write "he took the key when he left". A linear model says how much each word, pair of words and piece of a word speaks
 * for danger or against it. It is learnt from the examples in `locales/<lang>/_examples.json` (src/bundle/learn.ts), in all
 * languages at once, because people mix them. Nothing is learnt from what anybody types.
 *
 * Logistic regression over hashed features: https://arxiv.org/abs/0902.2206
 */
import type { Likeness } from './bundle.ts';
import { fold, isUnspaced } from './fold.ts';

/** Of the hash: so many weights are there. */
export const BITS = 17;
/** As far as danger is looked for: src/flow/danger.ts. */
const LONGEST = 4096;
/** A long story is judged piece by piece, as one sentence of it may be the danger. In words, or letters without spaces. */
const PIECE = { words: 24, letters: 48 };
/** Pieces of words: from three to five letters, with the word's ends. */
const [SHORTEST_PART, LONGEST_PART] = [3, 5];
/** Of a script without spaces: up to so many letters together. */
const MOST_LETTERS = 4;

const minor = /^1[2-7]$/;
const number = /^\d+$/;

export interface Compared {
	/** Above 0 more like danger than not. */
	score: number;
	/** How much there was to compare: words, or letters without spaces. Of few, the score says little. */
	length: number;
}

/** @param text of which the first 4,096 characters count */
export function likeness(learnt: Likeness, text: string): Compared {
	const weights = open(learnt);
	const { units, spaced } = unitsOf(text);
	const size = spaced ? PIECE.words : PIECE.letters;
	let score = Number.NEGATIVE_INFINITY;
	for (let from = 0; from === 0 || from + size / 2 < units.length; from += size / 2) {
		const features = featuresOf(units.slice(from, from + size), spaced);
		let sum = 0;
		for (const feature of features) sum += weights[feature] ?? 0;
		score = Math.max(score, learnt.bias + (learnt.scale * sum) / Math.sqrt(Math.max(1, features.size)));
	}
	return { score, length: units.length };
}

/** What a short message is judged by: places among the weights. */
export function featuresOfText(text: string): Set<number> {
	const { units, spaced } = unitsOf(text);
	return featuresOf(units, spaced);
}

/** Words; or letters, where no spaces part words. */
function unitsOf(text: string): { units: string[]; spaced: boolean } {
	const folded = fold(text.slice(0, LONGEST), LONGEST);
	if (isUnspaced(folded)) return { units: Array.from(folded.replaceAll(' ', '')), spaced: false };
	return { units: folded === '' ? [] : folded.split(' ').map(plain), spaced: true };
}

/** Two letters for one are the commonest slip; an age under eighteen is told from any other number. */
function plain(word: string): string {
	if (number.test(word)) return minor.test(word) ? '#minor' : '#';
	return word.replace(/(.)\1+/gu, '$1');
}

function featuresOf(units: string[], spaced: boolean): Set<number> {
	const features = new Set<number>();
	if (!spaced) {
		for (let from = 0; from < units.length; from++)
			for (let to = from + 1; to <= Math.min(from + MOST_LETTERS, units.length); to++)
				features.add(hash(`c${units.slice(from, to).join('')}`));
		return features;
	}
	const words = ['^', ...units, '$'];
	for (const [at, word] of words.entries()) {
		const [next, nextButOne] = [words[at + 1], words[at + 2]];
		if (next !== undefined) features.add(hash(`${word} ${next}`));
		if (nextButOne !== undefined) features.add(hash(`${word} _ ${nextButOne}`));
		if (at === 0 || next === undefined) continue;
		features.add(hash(`w${word}`));
		const whole = `<${word}>`;
		for (let length = SHORTEST_PART; length <= LONGEST_PART; length++)
			for (let from = 0; from + length <= whole.length; from++)
				features.add(hash(`~${whole.slice(from, from + length)}`));
	}
	return features;
}

/** FNV-1a, mixed once more so that its low bits are as good as its high ones. http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(feature: string): number {
	let h = 2166136261;
	for (let at = 0; at < feature.length; at++) h = Math.imul(h ^ feature.charCodeAt(at), 16777619);
	h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
	return ((h ^ (h >>> 12)) >>> 0) & ((1 << BITS) - 1);
}

const opened = new WeakMap<Likeness, Int8Array>();

function open(learnt: Likeness): Int8Array {
	const weights = opened.get(learnt) ?? Int8Array.from(atob(learnt.weights), (byte) => byte.charCodeAt(0));
	opened.set(learnt, weights);
	return weights;
}
