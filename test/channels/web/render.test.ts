import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openRender } from '../../../src/channels/web/render.ts';
import type { Message } from '../../../src/flow/turn.ts';
import { realBundle } from '../../support/project.ts';

const bundle = realBundle();
const render = openRender(bundle);

function message(message: Partial<Message>): Message {
	return { language: 'en', text: 'Text', choices: [], shape: 'menu', page: 1, ...message };
}

const said = (text: string) => String(render(message({ text })).said);
const choices = (choices: Message['choices']) => String(render(message({ choices })).choices);

describe('what the bot says, as HTML', () => {
	test('paragraphs, lines, lists and the note on how far to trust it', () => {
		expect(said('One\ntwo\n\n• a\n• b\n\n⚠ Not confirmed')).toBe(
			'<p>One<br>two</p><ul><li>a</li><li>b</li></ul><p class="note">⚠ Not confirmed</p>',
		);
	});

	test('a list may follow its line at once', () => {
		expect(said('Bring:\n• a\n• b\nThen go.')).toBe('<p>Bring:</p><ul><li>a</li><li>b</li></ul><p>Then go.</p>');
	});

	test('markup in any text, label or id stays words', () => {
		const evil = `<img src=x onerror=alert(1)>"'&`;
		const escaped = '&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;';
		expect(said(`${evil}\n• ${evil}`)).toBe(`<p>${escaped}</p><ul><li>${escaped}</li></ul>`);
		const button = choices([{ id: evil, label: evil, emoji: evil }]);
		expect(button).not.toContain('<img');
		expect(button).toContain(`value="${escaped}"`);
		const pictured = message({ pictogram: { name: 'healthicons:ui-secure-outline', alt: evil } });
		expect(String(render(pictured).said)).not.toContain('<img');
	});

	test('whatever a text is, no tag comes out that was not put in', () => {
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom(...'<>"\'&;/=!-ab\n• ') }), (text) => {
				expect(said(text).replace(/<\/?(p|ul|li|br)( class="note")?>/g, '')).not.toMatch(/[<>"']/);
			}),
		);
	});

	test('a pictogram is drawn in the page, and says what it shows', () => {
		const name = Object.keys(bundle.pictograms)[0] ?? '';
		const html = String(render(message({ pictogram: { name, alt: 'A check' } })).said);
		expect(html).toContain('<span class="pictogram" role="img" aria-label="A check"><svg');
		expect(String(render(message({ pictogram: { name: '__proto__', alt: 'x' } })).said)).toBe('<p>Text</p>');
	});
});

describe('the choices, as buttons', () => {
	test('their name is the label alone; emoji and number are only seen', () => {
		expect(choices([{ id: 'help.menu', label: 'Help', emoji: '❤️' }])).toContain(
			'<button name="choice" value="help.menu"><span class="emoji" aria-hidden="true">❤️</span><span>Help</span><span class="n" aria-hidden="true">1</span></button>',
		);
	});

	test('ways out stand apart, two of them always in sight; all keep the numbers of the whole list', () => {
		const { choices: under, always } = render(
			message({
				choices: [
					{ id: 'person', label: 'A person' },
					{ id: 'rights.menu', label: 'Rights' },
					{ id: 'back', label: 'Back' },
				],
			}),
		);
		const order = (html: unknown) =>
			[...String(html).matchAll(/value="([^"]+)".*?class="n"[^>]*>(\d)/g)].map(([, id, n]) => [id, n]);
		expect(order(under)).toEqual([
			['rights.menu', '2'],
			['back', '3'],
		]);
		expect(order(always)).toEqual([['person', '1']]);
	});

	test('Close and Language are at the top of every page, and not repeated', () => {
		const html = choices([
			{ id: 'menu', label: 'Menu' },
			{ id: 'close', label: 'Close' },
			{ id: 'lang', label: 'Language' },
		]);
		expect(html).not.toMatch(/value="(close|lang)"/);
		expect(choices([{ id: 'lang', label: 'Other language' }])).toContain('value="lang"');
	});

	test('after a farewell the menu is still in sight', () => {
		expect(choices([])).toContain('value="menu"');
	});
});
