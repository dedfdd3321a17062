import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Offered, openRender, type Shown } from '../../../src/channels/whatsapp/render.ts';
import { type Conversation, newConversation } from '../../../src/flow/conversation.ts';
import { step } from '../../../src/flow/step.ts';
import type { Choice, Message } from '../../../src/flow/turn.ts';
import { noon, realBundle } from '../../support/project.ts';

const bundle = realBundle();
const render = openRender(bundle);

function menu(text: string, more: Partial<Message> = {}): Message {
	return { language: 'en', text, choices: [], shape: 'menu', page: 1, ...more };
}

const options = (offered: Offered) => (offered.as === 'nothing' ? [] : offered.options);

/** Holds it against what the Cloud API takes. */
function check({ texts, offered }: Shown): void {
	expect(texts.length).toBeGreaterThan(0);
	const shown = options(offered);
	for (const [n, text] of texts.entries()) {
		expect(text.length).toBeGreaterThan(0);
		expect(text.length).toBeLessThanOrEqual(n === texts.length - 1 && shown.length > 0 ? 1024 : 4096);
	}
	if (offered.as === 'nothing') return;
	const [most, title, id] = offered.as === 'buttons' ? [3, 20, 256] : [10, 24, 200];
	expect(shown.length).toBeGreaterThan(0);
	expect(shown.length).toBeLessThanOrEqual(most);
	for (const option of shown) {
		expect(option.title.length).toBeGreaterThan(0);
		expect(option.title.length).toBeLessThanOrEqual(title);
		expect(Buffer.byteLength(option.id)).toBeLessThanOrEqual(id);
	}
	expect(new Set(shown.map((option) => option.id)).size).toBe(shown.length);
	expect(new Set(shown.map((option) => option.title)).size).toBe(shown.length);
	if (offered.as === 'list') {
		expect(offered.button.length).toBeGreaterThan(0);
		expect(offered.button.length).toBeLessThanOrEqual(20);
	}
}

/** Everything that can be asked: every step, the languages, what was found. */
function everywhere(language: string): Conversation[] {
	const here = { ...newConversation('whatsapp', language), chosen: true };
	const places = Object.values(bundle.flows).flatMap(({ flow, steps }) =>
		Object.keys(steps).map((id) => `${flow}.${id}`),
	);
	return [
		here,
		{ ...here, chosen: false, wait: { on: 'guess', found: [] } },
		{ ...here, wait: { on: 'language', found: [], page: 1 } },
		{ ...here, wait: { on: 'found', topics: places.slice(0, 3), page: 1 } },
		...places.map((at): Conversation => ({ ...here, wait: { on: 'step', at, page: 1, tries: 0 } })),
	];
}

describe.each(bundle.languages)('the real texts in %s', (language) => {
	const inputs = ['', 'something nobody asked before', '/menu', '/stop', '/close', '/forget'];
	const said = everywhere(language).flatMap((conversation) =>
		inputs.flatMap((text) =>
			step(bundle, conversation, { kind: 'text', text }, noon).effects.flatMap((effect) =>
				effect.do === 'say' ? [effect.message] : [],
			),
		),
	);

	test('every message of every step, on every page, is within what WhatsApp takes', () => {
		expect(said.length).toBeGreaterThan(100);
		for (const message of said) for (const page of [1, 2, 3]) check(render({ ...message, page }));
	});

	test('every choice can be reached by the pages, with its whole label', () => {
		for (const message of said) {
			const pages = Array.from({ length: 12 }, (_, n) => options(render({ ...message, page: n + 1 }).offered)).flat();
			const titles = new Map(pages.map(({ id, title }) => [id, title]));
			for (const { id, label } of message.choices) expect(titles.get(id), id).toContain(label);
		}
	});

	test('what opens a list is said in the language', () => {
		const list = said.map(render).find(({ offered }) => offered.as === 'list');
		expect(list?.offered).toMatchObject({ button: bundle.speak.system(language, 'list-button') });
	});
});

describe('any message', () => {
	const choice: fc.Arbitrary<Choice> = fc
		.record({
			id: fc.stringMatching(/^[a-z][a-z.-]{0,60}$/),
			label: fc.stringMatching(/^[A-Za-zăț ]{0,40}[a-z]$/),
			emoji: fc.option(fc.constantFrom('💬', '❤️', '🆘'), { nil: undefined }),
		})
		.map(({ emoji, ...rest }) => (emoji === undefined ? rest : { ...rest, emoji }));
	const made = fc.record({
		language: fc.constant('en'),
		text: fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ minLength: 900, maxLength: 9_500 })),
		choices: fc.array(choice, { maxLength: 30 }),
		shape: fc.constantFrom('menu' as const, 'topic' as const),
		page: fc.integer({ min: 1, max: 4 }),
	});

	test('is within the limits', () => {
		fc.assert(fc.property(made, (message) => check(render(message))));
	});

	test('loses no word', () => {
		const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 150, maxLength: 900 });
		fc.assert(
			fc.property(words, fc.array(choice, { maxLength: 3 }), (said, choices) => {
				const { texts } = render(menu(said.join(' '), { choices }));
				expect(texts.join(' ').split(/\s+/).slice(0, said.length)).toEqual(said);
			}),
		);
	});
});

describe('the choices', () => {
	const choices = (count: number, label = 'Choice') =>
		Array.from({ length: count }, (_, n): Choice => ({ id: `c${n + 1}`, label: `${label} ${n + 1}` }));

	test('up to three are buttons, with their emoji', () => {
		const three: Choice[] = [{ id: 'person', label: 'A person', emoji: '💬' }, ...choices(2)];
		expect(render(menu('Which?', { choices: three }))).toEqual({
			texts: ['Which?'],
			offered: {
				as: 'buttons',
				options: [
					{ id: 'person', title: '💬 A person' },
					{ id: 'c1', title: 'Choice 1' },
					{ id: 'c2', title: 'Choice 2' },
				],
			},
		});
	});

	test('more are a list, and more than ten are pages of it', () => {
		expect(render(menu('Which?', { choices: choices(10) })).offered).toMatchObject({ as: 'list', button: 'Choose' });
		const pages = [1, 2].map((page) => options(render(menu('Which?', { choices: choices(12), page })).offered));
		expect(pages.map((rows) => rows.length)).toEqual([10, 3]);
		expect(pages[0]?.at(-1)).toEqual({ id: 'page.2', title: '⋯ More' });
	});

	test('a topic shows a person, urgent and more', () => {
		const topic: Choice[] = [
			...choices(3),
			{ id: 'back', label: 'Back', emoji: '↩' },
			{ id: 'person', label: 'A person', emoji: '💬' },
			{ id: 'urgent', label: 'Urgent', emoji: '🆘' },
		];
		const { offered } = render(menu('An answer.', { choices: topic, shape: 'topic' }));
		expect(offered.as).toBe('buttons');
		expect(options(offered).map(({ id }) => id)).toEqual(['person', 'urgent', 'page.2']);
	});

	test('of the same name are told apart, and the same one twice is one', () => {
		const twins: Choice[] = [
			{ id: 'a', label: 'Help', emoji: '❤️' },
			{ id: 'b', label: 'Help', emoji: '❤️' },
			{ id: 'a', label: 'Help', emoji: '❤️' },
		];
		expect(options(render(menu('?', { choices: twins })).offered)).toEqual([
			{ id: 'a', title: '❤️ Help' },
			{ id: 'b', title: 'Help' },
		]);
	});

	test('a label that does not fit is told in the text, and its number stands for it', () => {
		const long = 'A label of far more than four and twenty letters';
		const { texts, offered } = render(menu('Which?', { choices: [...choices(3), { id: 'long', label: long }] }));
		expect(texts).toEqual([`Which?\n\n4  ${long}`]);
		expect(options(offered).at(-1)).toEqual({ id: 'long', title: '4' });
	});
});

describe('the text', () => {
	test('without choices may be long: one message', () => {
		expect(render(menu('word '.repeat(800))).texts.length).toBe(1);
	});

	test('longer than what carries choices goes out before it', () => {
		const { texts, offered } = render(menu('A sentence. '.repeat(150), { choices: [{ id: 'menu', label: 'Menu' }] }));
		expect(texts.length).toBe(2);
		expect(offered.as).toBe('buttons');
	});

	test('shows no picture unasked', () => {
		const [name = ''] = Object.keys(bundle.pictograms);
		const shown = render(menu('Words.', { pictogram: { name, alt: 'A picture' } }));
		expect(shown).toEqual({ texts: ['Words.'], offered: { as: 'nothing' } });
	});

	test('what has no words shows something all the same, and half a letter is no longer half', () => {
		expect(render(menu(' \n ')).texts).toEqual(['⋯']);
		expect(render(menu('a\ud800b')).texts).toEqual(['a\ufffdb']);
	});
});
