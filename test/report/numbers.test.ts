/** Every number and address that people see comes from the directory: no locale file holds one, in any script. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSources } from '../../src/bundle/read.ts';
import { projectRoot } from '../../src/bundle/root.ts';
import { findTextErrors, holdsLongNumber, holdsNumber } from '../../src/bundle/rules/texts.ts';
import type { Sourced, Sources } from '../../src/bundle/sources.ts';
import { compose } from '../../src/flow/compose.ts';
import { newConversation } from '../../src/flow/conversation.ts';
import type { Bundle } from '../../src/flow/open.ts';
import { noon, realBundle } from '../support/project.ts';

const locales = join(projectRoot, 'locales');
const languages = readdirSync(locales, { withFileTypes: true }).flatMap((entry) =>
	entry.isDirectory() ? entry.name : [],
);
const files = languages.flatMap((language) =>
	readdirSync(join(locales, language)).map((file): [language: string, file: string] => [language, file]),
);

/** Every string of a file, with its path of keys. */
function strings(value: unknown, path = ''): [path: string, text: string][] {
	if (typeof value === 'string') return [[path, value]];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => strings(inner, path === '' ? key : `${path}.${key}`));
}

describe('locale files', () => {
	test.each(files)('%s/%s holds no phone number', (language, file) => {
		const all = strings(JSON.parse(readFileSync(join(locales, language, file), 'utf8')));
		// Hashes and days; nobody reads it.
		if (file === '_status.json') return;
		for (const [path, text] of all) {
			// What people may type for a topic: "112" is a word there.
			const typed = file === '_words.json' || /(^|\.)synonyms\./.test(path);
			expect([path, typed ? holdsLongNumber(text) : holdsNumber(text)]).toEqual([path, false]);
		}
	});

	/** Zeros of scripts that people read here or elsewhere. */
	const zeros = { latin: '0', arabic: '٠', persian: '۰', devanagari: '०', bengali: '০', thai: '๐', fullwidth: '０' };
	const planted = ['0800-0113', '+31 58 215 70 84', '112'];

	test.each(Object.entries(zeros))(
		'a number that is planted in %s digits is found in every file of every language',
		(_, zero) => {
			const written = planted.map((number) =>
				number.replace(/\d/g, (digit) => String.fromCodePoint((zero.codePointAt(0) ?? 0) + Number(digit))),
			);
			for (const number of written) expect(missed(number)).toEqual([]);
		},
	);

	test('nor do words for digits, or what cannot be seen between them, hide one', () => {
		for (const number of ['一一二', '零八〇〇零一一三', '0800\u200b0113', '1\u200b1\u200b2', '𝟎𝟖𝟎𝟎𝟎𝟏𝟏𝟑'])
			expect(missed(number)).toEqual([]);
	});

	test('and what is none is let alone', () => {
		for (const text of ['1 July 2024', '21+', '72 hours', '2 of 3', '24/7', '€ 500', '２０２６年', '二〇二六年'])
			expect([text, holdsNumber(text)]).toEqual([text, false]);
	});
});

const { sources } = readSources(projectRoot);
if (!sources) throw new Error('the files cannot be read');
const real = sources;

/** Files in which the checker does not see this number. */
function missed(number: string): string[] {
	const sources = copyOf(real);
	const plantedIn = plant(sources, number);
	const found = new Set(findTextErrors(sources).flatMap(({ rule, file }) => (rule === 'number' ? [file] : [])));
	expect(plantedIn.length).toBeGreaterThan(3 * languagesOn(sources));
	return plantedIn.filter((file) => !found.has(file));
}

const languagesOn = ({ locales }: Sources) => locales.size;

/** Its texts can be changed; where they stand in the files is looked up once for all copies. */
function copyOf({ locales, ...rest }: Sources): Sources {
	const copied = <Name, Value>(files: Map<Name, Sourced<Value>>) =>
		new Map([...files].map(([name, file]) => [name, { ...file, value: structuredClone(file.value) }]));
	return {
		...rest,
		locales: new Map(
			[...locales].map(([code, it]) => [code, { ...it, texts: copied(it.texts), flat: copied(it.flat) }]),
		),
	};
}

/** Into the first text of each file. → the files */
function plant(sources: Sources, number: string): string[] {
	return [...sources.locales.values()].flatMap(({ texts, flat }) => [
		...[...texts.values()].flatMap(({ value, file }) => {
			const said = Object.values(value).find(({ text }) => text !== undefined);
			if (said) said.text += ` ${number}`;
			return said ? [file] : [];
		}),
		...[...flat.values()].map(({ value, file }) => {
			const [first = ''] = Object.keys(value);
			value[first] += ` ${number}`;
			return file;
		}),
	]);
}

describe.each(['draft', 'approved'] as const)('what people see with PUBLISH=%s', (publish) => {
	const bundle = { ...realBundle(publish), approved: allApproved(realBundle(publish)) };

	test.each(bundle.languages)(
		'in %s: numbers, sites, e-mail and street addresses stand in the directory',
		(language) => {
			const known = fromDirectory(bundle, language);
			const seen = everything(bundle, language);
			expect(seen.length).toBeGreaterThan(150);
			const shown = new Set<string>();
			for (const [where, text] of seen) {
				let rest = text;
				for (const fact of known) {
					if (rest.includes(fact)) shown.add(fact);
					rest = rest.replaceAll(fact, ' ');
				}
				expect([where, holdsNumber(rest)]).toEqual([where, false]);
				expect([where, rest.match(/\S+@\S+|https?:\S+|\bwww\.\S+|\b[\w-]+\.(nl|org|com|eu|net)\b/i)]).toEqual([
					where,
					null,
				]);
				expect([where, rest.match(postcode)?.[0], rest.match(street)?.[0]]).toEqual([where, undefined, undefined]);
			}
			// The proof is worth something: some were there to be seen.
			for (const fact of ['112', '0800-0188', '0800-7000', '058 215 70 84', 'chatmetfier.nl'])
				expect(shown).toContain(fact);
		},
	);
});

/** No year before two capitals: "2027 EU". */
const postcode = /\b(?!19|20)[1-9]\d{3} ?[A-Z]{2}\b/;
const street = /\p{L}+(straat|street|weg|plein|laan|kade|gracht|strjitte) \d/iu;

function allApproved({ languages, standing }: Bundle): Bundle['approved'] {
	const approval = { by: 'lawyer', on: '2026-11-20' };
	const topics = (language: string) => Object.keys(standing[language]?.topics ?? {});
	return Object.fromEntries(
		languages.map((code) => [code, Object.fromEntries(topics(code).map((id) => [id, approval]))]),
	);
}

/** The longest first: "113.nl" before "113". */
function fromDirectory({ directory, speak }: Bundle, language: string): string[] {
	const contacts = Object.entries(directory.contacts).flatMap(([id, { name, number, web, email, address }]) => [
		...[name, number, web, email, address],
		speak.fact(language, `${id}.hours`),
	]);
	return [...contacts, ...Object.values(directory.facts)]
		.filter((fact): fact is string => typeof fact === 'string')
		.sort((a, b) => b.length - a.length);
}

/** Every message of every step, and every sentence of the edges. */
function everything(bundle: Bundle, language: string): [where: string, text: string][] {
	const begun = { ...newConversation('web', language), chosen: true };
	const messages = Object.values(bundle.flows).flatMap(({ flow, steps }) =>
		Object.entries(steps).flatMap(([name, step]): [string, string][] => {
			const at = `${flow}.${name}`;
			const said = bundle.speak.text(language, flow, `${name}.text`);
			if (step.do !== 'choose') return said ? [[at, said]] : [];
			const { text, choices } = compose(bundle, { ...begun, wait: { on: 'step', at, page: 1, tries: 0 } }, noon);
			return [[at, [text, ...choices.map(({ label }) => label)].join('\n')]];
		}),
	);
	const values = { days: 90, visit_hours: 12, day: '', by: '', name: '', standIn: '', other: '', time: '' };
	const sentences = Object.keys(bundle.system[language] ?? {}).map((key): [string, string] => [
		key,
		bundle.speak.system(language, key as 'hello', { ...values, 'privacy.contact': '' }),
	]);
	return [...messages, ...sentences];
}
