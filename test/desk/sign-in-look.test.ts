/** Every screen of signing in, keys and team: axe clean, nothing cut off, in light and dark, on a phone and at a desk. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { violations } from '../support/axe.ts';
import { journey } from '../support/browser.ts';
import { startServer } from '../support/server.ts';
import { type Desk, type Device, openDevice } from './sign-in-page.ts';

/** To look at them: a folder. */
const shots = process.env.SHOTS;

const sizes = { phone: { width: 390, height: 844 }, table: { width: 1280, height: 900 } };

journey('the screens of signing in', () => {
	test.each([
		['en-GB', 'phone'],
		['nl-NL', 'table'],
	] as const)('%s, on a %s, light and dark', { timeout: 180_000 }, async (locale, size) => {
		const server = await startServer({}, { now: Date.now() });
		// axe is a script in the page; the pages themselves allow none but their own.
		const options = { viewport: sizes[size], locale, bypassCSP: true };
		const device = await openDevice(server, `/desk#/enrol/${server.enrol}`, options);
		const { page } = device;
		const nl = locale === 'nl-NL';
		const press = (name: string, label: string) => device.press(nl ? label : name);

		async function look(name: string, { page }: Pick<Device, 'page'> = device): Promise<void> {
			// Not only what was asked for: the heading of the screen is there.
			await page.getByRole('heading').first().waitFor();
			expect([name, await violations(page)]).toEqual([name, []]);
			const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
			expect([name, wide]).toEqual([name, sizes[size].width]);
			if (!shots) return;
			mkdirSync(shots, { recursive: true });
			for (const colorScheme of ['light', 'dark'] as const) {
				await page.emulateMedia({ colorScheme });
				await page.screenshot({ path: join(shots, `${name}-${size}-${colorScheme}.png`), fullPage: true });
			}
		}

		await page.getByRole('button', { name: nl ? 'Beginnen' : 'Begin' }).waitFor();
		await look('enrol-hello');
		await device.fill(nl ? 'Je voornaam of werknaam' : 'Your first name or work name', 'Anna');
		await press('Begin', 'Beginnen');
		await look('enrol-way');
		await press('Passphrase and app code instead', 'Liever een wachtzin en app-code');
		await press('Propose one', 'Doe een voorstel');
		await press('Next', 'Verder');
		await look('enrol-passphrase');
		await page.reload();
		await page.goto('about:blank');
		await page.goto(`${server.url}/desk#/enrol/${server.enrol}`);
		await device.fill(nl ? 'Je voornaam of werknaam' : 'Your first name or work name', 'Anna');
		await press('Begin', 'Beginnen');
		await press('Make a passkey', 'Maak een passkey');
		await page.locator('.paper').waitFor();
		await page.getByLabel(/group|groepje/).fill('x');
		await press('Next', 'Verder');
		await look('enrol-paper');
		await device.confirmPaper(nl ? 'Je herstelcode' : 'Your recovery code', nl ? 'Verder' : 'Next');
		await page.getByText('AGE-SECRET-KEY').waitFor();
		await look('enrol-offline');
		const title = nl ? 'De herstelsleutel van de organisatie' : 'The organisation’s recovery key';
		await device.confirmPaper(title, nl ? 'Klaar' : 'Finish');
		await page.getByRole('heading', { name: nl ? 'Apparaten en sleutels' : 'Devices and keys' }).waitFor();
		await page.getByRole('heading', { name: nl ? 'Toegang van het team' : 'Access of the team' }).waitFor();
		await press('Invite a colleague', 'Collega uitnodigen');
		await look('devices-and-team');
		await device.fill(nl ? 'Voornaam of werknaam' : 'First name or work name', 'Bogdana');
		server.now += 6 * 60_000;
		await press('Make link', 'Link maken');
		await page.getByRole('dialog').waitFor();
		await look('step-up');
		await press('Show with passkey', 'Laat het zien met je passkey');
		await page.getByRole('heading', { name: nl ? 'Link voor Bogdana' : 'Link for Bogdana' }).waitFor();
		await page.getByLabel(nl ? 'Meer voor Bogdana' : 'More for Bogdana').click();
		await press('Remove from the team', 'Uit het team verwijderen');
		await page.evaluate(() => {
			const { desk } = globalThis as unknown as Desk;
			const one = (recipient: string) => ({
				members: [{ id: 'bo-bo-bo', name: 'Bogdana', recipient }],
				recovery: null,
			});
			desk.learn(one('age1before'));
			desk.learn(one('age1after'));
		});
		await look('team-link');
		await page.getByRole('button', { name: nl ? 'Op slot' : 'Lock', exact: true }).click();
		await look('locked');
		await press('With the printed recovery code', 'Met de herstelcode op papier');
		await look('recovery');
		await press('Sign out', 'Uitloggen');
		const other = await openDevice(server, '/desk', options);
		await other.page.getByRole('button', { name: nl ? 'Inloggen met passkey' : 'Sign in with passkey' }).waitFor();
		await look('sign-in', other);
		await other.press(nl ? 'Met wachtzin en app-code' : 'With passphrase and app code');
		await look('sign-in-passphrase', other);
		await other.page.goto('about:blank');
		await other.page.goto(`${server.url}/desk#/enrol/${'x'.repeat(43)}`);
		await other.page.getByRole('alert').first().waitFor();
		await look('enrol-gone', other);
	});
});
