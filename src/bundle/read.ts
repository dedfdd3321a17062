/** Reads flows/ and locales/ and parses them with the schemas; whatever does not fit becomes a finding with its line. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import type { Language } from '../flow/bundle.ts';
import { Directory, Examples, Flow, FlowTexts, Learnt, Spoken, Status, Words } from '../flow/schema.ts';
import { BrokenBundle, type Finding } from './finding.ts';
import { readSounds, SOUNDS, SPOKEN } from './sounds.ts';
import { type FlatFile, flatFiles, LEARNT, type LocaleSource, type Sourced, type Sources } from './sources.ts';

const Flat = z.record(z.string().regex(/^[a-z0-9.-]+$/), z.string().min(1));
const name = /^[a-z][a-z0-9-]*$/;

/** What every object of the language has: as a key it would be found where nobody put it. */
const inherited = new Set(['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty']);

/** @param root folder that holds `flows/` and `locales/`. Sources are undefined while any file cannot be read. */
export function readSources(root: string): { sources: Sources | undefined; findings: Finding[] } {
	const reader = new Reader(root);
	const directory = reader.parse('flows/directory.yaml', Directory);
	const flows = new Map<string, Sourced<Flow>>();
	for (const id of reader.names('flows', '.yaml')) {
		if (id === 'directory') continue;
		const flow = reader.parse(`flows/${id}.yaml`, Flow);
		if (!flow) continue;
		if (flow.value.flow === id) flows.set(id, flow);
		else reader.report(flow.file, flow.line('flow'), `flow is "${flow.value.flow}"`, `call it "${id}", as the file is`);
	}
	const languages = directory?.value.languages ?? [];
	const locales = new Map<Language, LocaleSource>();
	for (const language of languages) {
		const locale = readLocale(reader, language);
		if (locale) locales.set(language, locale);
	}
	const sounds = readSounds(root, languages, (...found) => reader.report(...found));
	const spoken = new Map<Language, Sourced<Spoken>>();
	for (const language of new Set(sounds.map((sound) => sound.language))) {
		const file = `${SOUNDS}/${language}/${SPOKEN}`;
		const marks = existsSync(join(root, file)) ? reader.parse(file, Spoken) : undefined;
		if (marks) spoken.set(language, marks);
	}
	const learnt = reader.parse(LEARNT, Learnt);
	const source = languages[0];
	const whole =
		directory && learnt && source !== undefined && locales.size === languages.length && reader.findings.length === 0;
	if (!whole) return { sources: undefined, findings: reader.findings };
	return { sources: { flows, directory, locales, learnt, source, sounds, spoken }, findings: reader.findings };
}

/** The directory alone, for who needs nothing else. @throws {BrokenBundle} naming what is wrong in it. */
export function readDirectory(root: string): Directory {
	const reader = new Reader(root);
	const directory = reader.parse('flows/directory.yaml', Directory);
	if (!directory) throw new BrokenBundle(reader.findings);
	return directory.value;
}

function readLocale(reader: Reader, language: Language): LocaleSource | undefined {
	const folder = `locales/${language}`;
	const texts = new Map<string, Sourced<FlowTexts>>();
	const flat = new Map<FlatFile, Sourced<Record<string, string>>>();
	for (const file of flatFiles) {
		const sentences = reader.parse(`${folder}/${file}.json`, Flat);
		if (sentences) flat.set(file, sentences);
	}
	for (const id of reader.names(folder, '.json')) {
		if (flatFiles.some((file) => file === id)) continue;
		const flow = reader.parse(`${folder}/${id}.json`, FlowTexts);
		if (flow) texts.set(id, flow);
	}
	const words = reader.parse(`${folder}/_words.json`, Words);
	const examples = reader.parse(`${folder}/_examples.json`, Examples);
	const status = reader.parse(`${folder}/_status.json`, Status);
	return words && examples && status ? { texts, flat, words, examples, status } : undefined;
}

class Reader {
	readonly root: string;
	readonly findings: Finding[] = [];

	constructor(root: string) {
		this.root = root;
	}

	report(file: string, line: number, what: string, mend: string): void {
		this.findings.push({ rule: 'schema', file, line, what, mend });
	}

	/** Slug names only: nothing outside the folder can be named. */
	names(folder: string, ending: string): string[] {
		const path = join(this.root, folder);
		if (!existsSync(path)) {
			this.report(folder, 1, 'this folder is missing', 'make it, or take the language out of flows/directory.yaml');
			return [];
		}
		return readdirSync(path)
			.filter((file) => file.endsWith(ending))
			.map((file) => file.slice(0, -ending.length))
			.filter((id) => name.test(id))
			.sort();
	}

	/** YAML and JSON alike. A JSON file in which nothing is wrong is not read again for its lines before they are asked for. */
	parse<T>(file: string, schema: z.ZodType<T>): Sourced<T> | undefined {
		const path = join(this.root, file);
		if (!existsSync(path)) {
			this.report(file, 1, 'this file is missing', 'add it');
			return undefined;
		}
		const text = readFileSync(path, 'utf8');
		const parsed = schema.safeParse(readPlainJson(text));
		if (!parsed.success) return this.#parseWithLines(file, text, schema);
		let known: Sourced<T> | undefined;
		const line = (...keys: (string | number)[]): number => {
			known ??= this.#parseWithLines(file, text, schema);
			return known?.line(...keys) ?? 1;
		};
		return { value: parsed.data, file, line };
	}

	/** JSON is YAML. Aliases are refused, so nothing can expand. */
	#parseWithLines<T>(file: string, text: string, schema: z.ZodType<T>): Sourced<T> | undefined {
		const lines = new LineCounter();
		const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
		for (const { message, pos } of [...document.errors, ...document.warnings]) {
			this.report(file, lines.linePos(pos[0]).line, message, 'correct the syntax');
		}
		if (document.errors.length > 0) return undefined;
		visit(document, {
			Pair: (_, { key }) => {
				if (!isScalar(key) || !inherited.has(String(key.value))) return;
				this.report(file, lines.linePos(key.range?.[0] ?? 0).line, `"${key.value}" is no name`, 'call it otherwise');
			},
		});
		const line = (...keys: (string | number)[]): number => {
			for (let depth = keys.length; depth > 0; depth--) {
				const node = keyOrItem(document.getIn(keys.slice(0, depth - 1), true), keys[depth - 1]);
				if (node?.range) return lines.linePos(node.range[0]).line;
			}
			return 1;
		};
		const parsed = schema.safeParse(toPlain(document));
		if (parsed.success) return { value: parsed.data, file, line };
		for (const issue of parsed.error.issues) {
			const keys = issue.path.filter((key) => typeof key !== 'symbol');
			this.report(file, line(...keys), `${keys.join('.')}: ${issue.message}`, mendFor(keys, issue.message));
		}
		return undefined;
	}
}

/** Undefined for what is no JSON, or has a key twice (the last would win in silence), or one that every object has. */
function readPlainJson(text: string): unknown {
	let named = 0;
	let doubtful = false;
	try {
		const value: unknown = JSON.parse(text, (key, inner: unknown) => {
			doubtful ||= inherited.has(key);
			if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) named += Object.keys(inner).length;
			return inner;
		});
		const written = text.match(/"(?:[^"\\]|\\.)*"\s*:?/gs)?.filter((string) => string.endsWith(':')).length ?? 0;
		return doubtful || written !== named ? undefined : value;
	} catch {
		return undefined;
	}
}

/** The key of a map's pair, or the item of a list: where a person would look for it. */
function keyOrItem(around: unknown, key: string | number | undefined): Node | undefined {
	if (isSeq(around)) {
		const item = around.items[Number(key)];
		return isNode(item) ? item : undefined;
	}
	if (!isMap(around)) return undefined;
	const pair = around.items.find((entry) => isScalar(entry.key) && entry.key.value === key);
	return pair && isNode(pair.key) ? pair.key : undefined;
}

function toPlain(document: ReturnType<typeof parseDocument>): unknown {
	try {
		return document.toJS({ maxAliasCount: 0 });
	} catch (cause) {
		return { 'aliases-are-refused': String(cause) };
	}
}

function mendFor(keys: (string | number)[], message: string): string {
	if (keys.at(-1) === 'class') return 'say how long the answer may live: moment, day, week or conversation';
	return message.startsWith('Unrecognized key')
		? 'take it out, or see src/flow/schema.ts for what is allowed'
		: 'see src/flow/schema.ts';
}
