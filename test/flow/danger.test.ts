import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findNamedDanger } from '../../src/flow/danger.ts';
import { parseDangerLine } from '../../src/flow/danger-lines.ts';
import { Words } from '../../src/flow/schema.ts';
import { realCompiled } from '../support/project.ts';
import { asked, danger, harmless } from './danger.sentences.ts';

const read = (language: string): Words =>
	Words.parse(JSON.parse(readFileSync(new URL(`../../locales/${language}/_words.json`, import.meta.url), 'utf8')));
const words: Record<string, Words> = { en: read('en'), nl: read('nl'), ro: read('ro') };
const languages = Object.keys(words);

/** Words that listen for these lines only. */
const listening = (lines: Record<string, string[]>): Record<string, Words> =>
	Object.fromEntries(
		Object.entries(lines).map(([language, its]) => [language, { ...read('en'), stopwords: [], danger: its }]),
	);
const isFound = (line: string | string[], text: string): boolean =>
	findNamedDanger(listening({ en: [line].flat() }), 'en', text) !== undefined;

describe('danger, as people type it', () => {
	it.each(languages)('is heard in %s, in any conversation', (language) => {
		const missed = danger[language]?.filter((text) => !findNamedDanger(words, 'en', text));
		expect(missed).toEqual([]);
	});

	it('is heard behind a question or a condition', () => {
		expect(asked.filter((text) => !findNamedDanger(words, 'en', text))).toEqual([]);
	});

	it.each(languages)('is not seen in harmless questions in %s: at most 2 in 100', (language) => {
		const alarms = harmless[language]?.filter((text) => findNamedDanger(words, language, text)) ?? [];
		expect(alarms.length, alarms.join('\n')).toBeLessThanOrEqual((harmless[language]?.length ?? 0) * 0.02);
	});

	it.each([
		['my client died of laughter'],
		['what is the emergency number of the GGD'],
		['does the condom help against HIV'],
		['can police help me'],
		['can my boss force me'],
		['what if a client hits me'],
		['am I forced to register'],
		['nobody hurts me'],
		['he did not hit me'],
		['I am not in danger'],
		['condom ripped'],
		['he looked at me'],
		['my shoes are killing me'],
	])('is not seen in: %s', (text) => {
		expect(findNamedDanger(words, 'en', text)).toBeUndefined();
	});

	it.each(realCompiled().languages)(
		'help in a word of every language is heard in %s, and answered in it',
		(language) => {
			for (const text of ['help', 'help me', 'please help', 'ambulance', 'SOS', 'SOS help', 'help police'])
				expect([text, findNamedDanger(realCompiled().words, language, text)]).toMatchObject([
					text,
					{ language, sure: true },
				]);
		},
	);

	it('is not what another language would call so, when the conversation’s own calls it harmless', () => {
		const heard = listening({ bg: ['умирам сега', '-умирам от скука'], pl: ['umieram|umiera'] });
		expect(findNamedDanger(heard, 'bg', 'umiram ot skuka')).toBeUndefined();
		expect(findNamedDanger(heard, 'bg', 'umieram z bólu')).toMatchObject({ language: 'pl' });
	});

	it('is no word that works everywhere, misspelt', () => {
		const heard = listening({ pl: ['=napad'] });
		expect(findNamedDanger(heard, 'pl', 'napat')).toBeDefined();
		const withBack = { ...heard, bg: { ...read('bg'), danger: ['🆘'] } };
		expect(findNamedDanger(withBack, 'bg', 'назад')).toBeUndefined();
	});

	it('survives one typo in almost every sentence', () => {
		const typed = languages.flatMap((language) => (danger[language] ?? []).map((text) => swapLetters(text)));
		const missed = typed.filter((text) => !findNamedDanger(words, 'en', text));
		expect(missed.length / typed.length, missed.join('\n')).toBeLessThan(0.05);
	});

	it('survives look-alikes, zalgo, capitals, invisible letters and markup', () => {
		for (const text of [
			'HE WILL KILL МЕ',
			'h\u200be wi\u00adll k̷̛ill me',
			'<b>he will kill me</b>',
			'ｋｉｌｌ ｍｅ',
			'{{he}} will kill me',
		]) {
			expect(findNamedDanger(words, 'en', text), text).toMatchObject({ language: 'en' });
		}
	});

	it('is heard at the end of a long story', () => {
		expect(
			findNamedDanger(words, 'en', `${'I came here in May and it was fine. '.repeat(80)}Now he has a knife`),
		).toBeDefined();
	});

	it('is heard across sentences, and denied only within one', () => {
		expect(isFound(['hit me', '-never'], 'never. hit me')).toBe(true);
		expect(isFound(['hit me', '-never'], 'never hit me')).toBe(false);
		expect(isFound('kill me', 'he. will kill! me')).toBe(true);
	});
});

describe('the language of danger', () => {
	it('is the one whose words they are', () => {
		expect(findNamedDanger(words, 'en', 'hij slaat me')).toMatchObject({ language: 'nl' });
		expect(findNamedDanger(words, 'nl', 'ma bate')).toMatchObject({ language: 'ro' });
	});

	it("is the conversation's own where both say it", () => {
		expect(findNamedDanger(words, 'nl', 'help me')).toMatchObject({ language: 'nl' });
		expect(findNamedDanger(words, 'en', 'help me')).toMatchObject({ language: 'en' });
		expect(findNamedDanger(words, 'ro', '🆘')).toMatchObject({ language: 'ro' });
	});

	it('is the one that says most where the own says nothing', () => {
		expect(findNamedDanger(listening({ a: ['mes'], b: ['heeft een mes'] }), 'x', 'hij heeft een mes')).toMatchObject({
			language: 'b',
		});
	});
});

describe('a line', () => {
	it.each([
		['words in order', 'kill me', 'he will kill me', true],
		['not in another order', 'kill me', 'me kill', false],
		['with up to three others between', 'kill me', 'kill a b c me', true],
		['not with four', 'kill me', 'kill a b c d me', false],
		['with one of several words', 'kill|murder me', 'he murders or murder me', true],
		['with any ending', 'strangl* me', 'he was strangling me', true],
		['not in the middle of a word', 'rape', 'grape therapy draped', false],
		['with joined words together', 'a_lot blood', 'a lot of blood', true],
		['not with joined words apart', 'a_lot blood', 'a whole lot of blood', false],
		['as the whole message', '=help me? please?', 'Help, please!', true],
		['not inside a message', '=help me? please?', 'help me find a room', false],
		['with a letter swapped', 'knife', 'knief', true],
		['with a letter too few', 'bleeding badly', 'bleding badly', true],
		['with two slips in a long word', 'threatened', 'tretened', true],
		['not with two slips in a short word', 'knife', 'knees', false],
		['not with another first letter', 'raped', 'taped', false],
		['not for a short word but one swapped', 'kill me', 'will me', false],
		['with a short word swapped', 'stab me', 'satb me', true],
		['with doubled letters', 'following me', 'folowwing me', true],
	])('stands for %s', (_, line, text, found) => {
		expect(isFound(line, text)).toBe(found);
	});

	it('that is harmless takes its words away from danger, and no others', () => {
		const lines = ['force me', 'kill me', '-can _my? _boss force'];
		expect(isFound(lines, 'can my boss force me')).toBe(false);
		expect(isFound(lines, 'can my boss force me or kill me')).toBe(true);
		expect(isFound(lines, 'what can I do my boss force me')).toBe(true);
	});

	it('that denies does not deny the danger that names it', () => {
		const lines = ['dont want live', 'beats me', '-dont'];
		expect(isFound(lines, 'I dont want to live')).toBe(true);
		expect(isFound(lines, 'they dont beats me')).toBe(false);
	});

	it('with "!" holds whatever is around it', () => {
		expect(isFound(['!kill myself', '-not'], 'not kill myself')).toBe(true);
	});

	it('with "~" keeps a word from being a typo of danger', () => {
		expect(isFound('locked me', 'he looked me')).toBe(true);
		expect(isFound(['locked me', '~looked'], 'he looked me')).toBe(false);
	});

	it('denies only in its own language: "nu" is no in Romanian and now in Dutch', () => {
		expect(findNamedDanger(listening({ nl: ['slaat me'], ro: ['-nu'] }), 'nl', 'nu slaat hij me')).toMatchObject({
			language: 'nl',
		});
	});

	it('hears Bulgarian and Russian in their own and in Latin letters', () => {
		const cyrillic = listening({ bg: ['ще ме убие', 'изнасилиха ме'], ru: ['меня бьют'] });
		for (const text of ['ще ме убие', 'shte me ubie', '6te me ubie', 'Той ЩЕ МЕ УБИЕ', 'iznasiliha me']) {
			expect(findNamedDanger(cyrillic, 'en', text), text).toMatchObject({ language: 'bg' });
		}
		expect(findNamedDanger(cyrillic, 'en', 'menya byut')).toMatchObject({ language: 'ru' });
	});

	it('hears Thai and Chinese, without spaces', () => {
		const asian = listening({ th: ['ช่วยด้วย', 'เขา ฆ่า ฉัน'], 'zh-Hans': ['救命', '杀 我'] });
		expect(findNamedDanger(asian, 'en', 'ช่วยด้วยค่ะ')).toMatchObject({ language: 'th' });
		expect(findNamedDanger(asian, 'en', 'เขาจะฆ่าฉัน')).toMatchObject({ language: 'th' });
		expect(findNamedDanger(asian, 'en', '救命啊')).toMatchObject({ language: 'zh-Hans' });
		expect(findNamedDanger(asian, 'en', '他要杀了我')).toMatchObject({ language: 'zh-Hans' });
		expect(findNamedDanger(asian, 'en', '我想办营业执照')).toBeUndefined();
	});

	it('in every locale says something', () => {
		for (const language of languages) {
			const lines = words[language]?.danger ?? [];
			expect(lines.filter((line) => parseDangerLine(line) === undefined)).toEqual([]);
			expect(new Set(lines).size).toBe(lines.length);
			expect(lines.filter((line) => !/^[-~]/.test(line)).length).toBeGreaterThanOrEqual(50);
		}
	});

	it('that says nothing is passed over', () => {
		for (const line of ['', '=', '-', '?', '||', 'please?', '!?*_']) {
			expect(parseDangerLine(line)).toBeUndefined();
			expect(isFound([line, 'kill me'], 'kill me')).toBe(true);
		}
	});
});

describe('hostile text', () => {
	it('is read in bounded time', () => {
		const slowest = Math.max(
			...['kill ', 'if client hit ', 'he will kill me ', 'not ', 'a', '\u0301', '杀', '🆘'].map((piece) => {
				const text = piece.repeat(100_000 / piece.length);
				const start = performance.now();
				findNamedDanger(words, 'en', text);
				return performance.now() - start;
			}),
		);
		expect(slowest).toBeLessThan(1000);
	});

	it('never throws', () => {
		const piece = fc.oneof(
			fc.string({ unit: 'binary', maxLength: 40 }),
			fc.constantFrom('kill', 'me', 'not', '__proto__', '\ud800', '.', '🆘', '{{x}}', '$t(y)', 'constructor'),
		);
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 30 }), fc.constantFrom(' ', ''), (pieces, gap) => {
				const found = findNamedDanger(words, 'xx', pieces.join(gap));
				expect(found === undefined || languages.includes(found.language)).toBe(true);
			}),
		);
	});
});

/** Swaps two letters in the middle of the longest word. */
function swapLetters(text: string): string {
	const longest = text.split(' ').reduce((a, b) => (b.length > a.length ? b : a));
	const middle = Math.floor(longest.length / 2);
	const swapped =
		longest.slice(0, middle - 1) + longest.charAt(middle) + longest.charAt(middle - 1) + longest.slice(middle + 1);
	return text.replace(longest, swapped);
}
