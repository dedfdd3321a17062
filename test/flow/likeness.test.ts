import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashExamples, learn } from '../../src/bundle/learn.ts';
import { readSources } from '../../src/bundle/read.ts';
import { projectRoot } from '../../src/bundle/root.ts';
import { findDanger } from '../../src/flow/danger.ts';
import { fold } from '../../src/flow/fold.ts';
import { BITS, likeness } from '../../src/flow/likeness.ts';
import { readCollections } from '../questions/read.ts';
import { realBundle } from '../support/project.ts';
import { inWordsOfJest } from './danger.sentences.ts';

const bundle = realBundle();
const { sources } = readSources(projectRoot);
if (!sources) throw new Error('the files cannot be read');
const like = (text: string) => likeness(bundle.likeness, text).score;
const weightsOf = (base64: string) => new Int8Array(Buffer.from(base64, 'base64'));

describe('likeness to danger', () => {
	it.each([
		['en', 'he said he is coming back tonight and i should be ready, i dont want this'],
		['nl', 'hij heeft de sleutel meegenomen toen hij wegging'],
		['ro', 'mi-au luat actele si zic ca le mai am de platit'],
		['es', 'dice que todavia le debo mucho y no me da el pasaporte'],
		['zh-Hans', '他把门锁了自己出去了，我出不去'],
	])('hears in %s what no line names: %s', (language, text) => {
		expect(like(text)).toBeGreaterThan(0);
		expect(findDanger(bundle, language, text)).toBeDefined();
	});

	it.each([
		['en', 'what do i need to bring to register at the chamber of commerce'],
		['nl', 'mag een gemeente mij verplichten om me in te schrijven'],
		['ro', 'cat costa o consultatie la medic fara asigurare'],
		['th', 'ต้องเสียภาษีเท่าไหร่'],
		['zh-Hans', '请问几点开门'],
	])('leaves alone in %s: %s', (language, text) => {
		expect(like(text)).toBeLessThan(0);
		expect(findDanger(bundle, language, text)).toBeUndefined();
	});

	it('hears one sentence in a long story', () => {
		const story =
			'hello, i wanted to ask about the tax and the rent of my room, it is a nice room near the station. '.repeat(8);
		const danger = 'he took the key when he left and i cannot open the door. ';
		expect(like(story)).toBeLessThan(0);
		expect(like(story + danger + story)).toBeGreaterThan(1.2);
	});

	it('says nothing alone of a few words', () => {
		for (const text of ['', '?!', 'police', '👍', '\ud83d', 'he locked me'])
			expect(findDanger({ ...bundle, words: {} }, 'en', text)).toBeUndefined();
	});

	it('takes any text, in bounded time, and says a number', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
				expect(like(text)).not.toBeNaN();
			}),
			{ numRuns: 300 },
		);
		const from = performance.now();
		like('a '.repeat(50_000));
		like('的'.repeat(50_000));
		expect(performance.now() - from).toBeLessThan(500);
	});
});

describe('a line that is doubted', () => {
	const words = bundle.words;
	const listening = (...lines: string[]) => ({
		likeness: bundle.likeness,
		words: Object.fromEntries(
			Object.entries(words).map(([language, its]) => [language, { ...its, danger: language === 'en' ? lines : [] }]),
		),
	});
	const jest = 'they beat us 3-0 in the cup final lol, what a great match to watch';
	const meant = 'they beat us every night when we bring no money';

	it('is danger, but not in a message that is unlike danger', () => {
		const heard = listening('?beat us');
		expect(findDanger(heard, 'en', meant)).toBeDefined();
		expect(findDanger(heard, 'en', jest)).toBeUndefined();
		expect(findDanger(listening('beat us'), 'en', jest)).toBeDefined();
	});

	it('is danger in a few words, unless they are very unlike danger', () => {
		expect(findDanger(listening('?beat us'), 'en', 'they beat us')).toBeDefined();
		expect(findDanger(listening('?save me'), 'en', 'save me a seat')).toBeUndefined();
	});

	it('takes nothing from another that is not', () => {
		expect(findDanger(listening('?beat us', 'beat us'), 'en', jest)).toBeDefined();
	});
});

describe('danger in words of jest', () => {
	it.each(Object.keys(inWordsOfJest))('is heard in %s, at least 9 of 10', (language) => {
		const said = inWordsOfJest[language] ?? [];
		const missed = said.filter((text) => !findDanger(bundle, language, text));
		expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(said.length / 10);
	});
});

describe('what was learnt', () => {
	it('is learnt from the examples as they are, and comes out the same again', () => {
		const again = learn(sources);
		for (const [language, locale] of sources.locales)
			expect([language, sources.learnt.value.learnt_from[language]]).toEqual([language, hashExamples(locale)]);
		const [stored, now] = [weightsOf(bundle.likeness.weights), weightsOf(again.weights)];
		expect([stored.length, now.length]).toEqual([2 ** BITS, 2 ** BITS]);
		// Another processor may round the last digit otherwise.
		expect(now.every((weight, at) => Math.abs(weight - (stored[at] ?? 0)) <= 1)).toBe(true);
	});

	it('is learnt from nothing that judges it', () => {
		const folders = ['.', 'second', 'third'] as const;
		for (const { language, questions, danger, harmless } of folders.flatMap((folder) => readCollections(folder))) {
			const judging = new Set([...questions.map(({ text }) => text), ...danger, ...harmless].map((text) => fold(text)));
			const { value } = sources.locales.get(language)?.examples ?? { value: { danger: [], harmless: [] } };
			const both = [...value.danger, ...value.harmless].filter((text) => judging.has(fold(text)));
			expect([language, both.length]).toEqual([language, 0]);
		}
	});

	it('knows its own examples, nearly all', () => {
		for (const [language, { examples }] of sources.locales) {
			const { harmless } = examples.value;
			// Every third: there are thousands, and lines take their time.
			const danger = examples.value.danger.filter((_, n) => n % 3 === 0);
			const heard = danger.filter((text) => findDanger(bundle, language, text)).length / danger.length;
			const wrongly = harmless.filter((text) => like(text) >= 1).length / harmless.length;
			expect([language, heard > 0.97, wrongly < 0.02]).toEqual([language, true, true]);
		}
	});
});
