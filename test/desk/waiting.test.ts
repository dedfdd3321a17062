import { expect, test } from 'vitest';
import { journey } from '../support/browser.ts';
import { openDesk, soon, startDesk, table } from './console.ts';
import { makeThread } from './fake-state.ts';

journey('who waits', () => {
	test('from Waiting to the first reply it is three taps, and what was written before is there', async () => {
		const desk = await startDesk();
		const heron = desk.add(makeThread('Blue Heron', { wants: 'staff-noor' }));
		await desk.says(heron, 'Bună, e cineva?');
		const page = await openDesk(desk, 'noor');
		let taps = 0;
		const tap = async (name: string | RegExp) => {
			taps++;
			await page.getByRole('button', { name }).tap();
		};
		await tap(/^Take over/);
		await page.getByText('Bună, e cineva?').waitFor();
		// The field has the focus, as a phone may ask a tap for its keyboard it is counted.
		expect(await page.locator('textarea').evaluate((field) => field === field.ownerDocument.activeElement)).toBe(true);
		taps++;
		await page.locator('textarea').tap();
		await page.keyboard.type('Bună! Sunt Noor.');
		await tap('Send');
		await page.getByText('Waiting to be sent').waitFor();
		expect(taps).toBeLessThanOrEqual(3);
		const said = desk.posts.filter(({ path }) => path.endsWith('/say'));
		expect(said.map(({ body }) => (body as { text: string }).text)).toEqual(['Bună! Sunt Noor.']);
	});

	test('urgent first, then who asked for me, then who knows me, then who waits longest; each says what is known', async () => {
		const desk = await startDesk();
		const ago = (minutes: number) => Date.now() - minutes * 60_000;
		desk.add(makeThread('Old Owl', { waiting: ago(200), rung: 'nobody', unseen: false }));
		desk.add(makeThread('Known Newt', { waiting: ago(3), knows: 'staff-noor', talks: 3 }));
		desk.add(makeThread('Asking Ant', { waiting: ago(2), wants: 'staff-noor', rung: 'worker' }));
		desk.add(makeThread('Urgent Urchin', { waiting: ago(1), urgent: true, wants: 'staff-joris', rung: 'worker' }));
		const page = await openDesk(desk, 'noor');
		const waiters = page.locator('.waiter');
		await waiters.nth(3).waitFor();
		expect(await waiters.locator('h2').allTextContents()).toEqual([
			...['Urgent Urchin', 'Asking Ant', 'Known Newt', 'Old Owl'],
		]);
		const texts = await waiters.allTextContents();
		expect(texts[0]).toMatch(/Urgent.*asked for Joris.*Seen by nobody yet.*Romanian · Telegram · Joris has been told/);
		expect(texts[1]).toContain('asked for you');
		expect(texts[1]).toContain('you have been told');
		expect(texts[2]).toContain('knows you: fourth talk');
		expect(texts[3]).toMatch(/for 3 h 20 min.*they know that nobody reads now/);
		expect(texts[3]).not.toContain('Seen by nobody');
	});

	test('two browsers take over at once: one has it, the other reads who', async () => {
		const desk = await startDesk();
		for (let round = 0; round < 2; round++) {
			const thread = desk.add(makeThread(`Heron ${round}`));
			const pages = await Promise.all([openDesk(desk, 'noor'), openDesk(desk, 'joris', table)]);
			const buttons = pages.map((page) => page.getByRole('button', { name: /^Take over/ }));
			await Promise.all(buttons.map((button) => button.waitFor()));
			desk.gather(/claim$/, 2);
			await Promise.all(buttons.map((button) => button.click()));
			await soon(() => thread.summary.owner).not.toBeNull();
			const [winner, loser] = thread.summary.owner === 'staff-noor' ? pages : pages.toReversed();
			const name = thread.summary.owner === 'staff-noor' ? 'Noor' : 'Joris';
			await winner?.locator('.thread').waitFor();
			await loser?.getByText(`Heron ${round}: ${name} was first and has the conversation.`).waitFor();
			expect(await loser?.locator('.thread').count()).toBe(0);
			expect(thread.rows.filter((row) => row.kind === 'event' && row.what === 'claimed')).toHaveLength(1);
		}
	});

	test('whose answer was lost on the way has it, and is not told that somebody else was first', async () => {
		const desk = await startDesk();
		desk.add(makeThread('Blue Heron'));
		const page = await openDesk(desk, 'noor');
		desk.loseAnswer(/claim$/);
		await page.getByRole('button', { name: /^Take over/ }).click();
		await page.locator('.thread').getByRole('heading', { name: 'Blue Heron' }).waitFor();
		expect(await page.locator('.notice').count()).toBe(0);
		expect(desk.posts.filter(({ path }) => path.endsWith('/claim'))).toHaveLength(1);
	});

	test('a coordinator sees who waits, and neither words nor a way to take over', async () => {
		const desk = await startDesk();
		const heron = desk.add(makeThread('Blue Heron'));
		await desk.says(heron, 'Bună');
		const page = await openDesk(desk, 'karin', { expectErrors: /status of 404/ });
		await page.getByText('You see who waits, not what they write.').waitFor();
		expect(await page.getByRole('button', { name: /Take over/ }).count()).toBe(0);
		expect(await page.getByRole('link', { name: 'Talk' }).count()).toBe(0);
		await page.goto(`${desk.url}/desk#/talk/${heron.summary.id}`);
		await page.getByText('This conversation is not yours').waitFor();
	});

	test('who begins to wait appears by itself, and after a broken connection too', async () => {
		const desk = await startDesk();
		const page = await openDesk(desk, 'noor');
		await page.getByText('Nobody waits.').waitFor();
		desk.add(makeThread('Blue Heron'));
		await page.getByRole('heading', { name: 'Blue Heron' }).waitFor();
		desk.cut();
		await page.getByText('No connection').waitFor();
		desk.threads.set('x', makeThread('Night Jar'));
		desk.mend();
		await page.getByRole('heading', { name: 'Night Jar' }).waitFor();
		await page.getByText('No connection').waitFor({ state: 'hidden' });
		// The second time it said where it had been.
		expect(desk.streams[0]).toBeUndefined();
		expect(desk.streams.at(-1)).toMatch(/^\d+$/);
	});
});
