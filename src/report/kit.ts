/**
 * What is tried out with eight people: pictograms without words, and texts with three questions each. The questions are made
 * from the topics and from what people type for them; they are about somebody, never about the one who answers. Pure.
 */
import type { LocaleSource } from '../bundle/sources.ts';
import type { Language, StepId } from '../flow/bundle.ts';
import { fold } from '../flow/fold.ts';
import { type Bundle, stepAt, topicAt } from '../flow/open.ts';
import { parts, resolve } from '../flow/places.ts';
import type { Segment } from './fill.ts';
import { sideOf } from './side.ts';
import { topicsIn } from './topics.ts';

/** How many people, and how many of them must understand. */
export const PEOPLE = 8;
export const ENOUGH = 6;
const QUESTIONS = 3;
const OPTIONS = 3;

interface Picture {
	no: string;
	svg: string;
	/** What it stands for: titles in the source language, and in the language of the kit. */
	means: string[];
}

/** `about`: what is this text about · `tap`: somebody asks `phrase`, where would you tap · `under`: the same, under this text. */
export interface Question {
	kind: 'about' | 'tap' | 'under' | 'person' | 'urgent';
	/** What somebody asks, in the language of the kit; '' where nobody does. */
	phrase: string;
	options: string[];
	right: string;
}

export interface TextCard {
	no: string;
	id: StepId;
	code: string;
	text: Segment[];
	/** Labels under it, as people tap them. */
	taps: string[];
	questions: Question[];
}

export interface Kit {
	pictures: Picture[];
	texts: TextCard[];
}

/** @param locale holds what people type for each topic in that language */
export function makeKit(bundle: Bundle, locale: LocaleSource, language: Language, only?: readonly StepId[]): Kit {
	const topics = topicsIn(bundle).filter(([id]) => !only || only.includes(id));
	const source = bundle.languages[0] ?? language;
	const named = Map.groupBy(topics, ([, { pictogram }]) => pictogram);
	const pictures = [...named].flatMap(([pictogram, shown], at): Picture[] => {
		const drawn = bundle.pictograms[pictogram];
		const titles = shown.flatMap(([id]) => [sideOf(bundle, source, id).title, sideOf(bundle, language, id).title]);
		return drawn ? [{ no: `P${at + 1}`, svg: drawn.svg, means: [...new Set(titles)] }] : [];
	});
	const texts = topics.map(([id, { code }], at): TextCard => {
		const { text, choices } = sideOf(bundle, language, id);
		const ways = (['person', 'urgent'] as const).map((nav) => bundle.speak.system(language, `nav.${nav}`));
		const taps = [...choices, ...ways.filter((way) => !choices.includes(way))];
		return { no: `T${at + 1}`, id, code, text, taps, questions: questionsOn(bundle, locale, language, id, at, taps) };
	});
	return { pictures, texts };
}

function questionsOn(
	bundle: Bundle,
	locale: LocaleSource,
	language: Language,
	id: StepId,
	at: number,
	taps: string[],
): Question[] {
	const say = (nav: 'person' | 'urgent') => bundle.speak.system(language, `nav.${nav}`);
	return [
		about(bundle, language, id, at),
		fromMenu(bundle, locale, language, id),
		underIt(bundle, locale, language, id, taps),
		{ kind: 'person' as const, phrase: '', options: taps, right: say('person') },
		{ kind: 'urgent' as const, phrase: '', options: taps, right: say('urgent') },
	]
		.filter((question) => question !== undefined)
		.slice(0, QUESTIONS);
}

/** Among titles of the same flow, or of others where it has too few; which of them is right changes its place from card to card. */
function about(bundle: Bundle, language: Language, id: StepId, at: number): Question | undefined {
	const [flow] = parts(id);
	const right = sideOf(bundle, language, id).title;
	const all = topicsIn(bundle).map(([other]) => other);
	const same = all.filter((other) => parts(other)[0] === flow);
	const after = [...same.slice(same.indexOf(id) + 1), ...same.slice(0, same.indexOf(id)), ...all];
	const titles = [...new Set(after.map((other) => sideOf(bundle, language, other).title))].filter(
		(one) => one !== right,
	);
	const others = titles.slice(0, OPTIONS - 1);
	return others.length === 0
		? undefined
		: { kind: 'about', phrase: '', options: others.toSpliced(at % OPTIONS, 0, right), right };
}

/** Somebody asks for this topic, and sees the menu in which it stands. */
function fromMenu(bundle: Bundle, locale: LocaleSource, language: Language, id: StepId): Question | undefined {
	const phrase = phraseFor(bundle, locale, language, id);
	const menu = menuOf(bundle, id);
	if (phrase === undefined || !menu) return undefined;
	const { choices } = sideOf(bundle, language, menu.id);
	const right = choices[menu.at];
	return right === undefined ? undefined : { kind: 'tap', phrase, options: choices, right };
}

/** Somebody asks for one of the topics that stand under this text. */
function underIt(
	bundle: Bundle,
	locale: LocaleSource,
	language: Language,
	id: StepId,
	taps: string[],
): Question | undefined {
	const step = stepAt(bundle, id);
	if (step?.do !== 'choose') return undefined;
	for (const [at, choice] of step.choices.entries()) {
		const to = 'goto' in choice ? resolve(parts(id)[0], choice.goto) : undefined;
		const phrase = to && phraseFor(bundle, locale, language, to);
		const right = taps[at];
		if (phrase !== undefined && right !== undefined) return { kind: 'under', phrase, options: taps, right };
	}
	return undefined;
}

/** The menu in which it stands: a step that answers nothing itself, of the same flow if there is one. */
function menuOf(bundle: Bundle, id: StepId): { id: StepId; at: number } | undefined {
	const menus = Object.values(bundle.flows).flatMap(({ flow, steps }) =>
		Object.entries(steps).flatMap(([name, step]) => {
			if (step.do !== 'choose' || step.topic || step.choices.length < OPTIONS) return [];
			const at = step.choices.findIndex((choice) => 'goto' in choice && resolve(flow, choice.goto) === id);
			return at < 0 ? [] : [{ id: `${flow}.${name}`, at }];
		}),
	);
	return menus.find((menu) => parts(menu.id)[0] === parts(id)[0]) ?? menus[0];
}

/** What people type when they mean it: a sentence rather than a word, and not the title itself. */
function phraseFor(bundle: Bundle, locale: LocaleSource, language: Language, id: StepId): string | undefined {
	if (!topicAt(bundle, id)) return undefined;
	const [flow, step] = parts(id);
	const { title = '', synonyms = [] } = locale.texts.get(flow)?.value[step] ?? {};
	const own = fold(title);
	const other = synonyms.filter((phrase) => !own.includes(fold(phrase)) && !fold(phrase).includes(own));
	const words = new Intl.Segmenter(language, { granularity: 'word' });
	const wordsIn = (phrase: string) => [...words.segment(phrase)].filter(({ isWordLike }) => isWordLike).length;
	return other.find((phrase) => wordsIn(phrase) >= 3) ?? other.find((phrase) => wordsIn(phrase) === 2) ?? other[0];
}
