import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Finder, openFinder } from '../../src/flow/find.ts';
import { indexTopics, type TopicText } from '../../src/flow/index-topics.ts';
import { Words } from '../../src/flow/schema.ts';
import { nothingLearnt, realBundle } from '../support/project.ts';

const english = Words.parse(JSON.parse(readFileSync(new URL('../../locales/en/_words.json', import.meta.url), 'utf8')));

type Said = [id: string, code: string, title: string, text: string, synonyms: string[]];

function finderOf(languages: Record<string, { topics: Said[]; words?: Partial<Words> }>): Finder {
	const words = Object.fromEntries(
		Object.entries(languages).map(([language, its]) => [language, { ...english, stopwords: [], ...its.words }]),
	);
	const index = Object.fromEntries(
		Object.entries(languages).map(([language, { topics }]) => {
			const texts = topics.map(([id, code, title, text, synonyms]): TopicText => ({ id, code, title, text, synonyms }));
			return [language, indexTopics(texts, words[language] ?? english)];
		}),
	);
	return openFinder({ languages: Object.keys(languages), words, likeness: nothingLearnt, index });
}

const en: Said[] = [
	['safety.urgent', 'F1', 'Urgent', 'In danger: call {{emergency.number}}.', ['emergency', 'help me now']],
	['safety.rape', 'F1', 'Rape, condom broke', 'It is not your fault.', ['rape what to do now']],
	['safety.under-18', 'F4', 'I am under 18', 'You are not in trouble.', ['i am 17', 'im 15 years old', 'minor']],
	[
		'help.condom-broke',
		'H3',
		'Condom broke',
		'There is medicine against HIV.',
		['the condom ripped', 'morning after pill'],
	],
	['help.sti-test', 'H2', 'Health check', 'The GGD tests for free.', ['sti test', 'where can i test', 'chlamydia']],
	[
		'rights.police',
		'R3',
		'Going to the police',
		'You may report a crime.',
		['report to police', 'can police send me away'],
	],
	['steps.age', 'S1', 'Age', 'In Leeuwarden you must be 21.', ['how old must i be', 'i am 19']],
	['steps.bsn', 'S4', 'BSN number', 'You need a BSN.', ['how to get a bsn', 'registration at the town hall']],
	['about.bot', 'A1', 'What is this chat?', 'A machine.', ['who are you', 'are you a robot']],
];
const nl: Said[] = [
	['help.condom-broke', 'H3', 'Condoom gescheurd', 'Er is medicijn tegen hiv.', ['condoom kapot', 'morning-afterpil']],
	['steps.bsn', 'S4', 'BSN-nummer', 'Je hebt een BSN nodig.', ['burgerservicenummer', 'inschrijven bij de gemeente']],
];
const finder = finderOf({
	en: { topics: en, words: { stopwords: english.stopwords } },
	nl: { topics: nl, words: { stopwords: ['de', 'een', 'bij', 'mijn', 'wat', 'nu', 'doen'], danger: ['slaat me'] } },
});
const idsOf = (text: string, language = 'en'): string[] => finder.find(language, text).topics.map(({ id }) => id);

describe('a question', () => {
	it.each([
		['in other words than ours', 'my condom is broken what now', 'help.condom-broke'],
		['misspelt', 'condm brok', 'help.condom-broke'],
		['with letters swapped', 'chlaymdia', 'help.sti-test'],
		['with another ending', 'tests', 'help.sti-test'],
		['longer than the word', 'registering in the town', 'steps.bsn'],
		['without diacritics or case', 'BSN??', 'steps.bsn'],
		['in another of our languages', 'burgerservicenummer', 'steps.bsn'],
		['in two languages at once', 'wat doen condoom broke', 'help.condom-broke'],
		['made of small words', 'who are you?', 'about.bot'],
		['with look-alike letters', 'роlice', 'rights.police'],
		['with an age under 18', 'im 16', 'safety.under-18'],
		['with an age in other digits', 'i am ١٧', 'safety.under-18'],
		['with an age of 18 to 20', 'i am 20', 'steps.age'],
		['inside markup', '<script>bsn</script>', 'steps.bsn'],
	])('%s finds its topic', (_, text, id) => {
		expect(idsOf(text)[0]).toBe(id);
	});

	it.each([
		'what is the weather',
		'asdfgh',
		'who won the match',
		'what is the capital of france',
		'la la la',
		'12345',
		'{{template}} $t(nav.menu)',
		'🎉🎉',
		'',
	])('nobody can answer finds nothing: %s', (text) => {
		expect(finder.find('en', text)).toMatchObject({ danger: false, topics: [] });
	});

	it('is answered with scores from 0 to 1, best first, a handful at most, each topic once', () => {
		const { topics } = finder.find('en', 'sti test and how to get a bsn and report to police');
		expect(topics.length).toBeGreaterThan(1);
		expect(topics.length).toBeLessThanOrEqual(5);
		expect(new Set(topics.map(({ id }) => id)).size).toBe(topics.length);
		expect(topics.map(({ score }) => score)).toEqual(topics.map(({ score }) => score).sort((a, b) => b - a));
		for (const { score, code } of topics) {
			expect(score).toBeGreaterThan(0);
			expect(score).toBeLessThanOrEqual(1);
			expect(code).toMatch(/^[A-Z]\d+$/);
		}
	});

	it('asked calmly is about the topic, not about the urgent card that names it too', () => {
		expect(idsOf('condom broke')).toEqual(['help.condom-broke', 'safety.rape']);
	});

	it('never finds a placeholder', () => {
		expect(idsOf('number')).not.toContain('safety.urgent');
	});

	it('tells which language it is in, if it is one of ours', () => {
		expect(finder.find('nl', 'can police send me away').language).toBe('en');
		expect(finder.find('en', 'wat doen bij de gemeente').language).toBe('nl');
		expect(finder.find('en', 'asdfgh qwerty').language).toBeUndefined();
	});
});

describe('danger', () => {
	it('puts the urgent topic first, once, and finds the rest', () => {
		const { danger, topics } = finder.find('en', 'he raped me and the condom broke');
		expect(danger).toBe(true);
		expect(topics[0]).toEqual({ id: 'safety.urgent', code: 'F1', score: 1 });
		expect(topics.filter(({ id }) => id === 'safety.urgent')).toHaveLength(1);
		expect(topics.map(({ id }) => id)).toContain('help.condom-broke');
	});

	it('is heard in another language', () => {
		expect(finder.find('en', 'hij slaat me')).toMatchObject({ danger: true, topics: [{ id: 'safety.urgent' }] });
	});
});

describe('languages', () => {
	const other = finderOf({
		en: { topics: en, words: { stopwords: english.stopwords } },
		bg: {
			topics: [
				['help.condom-broke', 'H3', 'Скъсан презерватив', 'Има лекарство.', ['презервативът се скъса']],
				['rights.police', 'R3', 'При полицията', 'Можете да подадете жалба.', ['да отида в полицията']],
			],
		},
		ru: { topics: [['help.sti-test', 'H2', 'Проверка здоровья', 'Бесплатно.', ['анализ на инфекции']]] },
		th: { topics: [['help.condom-broke', 'H3', 'ถุงยางแตก', 'มียา', ['ถุงยางรั่ว']]] },
		'zh-Hans': { topics: [['help.condom-broke', 'H3', '避孕套破了', '有药', ['安全套破了怎么办']]] },
	});

	it.each([
		['Bulgarian', 'скъса се презерватива', 'help.condom-broke'],
		['Bulgarian in Latin letters', 'skasa se prezervativa', 'help.condom-broke'],
		['Bulgarian with digits for letters', 'polici9 polici4ta politsiyata', 'rights.police'],
		['Russian in Latin letters', 'analiz na infekcii', 'help.sti-test'],
		['Thai', 'ถุงยางแตกทำยังไง', 'help.condom-broke'],
		['Chinese', '我的避孕套破了', 'help.condom-broke'],
	])('%s is understood in an English conversation', (_, text, id) => {
		expect(other.find('en', text).topics[0]?.id).toBe(id);
	});

	it('share nothing by accident: a word belongs to the language of the question', () => {
		const mixed = finderOf({
			en: { topics: [['a.die', 'X1', 'Death', '', ['die']]], words: { stopwords: ['i', 'to'] } },
			nl: {
				topics: [['a.man', 'X2', 'Man', '', ['die man daar volgt']]],
				words: { stopwords: ['die', 'is', 'van', 'daar'] },
			},
		});
		expect(mixed.find('nl', 'van die man daar').topics.map(({ id }) => id)).toEqual(['a.man']);
	});

	it('without an index are no harm', () => {
		const empty = openFinder({ languages: ['en', 'xx'], words: { en: english }, likeness: nothingLearnt, index: {} });
		expect(empty.find('en', 'condom')).toEqual({ danger: false, topics: [], language: undefined });
		expect(empty.find('en', 'help me')).toEqual({ danger: true, topics: [], language: undefined });
	});
});

describe('the index', () => {
	it('of equal input is equal, whatever was indexed before', () => {
		const topics: TopicText[] = [{ id: 'a.b', code: 'X1', title: 'Title', text: 'Text', synonyms: ['one', 'two'] }];
		expect(indexTopics(topics, english)).toBe(indexTopics(topics, english));
	});

	it('takes no harm from names every object has', () => {
		const odd = finderOf({ en: { topics: [['a.b', 'X1', '__proto__ constructor', 'toString', ['hasOwnProperty']]] } });
		expect(odd.find('en', 'constructor').topics[0]?.id).toBe('a.b');
		expect(odd.find('en', 'valueOf').topics).toEqual([]);
	});
});

describe('the real topics', () => {
	/** The finder was tuned with these: they show that nothing got worse, not how well unseen questions do. */
	const questions: Record<string, [string, string][]> = {
		en: [
			['the condom ripped during work last night', 'help.condom-broke'],
			['were can i get checked for chlamydia', 'help.sti-test'],
			['is there a real human i can phone', 'help.xenia'],
			['how do i get out of the hands of my pimp', 'help.forced'],
			['boss wants me to drink with the guests', 'rights.say-no'],
			['customers offer extra money for bareback is that ok', 'rights.condom'],
			['will the cops deport me if i report a robbery', 'rights.police'],
			['inspectors at my appartment do i let them enter', 'rights.inspection'],
			['is there a list with the names of all girls', 'rights.privacy'],
			['whats the youngest age to start', 'steps.age'],
			['do bulgarians need a permit', 'steps.allowed'],
			['can i work in a hotel room', 'steps.where'],
			['how do i get the citizen number', 'steps.bsn'],
			['chambre of commerce price', 'steps.kvk'],
			['im 17 yo', 'safety.under-18'],
			['my husband checks my phone how do i hide this', 'safety.safe-chat'],
			['are you a robot or a person', 'about.bot'],
			['do you store my phone number', 'about.keep'],
		],
		nl: [
			['condoom is geknapt wat moet ik doen', 'help.condom-broke'],
			['waar kan ik me laten testen op soa', 'help.sti-test'],
			['mag ik nee zeggen tegen een klant', 'rights.say-no'],
			['zetten ze mij het land uit als ik aangifte doe', 'rights.police'],
			['ik kom uit bulgarije mag ik hier werken', 'steps.allowed'],
			['hoe kom ik aan een burgerservicenummer', 'steps.bsn'],
			['ik ben 15', 'safety.under-18'],
			['blijf ik anoniem', 'about.keep'],
		],
		ro: [
			['sa spart prezervativul ce fac', 'help.condom-broke'],
			['e gratis testul la ggd', 'help.sti-test'],
			['am voie sa zic nu la client', 'rights.say-no'],
			['ce acte trebuie sa arat la control', 'rights.inspection'],
			['sunt romanca am voie sa lucrez aici', 'steps.allowed'],
			['cum obtin numarul bsn', 'steps.bsn'],
			['am 17 ani', 'safety.under-18'],
			['sotul imi verifica telefonul', 'safety.safe-chat'],
		],
	};

	it.each(Object.keys(questions))('are found in %s among the first three, nine times in ten', (language) => {
		const { finder: real } = realBundle();
		const asked = questions[language] ?? [];
		const missed = asked.filter(
			([text, id]) =>
				!real
					.find(language, text)
					.topics.slice(0, 3)
					.some((topic) => topic.id === id),
		);
		expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(asked.length / 10);
	});

	it('leave out what only makes sense after questions: its own words find the topic that asks them', () => {
		const bundle = realBundle();
		for (const language of bundle.languages) {
			for (const { id } of bundle.finder.find(language, bundle.speak.text(language, 'plan', 'short-place.text') ?? '')
				.topics)
				expect(id).not.toMatch(/^plan\.(short|long|permit)-/);
		}
		expect(bundle.finder.find('en', 'what do i need to start').topics[0]?.id).toBe('plan.start');
	});

	it('are left alone by questions about something else', () => {
		const { finder: real } = realBundle();
		for (const language of ['en', 'nl', 'ro']) {
			for (const text of [
				'what is the weather',
				'asdfgh',
				'who won the match',
				'recept voor appeltaart',
				'cine a castigat meciul',
			]) {
				expect(real.find(language, text).topics, text).toEqual([]);
			}
		}
	});
});

describe('hostile text', () => {
	it('never throws and answers in bounded time', () => {
		const start = performance.now();
		for (const piece of ['condom ', 'a', '\u0301', '\ud800', '杀', 'ถ', '🆘', '0', '__proto__ ', 'x\u0000']) {
			finder.find('en', piece.repeat(100_000 / piece.length));
		}
		expect(performance.now() - start).toBeLessThan(5000);
		fc.assert(
			fc.property(
				fc.string({ unit: 'binary', maxLength: 300 }),
				fc.constantFrom('en', 'nl', 'xx', ''),
				(text, language) => {
					const { topics } = finder.find(language, text);
					expect(topics.every(({ score }) => score > 0 && score <= 1)).toBe(true);
				},
			),
		);
	});
});
