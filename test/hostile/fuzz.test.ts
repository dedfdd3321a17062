/** Random input to what reads it first: the parser of updates, the loader of flows and locales, the matcher of words. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BrokenBundle } from '../../src/bundle/finding.ts';
import { loadBundle } from '../../src/bundle/load.ts';
import { parseJson } from '../../src/channels/parse-json.ts';
import { openParse } from '../../src/channels/telegram/parse.ts';
import { choicesAt } from '../../src/flow/choices.ts';
import { match } from '../../src/flow/match.ts';
import { navigation } from '../../src/flow/schema.ts';
import { person } from '../support/fake-telegram/person.ts';
import { copyProject, realBundle, today } from '../support/project.ts';
import { started, talk } from '../support/talk.ts';

const bundle = realBundle();

describe('the parser of updates', () => {
	const parse = openParse(bundle.languages);
	const anna = person(7_000_000_001, 'ro');
	const proper = [
		anna.says('hi', { message_id: 1 }),
		anna.taps('menu', 1, { id: '1' }),
		anna.sends({ message_id: 1, contact: { phone_number: 'x' }, media_group_id: 'x' }),
		anna.blocks(),
		anna.adds(-5),
		anna.edits('x'),
	];

	test('takes any bytes and any JSON without throwing', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
				const parsed = parseJson(bytes);
				if (parsed) parse(parsed.json);
			}),
			{ numRuns: 1_000 },
		);
		fc.assert(
			fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withSparseArray: true }), (value) => {
				parse(value);
				parse({ update_id: 1, message: value });
				parse({ update_id: 1, callback_query: value });
			}),
			{ numRuns: 1_000 },
		);
	});

	test('a proper update with anything put anywhere in it is an update of a known kind, and carries no name', () => {
		const places = proper.flatMap((update) => paths(update).map((path) => ({ update, path })));
		expect(places.length).toBeGreaterThan(60);
		fc.assert(
			fc.property(fc.constantFrom(...places), fc.jsonValue(), ({ update, path }, value) => {
				const changed = structuredClone(update);
				put(changed, path, value);
				const read = parse({ ...changed, update_id: 7 });
				expect(read?.is).toMatch(/^(said|blocked|unblocked|moved|group|nothing)$/);
				const text = JSON.stringify(read);
				for (const canary of anna.canaries) expect(text).not.toContain(canary);
				if (read?.is === 'said') expect(Number.isSafeInteger(Number(read.address))).toBe(true);
			}),
			{ numRuns: 2_000 },
		);
	});
});

/** Every place in a value, as its keys. */
function paths(value: unknown): string[][] {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => [[key], ...paths(inner).map((path) => [key, ...path])]);
}

function put(value: object, path: string[], what: unknown): void {
	const [last = '', ...before] = path.toReversed();
	const around = before.toReversed().reduce<object>((inner, key) => Reflect.get(inner, key), value);
	Reflect.set(around, last, what);
}

describe('the loader', () => {
	const tokens = [
		'',
		' ',
		'\n',
		'\t',
		':',
		'- ',
		'[',
		']',
		'{',
		'}',
		'"',
		"'",
		'&a ',
		'*a',
		'!!set ',
		'<<: ',
		'#',
		'|',
		'>',
		'%',
		'@',
	];
	const words = [
		'__proto__: 1',
		'constructor',
		'null',
		'~',
		'1e999',
		'yes',
		'0x',
		'\0',
		'\ud800',
		'\u202e',
		'🦆',
		'{{',
		'}}',
		'$t(',
		'../',
		'---\n',
		'...\n',
	];

	test('any edit of any file is served or is a list of findings with file and line, and never a crash', () => {
		const root = copyProject();
		const files = [
			...readdirSync(join(root, 'flows')).map((name) => `flows/${name}`),
			...readdirSync(join(root, 'locales/en')).map((name) => `locales/en/${name}`),
		];
		let broken = 0;
		const edited = fc.record({
			file: fc.constantFrom(...files),
			at: fc.double({ min: 0, max: 1, noNaN: true }),
			cut: fc.oneof(fc.nat(3), fc.nat(2_000)),
			put: fc.oneof(fc.constantFrom(...tokens, ...words), fc.string({ unit: 'binary', maxLength: 8 })),
			twice: fc.boolean(),
		});
		fc.assert(
			fc.property(edited, ({ file, at, cut, put, twice }) => {
				const path = join(root, file);
				const whole = readFileSync(path, 'utf8');
				const from = Math.floor(at * whole.length);
				const gone = whole.slice(from, from + cut);
				writeFileSync(path, whole.slice(0, from) + put + (twice ? gone + gone : '') + whole.slice(from + cut));
				try {
					loadBundle({ root, today });
				} catch (error) {
					if (!(error instanceof BrokenBundle)) throw error;
					broken++;
					expect(error.findings.length).toBeGreaterThan(0);
					for (const { file, line, what, mend } of error.findings) {
						expect(file).toMatch(/^(flows|locales)/);
						expect(line).toBeGreaterThan(0);
						expect([what, mend]).not.toContain('');
					}
				} finally {
					writeFileSync(path, whole);
				}
			}),
			{ numRuns: Number(process.env.FUZZ ?? 25) },
		);
		expect(broken).toBeGreaterThan(5);
		loadBundle({ root, today });
	}, 120_000);
});

describe('the matcher', () => {
	const forms = Object.values(bundle.words).flatMap(({ commands }) => Object.values(commands).flat());
	const noise = fc.constantFrom(
		'\0',
		'\u200b',
		'\u202e',
		'\ud800',
		'\u0336',
		'\u0489',
		' ',
		'-',
		'/',
		'1',
		'👍',
		'\n',
		"'",
		'{{x}}',
	);
	const typed = fc.oneof(
		fc.string({ unit: 'binary', maxLength: 60 }),
		fc.string({ unit: 'grapheme', maxLength: 60 }),
		fc
			.array(fc.oneof(fc.constantFrom(...forms), noise, fc.string({ maxLength: 4 })), { maxLength: 8 })
			.map((all) => all.join('')),
	);
	const id = fc.oneof(
		fc.string({ unit: 'binary', maxLength: 64 }),
		fc
			.tuple(fc.constantFrom('lang.', 'page.', 'main.', 'help.menu.', '__proto__'), fc.string({ maxLength: 8 }))
			.map((all) => all.join('')),
	);

	test('gives whatever comes a meaning that exists, and only what is offered is chosen', () => {
		const { conversation } = started(bundle);
		const choices = choicesAt(bundle, conversation);
		const meant = (inbound: Parameters<typeof match>[2]) => {
			const meaning = match(bundle, conversation, inbound, choices);
			if (meaning.mean === 'choice') expect(choices.map((choice) => choice.id)).toContain(meaning.id);
			if (meaning.mean === 'go') expect(navigation).toContain(meaning.to);
			if (meaning.mean === 'language') expect(bundle.languages).toContain(meaning.code);
			if (meaning.mean === 'page') expect(meaning.page).toBeGreaterThan(0);
		};
		fc.assert(
			fc.property(typed, (text) => meant({ kind: 'text', text })),
			{ numRuns: 1_000 },
		);
		fc.assert(
			fc.property(id, (id) => meant({ kind: 'choice', id })),
			{ numRuns: 1_000 },
		);
	});

	test('a turn of anything, after anything, says something and shows choices that fit', () => {
		const inbound = fc.oneof(
			typed.map((text) => ({ kind: 'text', text }) as const),
			id.map((id) => ({ kind: 'choice', id }) as const),
		);
		fc.assert(
			fc.property(fc.array(inbound, { minLength: 1, maxLength: 6 }), (turns) => {
				const here = talk(bundle, { channel: 'telegram' });
				for (const turn of turns) {
					const message = here.send(turn).message();
					expect(message.text).not.toBe('');
					for (const { id } of message.choices) expect(Buffer.byteLength(id)).toBeLessThanOrEqual(64);
				}
			}),
			{ numRuns: 200 },
		);
	});
});
