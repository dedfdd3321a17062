/**
 * From scripted information to a known face: a person asks for a human in Romanian, somebody of the team takes over, a
 * colleague is introduced, the bot goes on. Real server, real console, real keys; an authenticator in the browser.
 */
import { expect, test } from 'vitest';
import { type Device, openDevice } from '../desk/sign-in-page.ts';
import { journey, openChat } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** On a phone; enrolled by this link, on duty until tonight. */
async function enrolled(server: TestServer, token: string, name: string | undefined): Promise<Device> {
	const device = await openDevice(server, `/desk#/enrol/${token}`, { real: true });
	const { page } = device;
	if (name !== undefined) {
		await device.fill('Your first name or work name', name);
		await page.getByLabel('I also talk with people myself').check();
		await page.getByLabel('Romanian').check();
	}
	await device.press('Begin');
	await device.press('Make a passkey');
	await device.confirmPaper('Your recovery code', name === undefined ? 'Finish' : 'Next');
	if (name !== undefined) await device.confirmPaper('The organisation’s recovery key', 'Finish');
	await page.goto(`${server.url}/desk#/me`);
	await device.press('I am here …');
	await page
		.getByRole('button', { name: /^Until / })
		.first()
		.click();
	await page.getByText(/^You are here until/).waitFor();
	return device;
}

journey('a named outreach worker takes the conversation over', () => {
	test('enrol, asked in Romanian, claim, reply, note, introduction, hand back', { timeout: 180_000 }, async () => {
		const server = await startServer();
		server.now = Date.now();
		const anna = await enrolled(server, server.enrol, 'Anna');

		// Anna brings in a colleague.
		await anna.page.goto(`${server.url}/desk#/more/team`);
		await anna.press('Invite a colleague');
		await anna.fill('First name or work name', 'Bogdan');
		await anna.page.getByLabel('Romanian').check();
		await anna.press('Make link');
		await anna.page.getByRole('heading', { name: 'Link for Bogdan' }).waitFor();
		const link = await anna.page.locator('input[readonly], textarea[readonly]').first().inputValue();
		const bogdan = await enrolled(server, link.split('/').at(-1) ?? '', undefined);

		// A person, in the middle of a flow, asks for a human.
		const person = await openChat(server, { locale: 'ro-RO' });
		await person.tap('Da');
		await person.ask('persoană');
		expect(await person.latest()).toMatch(/Anna|Bogdan/);
		const offered = /Anna/.test(await person.latest()) ? 'Anna' : 'Bogdan';
		await person.tap('Da');
		await person.tap('Da');
		await person.ask('Bună, am o întrebare despre chirie');

		// Whoever was offered takes over, on a phone, and answers.
		const [owner, colleague, other] = offered === 'Anna' ? [anna, bogdan, 'Bogdan'] : [bogdan, anna, 'Anna'];
		await owner.page.goto(`${server.url}/desk#/waiting`);
		await owner.page.getByRole('button', { name: /^Take over/ }).click();
		await owner.page.getByText('Bună, am o întrebare despre chirie').waitFor();
		await owner.page.locator('textarea').fill('Bună! Te ajut cu drag.');
		await owner.press('Send');
		await person.page.getByText('Bună! Te ajut cu drag.').waitFor();
		await owner.page
			.getByText(/^(Sent|Delivered)$/)
			.first()
			.waitFor();

		// A note stays inside.
		await owner.page.getByRole('radio', { name: /Note/ }).check({ force: true });
		await owner.page.locator('textarea').fill('Wants to know about the rent.');
		await owner.press('Keep');
		await owner.page.getByText('Wants to know about the rent.').waitFor();
		await person.ask('Mulțumesc!');
		await owner.page.getByText('Mulțumesc!').waitFor();
		expect((await person.said()).join('\n')).not.toContain('Wants to know about the rent.');

		// A colleague is introduced; the person says yes.
		await owner.press('What else you can do');
		await owner.page.getByRole('button', { name: /^Introduce a colleague/ }).click();
		await owner.page.getByLabel(other).check({ force: true });
		await owner.press('Ask them');
		await person.page.getByText(`${offered} vrea să îți prezinte pe cineva`).waitFor();
		await person.tap('Da');
		await person.page.getByText(`${other} este acum aici pentru tine.`).waitFor();
		await colleague.page.goto(`${server.url}/desk#/talk`);
		await colleague.page.locator('.summary, .talk-list a, .threads a').first().click();
		await colleague.page.getByText('Mulțumesc!').waitFor();
		await colleague.page.locator('textarea').fill('Și eu sunt aici.');
		await colleague.press('Send');
		await person.page.getByText('Și eu sunt aici.').waitFor();

		// And back to the steps, where they were.
		await colleague.press('What else you can do');
		await colleague.page.getByRole('button', { name: /^Hand back/ }).click();
		await colleague.press('Hand back');
		await person.page.getByText('Ești din nou cu mine, robotul.').waitFor();
		expect((await person.choices()).length).toBeGreaterThan(3);
		expect(server.log()).not.toMatch(/chirie|Anna|Bogdan/);
	});
});
