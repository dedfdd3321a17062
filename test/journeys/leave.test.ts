import { expect, test } from 'vitest';
import { journey, openChat } from '../support/browser.ts';
import { startServer } from '../support/server.ts';

const close = { name: 'Close', exact: true };

journey('leaving', () => {
	test('Escape twice closes; once, or twice slowly, does not', async () => {
		const server = await startServer();
		const { page, tap, context } = await openChat(server);
		await tap('Yes');
		await page.clock.install();
		await page.clock.pauseAt(Date.now() + 60_000);
		await page.keyboard.press('Escape');
		await page.clock.runFor(2_000);
		await page.keyboard.press('Escape');
		expect(await page.locator('body').isVisible()).toBe(true);
		// The harmless page has a body too: it must not come before this one was looked at.
		const looked = Promise.withResolvers<void>();
		await context.route('**/chat', async (route) => {
			await looked.promise;
			await route.continue();
		});
		await page.keyboard.press('Escape');
		expect(await page.locator('body').isVisible()).toBe(false);
		looked.resolve();
		await page.clock.runFor(2_000);
		await page.waitForURL(`${server.url}/away`);
		await expect.poll(() => context.cookies()).toEqual([]);
	});

	test('Close blanks the screen at once, and does not wait long for the server', async () => {
		const server = await startServer();
		const { page, tap, context } = await openChat(server);
		await tap('Yes');
		await page.clock.install();
		await context.route('**/chat', () => {
			// Never answered.
		});
		await page.getByRole('button', close).click();
		expect(await page.locator('body').isVisible()).toBe(false);
		expect(await page.title()).toBe('');
		await page.clock.runFor(300);
		await page.waitForURL(`${server.url}/away`);
	});

	test('the chat is out of the history: Back does not lead to it', async () => {
		const server = await startServer();
		const { page, tap } = await openChat(server);
		await page.goto(`${server.url}/privacy`);
		await page.goto(`${server.url}/chat`);
		await tap('Yes');
		await page.getByRole('button', close).click();
		await page.waitForURL(`${server.url}/away`);
		await page.goBack();
		expect(page.url()).toBe(`${server.url}/privacy`);
	});

	test('without script too, an ended visit is not shown again', async () => {
		const server = await startServer();
		const { page, tap, said } = await openChat(server, { javaScriptEnabled: false });
		await tap('Yes');
		await page.getByRole('button', close).click();
		await page.waitForURL(`${server.url}/away`);
		await page.goto(`${server.url}/chat`);
		expect(await said()).toEqual(['Hello 👋 English?']);
	});

	test('closing in one tab closes the others', async () => {
		const server = await startServer();
		const { context, page, tap } = await openChat(server);
		await tap('Yes');
		const other = await openChat(server, { context });
		const live = page.waitForURL(`${server.url}/away`);
		await other.page.getByRole('button', close).click();
		await live;
		await other.page.waitForURL(`${server.url}/away`);
	});

	test('“forget me” says goodbye on the page, and the next word opens a new visit', async () => {
		const server = await startServer();
		const { context, tap, ask, latest, choices } = await openChat(server);
		await tap('Yes');
		await ask('forget me');
		expect(await latest()).toContain('deleted');
		expect(await context.cookies()).toEqual([]);
		await tap('Menu');
		expect(await latest()).toBe('Hello 👋 English?');
		await tap('Yes');
		expect(await choices()).toContain('Help');
	});
});
