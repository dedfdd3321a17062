import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openRender, type Shown } from '../../../src/channels/telegram/render.ts';
import type { Conversation } from '../../../src/flow/conversation.ts';
import { newConversation } from '../../../src/flow/conversation.ts';
import { step } from '../../../src/flow/step.ts';
import type { Choice, Message } from '../../../src/flow/turn.ts';
import { parameters } from '../../support/fake-telegram/parameters.ts';
import { noon } from '../../support/project.ts';
import { menu, picturedBundle } from './surface.ts';

const bundle = picturedBundle();
const render = openRender(bundle);

/** Holds it against the limits as the fake has them. */
function check({ texts, keyboard, picture, plain }: Shown): void {
	expect(texts.length).toBeGreaterThan(0);
	for (const text of texts) parameters.sendMessage.parse({ chat_id: 1, text });
	const [text = ''] = texts;
	const markup = { reply_markup: { inline_keyboard: keyboard } };
	parameters.sendMessage.parse({ chat_id: 1, text, ...(keyboard.length > 0 && markup) });
	if (picture !== undefined) parameters.sendPhoto.parse({ chat_id: 1, photo: 'x', caption: text, ...markup });
	if (plain) expect([texts.length, picture]).toEqual([1, undefined]);
}

/** Everything that can be asked: every step, the languages, what was found. */
function everywhere(language: string): Conversation[] {
	const here = { ...newConversation('telegram', language), chosen: true };
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
	test('every message of every step is within what Telegram takes', () => {
		let shown = 0;
		for (const conversation of everywhere(language)) {
			for (const text of ['', 'something nobody asked before', '/menu', '/stop', '/close', '/forget']) {
				const { effects } = step(bundle, conversation, { kind: 'text', text }, noon);
				for (const effect of effects) {
					if (effect.do !== 'say') continue;
					check(render(effect.message));
					shown++;
				}
			}
		}
		expect(shown).toBeGreaterThan(100);
	});

	test('every topic shows its pictogram', () => {
		const topics = everywhere(language).flatMap((conversation) => {
			const { effects } = step(bundle, conversation, { kind: 'choice', id: `lang.${language}` }, noon);
			return effects.flatMap((effect) =>
				effect.do === 'say' && effect.message.pictogram ? [render(effect.message)] : [],
			);
		});
		expect(topics.length).toBeGreaterThan(10);
		for (const { texts, picture } of topics) if ((texts[0]?.length ?? 0) <= 1024) expect(picture).toBeDefined();
	});
});

describe('any message', () => {
	const choice: fc.Arbitrary<Choice> = fc
		.record({
			id: fc.stringMatching(/^[a-z][a-z.-]{0,60}$/),
			label: fc.stringMatching(/^[A-Za-zăț ]{0,30}[a-z]$/),
			emoji: fc.option(fc.constantFrom('💬', '❤️', '🆘'), { nil: undefined }),
		})
		.map(({ emoji, ...rest }) => (emoji === undefined ? rest : { ...rest, emoji }));
	const message = fc.record({
		language: fc.constant('en'),
		text: fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ minLength: 4_000, maxLength: 9_500 })),
		choices: fc.array(choice, { maxLength: 120 }),
		shape: fc.constantFrom('menu' as const, 'topic' as const),
		page: fc.integer({ min: 1, max: 4 }),
	});

	test('is within the limits, and of its choices none is lost', () => {
		fc.assert(
			fc.property(message, (made) => {
				check(render(made));
				if (made.choices.length > 100) return;
				const shown = render(made)
					.keyboard.flat()
					.map(({ callback_data }) => callback_data);
				expect(shown).toEqual(made.choices.map(({ id }) => id));
			}),
		);
	});

	test('with more choices than Telegram shows has pages', () => {
		const choices = Array.from({ length: 150 }, (_, n) => ({ id: `c${n}`, label: `Choice ${n}` }));
		const pages = [1, 2].map((page) => render(menu('Which?', { choices, page })).keyboard.flat());
		expect(pages.map((buttons) => buttons.length)).toEqual([100, 51]);
		expect(pages[0]?.at(-1)).toEqual({ text: '⋯ More', callback_data: 'page.2' });
	});
});

describe('the choices', () => {
	const rows = (choices: Choice[]) => render(menu('?', { choices })).keyboard.map((row) => row.map(({ text }) => text));

	test('of the content stand below each other, short ways out two in a row', () => {
		const choices: Choice[] = [
			{ id: 'help.menu.a', label: 'A' },
			{ id: 'help.menu.b', label: 'B' },
			{ id: 'back', label: 'Back', emoji: '↩' },
			{ id: 'menu', label: 'Menu', emoji: '🏠' },
			{ id: 'person', label: 'A person', emoji: '💬' },
		];
		expect(rows(choices)).toEqual([['A'], ['B'], ['↩ Back', '🏠 Menu'], ['💬 A person']]);
	});

	test('a long way out has its row for itself', () => {
		const choices: Choice[] = [
			{ id: 'person', label: 'None of these: ask a person', emoji: '💬' },
			{ id: 'urgent', label: 'Urgent', emoji: '🆘' },
		];
		expect(rows(choices)).toEqual([['💬 None of these: ask a person'], ['🆘 Urgent']]);
	});

	test('languages stand two in a row; wide letters count twice', () => {
		const names = ['English', 'Nederlands', '中文（简体，中国大陆）', 'Română'];
		expect(rows(names.map((label, n) => ({ id: `lang.${n}`, label })))).toEqual([
			['English', 'Nederlands'],
			['中文（简体，中国大陆）'],
			['Română'],
		]);
	});
});

test('what has no words shows something all the same, and half a letter is no longer half', () => {
	const text = (message: Partial<Message>) => render(menu('', message)).texts;
	expect(text({ text: ' \n ' })).toEqual(['⋯']);
	expect(text({ text: 'a\ud800b' })).toEqual(['a\ufffdb']);
});
