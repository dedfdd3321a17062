/** How far the texts of a language are: whole, stale or missing; approved once, and edited since. */
import type { Language, Standing, StepId, TextStanding } from '../flow/bundle.ts';
import { hashText, hashTopic, textsOf } from './hash.ts';
import type { LocaleSource, Sources } from './sources.ts';

/** Throws when that language is not among the sources. */
export function standingOf(sources: Sources, language: Language): Standing {
	const locale = sources.locales.get(language);
	const source = sources.locales.get(sources.source);
	if (!locale || !source) throw new Error(`${language} is not switched on in flows/directory.yaml`);
	const { drafted, reviewed, approved } = locale.status.value;
	const broken = brokenTopics(source, locale, language === sources.source);
	const topics = topicsOf(sources).map((topic): [StepId, TextStanding] => {
		const hash = hashTopic(locale, sources.directory.value, topic);
		const file = Object.hasOwn(approved, topic) ? approved[topic] : undefined;
		const withdrawn = file && file.hash !== hash ? { by: file.by, on: file.on } : null;
		return [topic, { hash, is: broken.get(topic) ?? 'whole', withdrawn }];
	});
	return { drafted, reviewed, topics: Object.fromEntries(topics) };
}

/** Every topic, in the order of the files. */
export function topicsOf({ flows }: Sources): StepId[] {
	return [...flows.values()].flatMap(({ value: { flow, steps } }) =>
		Object.entries(steps).flatMap(([id, step]) => (step.do === 'choose' && step.topic ? [`${flow}.${id}`] : [])),
	);
}

/** By `flow.step`: what is not there comes before what is old. */
function brokenTopics(source: LocaleSource, locale: LocaleSource, isSource: boolean): Map<StepId, 'stale' | 'missing'> {
	const own = textsOf(locale);
	const { translated } = locale.status.value;
	const broken = new Map<StepId, 'stale' | 'missing'>();
	for (const [key, text] of textsOf(source)) {
		const topic = key.split('.', 2).join('.');
		if (!own.has(key)) broken.set(topic, 'missing');
		else if (!isSource && translated[key] !== hashText(text) && !broken.has(topic)) broken.set(topic, 'stale');
	}
	return broken;
}
