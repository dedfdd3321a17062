/** The screens of texts and readiness in a real browser, against the real server: a coordinator approves, and takes it back. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { violations } from '../support/axe.ts';
import { journey } from '../support/browser.ts';
import { startServer } from '../support/server.ts';
import { visit } from '../support/visitor.ts';
import { openDevice } from './sign-in-page.ts';

/** To look at them: a folder. */
const shots = process.env.SHOTS;
const sizes = { phone: { width: 390, height: 844 }, table: { width: 1280, height: 900 } };

journey('texts at the Desk', () => {
	test.each([
		['en-GB', 'phone'],
		['nl-NL', 'table'],
	] as const)('%s, on a %s, light and dark', { timeout: 180_000 }, async (locale, size) => {
		const server = await startServer({ publish: 'approved' }, { now: Date.now() });
		const nl = locale === 'nl-NL';
		const in_ = <T>(english: T, dutch: T) => (nl ? dutch : english);
		// axe is a script in the page; the page itself allows none but its own.
		const options = { real: true, viewport: sizes[size], locale, bypassCSP: true };
		const device = await openDevice(server, `/desk#/enrol/${server.enrol}`, options);
		const { page } = device;
		const look = async (name: string) => {
			expect([name, await violations(page)]).toEqual([name, []]);
			const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
			expect([name, wide]).toEqual([name, sizes[size].width]);
			const small = await page
				.locator('main button, main a, main summary, main label:has(input)')
				.evaluateAll((targets) =>
					targets.flatMap((target) => {
						const { width, height } = target.getBoundingClientRect();
						return width >= 44 && height >= 44 ? [] : [`${target.outerHTML.slice(0, 90)} ${width}×${height}`];
					}),
				);
			expect([name, small]).toEqual([name, []]);
			if (!shots) return;
			mkdirSync(shots, { recursive: true });
			for (const colorScheme of ['light', 'dark'] as const) {
				await page.emulateMedia({ colorScheme });
				await page.screenshot({ path: join(shots, `${name}-${size}-${colorScheme}.png`) });
			}
		};
		await device.fill(in_('Your first name or work name', 'Je voornaam of werknaam'), 'Karin');
		await device.press(in_('Begin', 'Beginnen'));
		await device.press(in_('Make a passkey', 'Maak een passkey'));
		await device.confirmPaper(in_('Your recovery code', 'Je herstelcode'), in_('Next', 'Verder'));
		await device.confirmPaper(
			in_('The organisation’s recovery key', 'De herstelsleutel van de organisatie'),
			in_('Finish', 'Klaar'),
		);

		await page.goto(`${server.url}/desk#/more`);
		await page.getByRole('link', { name: in_(/^Texts/, /^Teksten/) }).click();
		await page.getByRole('link', { name: in_(/^Romanian/, /^Roemeens/) }).waitFor();
		await look('languages');
		await page.getByRole('link', { name: in_(/^Romanian/, /^Roemeens/) }).click();
		await page.getByRole('link', { name: /R3/ }).waitFor();
		await look('topics');
		await page.getByRole('link', { name: /R3/ }).click();
		await page.getByText('Merg la poliție').first().waitFor();
		await look('text');

		const approve = page.getByRole('button', { name: in_(/^Approve version/, /goedkeuren$/) });
		expect(await approve.isDisabled()).toBe(true);
		await page.getByRole('textbox').fill('advocaat');
		await page.getByRole('checkbox').check();
		await approve.click();
		await page
			.getByText(
				in_(
					'Approved. People see it from their next message on.',
					'Goedgekeurd. Mensen zien het vanaf hun volgende bericht.',
				),
			)
			.waitFor();
		await look('approved');
		const person = visit(server);
		await person.get('/chat?lang=ro');
		for (const tap of ['lang.ro', 'main.menu.rights', 'rights.menu.police']) await person.tap(tap);
		expect(person.page.said.at(-1)).toContain('advocaat');

		// Long after: it is asked who is there, and then done.
		server.now += 6 * 60_000;
		await page.getByRole('button', { name: in_('Take the approval back', 'Goedkeuring intrekken') }).click();
		await device.press(in_('Show with passkey', 'Laat het zien met je passkey'));
		await page
			.getByText(in_('Taken back. People no longer see it.', 'Ingetrokken. Mensen zien het niet meer.'))
			.waitFor();
		await person.tap('menu');
		for (const tap of ['main.menu.rights', 'rights.menu.police']) await person.tap(tap);
		expect(person.page.said.at(-1)).not.toContain('advocaat');

		// The moment the list is there, Escape leads back from the list, and no longer from the text.
		await page.evaluate(`new MutationObserver((_, observer) => {
			if (!document.querySelector('.menu a[href$="rights.police"]')) return;
			observer.disconnect();
			document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
		}).observe(document.body, { childList: true, subtree: true })`);
		await page.getByRole('link', { name: in_('Romanian', 'Roemeens'), exact: true }).click();
		await page.getByRole('link', { name: in_(/^How ready/, /^Hoe ver/) }).click();
		await page.getByRole('heading', { name: in_('Still to be confirmed', 'Nog te bevestigen') }).waitFor();
		await look('report');
		expect(await page.locator('table').count()).toBe(4);
	});
});
