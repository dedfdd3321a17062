import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Layout, layout, overLong, spell } from '../../src/channels/layout.ts';
import { type Limits, limits } from '../../src/channels/limits.ts';
import type { Choice, Message } from '../../src/flow/turn.ts';

function message(choices: Choice[], shape: Message['shape'] = 'menu', page = 1): Message {
	return { language: 'en', text: 'Which?', choices, shape, page };
}

function numbered(count: number): Choice[] {
	return Array.from({ length: count }, (_, index) => ({ id: `help.menu.c${index + 1}`, label: `Choice ${index + 1}` }));
}

const topic: Choice[] = [
	{ id: 'rights.police.show', label: 'What to show', emoji: '👮' },
	{ id: 'person', label: 'A person', emoji: '💬' },
	{ id: 'urgent', label: 'Urgent', emoji: '🆘' },
	{ id: 'close', label: 'Close', emoji: '✖' },
	{ id: 'back', label: 'Back', emoji: '↩' },
	{ id: 'menu', label: 'Menu', emoji: '🏠' },
];

const ids = ({ shown }: Layout) => shown.map(({ id }) => id);

describe('the layout of choices', () => {
	test('three short choices are buttons on WhatsApp', () => {
		const { as, shown } = layout(message(numbered(3)), limits.whatsapp, 'More');
		expect(as).toBe('buttons');
		expect(shown.map(({ n }) => n)).toEqual([1, 2, 3]);
	});

	test('a label too long for a button makes a list of few choices', () => {
		const choices = [...numbered(2), { id: 'x', label: 'x'.repeat(21) }];
		expect(layout(message(choices), limits.whatsapp, 'More').as).toBe('list');
	});

	test('four to ten choices of a menu are a list', () => {
		for (const count of [4, 10]) {
			const { as, shown } = layout(message(numbered(count)), limits.whatsapp, 'More');
			expect([as, shown.length]).toEqual(['list', count]);
		}
	});

	test('eleven choices are two pages, and the numbers go on', () => {
		const first = layout(message(numbered(11)), limits.whatsapp, 'More');
		expect(first.shown.at(-1)).toEqual({ id: 'page.2', label: 'More', emoji: '⋯' });
		const second = layout(message(numbered(11), 'menu', 2), limits.whatsapp, 'More');
		expect(second.shown.map(({ n }) => n)).toEqual([10, 11]);
	});

	test('a topic keeps a person and urgent, and folds the rest', () => {
		const first = layout(message(topic, 'topic'), limits.whatsapp, 'More');
		expect([first.as, ...ids(first)]).toEqual(['buttons', 'person', 'urgent', 'page.2']);
		const second = layout(message(topic, 'topic', 2), limits.whatsapp, 'More');
		expect([second.as, ...ids(second)]).toEqual(['list', 'rights.police.show', 'close', 'back', 'menu']);
		expect(second.shown.map(({ n }) => n)).toEqual([1, 4, 5, 6]);
	});

	test('a topic whose ways out are too long for buttons is a list', () => {
		const long = topic.map((choice) => (choice.id === 'person' ? { ...choice, label: 'Talk to a human now' } : choice));
		expect(layout(message(long, 'topic'), limits.whatsapp, 'More').as).toBe('list');
	});

	test('the web chat and Telegram show all of a menu at once', () => {
		for (const each of [limits.web, limits.telegram]) {
			const { as, shown } = layout(message(numbered(16), 'topic'), each, 'More');
			expect([as, shown.length]).toEqual(['inline', 16]);
		}
	});

	test('a page that does not exist shows the first', () => {
		for (const page of [0, -1, 3, 1.5, Number.NaN]) {
			expect(ids(layout(message(numbered(11), 'menu', page), limits.whatsapp, 'More'))).toContain('help.menu.c1');
		}
	});

	test('no choices are no choices on every channel', () => {
		for (const each of Object.values(limits)) expect(layout(message([]), each, 'More').shown).toEqual([]);
	});
});

const choice = fc.record(
	{
		id: fc.stringMatching(/^[a-z]{1,20}$/),
		label: fc.string({ minLength: 1, maxLength: 20 }),
		emoji: fc.constant('❤'),
	},
	{ requiredKeys: ['id', 'label'] },
);
const choices = fc
	.uniqueArray(choice, { maxLength: 40, selector: ({ id }) => id })
	.chain((list) => fc.shuffledSubarray([...list, ...topic], { minLength: 0 }))
	.map((list) => [...new Map(list.map((each) => [each.id, each])).values()]);
const buttonsOnly: Limits = { text: 100, buttons: { most: 3, label: 24, id: 64, text: 100 } };

test('whatever the choices are, all are reached over the pages, unchanged, with their numbers, within the limits', () => {
	fc.assert(
		fc.property(
			choices,
			fc.constantFrom<Message['shape']>('menu', 'topic'),
			fc.constantFrom<Limits>(...Object.values(limits), buttonsOnly),
			(offered, shape, each) => {
				const reached: Choice[] = [];
				let page: number | undefined = 1;
				const seen = new Set<number>();
				while (page !== undefined) {
					expect(seen.has(page)).toBe(false);
					seen.add(page);
					const { as, shown } = layout(message(offered, shape, page), each, 'More');
					const offer = each[as];
					if (shown.length > 0) expect(shown.length).toBeLessThanOrEqual(offer?.most ?? 0);
					page = undefined;
					for (const { n, ...given } of shown) {
						expect(spell(given).length).toBeLessThanOrEqual(offer?.label ?? 0);
						if (n === undefined) page = Number(given.id.replace('page.', ''));
						else {
							expect(given).toEqual(offered[n - 1]);
							reached.push(given);
						}
					}
				}
				expect(reached.map(({ id }) => id).sort()).toEqual(offered.map(({ id }) => id).sort());
			},
		),
	);
});

describe('what no layout can show', () => {
	test('a label of 24 with its emoji fits WhatsApp, one of 25 does not', () => {
		const fits = { id: 'a', emoji: '❤', label: 'x'.repeat(22) };
		expect(overLong([fits], limits.whatsapp)).toEqual([]);
		const long = { ...fits, label: 'x'.repeat(23) };
		expect(overLong([long], limits.whatsapp)).toEqual([{ id: 'a', what: 'label', length: 25, limit: 24 }]);
		expect(overLong([long], limits.web)).toEqual([]);
	});

	test('an id is measured in bytes', () => {
		const id = 'é'.repeat(33);
		expect(overLong([{ id, label: 'x' }], limits.telegram)).toEqual([{ id, what: 'id', length: 66, limit: 64 }]);
	});
});
