import { expect, test } from 'vitest';
import { journey } from '../support/browser.ts';
import { openDesk, soon, startDesk } from './console.ts';
import { makeThread } from './fake-state.ts';

journey('me', () => {
	test('I am out, Joris takes over: two taps from Me', async () => {
		const desk = await startDesk();
		const page = await openDesk(desk, 'noor', { at: '#/me' });
		await page.getByRole('button', { name: 'I am out …' }).tap();
		await page.getByRole('button', { name: /^Joris takes over/ }).tap();
		await page.getByText('You are away. Joris takes over.').waitFor();
		expect(desk.team.noor.presence).toEqual({ is: 'away', until: null, standIn: 'staff-joris' });
		await page.getByRole('button', { name: 'By my hours' }).tap();
		await page.getByText('You are here, by your hours.').waitFor();
	});

	test('away until a day, and here until a time', async () => {
		const desk = await startDesk();
		const page = await openDesk(desk, 'noor', { at: '#/me' });
		await page.getByRole('button', { name: 'I am out …' }).tap();
		await page.getByLabel('Back on').fill('2031-03-04');
		await page.getByRole('button', { name: /^Nobody in particular/ }).tap();
		await page.getByText('You are away until 4 Mar 00:00.').waitFor();
		// Midnight where they are, not in Greenwich.
		expect(desk.team.noor.presence).toEqual({ is: 'away', until: Date.parse('2031-03-03T23:00Z'), standIn: null });
		await page.getByRole('button', { name: 'I am here …' }).tap();
		await page
			.getByRole('button', { name: /^Until/ })
			.nth(1)
			.tap();
		await page.getByText('You are here until').waitFor();
		const { presence } = desk.team.noor;
		const hours = presence.is === 'here' ? (presence.until - Date.now()) / 3_600_000 : 0;
		expect(hours).toBeGreaterThan(1.9);
		expect(hours).toBeLessThanOrEqual(2);
	});

	test('the card is seen as people see it while it is written, and saved whole', async () => {
		const desk = await startDesk();
		const page = await openDesk(desk, 'noor', { at: '#/me' });
		const card = page.getByRole('figure', { name: 'So people see you' });
		await page.getByLabel('First or work name').fill('<b>Nour</b>');
		await page.getByRole('checkbox', { name: 'Bulgarian' }).check();
		await page.getByRole('checkbox', { name: 'English' }).uncheck();
		await page.getByRole('textbox', { name: 'Dutch' }).fill('Ik fluister ook.');
		await card.getByText('<b>Nour</b>').waitFor();
		await card.getByText('Dutch · Romanian · Bulgarian').waitFor();
		await card.getByText('“Ik fluister ook.”').waitFor();
		await page.getByRole('button', { name: 'saturday: add a time' }).or(page.getByLabel('Saturday: add a time')).tap();
		await page.getByLabel('Saturday from').fill('18:00');
		await page.getByLabel('Saturday until').fill('00:00');
		await page.getByLabel('Monday: remove this time').tap();
		await page.getByLabel('Stand-in').selectOption('Ana');
		await page.getByRole('button', { name: 'Save' }).tap();
		await page.getByText('Saved. From now on people see this.').waitFor();
		expect(desk.team.noor.card).toMatchObject({
			...{
				name: '<b>Nour</b>',
				languages: ['nl', 'ro', 'bg'],
				about: { nl: 'Ik fluister ook.' },
				standIn: 'staff-ana1',
			},
			hours: { mon: [], tue: ['10:00-17:00'], sat: ['18:00-24:00'] },
		});
		expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
	});

	test('Dutch by the browser, and changed with one tap', async () => {
		const desk = await startDesk();
		const page = await openDesk(desk, 'noor', { locale: 'nl-NL' });
		await page.getByText('Er wacht niemand.').waitFor();
		await soon(() => page.evaluate('document.documentElement.lang')).toBe('nl');
		await page.getByRole('link', { name: 'Ik', exact: true }).tap();
		await page.getByText('English', { exact: true }).tap();
		await page.getByRole('heading', { name: 'Your card' }).waitFor();
		await page.reload();
		await page.getByRole('button', { name: 'Unlock' }).tap();
		await page.getByRole('heading', { name: 'Your card' }).waitFor();
	});

	test('while the page is hidden it asks nothing, and catches up when it is seen', async () => {
		const desk = await startDesk();
		const page = await openDesk(desk, 'noor');
		await page.getByText('Nobody waits.').waitFor();
		const hide = (hidden: boolean) =>
			page.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} });
				document.dispatchEvent(new Event('visibilitychange'))`);
		await hide(true);
		const asked: string[] = [];
		page.on('request', (request) => asked.push(request.url()));
		desk.add(makeThread('Blue Heron'));
		expect(await page.getByText('Blue Heron').count()).toBe(0);
		expect(asked).toEqual([]);
		await hide(false);
		await page.getByRole('heading', { name: 'Blue Heron' }).waitFor();
	});
});
