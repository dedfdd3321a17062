import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { journey, openChat } from '../support/browser.ts';
import { startServer } from '../support/server.ts';

journey('a live page', () => {
	test('a restart of the server in the middle of a visit loses nothing', async () => {
		const server = await startServer();
		const { page, tap, said, ask } = await openChat(server, { expectErrors: /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE/ });
		await tap('Yes');
		await tap('Rights');
		const before = await said();
		await server.restart();
		await ask('menu');
		expect(await said()).toEqual([...before, await page.locator('.bot').last().textContent()]);
		await page.reload();
		// The greeting stood on the first page only: nothing is kept of somebody who only looks.
		expect(await said()).toEqual([...before.slice(1), await page.locator('.bot').last().textContent()]);
	});

	test('what is said in another tab comes by itself', async () => {
		const server = await startServer();
		const { context, tap, page } = await openChat(server);
		await tap('Yes');
		const other = await openChat(server, { context });
		await other.tap('Rights');
		await expect.poll(() => page.getByRole('log').textContent()).toContain('about your rights');
		await expect.poll(() => page.locator('#choices').textContent()).toContain('I may say no');
	});

	test('without a connection the words stay, and go out once when it is back', async () => {
		const server = await startServer();
		const { context, page, tap, said } = await openChat(server, { expectErrors: /ERR_INTERNET_DISCONNECTED/ });
		await tap('Yes');
		const before = await said();
		await context.setOffline(true);
		await page.locator('#text').fill('condom broke');
		await page.locator('#text').press('Enter');
		await page.getByText('No connection.').waitFor();
		await expect.poll(() => page.locator('#text').inputValue()).toBe('condom broke');
		expect(await page.locator('.person').count()).toBe(1);
		await context.setOffline(false);
		await page.getByText('No connection.').waitFor({ state: 'hidden' });
		await page.locator('#text').press('Enter');
		await expect.poll(said).toHaveLength(before.length + 1);
		expect(await page.locator('.person').last().textContent()).toContain('condom broke');
	});

	test('an answer lost on its way is asked for again, and the message is still one turn', async () => {
		const server = await startServer();
		const { page, tap, said } = await openChat(server, { expectErrors: /ERR_FAILED/ });
		// Without the stream, which would tell of it before the second tap.
		await page.route('**/chat/live?*', (route) => route.abort());
		await tap('Yes');
		const before = await said();
		await loseAnswer(page);
		const rights = page.getByRole('button', { name: 'Rights', exact: true });
		await rights.click();
		await page.getByText('No connection.').waitFor();
		await rights.click();
		await expect.poll(() => page.locator('#choices').textContent()).toContain('I may say no');
		expect(await said()).toHaveLength(before.length + 1);
	});

	test('an answer lost on its way comes by the stream', async () => {
		const server = await startServer();
		const { page, tap, said } = await openChat(server, { expectErrors: /ERR_FAILED/ });
		await tap('Yes');
		const before = await said();
		await loseAnswer(page);
		await page.getByRole('button', { name: 'Rights', exact: true }).click();
		await expect.poll(() => page.locator('#choices').textContent()).toContain('I may say no');
		expect(await said()).toHaveLength(before.length + 1);
	});

	test('a person and Urgent are in sight under the longest answer, and work from there', async () => {
		const server = await startServer();
		const { page, tap, ask } = await openChat(server, { viewport: { width: 360, height: 640 } });
		await tap('Yes');
		await ask('condom broke');
		await tap('Condom broke');
		for (const name of ['A person', 'Urgent']) {
			const box = await page.getByRole('button', { name, exact: true }).boundingBox();
			expect([name, box !== null && box.y > 0 && box.y + box.height <= 640]).toEqual([name, true]);
		}
		await tap('Urgent');
		await expect.poll(() => page.locator('#choices').textContent()).toContain('I want to die');
		expect(await page.locator('#choices [role=group]:focus').count()).toBe(1);
	});

	test('two quick taps are one message', async () => {
		const server = await startServer();
		const { page, tap, said } = await openChat(server);
		await tap('Yes');
		const before = await said();
		await page.getByRole('button', { name: 'Rights', exact: true }).dblclick();
		await expect.poll(() => page.locator('#choices').textContent()).toContain('I may say no');
		expect(await said()).toHaveLength(before.length + 1);
		expect(await page.locator('.person').count()).toBe(2);
	});

	test('when the server cannot store it, that is said and the words stay', async () => {
		const server = await startServer();
		const { page, tap, choices } = await openChat(server, { expectErrors: /503/ });
		await tap('Yes');
		await page.route('**/chat', async (route) => {
			if (route.request().method() !== 'POST') return route.fallback();
			// A page of somebody else: nothing of it but the notice may be shown.
			const response = await fetch(`${server.url}/chat`);
			const notice = '<p id="notice" role="status">I could not take that just now.</p>';
			const body = (await response.text()).replace(/<p id="notice"[^>]*><\/p>/, notice);
			await route.fulfill({ contentType: 'text/html', status: 503, body });
		});
		await page.locator('#text').fill('my words');
		await page.locator('#text').press('Enter');
		await page.getByText('I could not take that just now.').waitFor();
		expect(await page.locator('#text').inputValue()).toBe('my words');
		expect(await choices()).toContain('Rights');
		expect(await page.locator('.person').count()).toBe(1);
	});

	test('the newest message is in sight, and the keyboard stays where it was', async () => {
		const server = await startServer();
		const { page, tap, ask } = await openChat(server, { reducedMotion: 'no-preference' });
		await tap('Yes');
		for (const word of ['2', '4', 'menu', '1', '2']) await ask(word);
		await expect
			.poll(async () => {
				const box = await page.locator('.person').last().boundingBox();
				const header = await page.locator('header').boundingBox();
				return box !== null && header !== null && box.y >= header.height && box.y < 400;
			})
			.toBe(true);
		expect(await page.locator('#text:focus').count()).toBe(1);
		await page.getByRole('button', { name: 'Back', exact: true }).focus();
		await tap('Back');
		expect(await page.locator('#choices [role=group]:focus').count()).toBe(1);
	});
});

/** The next message reaches the server; what the server answers does not come back. */
async function loseAnswer(page: Page): Promise<void> {
	let lost = false;
	await page.route('**/chat', async (route) => {
		if (lost || route.request().method() !== 'POST') return route.fallback();
		lost = true;
		await route.fetch();
		await route.abort();
	});
}
