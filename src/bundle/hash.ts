/** Hashes that tie a translation to its source and an approval to its text: an edit changes them. */
import { createHash } from 'node:crypto';
import { placeholders } from '../flow/placeholders.ts';
import { parts } from '../flow/places.ts';
import type { Directory } from '../flow/schema.ts';
import { flatten } from '../flow/speak.ts';
import type { LocaleSource } from './sources.ts';

/** The first 12 hex digits of SHA-256: enough to notice an edit, short enough to read in a diff. */
export function hashText(text: string): string {
	return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** Every text of a locale that can be translated, by key: `rights.police.text`, `system.hello`. */
export function textsOf(locale: LocaleSource): Map<string, string> {
	const all = new Map<string, string>();
	for (const [flow, { value }] of locale.texts) {
		for (const [key, text] of Object.entries(flatten(value))) all.set(`${flow}.${key}`, text);
	}
	for (const [file, { value }] of locale.flat) {
		for (const [key, text] of Object.entries(value)) all.set(`${file}.${key}`, text);
	}
	return all;
}

/** What an approval of a topic covers: its title, text and labels in that language, and the facts they speak of. */
export function hashTopic(locale: LocaleSource, directory: Directory, topic: string): string {
	const [flow, step] = parts(topic);
	const said = locale.texts.get(flow)?.value[step];
	const covered = Object.entries(said ? flatten({ [step]: said }) : {})
		.map(([key, text]) => [`${flow}.${key}`, text] as const)
		.sort();
	const facts = covered.flatMap(([, text]) => placeholders(text).map((name) => [name, factOf(directory, name)]));
	return hashText(JSON.stringify([covered, facts]));
}

/** What an audio of a topic speaks in that language: its text, and the facts in it. The note under it is not spoken. */
export function hashSpoken(locale: LocaleSource, directory: Directory, topic: string): string {
	const text = textsOf(locale).get(`${topic}.text`) ?? '';
	return hashText(JSON.stringify([text, placeholders(text).map((name) => [name, factOf(directory, name)])]));
}

/** `csg.number`, `facts.rni-wait`, `organisation.name` → what the directory has there. */
function factOf({ contacts, facts, organisation }: Directory, name: string): unknown {
	const [first = '', second = ''] = name.split('.');
	if (first === 'organisation') return organisation.name;
	if (first === 'facts') return Object.hasOwn(facts, second) ? facts[second] : undefined;
	return Object.entries(contacts[first] ?? {}).find(([field]) => field === second)?.[1];
}
