/**
 * From scripted information to a known face: a person asks for a human in Romanian, somebody of the team takes over, a
 * colleague is introduced, the bot goes on. Real server, real console, real keys; an authenticator in the browser.
 */
import { expect, test } from 'vitest';
import { type Device, openDevice } from '../desk/sign-in-page.ts';
import { journey, openChat } from '../support/browser.ts';
import { person as telegramPerson } from '../support/fake-telegram/person.ts';
import { type FakeBot, startFakeTelegram } from '../support/fake-telegram/start.ts';
import { person as whatsappPerson } from '../support/fake-whatsapp/person.ts';
import { type FakeNumber, startFakeWhatsApp } from '../support/fake-whatsapp/start.ts';
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
	await onDuty(device);
	return device;
}

/** From "Me". */
async function onDuty(device: Device): Promise<void> {
	await device.press('I am here …');
	await device.page
		.getByRole('button', { name: /^Until / })
		.first()
		.click();
	await device.page.getByText(/^You are here until/).waitFor();
}

/** → the token of their link */
async function invite(device: Device, name: string): Promise<string> {
	const { page } = device;
	await page.goto(`${new URL(page.url()).origin}/desk#/more/team`);
	await device.press('Invite a colleague');
	await device.fill('First name or work name', name);
	await page.getByLabel('Romanian').check();
	await device.press('Make link');
	await page.getByRole('heading', { name: `Link for ${name}` }).waitFor();
	const link = await page.locator('input[readonly], textarea[readonly]').first().inputValue();
	return link.split('/').at(-1) ?? '';
}

interface Chat {
	channel: string;
	/** → what is answered */
	says(text: string): Promise<string>;
	/** Waits until something like it has been sent to them. */
	seen(text: RegExp): Promise<void>;
}

function onTelegram(bot: FakeBot): Chat {
	const who = telegramPerson(4711, 'ro');
	const texts = (entries: object[]) => entries.map((entry) => JSON.stringify(entry));
	return {
		channel: 'telegram',
		async says(text) {
			const before = (await bot.ledger()).length;
			await bot.push(who.says(text));
			const after = await bot.until((entries) => entries.slice(before).some(({ method }) => words.includes(method)));
			return texts(after.slice(before)).join('\n');
		},
		async seen(text) {
			await bot.until((entries) => texts(entries).some((one) => text.test(one)));
		},
	};
}
const words = ['sendMessage', 'editMessageText', 'sendPhoto'];

function onWhatsApp(number: FakeNumber): Chat {
	const who = whatsappPerson({ number: '40701055101', userId: 'RO.13491208655302741101' });
	return {
		channel: 'whatsapp',
		async says(text) {
			const before = (await number.ledger()).length;
			await number.push(who.says(text));
			const after = await number.until((entries) => entries.slice(before).some(({ text }) => text !== undefined));
			return after
				.slice(before)
				.map(({ text = '' }) => text)
				.join('\n');
		},
		async seen(text) {
			await number.until((entries) => entries.some((one) => text.test(one.text ?? '')));
		},
	};
}

journey('a named outreach worker takes the conversation over', () => {
	test('the same one, a month later, on Telegram and on WhatsApp', { timeout: 180_000 }, async () => {
		const bot = await (await startFakeTelegram()).bot();
		const number = await (await startFakeWhatsApp()).number();
		const { token, phoneNumberId, appSecret, verifyToken, root: apiRoot, version: graphVersion } = number;
		const server = await startServer(
			{
				telegram: { token: bot.token, apiRoot: bot.root, webhook: undefined, staffChat: undefined },
				whatsapp: { token, phoneNumberId, appSecret, verifyToken, apiRoot, graphVersion, template: undefined },
			},
			{ now: Date.now(), pace: { overall: 10_000, each: 10_000, burst: 1_000 } },
		);
		await number.pace({ overall: 0, each: 0, burst: 1 });
		await number.clock(server.now);
		await number.subscribe(`${server.url}/webhooks/whatsapp`);
		const anna = await enrolled(server, server.enrol, 'Anna');
		const bogdan = await enrolled(server, await invite(anna, 'Bogdan'), undefined);
		const known = new Map<string, string>();

		for (const chat of [onTelegram(bot), onWhatsApp(number)]) {
			await chat.says('/start');
			await chat.says('da');
			const offer = await chat.says('persoană');
			const first = /Anna/.test(offer) ? 'Anna' : 'Bogdan';
			await chat.says('da');
			await chat.says('da');
			await chat.says('Sunt eu');
			// Not who was offered takes over: whom one knows is decided by who was there.
			const [owner, name] = first === 'Anna' ? [bogdan, 'Bogdan'] : [anna, 'Anna'];
			await owner.page.goto(`${server.url}/desk#/waiting`);
			await owner.page.getByRole('button', { name: /^Take over/ }).click();
			await owner.page.getByText('Sunt eu').waitFor();
			await owner.page.locator('textarea').fill('Te ascult.');
			await owner.press('Send');
			await chat.seen(/Te ascult\./);
			await owner.press('What else you can do');
			await owner.page.getByRole('button', { name: /^Let it sleep/ }).click();
			await owner.page.getByRole('dialog').getByRole('button', { name: 'Let it sleep' }).click();
			await chat.seen(new RegExp(`un an că vorbești cu ${name}`));
			expect(await chat.says('da')).toContain(name);
			known.set(chat.channel, name);
		}

		// A month later both are on duty, and it is the one they know.
		server.now += 31 * 24 * 3_600_000;
		await number.clock(server.now);
		for (const device of [anna, bogdan]) {
			await device.page.goto(`${server.url}/desk#/me`);
			await device.press('Sign in with passkey');
			await onDuty(device);
		}
		for (const chat of [onTelegram(bot), onWhatsApp(number)]) {
			expect(await chat.says('persoană')).toContain(`👤 ${known.get(chat.channel)}`);
		}
	});

	test('enrol, asked in Romanian, claim, reply, note, introduction, hand back', { timeout: 180_000 }, async () => {
		const server = await startServer({}, { now: Date.now() });
		const anna = await enrolled(server, server.enrol, 'Anna');

		// Anna brings in a colleague.
		const bogdan = await enrolled(server, await invite(anna, 'Bogdan'), undefined);

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
