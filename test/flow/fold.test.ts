import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin } from '../../src/flow/edits.ts';
import { disguised, fold, signs, slavic, tokens } from '../../src/flow/fold.ts';
import { realCompiled } from '../support/project.ts';

const zalgo = (text: string): string => [...text].map((letter) => `${letter}̷̛̤̈́̓͜`).join('');

describe('fold', () => {
	it.each([
		['plain words in capitals', '  Can POLICE help me?! ', 'can police help me'],
		['diacritics', 'Șterge țară ăîâ, Łódź żółć őű ção ñandú', 'sterge tara aia lodz zolc ou cao nandu'],
		['letters without a decomposition', 'Straße œuvre æ ø đ þ', 'strasse oeuvre ae o d th'],
		['Turkish i with and without dot', 'İstanbul ISI ısı', 'istanbul isi isi'],
		['full-width letters and digits', 'ＳＴＯＰ １１２', 'stop 112'],
		['mathematical letters', '𝐒𝐓𝐎𝐏 𝓈𝓉ℴ𝓅', 'stop stop'],
		['small capitals', 'ꜱᴛᴏᴘ', 'stop'],
		['zalgo', zalgo('STOP'), 'stop'],
		['zero-width and soft hyphens', 'st\u200bo\u200d\u00adp', 'stop'],
		['bidi overrides', '\u202epots\u202c', 'pots'],
		['null bytes', 'st\0op', 'stop'],
		['lone surrogates', 'st\ud83dop \udc4d', 'stop'],
		['invisible fillers', 'st\u3164o\u115fp', 'stop'],
		['Cyrillic letters in a Latin word', 'SТОР', 'stop'],
		['Greek letters in a Latin word', 'STΟΡ', 'stop'],
		['a Cyrillic word with a Latin letter in it', 'пoлиция', 'policiya'],
		['Cyrillic', 'Къде е полицията?', 'kade e policiyata'],
		['Russian', 'Помогите! Меня бьют', 'pomogite menya but'.replace('but', 'byut')],
		['Belarusian and Ukrainian letters', 'ў є ї ґ доўга', 'u e i g douga'],
		['digits of other scripts', '١٧ ๑๒ １６ १५', '17 12 16 15'],
		['keycap digits', '1️⃣', '1'],
		['emoji at the ends', '🆘 help me 🙏🏽', 'help me'],
		['only emoji', '👍🏽 🎉', ''],
		['punctuation only', '?!… ¿', ''],
		['apostrophes of all kinds', "don't don´t don’t don`t", 'dont dont dont dont'],
		['Romanian hyphens', 'm-a, s-a, uită-mă', 'ma sa uita ma'],
		['long hyphenated words', 'call-back Noord-Nederland', 'call back noord nederland'],
		['drawn-out letters', 'heeeelp nooooo', 'help no'],
		['a number stuck to a word', '17ani im16 20€', '17 ani im 16 20'],
		['a digit inside a word', 'izle4a 6te', 'izle4a 6te'],
		['markup and templates', '<b>stop</b> {{template}} $t(key)', 'b stop b template t key'],
		['line breaks', 'a\r\nb\tc', 'a b c'],
		['nothing', '', ''],
	])('folds %s', (_, text, folded) => {
		expect(fold(text)).toBe(folded);
	});

	it('reads no more than it must', () => {
		expect(fold('ab '.repeat(50_000)).length).toBeLessThanOrEqual(1000);
		expect(fold(zalgo('stop').repeat(10_000)).length).toBeLessThanOrEqual(1000);
		expect(fold('ab '.repeat(50_000), 4096).length).toBeGreaterThan(4000);
	});

	it('never throws, and folding twice is folding once', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
				const folded = fold(text);
				expect(fold(folded)).toBe(folded);
				expect(folded).not.toMatch(/^ | $| {2}|[A-Z]/);
			}),
			{ numRuns: 500 },
		);
	});

	it('makes of an ordinary text, letter by letter, what it makes of any text', () => {
		// What cannot be seen is dropped, but is not ordinary.
		const anyWay = (text: string) => fold(`\u200b${text}`);
		for (let code = 1; code < 0x500; code++) {
			const letter = String.fromCharCode(code);
			for (const text of [letter, `a${letter}b`, `д${letter}д`, `${letter.repeat(3)}, ${letter}`])
				expect([code, fold(text)]).toEqual([code, anyWay(text)]);
		}
		for (const { danger, stopwords } of Object.values(realCompiled().words))
			for (const text of [...danger, ...stopwords]) expect(fold(text)).toBe(anyWay(text));
		const letter = fc.constantFrom(...'aeIzßÉłŞıžœŉЯяйёўѓь ,.?!)');
		fc.assert(
			fc.property(fc.string({ unit: letter, maxLength: 30 }), (text) => {
				expect(fold(text)).toBe(anyWay(text));
			}),
			{ numRuns: 500 },
		);
	});

	it('takes lone surrogates anywhere', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 }), (units) => {
				const folded = fold(String.fromCharCode(...units));
				expect(folded.isWellFormed()).toBe(true);
			}),
			{ numRuns: 500 },
		);
	});
});

describe('tokens', () => {
	it('cuts Thai and Chinese, which have no spaces, into words', () => {
		expect(tokens('ถุงยางแตก')).toContain('แตก');
		expect(tokens('避孕套破了怎么办')).toContain('避孕');
		expect(tokens('我在 Leeuwarden 工作')).toEqual(expect.arrayContaining(['leeuwarden', '工作']));
	});

	it('has none for a message without words', () => {
		expect(tokens('🆘!!')).toEqual([]);
	});
});

describe('disguised and signs', () => {
	it('reads a word by the shape of its letters', () => {
		expect(fold(disguised('ЅТОР') ?? '')).toBe('stop');
		expect(disguised('stop')).toBeUndefined();
	});

	it('finds emoji without their skin tones', () => {
		expect(signs('ok 👍🏿🆘')).toEqual(['👍', '🆘']);
		expect(signs('112 #*')).toEqual([]);
	});
});

describe('slavic', () => {
	it.each([
		['човек', 'chovek', '4ovek'],
		['щастие', 'shtastie', '6tastie'],
		['полиция', 'politsiya', 'policiq'],
		['изнасилване', 'iznasilvane', 'iznasilwane'],
		['есть', 'yest', 'est'],
		['меня', 'menya', 'menja'],
	])('spells %s as %s and %s', (cyrillic, ...latin) => {
		for (const typed of latin) expect(slavic(fold(typed))).toBe(slavic(fold(cyrillic)));
	});

	it('leaves numbers and other scripts as they are', () => {
		expect(slavic('16')).toBe('16');
		expect(slavic('แตก')).toBe('แตก');
	});
});

describe('isWithin', () => {
	it.each([
		['police', 'polcie', 1, true],
		['police', 'plice', 1, true],
		['police', 'pollice', 1, true],
		['police', 'polite', 1, true],
		['police', 'polity', 1, false],
		['police', 'polity', 2, true],
		['a', 'b', 0, false],
		['', 'ab', 1, false],
		['x'.repeat(50), `${'x'.repeat(49)}y`, 1, false],
	])('%s → %s in %i: %s', (a, b, most, expected) => {
		expect(isWithin(a, b, most)).toBe(expected);
		expect(isWithin(b, a, most)).toBe(expected);
	});
});
