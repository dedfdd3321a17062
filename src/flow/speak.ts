/** The texts people read, in their language, with the directory's facts filled in. */
import { createInstance, type TFunction } from 'i18next';
import type { CompiledBundle, Language } from './bundle.ts';
import { regional, spellHours } from './hours.ts';
import type { Contact, FlowTexts } from './schema.ts';
import type { SystemKey } from './system-keys.ts';

export interface Speaker {
	/** A text of a flow: `text('ro', 'rights', 'police.text')`. Undefined when there is none. */
	text(language: Language, flow: string, key: string): string | undefined;
	/** One of the engine's own sentences, or one of a flat file of an edge (`web.send`); throws when it is missing. */
	system(
		language: Language,
		key: SystemKey | `${'web' | 'privacy'}.${string}`,
		values?: Record<string, string | number>,
	): string;
	/** What a placeholder of the directory stands for: `fact('ro', 'csg.number')`. Undefined for one that code fills in. */
	fact(language: Language, name: string): string | undefined;
	/** A day in words, in the directory's time zone. `day`: `2026-11-23` or epoch ms. */
	day(language: Language, day: string | number): string;
}

/** `draft` serves everything and says so; `approved` serves approved topics and emergency numbers only. */
export type Publish = 'draft' | 'approved';

/** Loads all texts of a bundle into one i18next instance; synchronous, no fallback between languages. */
export function openSpeaker(bundle: CompiledBundle, publish: Publish): Speaker {
	const i18n = createInstance();
	const flows = Object.keys(bundle.flows);
	void i18n.init({
		initAsync: false,
		lng: bundle.languages[0] ?? 'en',
		// Safety and rights never fall back: a missing text is the checker's error, not another language.
		fallbackLng: false,
		ns: [...flows, SYSTEM],
		keySeparator: false,
		nsSeparator: false,
		returnNull: false,
		interpolation: { escapeValue: false },
		resources: Object.fromEntries(bundle.languages.map((language) => [language, resources(bundle, language)])),
	});
	const says = new Map<string, TFunction>();
	const values = new Map<Language, Record<string, unknown>>();
	const days = new Map<Language, Intl.DateTimeFormat>();
	for (const language of bundle.languages) {
		for (const space of [...flows, SYSTEM]) says.set(`${language}/${space}`, i18n.getFixedT(language, space));
		values.set(language, directoryValues(bundle, language, publish));
		days.set(
			language,
			new Intl.DateTimeFormat(regional(language), {
				day: 'numeric',
				month: 'long',
				year: 'numeric',
				timeZone: bundle.directory.timezone,
			}),
		);
	}
	// Most texts take nothing but facts of the directory, which do not change: each is put together once.
	const spoken = new Map<string, string | undefined>();
	const say = (language: Language, space: string, key: string, extra?: Record<string, string | number>) => {
		const speak = () =>
			says.get(`${language}/${space}`)?.(key, { ...values.get(language), ...extra, defaultValue: '' }) || undefined;
		if (extra) return speak();
		const id = `${language}/${space}/${key}`;
		if (!spoken.has(id)) spoken.set(id, speak());
		return spoken.get(id);
	};
	return {
		text: (language, flow, key) => say(language, flow, key),
		fact: (language, name) => factOf(values.get(language) ?? {}, name),
		system(language, key, extra) {
			const said = say(language, SYSTEM, key, extra);
			if (said === undefined) throw new Error(`locales/${language}: no text for "${key}"; npm run check names it`);
			return said;
		},
		day: (language, day) => days.get(language)?.format(typeof day === 'string' ? Date.parse(day) : day) ?? String(day),
	};
}

const SYSTEM = '_system';

function factOf(values: Record<string, unknown>, name: string): string | undefined {
	const [first = '', second = ''] = name.split('.');
	const group = Object.hasOwn(values, first) ? values[first] : undefined;
	const fact = typeof group === 'object' && group !== null ? Object.entries(group) : [];
	const value: unknown = fact.find(([field]) => field === second)?.[1];
	return typeof value === 'string' ? value : undefined;
}

function resources(bundle: CompiledBundle, language: Language): Record<string, Record<string, string>> {
	const spaces: Record<string, Record<string, string>> = { [SYSTEM]: bundle.system[language] ?? {} };
	for (const [flow, texts] of Object.entries(bundle.texts[language] ?? {})) spaces[flow] = flatten(texts);
	return spaces;
}

/** `{police: {text, choices: {report}}}` → `{'police.text': …, 'police.choices.report': …}`; synonyms are not said. */
export function flatten(texts: FlowTexts): Record<string, string> {
	const flat: Record<string, string> = {};
	for (const [step, { choices, synonyms: _, ...said }] of Object.entries(texts)) {
		for (const [key, text] of Object.entries(said)) if (text !== undefined) flat[`${step}.${key}`] = text;
		for (const [choice, label] of Object.entries(choices ?? {})) flat[`${step}.choices.${choice}`] = label;
	}
	return flat;
}

/** What `{{csg.number}}`, `{{organisation.name}}` and `{{facts.rni-wait}}` stand for; an unknown fact says so. */
function directoryValues(bundle: CompiledBundle, language: Language, publish: Publish): Record<string, unknown> {
	const { organisation, contacts, facts } = bundle.directory;
	const words = bundle.system[language] ?? {};
	const unknown = words.unknown ?? '';
	const spell = ({ name, number, web, email, address, hours, demo }: Contact) => {
		// A demo shows what stands in its place; what is approved never says an invented fact.
		const known = demo && publish === 'approved' ? {} : { number, web, email, address, hours };
		return {
			name,
			number: known.number ?? unknown,
			web: known.web ?? unknown,
			email: known.email ?? unknown,
			address: known.address ?? unknown,
			hours: known.hours === 'always' ? words.always : known.hours ? spellHours(known.hours, language) : unknown,
		};
	};
	const known = Object.entries(contacts).map(([id, contact]) => [id, spell(contact)]);
	return {
		...Object.fromEntries(known),
		organisation,
		facts: Object.fromEntries(Object.entries(facts).map(([id, fact]) => [id, fact ?? unknown])),
	};
}
