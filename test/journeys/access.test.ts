import { expect, test } from 'vitest';
import { violations } from '../support/axe.ts';
import { journey, openChat } from '../support/browser.ts';
import { startServer } from '../support/server.ts';

journey('for everybody', () => {
	test('axe finds nothing wrong, light and dark', async () => {
		const server = await startServer();
		// axe is a script in the page; the pages themselves allow none but their own.
		const { page, tap, ask } = await openChat(server, { bypassCSP: true, reducedMotion: 'reduce' });
		expect(await violations(page)).toEqual([]);
		await tap('Yes');
		expect(await violations(page)).toEqual([]);
		await tap('Rights');
		await tap('Police or city check');
		expect(await violations(page)).toEqual([]);
		await ask('urgent');
		for (const id of ['notice', 'lost']) {
			await page.locator(`#${id}`).evaluate((shown) => {
				shown.hidden = false;
				shown.textContent = 'Said beside the conversation.';
			});
		}
		expect(await violations(page)).toEqual([]);
		for (const path of ['/privacy', '/away']) {
			await page.goto(server.url + path);
			expect(await violations(page)).toEqual([]);
		}
	});

	test('everything to tap is at least 44 pixels high, and Close 48', async () => {
		const { page, tap } = await openChat(await startServer());
		for (const label of ['Yes', 'Rights', 'Police or city check']) {
			await tap(label);
			for (const target of await page.locator('button, input:not([type=hidden])').all()) {
				const box = await target.boundingBox();
				expect(
					[box?.height ?? 0, box?.width ?? 0].every((side) => side >= 44),
					(await target.textContent()) ?? '',
				).toBe(true);
			}
			expect(
				(await page.getByRole('button', { name: 'Close', exact: true }).boundingBox())?.height,
			).toBeGreaterThanOrEqual(48);
		}
	});

	test('nothing is cut off on the smallest phone with letters twice as large, and Close is in sight', async () => {
		const { page, tap } = await openChat(await startServer(), { viewport: { width: 180, height: 370 } });
		const walk = ['Yes', 'Rights', 'Police or city check', 'Menu', 'Steps', 'Register, tax, bank', 'Health insurance'];
		for (const label of walk) {
			await tap(label);
			expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(180);
			const box = await page.getByRole('button', { name: 'Close', exact: true }).boundingBox();
			expect(box && box.y >= 0 && box.x >= 0 && box.x + box.width <= 180).toBe(true);
		}
	});

	test('the keyboard alone is enough', async () => {
		const { page, latest } = await openChat(await startServer());
		const press = async (name: string) => {
			const button = page.getByRole('button', { name, exact: true });
			for (let tabs = 0; tabs < 30; tabs++) {
				if (await button.and(page.locator(':focus')).count()) break;
				await page.keyboard.press('Tab');
			}
			const id = await page.locator('#choices input[name=id]').getAttribute('value');
			await page.keyboard.press('Enter');
			await page.locator(`#choices input[name=id]:not([value="${id}"])`).waitFor({ state: 'attached' });
		};
		await press('Yes');
		await press('Rights');
		await press('Police or city check');
		expect(await latest()).toContain('Stay calm');
	});

	test('a reader of the screen hears the answer, and each choice by its label alone', async () => {
		const { page, tap } = await openChat(await startServer());
		await tap('Yes');
		const tree = await page.locator('body').ariaSnapshot();
		expect(tree).toContain('log "Conversation"');
		expect(tree).toContain('group "Choices"');
		expect(tree).toContain('- button "Help"');
		expect(tree).toContain('textbox "Write your question"');
		expect(tree).toContain('button "Close"');
	});
});
