/** Examples of danger and of none → the weights of src/flow/likeness.ts. Equal examples give equal weights. */
import type { Language, Likeness } from '../flow/bundle.ts';
import { BITS, featuresOfText } from '../flow/likeness.ts';
import { hashText } from './hash.ts';
import type { LocaleSource, Sources } from './sources.ts';

/** What is asked about any other topic is no danger: titles and synonyms are examples too. */
const nearDanger = new Set([
	...['die', 'hurt', 'police-here', 'rape', 'urgent', 'under-18'].map((step) => `safety.${step}`),
	...['sexual-violence', 'bad-client', 'forced', 'home', 'money', 'feel-bad'].map((step) => `help.${step}`),
]);
/** Harmless examples outnumber the others; a missed danger is worse than a false alarm. */
const DANGER_COUNTS = 3;
const PASSES = 15;
const RATE = 0.3;
const DECAY = 1e-4;

interface Example {
	features: number[];
	danger: boolean;
}

/** What is learnt from, of one language. */
function examplesOf({ examples, texts }: LocaleSource): { danger: string[]; harmless: string[] } {
	const asked = [...texts].flatMap(([flow, { value }]) =>
		Object.entries(value).flatMap(([step, said]) => (nearDanger.has(`${flow}.${step}`) ? [] : [said])),
	);
	const calm = asked.flatMap(({ title, synonyms = [] }) => (title === undefined ? synonyms : [title, ...synonyms]));
	return { danger: examples.value.danger, harmless: [...examples.value.harmless, ...calm] };
}

/** Tells whether weights are learnt from what stands there today. */
export function hashExamples(locale: LocaleSource): string {
	return hashText(JSON.stringify(examplesOf(locale)));
}

/** → language → `hashExamples`, and the weights. Takes a second or two. */
export function learn({ locales }: Sources): { learnt_from: Record<Language, string> } & Likeness {
	const examples = [...locales.values()].flatMap((locale) => {
		const { danger, harmless } = examplesOf(locale);
		const read = (danger: boolean) => (text: string) => ({ features: [...featuresOfText(text)], danger });
		return [...danger.map(read(true)), ...harmless.map(read(false))];
	});
	const { bias, weights } = regress(examples.filter(({ features }) => features.length > 0));
	const scale = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127;
	const bytes = Int8Array.from(weights, (weight) => Math.round(weight / scale));
	return {
		learnt_from: Object.fromEntries([...locales].map(([language, locale]) => [language, hashExamples(locale)])),
		bias,
		scale,
		weights: Buffer.from(bytes.buffer).toString('base64'),
	};
}

/** Logistic regression by AdaGrad. https://jmlr.org/papers/v12/duchi11a.html */
function regress(examples: Example[]): { bias: number; weights: Float64Array } {
	const weights = new Float64Array(1 << BITS);
	const squares = new Float64Array(1 << BITS).fill(1e-8);
	let bias = 0;
	let biasSquares = 1e-8;
	const random = sequence();
	for (let pass = 0; pass < PASSES; pass++) {
		shuffle(examples, random);
		for (const { features, danger } of examples) {
			const share = 1 / Math.sqrt(features.length);
			let sum = 0;
			for (const feature of features) sum += weights[feature] ?? 0;
			const error = (1 / (1 + Math.exp(-bias - sum * share)) - Number(danger)) * (danger ? DANGER_COUNTS : 1);
			biasSquares += error * error;
			bias -= (RATE * error) / Math.sqrt(biasSquares);
			for (const feature of features) {
				const weight = weights[feature] ?? 0;
				const slope = error * share + DECAY * weight;
				const square = (squares[feature] ?? 0) + slope * slope;
				squares[feature] = square;
				weights[feature] = weight - (RATE * slope) / Math.sqrt(square);
			}
		}
	}
	return { bias, weights };
}

/** The same numbers each time, from 0 to 1. */
function sequence(): () => number {
	let state = 1;
	return () => {
		state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
		return state / 0x80000000;
	};
}

function shuffle(examples: Example[], random: () => number): void {
	for (let last = examples.length - 1; last > 0; last--) {
		const other = Math.floor(random() * (last + 1));
		const [a, b] = [examples[last], examples[other]];
		if (a && b) [examples[last], examples[other]] = [b, a];
	}
}
