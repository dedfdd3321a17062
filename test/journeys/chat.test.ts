import { expect, test } from 'vitest';
import { journey, openChat } from '../support/browser.ts';
import { realBundle } from '../support/project.ts';
import { startServer } from '../support/server.ts';

const bundle = realBundle();

/** What the content calls a step, in a language. */
function title(language: string, flow: string, step: string): string {
	return bundle.speak.text(language, flow, `${step}.title`) ?? `${flow}.${step} has no title in ${language}`;
}

function nav(language: string, way: 'back' | 'lang' | 'urgent' | 'menu' | 'close'): string {
	return bundle.speak.system(language, `nav.${way}`);
}

journey('a visit, from the first tap to Close', () => {
	test.each([
		['with script, on a phone', { width: 360, height: 740 }, true],
		['with script, on a desk', { width: 1280, height: 800 }, true],
		['without script, on a phone', { width: 360, height: 740 }, false],
		['without script, on a desk', { width: 1280, height: 800 }, false],
	])('%s', async (_, viewport, javaScriptEnabled) => {
		const server = await startServer();
		const { page, context, tap, ask, latest, choices } = await openChat(server, { viewport, javaScriptEnabled });
		expect(await page.title()).toBe('Chat');
		expect(await context.cookies()).toEqual([]);

		// Language, menu, topic.
		await tap('Yes');
		expect(await choices()).toContain(title('en', 'rights', 'menu'));
		await tap(title('en', 'rights', 'menu'));
		await tap(title('en', 'rights', 'inspection'));
		const topic = await latest();
		expect(topic).toContain('Stay calm');
		expect(await page.getByRole('img', { name: title('en', 'rights', 'inspection') }).isVisible()).toBe(true);

		// Back, and to the topic again by its number.
		await tap(nav('en', 'back'));
		expect(await choices()).toContain(title('en', 'rights', 'inspection'));
		await ask(String((await choices()).indexOf(title('en', 'rights', 'inspection')) + 1));
		expect(await latest()).toBe(topic);

		// Another language: the same topic, asked again.
		await tap(nav('en', 'lang'));
		await tap('Nederlands');
		expect(await page.locator('html').getAttribute('lang')).toBe('nl');
		expect(await page.locator('.bot').last().getAttribute('lang')).toBe('nl');
		expect(await latest()).toContain(title('nl', 'rights', 'inspection'));
		expect(await page.getByRole('button', { name: nav('nl', 'close'), exact: true }).isVisible()).toBe(true);
		expect(await page.getByRole('textbox').getAttribute('placeholder')).toBe(bundle.speak.system('nl', 'web.label'));

		// A question in one's own words, misspelt.
		await ask('condom kapott');
		expect(await page.locator('.person').last().textContent()).toContain('condom kapott');
		expect(await choices()).toContain(title('nl', 'help', 'condom-broke'));

		// Urgent, by its word; then Close.
		await ask(nav('nl', 'urgent'));
		expect(
			await page.getByRole('log').getByRole('link', { name: '112', exact: true }).last().getAttribute('href'),
		).toBe('tel:112');
		await page.getByRole('button', { name: nav('nl', 'close'), exact: true }).click();
		await page.waitForURL(`${server.url}/away`);
		expect(await page.title()).toBe('November 2026');
		expect(await context.cookies()).toEqual([]);
	});

	test('what is said is in the log, and only the newest choices can be tapped', async () => {
		const { page, tap, choices } = await openChat(await startServer());
		await tap('Yes');
		const menu = await choices();
		await tap(title('en', 'help', 'menu'));
		expect(await page.getByRole('log').getByRole('button').count()).toBe(0);
		for (const label of menu.filter((label) => label !== title('en', 'help', 'menu'))) {
			if (!(await choices()).includes(label)) {
				expect(await page.getByRole('button', { name: label, exact: true }).count()).toBe(0);
			}
		}
		expect(await page.getByRole('log').textContent()).toContain(title('en', 'help', 'menu'));
	});

	test('Enter in the text field sends the words, never a choice', async () => {
		for (const javaScriptEnabled of [true, false]) {
			const { page, tap, ask } = await openChat(await startServer(), { javaScriptEnabled });
			await tap('Yes');
			await ask('thanks');
			expect(await page.locator('.person').last().textContent()).toContain('thanks');
		}
	});

	test('a danger word comes before everything, also as the first message', async () => {
		const { page, ask } = await openChat(await startServer());
		await ask('he wants to kill me');
		expect(await page.getByRole('link', { name: '112', exact: true }).first().isVisible()).toBe(true);
	});
});
