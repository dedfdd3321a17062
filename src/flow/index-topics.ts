/** The finder's index of one language, made when the bundle is compiled: every sentence that stands for a topic. */
import { isCyrillic, slavic, tokens } from './fold.ts';
import type { Words } from './schema.ts';

/** A topic as one language tells it. `text` may hold `{{placeholders}}`. */
export interface TopicText {
	id: string;
	code: string;
	title: string;
	text: string;
	synonyms: string[];
}

/** What `index[language]` of the bundle holds, as JSON. */
export interface TopicIndex {
	/** [id, code] */
	topics: [id: string, code: string][];
	/** All words, folded; everywhere else a word is its place in this list. */
	words: string[];
	/** Words without meaning. */
	stopwords: number[];
	/** The words are Cyrillic: what is typed in Latin letters is compared by `slavic`. */
	cyrillic: boolean;
	/** Titles and synonyms, what people say: the topic's place, then the words in order. */
	said: number[][];
	/** The texts, what topics answer: by the topic's place, each word once. */
	texts: number[][];
}

/** Ages that are asked about: 12 to 17 is under age, 18 to 20 too young for a licensed place. */
const minor = /^1[2-7]$/;
const young = /^(18|19|20)$/;

/** @param topics of one language. @returns the index of that language, serialised; equal input gives an equal string. */
export function indexTopics(topics: TopicText[], words: Words): string {
	const cyrillic = topics.some(({ title }) => isCyrillic(title));
	const places = new Map<string, number>();
	const number = (word: string): number => {
		const place = places.get(word) ?? places.size;
		places.set(word, place);
		return place;
	};
	const numbers = (text: string): number[] => terms(text, cyrillic).map(number);
	const said = topics.flatMap(({ title, synonyms }, topic) => {
		const sentences = [title, ...synonyms].map(numbers).filter((sentence) => sentence.length > 0);
		return [...new Map(sentences.map((sentence) => [sentence.join(), [topic, ...sentence]])).values()];
	});
	const texts = topics.map(({ text }) => [...new Set(numbers(text.replace(/\{\{[^}]*\}\}/g, ' ')))]);
	const stopwords = [...new Set(words.stopwords.flatMap(numbers))];
	const index: TopicIndex = {
		topics: topics.map(({ id, code }) => [id, code]),
		words: [...places.keys()],
		stopwords,
		cyrillic,
		said,
		texts,
	};
	return JSON.stringify(index);
}

/** What a sentence is found by. Ages stand for their group: somebody of 16 asks what somebody of 17 asks. */
export function terms(text: string, cyrillic: boolean): string[] {
	return tokens(text).map((word) => {
		if (minor.test(word)) return '#minor';
		if (young.test(word)) return '#young';
		return cyrillic ? slavic(word) : word;
	});
}
