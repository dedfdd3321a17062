/** Every text a flow needs is there, in every language, translated from today's source; and no text is left over. */
import type { Language } from '../../flow/bundle.ts';
import type { Step } from '../../flow/schema.ts';
import { systemKeys } from '../../flow/system-keys.ts';
import type { Finding } from '../finding.ts';
import { hashText, textsOf } from '../hash.ts';
import type { LocaleSource, Sources } from '../sources.ts';

/** The texts a step must have; `optional` may be there as well. */
function needs(sources: Sources, flow: string, step: Step): { must: string[]; may: string[] } {
	switch (step.do) {
		case 'say':
			return { must: ['text'], may: [] };
		case 'choose':
			return {
				must: [
					'text',
					...(step.topic ? ['title'] : []),
					...(step.topic?.find ? ['synonyms'] : []),
					...step.choices.flatMap((c) => ('id' in c && !titleOf(sources, flow, c.goto) ? [`choices.${c.id}`] : [])),
				],
				may: ['title', ...step.choices.flatMap((c) => ('id' in c ? [`choices.${c.id}`] : []))],
			};
		case 'ask':
			return { must: ['text', 'retry'], may: ['title'] };
		case 'remind':
			return { must: ['text', 'reminder'], may: [] };
		default:
			return { must: [], may: [] };
	}
}

/** Does the step a choice leads to have a title, so that the choice needs no label of its own? */
function titleOf(sources: Sources, flow: string, target: string): boolean {
	const [to, step] = target.includes('.') ? target.split('.') : [flow, target];
	const texts = sources.locales.get(sources.source)?.texts.get(to ?? '')?.value;
	return step !== undefined && texts?.[step]?.title !== undefined;
}

export function findKeyErrors(sources: Sources): Finding[] {
	return [...sources.locales].flatMap(([language, locale]) => [
		...findMissing(sources, language, locale),
		...findUnused(sources, language, locale),
		...findFlat(sources, language, locale),
		...(language === sources.source ? [] : findStale(sources, language, locale)),
	]);
}

function findMissing(sources: Sources, language: Language, locale: LocaleSource): Finding[] {
	const findings: Finding[] = [];
	for (const { value } of sources.flows.values()) {
		const texts = locale.texts.get(value.flow);
		const file = `locales/${language}/${value.flow}.json`;
		for (const [id, step] of Object.entries(value.steps)) {
			const said = texts?.value[id];
			for (const key of needs(sources, value.flow, step).must) {
				const there = key.startsWith('choices.')
					? said?.choices?.[key.slice('choices.'.length)]
					: said?.[key as 'text' | 'title' | 'synonyms'];
				if (there !== undefined && there.length > 0) continue;
				findings.push({
					rule: 'missing',
					file,
					line: texts?.line(id) ?? 1,
					what: `"${id}.${key}" is missing in ${language}`,
					mend: 'write or translate it',
				});
			}
		}
	}
	return findings;
}

function findUnused(sources: Sources, language: Language, locale: LocaleSource): Finding[] {
	const findings: Finding[] = [];
	for (const [flow, { value, file, line }] of locale.texts) {
		const steps = sources.flows.get(flow)?.value.steps;
		for (const [id, said] of Object.entries(value)) {
			const step = steps && Object.hasOwn(steps, id) ? steps[id] : undefined;
			const { must, may } = step ? needs(sources, flow, step) : { must: [], may: [] };
			const used = new Set([...must, ...may]);
			const { choices, ...rest } = said;
			const keys = [...Object.keys(rest), ...Object.keys(choices ?? {}).map((choice) => `choices.${choice}`)];
			for (const key of step ? keys.filter((key) => !used.has(key)) : [...keys.slice(0, 1)]) {
				findings.push({
					rule: 'unused',
					file,
					line: line(id, ...key.split('.')),
					what: `no flow uses "${flow}.${id}.${key}" (${language})`,
					mend: 'take it out, or correct the name',
				});
			}
		}
	}
	return findings;
}

/** The flat files: `system.json` holds just what the engine says; the others just what the source language has. */
function findFlat(sources: Sources, language: Language, locale: LocaleSource): Finding[] {
	const findings: Finding[] = [];
	for (const [name, { value, file, line }] of locale.flat) {
		const source = sources.locales.get(sources.source)?.flat.get(name)?.value ?? {};
		const expected = new Set<string>(name === 'system' ? systemKeys : Object.keys(source));
		for (const key of expected) {
			if (!Object.hasOwn(value, key))
				findings.push({
					rule: 'missing',
					file,
					line: 1,
					what: `"${key}" is missing in ${language}`,
					mend: 'write or translate it',
				});
		}
		for (const key of Object.keys(value)) {
			if (!expected.has(key))
				findings.push({
					rule: 'unused',
					file,
					line: line(key),
					what: `nothing says "${key}"`,
					mend: 'take it out, or correct the name',
				});
		}
	}
	return findings;
}

function findStale(sources: Sources, language: Language, locale: LocaleSource): Finding[] {
	const source = sources.locales.get(sources.source);
	if (!source) return [];
	const { value, file, line } = locale.status;
	const findings: Finding[] = [];
	const texts = textsOf(source);
	const own = textsOf(locale);
	for (const [key, text] of texts) {
		if (!own.has(key) || value.translated[key] === hashText(text)) continue;
		const what =
			value.translated[key] === undefined
				? `"${key}" has no mark of what it was translated from`
				: `"${key}" is stale: its source text has changed`;
		findings.push({
			rule: 'stale',
			file,
			line: line('translated', key),
			what,
			mend: `translate it anew, then: npm run translated -- --lang ${language} ${key}`,
		});
	}
	for (const key of Object.keys(value.translated)) {
		if (!texts.has(key))
			findings.push({
				rule: 'unused',
				file,
				line: line('translated', key),
				what: `"${key}" is no text of ${sources.source}`,
				mend: 'take the line out',
			});
	}
	return findings;
}
