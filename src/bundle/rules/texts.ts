/** What stands in a text: the same placeholders in every language, only facts of the directory, no number by hand. */
import { plainDigits } from '../../flow/fold.ts';
import { placeholders } from '../../flow/placeholders.ts';
import type { Finding } from '../finding.ts';
import { textsOf } from '../hash.ts';
import type { Sources } from '../sources.ts';

/** Placeholders that code fills in, by key of the flat files; everything else comes from the directory. */
const filledByCode: Record<string, string[]> = {
	'system.hello': ['name'],
	'system.draft': ['day'],
	'system.checked': ['day', 'by'],
	'system.overdue': ['day'],
};
const filledByEdge = ['days', 'visit_hours', 'privacy.contact'];
/** Around bringing in a human: src/flow/offer-texts.ts. */
const filledByTeam = ['name', 'standIn', 'other', 'day', 'time'];

export function findTextErrors(sources: Sources): Finding[] {
	const source = sources.locales.get(sources.source);
	if (!source) return [];
	const master = textsOf(source);
	const known = directoryNames(sources);
	const findings: Finding[] = [];
	for (const [language, locale] of sources.locales) {
		for (const [key, text] of textsOf(locale)) {
			const report = (rule: string, what: string, mend: string) =>
				findings.push({ rule, ...placeOf(sources, language, key), what, mend });
			const used = placeholders(text);
			const expected = master.get(key);
			if (expected !== undefined && placeholders(expected).join() !== used.join()) {
				report(
					'placeholder',
					`${key} (${language}) has {${used}}, the source has {${placeholders(expected)}}`,
					'use the same placeholders',
				);
			}
			const given = [
				...(filledByCode[key] ?? []),
				...(/^(web|privacy)\./.test(key) ? filledByEdge : []),
				...(key.startsWith('system.staff.') ? filledByTeam : []),
			];
			for (const name of used.filter((name) => !known.has(name) && !given.includes(name))) {
				report(
					'placeholder',
					`${key} (${language}): the directory has no "${name}"`,
					'correct it, or add it to flows/directory.yaml',
				);
			}
			if (/\$t\(/.test(text))
				report('placeholder', `${key} (${language}) nests another text`, 'write it out: each text stands alone');
			if (holdsNumber(text)) {
				report(
					'number',
					`${key} (${language}) holds a phone number`,
					'put it into flows/directory.yaml and use {{contact.number}}',
				);
			}
		}
	}
	return findings;
}

/** A phone number, in any spacing and in the digits of any script; years, ages and short counts are not. */
export function holdsNumber(text: string): boolean {
	const bare = plainDigits(text.replace(/\{\{[^}]*\}\}/g, ' ')).replace(hanDigits, (run) =>
		[...run].map((one) => han.indexOf(one === '零' ? '〇' : one)).join(''),
	);
	return holdsLongNumber(bare) || /(?<![\d.,:])(112|113|144)(?![\d.,:])/.test(bare);
}

/** Long enough for a subscriber; not the short ones, which people also type as words: "112". */
export function holdsLongNumber(text: string): boolean {
	return /(?<!\d)(\+|00?)?\d[\d\s().-]{5,}\d/.test(plainDigits(text));
}

/** Chinese writes digits as words too; one or two of them are words. */
const han = '〇一二三四五六七八九';
const hanDigits = new RegExp(`[${han}零]{3,}`, 'g');

function directoryNames(sources: Sources): Set<string> {
	const { contacts, facts } = sources.directory.value;
	const names = ['organisation.name', ...Object.keys(facts).map((id) => `facts.${id}`)];
	for (const id of Object.keys(contacts)) {
		names.push(...['name', 'number', 'web', 'email', 'address', 'hours'].map((field) => `${id}.${field}`));
	}
	return new Set(names);
}

/** File and line of a text by its key: `rights.police.text`, `system.nav.menu`. */
export function placeOf(sources: Sources, language: string, key: string): { file: string; line: number } {
	const locale = sources.locales.get(language);
	const [first = '', ...rest] = key.split('.');
	const flow = locale?.texts.get(first);
	if (flow) return { file: flow.file, line: flow.line(...rest) };
	for (const [name, { file, line }] of locale?.flat ?? [])
		if (name === first) return { file, line: line(rest.join('.')) };
	return { file: `locales/${language}`, line: 1 };
}
