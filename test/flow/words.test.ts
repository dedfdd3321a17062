import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, signs } from '../../src/flow/fold.ts';
import { navigation, type Words } from '../../src/flow/schema.ts';
import { matchCommand, matchGreeting, matchThanks, matchYesNo } from '../../src/flow/words.ts';
import { realBundle } from '../support/project.ts';

const { words, languages } = realBundle();

function wordsOf(language: string): Words {
	const its = words[language];
	if (!its) throw new Error(`no words of ${language}`);
	return its;
}

describe('a command', () => {
	it('is heard in every typed form, whatever language the conversation is in', () => {
		for (const said of languages) {
			for (const to of navigation) {
				for (const form of wordsOf(said).commands[to]) {
					for (const language of languages) expect(matchCommand(words, language, form), form).toBe(to);
				}
			}
		}
	});

	it.each([
		['capitals and punctuation', 'STOP!!!', 'stop'],
		['no diacritics', 'inchide', 'close'],
		['without its hyphen', 'uita ma', 'forget'],
		['in one word', 'vergeetmij', 'forget'],
		['drawn out', 'menuuuu', 'menu'],
		['with an emoji', 'menu 🏠', 'menu'],
		['look-alikes', 'SТОР', 'stop'],
		['Cyrillic look-alikes alone', 'ЅТОР', 'stop'],
		['full-width', 'ＳＴＯＰ', 'stop'],
		['small capitals', 'ꜱᴛᴏᴘ', 'stop'],
		['zero-width letters', 's\u200bt\u200bo\u200bp', 'stop'],
		['zalgo', 'S̷̢̛T̶̯O̷P̸', 'stop'],
		['markup around it', '  <stop>  ', 'stop'],
		['a slash', '/menu', 'menu'],
		['a slash and a name', '/forget@bekend_bot', 'forget'],
		['a slash in capitals', '/LANGUAGE', 'lang'],
		['a slash and a word of another language', '/taal', 'lang'],
		['the sign of help', '🆘🆘', 'urgent'],
		['a letter swapped', 'lagnuage', 'lang'],
		['a letter left out', 'perso', 'person'],
		['a letter too much', 'sluitenn', 'close'],
	])('is heard with %s', (_, text, to) => {
		expect(matchCommand(words, 'en', text)).toBe(to);
	});

	it.each([
		['a question that holds the word', 'how do I stop working'],
		['a question that begins with it', 'stop with this work'],
		['a sentence with a person in it', 'is there a person who speaks Thai'],
		['four letters and a slip', 'meno'],
		['an order to erase that is only nearly one', 'forgot me'],
		['an answer', 'yes'],
		['a greeting', 'hallo'],
		['/start', '/start'],
		['several signs', '🏠🆘'],
		['nothing', ''],
		['a template', '{{stop}} $t(menu) x'],
	])('is not heard in %s', (_, text) => {
		expect(matchCommand(words, 'en', text)).toBeUndefined();
	});

	it('leaves a typo between two commands alone', () => {
		const en = wordsOf('en');
		const two = { en: { ...en, commands: { ...en.commands, back: ['mirror'], menu: ['mirrol'] } } };
		expect(matchCommand(two, 'en', 'mirroz')).toBeUndefined();
		expect(matchCommand(two, 'en', 'mirror')).toBe('back');
	});

	it("means what the conversation's own language says, where two languages share a word", () => {
		const [en, nl] = [wordsOf('en'), wordsOf('nl')];
		const shared = {
			en: { ...en, commands: { ...en.commands, close: ['ende'] } },
			nl: { ...nl, commands: { ...nl.commands, back: ['ende'] } },
		};
		expect(matchCommand(shared, 'en', 'ende')).toBe('close');
		expect(matchCommand(shared, 'nl', 'ende')).toBe('back');
	});
});

describe('yes and no', () => {
	it.each([
		['yes', 'yes'],
		['Ja!', 'yes'],
		['da', 'yes'],
		['👍🏾', 'yes'],
		['👍👍', 'yes'],
		['no', 'no'],
		['NEE', 'no'],
		['nu, mulțumesc', 'no'],
		['👎', 'no'],
		['yes I can', undefined],
		['👍👎', undefined],
		['', undefined],
	])('%s is %s', (text, said) => {
		for (const language of languages) expect(matchYesNo(words, language, text)).toBe(said);
	});
});

describe('small talk', () => {
	it.each([
		['hello', 'en'],
		['Hi there 👋', 'en'],
		['hey, good morning!', 'en'],
		['goedemorgen', 'nl'],
		['Bună ziua', 'ro'],
		['salut ce faci', 'ro'],
		['hellooo', 'en'],
		['good mornign', 'en'],
	])('%s greets in %s', (text, language) => {
		expect(matchGreeting(words, 'en', text)?.language).toBe(language);
	});

	it('greets in the own language where both have the word', () => {
		expect(matchGreeting(words, 'nl', 'hallo')?.language).toBe('nl');
	});

	it('takes /start for a greeting in no language', () => {
		expect(matchGreeting(words, 'en', '/start')).toEqual({ language: undefined });
		expect(matchGreeting(words, 'en', '/start from-a-poster')).toEqual({ language: undefined });
	});

	it.each(['thanks', 'ok thank you', 'Dank je wel!', 'mersi', 'hi, thanks', '🙏', 'thanks bye'])(
		'%s thanks',
		(text) => {
			expect(matchThanks(words, 'en', text)).toBe(true);
			expect(matchGreeting(words, 'en', text)).toBeUndefined();
		},
	);

	it.each(['hello I need a condom', 'hi can police help me', 'thank you but where is it', '', '🎉'])(
		'%s is neither',
		(text) => {
			expect(matchGreeting(words, 'en', text)).toBeUndefined();
			expect(matchThanks(words, 'en', text)).toBe(false);
		},
	);
});

describe('the lists themselves', () => {
	it('never mean two different things, within a language or between two', () => {
		const meanings = new Map<string, string>();
		const clashes: string[] = [];
		for (const language of languages) {
			const { commands, yes, no, greetings, thanks } = wordsOf(language);
			for (const [means, forms] of Object.entries({ ...commands, yes, no, greetings, thanks })) {
				for (const form of forms) {
					const key = fold(form).replaceAll(' ', '') || (signs(form)[0] ?? '');
					expect(key, `${language} ${means}: an empty form`).not.toBe('');
					const known = meanings.get(key);
					if (known !== undefined && known !== means) clashes.push(`${form}: ${known}, ${means} (${language})`);
					meanings.set(key, means);
				}
			}
		}
		expect(clashes).toEqual([]);
	});

	it('find the planted sentence by a stem in its first 40 characters', () => {
		for (const language of languages) {
			const { stems, planted } = wordsOf(language).preview;
			const shown = planted.slice(0, 40).toLowerCase();
			expect([language, stems.some((stem) => shown.includes(stem.toLowerCase()))]).toEqual([language, true]);
		}
	});
});

describe('hostile text', () => {
	it('never throws and means nothing', () => {
		const hostile = ['a'.repeat(100_000), '/'.repeat(5000), '\ud800', '__proto__', 'constructor', '/constructor'];
		for (const text of hostile) {
			expect(matchCommand(words, 'en', text)).toBeUndefined();
			expect(matchYesNo(words, 'en', text)).toBeUndefined();
			expect(matchGreeting(words, 'en', text)).toBeUndefined();
			expect(matchThanks(words, 'en', text)).toBe(false);
		}
	});

	it('never throws, whatever is typed', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
				const to = matchCommand(words, 'xx', text);
				expect(to === undefined || navigation.includes(to)).toBe(true);
				matchYesNo(words, 'ro', text);
				matchGreeting(words, 'nl', text);
				matchThanks(words, 'en', text);
			}),
		);
	});
});
