/** Sources → the compiled bundle. Deterministic: equal sources give an equal hash. */
import { createHash } from 'node:crypto';
import type { CompiledBundle, Language } from '../flow/bundle.ts';
import { indexTopics, type TopicText } from '../flow/index-topics.ts';
import { ownPictograms } from '../flow/pictures.ts';
import type { Directory, FlowTexts } from '../flow/schema.ts';
import { consentKeys } from '../flow/system-keys.ts';
import { hashText, hashTopic } from './hash.ts';
import { drawPictogram, renderPng } from './pictograms.ts';
import { isFresh } from './rules/sounds.ts';
import type { LocaleSource, Sources } from './sources.ts';
import { standingOf } from './standing.ts';
import { drawNumbers, drawTile } from './tiles.ts';

/** @param pictures false leaves the PNGs out: for checks and tools that show none. */
export function compile(sources: Sources, pictures: boolean): CompiledBundle {
	const directory = sources.directory.value;
	const flows = Object.fromEntries([...sources.flows].map(([id, { value }]) => [id, value]));
	const each = <T>(make: (locale: LocaleSource, language: Language) => T): Record<Language, T> =>
		Object.fromEntries([...sources.locales].map(([language, locale]) => [language, make(locale, language)]));
	const content = {
		format: 3 as const,
		languages: directory.languages,
		flows,
		texts: each(({ texts }) =>
			Object.fromEntries([...texts].map(([flow, { value }]) => [flow, withoutSynonyms(value)])),
		),
		system: each(({ flat }) => Object.fromEntries([...flat].flatMap(([file, { value }]) => prefixed(file, value)))),
		words: each(({ words }) => words.value),
		likeness: likenessIn(sources),
		directory,
		approved: each((locale) => approvals(locale, directory)),
		standing: each((_, language) => standingOf(sources, language)),
		index: indexesOf(sources),
		consent: each(({ flat }) => hashText(JSON.stringify(consentKeys.map((key) => flat.get('system')?.value[key])))),
		pictograms: drawAll(sources, pictures),
		numbers: pictures ? drawNumbers() : [],
		sounds: each((_, language) => soundsIn(sources, language)),
	};
	return { ...content, hash: createHash('sha256').update(JSON.stringify(content)).digest('hex') };
}

/** The checker measures a compiled bundle, and what it found right is compiled: the indexes, most of the work, once. */
const indexes = new WeakMap<Sources, CompiledBundle['index']>();

function indexesOf(sources: Sources): CompiledBundle['index'] {
	const made =
		indexes.get(sources) ??
		Object.fromEntries(
			[...sources.locales].map(([language, locale]) => [
				language,
				indexTopics(topicTexts(sources, locale), locale.words.value),
			]),
		);
	indexes.set(sources, made);
	return made;
}

function likenessIn({ learnt }: Sources): CompiledBundle['likeness'] {
	const { bias, scale, weights } = learnt.value;
	return { bias, scale, weights };
}

function withoutSynonyms(texts: FlowTexts): FlowTexts {
	return Object.fromEntries(Object.entries(texts).map(([id, { synonyms: _, ...said }]) => [id, said]));
}

/** The engine's sentences keep their names; those of the edges get their file's: `web.send`. */
function prefixed(file: string, sentences: Record<string, string>): [string, string][] {
	return Object.entries(sentences).map(([key, text]) => [file === 'system' ? key : `${file}.${key}`, text]);
}

function approvals(locale: LocaleSource, directory: Directory): Record<string, { by: string; on: string }> {
	const fitting = Object.entries(locale.status.value.approved).filter(
		([topic, { hash }]) => hash === hashTopic(locale, directory, topic),
	);
	return Object.fromEntries(fitting.map(([topic, { by, on }]) => [topic, { by, on }]));
}

function topicTexts(sources: Sources, locale: LocaleSource): TopicText[] {
	const topics: TopicText[] = [];
	for (const [flow, { value }] of sources.flows) {
		for (const [id, step] of Object.entries(value.steps)) {
			const said = locale.texts.get(flow)?.value[id];
			if (step.do !== 'choose' || !step.topic?.find || !said) continue;
			const { title = '', text = '', synonyms = [] } = said;
			topics.push({ id: `${flow}.${id}`, code: step.topic.code, title, text, synonyms });
		}
	}
	return topics;
}

/** What is fit to be offered; the checker names the rest. */
function soundsIn(sources: Sources, language: Language): CompiledBundle['sounds'][Language] {
	const fit = sources.sounds.filter((sound) => sound.language === language && isFresh(sources, sound));
	return Object.fromEntries(
		fit.flatMap(({ topic, hash, bytes, opus }) =>
			'seconds' in opus ? [[topic, { hash, bytes, seconds: opus.seconds }]] : [],
		),
	);
}

/** Every pictogram in use; alone and large only those of topics. */
function drawAll(sources: Sources, pictures: boolean): CompiledBundle['pictograms'] {
	const steps = [...sources.flows.values()].flatMap(({ value }) => Object.values(value.steps));
	const menus = steps.flatMap((step) => (step.do === 'choose' ? [step] : []));
	const topics = new Set(menus.flatMap(({ topic }) => (topic ? [topic.pictogram] : [])));
	const others = menus.flatMap(({ pictogram, choices }) => [
		pictogram,
		...choices.map((choice) => ('id' in choice ? choice.pictogram : undefined)),
	]);
	const names = new Set([...topics, ...others, ...Object.values(ownPictograms)]);
	const drawn: CompiledBundle['pictograms'] = {};
	for (const name of names) {
		const svg = name === undefined ? undefined : drawPictogram(name);
		if (name === undefined || !svg) continue;
		drawn[name] = {
			svg,
			png: pictures && topics.has(name) ? renderPng(svg) : '',
			tile: pictures ? drawTile(svg) : '',
		};
	}
	return drawn;
}
