/** What the directory lacks: what is visibly fake, and what texts ask for and is not known. Pure. */
import type { CompiledBundle } from '../flow/bundle.ts';
import { placeholders } from '../flow/placeholders.ts';
import type { Contact } from '../flow/schema.ts';
import { flatten } from '../flow/speak.ts';
import type { Readiness } from './model.ts';

type Gap = Readiness['directory'][number];

const fields = ['number', 'web', 'email', 'address', 'hours'] as const;

/** Demo before unknown; each in the order of the directory. */
export function findGaps(bundle: CompiledBundle): Gap[] {
	const { organisation, contacts, facts } = bundle.directory;
	const asked = askedFor(bundle);
	const uses = usesOf(bundle);
	const gaps: Gap[] = [];
	const own = (id: 'name' | 'controller' | 'privacy_contact', is: Gap['is']) =>
		gaps.push({
			id: 'organisation',
			name: organisation.name,
			is,
			fields: [id],
			mark: 'V1',
			topics: uses('organisation'),
		});
	if (organisation.demo) own('name', 'demo');
	if (!organisation.controller) own('controller', 'unknown');
	if (!organisation.privacy_contact) own('privacy_contact', 'unknown');
	for (const [id, contact] of Object.entries(contacts)) {
		const { name, demo, verify = null } = contact;
		const made = demo ? fields.filter((field) => contact[field] !== null) : [];
		const lacking = fields.filter((field) => isUnknown(contact, field) && asked.has(`${id}.${field}`));
		const gap = { id, name, mark: verify, topics: uses(id) };
		if (demo) gaps.push({ ...gap, is: 'demo', fields: made });
		if (lacking.length > 0) {
			const topics = [...new Set(lacking.flatMap((field) => asked.get(`${id}.${field}`) ?? []))];
			gaps.push({ ...gap, is: 'unknown', fields: lacking, topics });
		}
	}
	for (const [id, fact] of Object.entries(facts)) {
		const topics = asked.get(`facts.${id}`) ?? [];
		if (fact === null) gaps.push({ id: `facts.${id}`, name: id, is: 'unknown', fields: [], mark: null, topics });
	}
	return [...gaps.filter(({ is }) => is === 'demo'), ...gaps.filter(({ is }) => is === 'unknown')];
}

/** A contact or `organisation` → steps and sentences of the source text that speak of it. */
export function usesOf(bundle: CompiledBundle): (id: string) => string[] {
	const asked = askedFor(bundle);
	return (id) => [...new Set([...asked].flatMap(([name, where]) => (name.split('.')[0] === id ? where : [])))];
}

function isUnknown(contact: Contact, field: (typeof fields)[number]): boolean {
	return contact[field] === null;
}

/** Placeholder → where the source text has it: `rights.police`, `system.emergency`. */
function askedFor({ languages, texts, system }: CompiledBundle): Map<string, string[]> {
	const source = languages[0] ?? '';
	const asked = new Map<string, string[]>();
	const look = (where: string, text: string) => {
		for (const name of placeholders(text)) {
			const known = asked.get(name) ?? [];
			if (!known.includes(where)) asked.set(name, [...known, where]);
		}
	};
	for (const [flow, steps] of Object.entries(texts[source] ?? {})) {
		for (const [key, text] of Object.entries(flatten(steps))) look(`${flow}.${key.split('.')[0]}`, text);
	}
	for (const [key, text] of Object.entries(system[source] ?? {})) {
		look(/^(web|privacy)\./.test(key) ? key : `system.${key}`, text);
	}
	return asked;
}
