/**
 * `npm run bench -- questions`: how well the finder knows what people type. The questions were written by somebody who had
 * not seen the synonyms (test/questions/README.md). A third of them, drawn by a hash of the text, is kept aside while
 * synonyms and words of danger are tuned, and all of the third collection: what is missed there is named only with `--reveal`.
 */
import { createHash } from 'node:crypto';
import type { CompiledBundle, Language } from '../src/flow/bundle.ts';
import { type Finder, openFinder } from '../src/flow/find.ts';
import { type Collection, readCollections } from '../test/questions/read.ts';
import { quantile } from './table.ts';

/** `tuning`: what may be looked at while tuning. `aside`: what judges it. */
type Part = 'tuning' | 'aside';

export interface Judged {
	language: Language;
	/** Which collection it is of. */
	collection: 'first' | 'second' | 'third';
	part: Part;
	questions: number;
	/** Shares of the questions: the right topic is the first, or one of three. */
	recall1: number;
	recall3: number;
	danger: number;
	missedDanger: string[];
	harmless: number;
	falseDanger: string[];
	/** Questions whose topic was not among three: `text → what was offered`. */
	missed: string[];
	/** ms for one: half of them are faster, and all but one of a hundred. */
	median: number;
	p99: number;
}

/** A third of the first two, by a hash of the text; all of the third, as nothing was tuned with it. */
function partOf(text: string, collection: Judged['collection']): Part {
	const third = (createHash('sha256').update(text).digest()[0] ?? 0) % 3 === 0;
	return third || collection === 'third' ? 'aside' : 'tuning';
}

/** Every language of the bundle that has a collection, both parts. */
export function judgeQuestions(bundle: CompiledBundle): Judged[] {
	const finder = openFinder(bundle);
	const first = readCollections();
	// So that what is measured is compiled.
	for (const { language, questions } of first) for (const { text } of questions) finder.find(language, text);
	const judgeAll = (collections: Collection[], name: Judged['collection']) =>
		collections
			.filter(({ language }) => bundle.languages.includes(language))
			.sort((a, b) => bundle.languages.indexOf(a.language) - bundle.languages.indexOf(b.language))
			.flatMap((collection) => (['tuning', 'aside'] as const).map((part) => judge(finder, collection, name, part)))
			.filter(({ questions, danger, harmless }) => questions + danger + harmless > 0);
	return [
		...judgeAll(first, 'first'),
		...judgeAll(readCollections('second'), 'second'),
		...judgeAll(readCollections('third'), 'third'),
	];
}

function judge(finder: Finder, { language, ...all }: Collection, collection: Judged['collection'], part: Part): Judged {
	const took: number[] = [];
	const find = (text: string) => {
		const from = performance.now();
		const found = finder.find(language, text);
		took.push(performance.now() - from);
		return found;
	};
	const questions = all.questions.filter(({ text }) => partOf(text, collection) === part);
	const danger = all.danger.filter((text) => partOf(text, collection) === part);
	const harmless = all.harmless.filter((text) => partOf(text, collection) === part);
	const asked = questions.map(({ text, topic, also = [] }) => {
		const found = find(text).topics.map(({ code }) => code);
		const place = found.findIndex((code) => code === topic || also.includes(code));
		return { text, topic, found, place };
	});
	const share = (most: number) =>
		asked.filter(({ place }) => place >= 0 && place < most).length / Math.max(1, asked.length);
	return {
		language,
		collection,
		part,
		questions: questions.length,
		recall1: share(1),
		recall3: share(3),
		danger: danger.length,
		missedDanger: danger.filter((text) => !find(text).danger),
		harmless: harmless.length,
		falseDanger: harmless.filter((text) => find(text).danger),
		missed: asked
			.filter(({ place }) => place < 0 || place > 2)
			.map(({ text, topic, found }) => `${topic} ${text} → ${found.slice(0, 3).join(' ') || 'nothing'}`),
		median: quantile(took, 0.5),
		p99: quantile(took, 0.99),
	};
}

/** A table in Markdown, and below it what was missed; of the part kept aside only with `reveal`. */
export function spellJudged(judged: readonly Judged[], reveal: boolean): string {
	const percent = (share: number) => `${Math.round(share * 100)} %`;
	const share = (of: number, recall: number) => (of === 0 ? '–' : recall.toFixed(2));
	const rows = judged.map(
		({
			language,
			collection,
			part,
			questions,
			recall1,
			recall3,
			danger,
			missedDanger,
			harmless,
			falseDanger,
			median,
			p99,
		}) =>
			`| ${language} | ${collection} | ${part} | ${questions} | ${share(questions, recall1)} | ${share(questions, recall3)} | ${missedDanger.length} of ${danger} | ${falseDanger.length} of ${harmless} (${percent(falseDanger.length / Math.max(1, harmless))}) | ${median.toFixed(2)} | ${p99.toFixed(1)} |`,
	);
	const lists = judged
		.filter(({ part }) => part === 'tuning' || reveal)
		.flatMap(({ language, collection, part, missedDanger, falseDanger, missed }) => [
			...named(`${language}, ${collection}, ${part}: danger missed`, missedDanger),
			...named(`${language}, ${collection}, ${part}: taken for danger`, falseDanger),
			...named(`${language}, ${collection}, ${part}: topic missed`, missed),
		]);
	return [
		'| language | collection | part | questions | recall@1 | recall@3 | danger missed | false danger | median, ms | p99, ms |',
		'| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
		...rows,
		...lists,
	].join('\n');
}

function named(what: string, texts: readonly string[]): string[] {
	return texts.length === 0 ? [] : ['', `${what} (${texts.length})`, ...texts.map((text) => `  ${text}`)];
}
