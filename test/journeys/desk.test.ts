/**
 * From scripted information to a known face: a person asks for a human in Romanian, somebody of the team takes over, a
 * colleague is introduced, the bot goes on where it was; a month later the same face answers. The same story on the web chat,
 * on Telegram and on WhatsApp. Real server, real console, real keys; an authenticator in the browser.
 */
import { expect, test } from 'vitest';
import { type Device, openDevice } from '../desk/sign-in-page.ts';
import { violations } from '../support/axe.ts';
import { journey, openChat } from '../support/browser.ts';
import { person as telegramPerson } from '../support/fake-telegram/person.ts';
import { type FakeBot, startFakeTelegram } from '../support/fake-telegram/start.ts';
import { person as whatsappPerson } from '../support/fake-whatsapp/person.ts';
import { type FakeNumber, startFakeWhatsApp } from '../support/fake-whatsapp/start.ts';
import { startServer, type TestServer } from '../support/server.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A staff member and what they hold. */
interface Worker {
	name: string;
	device: Device;
}

/** Enrolled by this link, on duty for some hours. @param first whether they found the team */
async function enrolled(server: TestServer, token: string, name: string, first: boolean): Promise<Worker> {
	// axe is a script in the page, which allows none but its own.
	const options = { real: true, bypassCSP: true, hasTouch: true } as const;
	const device = await openDevice(server, `/desk#/enrol/${token}`, options);
	const { page } = device;
	if (first) {
		await device.fill('Your first name or work name', name);
		await page.getByLabel('I also talk with people myself').check();
		await page.getByLabel('Romanian').check();
	}
	await device.press('Begin');
	await device.press('Make a passkey');
	await device.confirmPaper('Your recovery code', first ? 'Next' : 'Finish');
	if (first) await device.confirmPaper('The organisation’s recovery key', 'Finish');
	await page.goto(`${server.url}/desk#/me`);
	await onDuty(device);
	return { name, device };
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
async function invite({ page, press, fill }: Device, name: string): Promise<string> {
	await page.goto(`${new URL(page.url()).origin}/desk#/more/team`);
	await press('Invite a colleague');
	await fill('First name or work name', name);
	await page.getByLabel('Romanian').check();
	await press('Make link');
	await page.getByRole('heading', { name: `Link for ${name}` }).waitFor();
	const link = await page.locator('input[readonly], textarea[readonly]').first().inputValue();
	return link.split('/').at(-1) ?? '';
}

/** In light and dark, on a phone and at a desk: axe finds nothing, and nothing is cut off sideways. */
async function look({ page }: Device, where: string): Promise<void> {
	for (const width of [1280, 390]) {
		await page.setViewportSize({ width, height: 844 });
		expect([where, width, await violations(page)]).toEqual([where, width, []]);
		expect([where, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([where, width]);
	}
}

/** Both have tapped before either has an answer. */
async function takeTogether(workers: readonly Worker[]): Promise<{ owner: Worker; other: Worker }> {
	let tapped = 0;
	let go: (value: unknown) => void = () => undefined;
	const together = new Promise((resolve) => {
		go = resolve;
	});
	for (const { device } of workers) {
		await device.page.route('**/claim', async (route) => {
			tapped++;
			if (tapped === workers.length) go(undefined);
			await together;
			await route.continue();
		});
	}
	await Promise.all(workers.map(({ device }) => device.page.getByRole('button', { name: /^Take over/ }).tap()));
	const has = ({ device }: Worker) => device.page.locator('.thread').count();
	await expect.poll(async () => Promise.all(workers.map(has)), { timeout: 30_000 }).toContain(1);
	const [owner, other] = (await has(workers[0] as Worker)) === 1 ? workers : workers.toReversed();
	for (const { device } of workers) await device.page.unroute('**/claim');
	if (!owner || !other) throw new Error('two are needed');
	await other.device.page.getByText(new RegExp(`: ${owner.name} was first and has the conversation\\.$`)).waitFor();
	expect(await has(other)).toBe(0);
	return { owner, other };
}

interface Chat {
	channel: 'web' | 'telegram' | 'whatsapp';
	/** → what is answered */
	says(text: string): Promise<string>;
	/** Says something nobody but a human answers. */
	tells(text: string): Promise<void>;
	/** Waits until something like it has been said to them, not counting the first `before` messages. */
	seen(text: RegExp | string, before?: number): Promise<void>;
	/** Everything said to them so far. */
	heard(): Promise<string[]>;
}

function fits(said: string, text: RegExp | string): boolean {
	return typeof text === 'string' ? said.includes(text) : text.test(said);
}

function onTelegram(bot: FakeBot): Chat {
	const who = telegramPerson(4711, 'ro');
	const heard = async () => (await bot.ledger()).flatMap(({ text }) => (text === undefined ? [] : [text]));
	const chat: Chat = {
		channel: 'telegram',
		heard,
		async says(text) {
			const before = (await heard()).length;
			await chat.tells(text);
			await chat.seen(/./, before);
			return (await heard()).slice(before).join('\n');
		},
		tells: async (text) => void (await bot.push(who.says(text))),
		async seen(text, before = 0) {
			await bot.until((entries) =>
				entries
					.flatMap(({ text: said }) => (said === undefined ? [] : [said]))
					.slice(before)
					.some((said) => fits(said, text)),
			);
		},
	};
	return chat;
}

function onWhatsApp(number: FakeNumber): Chat {
	const who = whatsappPerson({ number: '40701055101', userId: 'RO.13491208655302741101' });
	const heard = async () => (await number.ledger()).flatMap(({ text }) => (text === undefined ? [] : [text]));
	const chat: Chat = {
		channel: 'whatsapp',
		heard,
		async says(text) {
			const before = (await heard()).length;
			await chat.tells(text);
			await chat.seen(/./, before);
			return (await heard()).slice(before).join('\n');
		},
		tells: async (text) => void (await number.push(who.says(text))),
		async seen(text, before = 0) {
			await number.until((entries) =>
				entries
					.flatMap(({ text: said }) => (said === undefined ? [] : [said]))
					.slice(before)
					.some((said) => fits(said, text)),
			);
		},
	};
	return chat;
}

/** In Romanian, as the page has guessed. */
async function onWeb(server: TestServer): Promise<Chat> {
	const person = await openChat(server, { locale: 'ro-RO' });
	await person.tap('Da');
	const chat: Chat = {
		channel: 'web',
		heard: person.said,
		async says(text) {
			const before = (await person.said()).length;
			await person.ask(text);
			return (await person.said()).slice(before).join('\n');
		},
		tells: person.ask,
		async seen(text, before = 0) {
			const said = async () => (await person.said()).slice(before).some((one) => fits(one, text));
			await expect.poll(said, { timeout: 30_000 }).toBe(true);
		},
	};
	return chat;
}

/** From the first words to a human's, to a colleague, and back to the bot. → whom they are with at the end */
async function story(server: TestServer, chat: Chat, workers: readonly Worker[], looked: boolean): Promise<string> {
	const { channel } = chat;
	const see = async ({ device }: Worker, where: string) => {
		if (looked) await look(device, `${channel} ${where}`);
	};

	// In Romanian, in the middle of a flow, they ask for a human.
	if (channel !== 'web') {
		await chat.says('/start');
		await chat.says('da');
	}
	const place = (await chat.says('2')).split('\n')[0] ?? '';
	expect(place).not.toBe('');
	expect(await chat.says('persoană')).toMatch(/Anna|Bogdan/);
	await chat.says('da');
	expect(await chat.says('da')).toMatch(/Poți scrie deja/);
	await chat.says(`Bună, am o întrebare despre chirie (${channel})`);

	// The notice leads here: the first of three taps. Both take it at the same moment; one has it, the other reads who.
	for (const { device } of workers) {
		await device.page.goto('about:blank');
		await device.page.goto(`${server.url}/desk`);
		await device.page.getByRole('button', { name: /^Take over/ }).waitFor();
	}
	let taps = 1;
	for (const worker of workers) await see(worker, 'waiting');
	taps++;
	const { owner, other } = await takeTogether(workers);
	const { page } = owner.device;
	await page.getByText(`Bună, am o întrebare despre chirie (${channel})`).waitFor();
	// The field has the focus already.
	await page.locator('textarea:focus').waitFor();
	await page.keyboard.type('Bună! Te ajut cu drag.');
	taps++;
	await page.getByRole('button', { name: 'Send', exact: true }).tap();
	expect(taps).toBeLessThanOrEqual(3);
	await chat.seen('Bună! Te ajut cu drag.');
	await page
		.getByText(/^(Sent|Delivered|Read)$/)
		.first()
		.waitFor();

	// A note stays inside.
	await page.getByRole('radio', { name: /Note/ }).check({ force: true });
	await page.locator('textarea').fill('Wants to know about the rent.');
	await owner.device.press('Keep');
	await page.getByText('Wants to know about the rent.').waitFor();
	await chat.tells('Mulțumesc!');
	await page.getByText('Mulțumesc!').waitFor();
	await see(owner, 'thread');

	// A colleague is introduced; the person says yes.
	await owner.device.press('What else you can do');
	await page.getByRole('button', { name: /^Introduce a colleague/ }).click();
	await page.getByLabel(other.name).check({ force: true });
	await owner.device.press('Ask them');
	await chat.seen(`${owner.name} vrea să îți prezinte pe cineva`);
	await chat.tells('da');
	await chat.seen(`${other.name} este acum aici pentru tine.`);
	// Who had it has sealed it anew for the colleague, and reads no more.
	await page.getByText(`${other.name} has this conversation now.`).waitFor();
	await see(owner, 'passed on');
	const colleague = other.device;
	await colleague.page.goto(`${server.url}/desk#/talk`);
	await colleague.page
		.locator('.threads a')
		.filter({ hasText: /^[^·]*In conversation/ })
		.first()
		.click();
	await colleague.page.getByText('Mulțumesc!').waitFor();
	await colleague.page.getByText(`Bună, am o întrebare despre chirie (${channel})`).waitFor();
	await colleague.page.locator('textarea').fill('Și eu sunt aici.');
	await colleague.press('Send');
	await chat.seen('Și eu sunt aici.');

	// And back to the steps, where they were; who spoke is remembered only on a yes.
	const before = (await chat.heard()).length;
	await colleague.press('What else you can do');
	await colleague.page.getByRole('button', { name: /^Hand back/ }).click();
	await colleague.press('Hand back');
	await chat.seen('Ești din nou cu mine, programul automat.', before);
	if (channel !== 'web') {
		await chat.seen(`un an că te cunoști cu ${other.name}`, before);
		await chat.says('da');
	}
	await chat.seen(place, before);
	expect((await chat.heard()).join('\n')).not.toContain('Wants to know about the rent.');
	return other.name;
}

journey('a named outreach worker takes the conversation over', () => {
	test('on Telegram and on WhatsApp; a month later it is the same one', { timeout: 300_000 }, async () => {
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
		const anna = await enrolled(server, server.enrol, 'Anna', true);
		const bogdan = await enrolled(server, await invite(anna.device, 'Bogdan'), 'Bogdan', false);
		const known = new Map<string, string>();
		for (const chat of [onTelegram(bot), onWhatsApp(number)]) {
			known.set(chat.channel, await story(server, chat, [anna, bogdan], false));
		}

		// A month later both are on duty, and it is the one they know who is offered first.
		server.now += 31 * DAY;
		await number.clock(server.now);
		for (const { device } of [anna, bogdan]) {
			await device.page.goto('about:blank');
			// The sessions are long over: the page asks for the passkey by itself.
			await device.page.goto(`${server.url}/desk#/me`);
			await onDuty(device);
		}
		for (const chat of [onTelegram(bot), onWhatsApp(number)]) {
			expect(await chat.says('persoană')).toContain(`👤 ${known.get(chat.channel)}`);
		}
		expect(server.log()).not.toMatch(/chirie|Mulțumesc|rent|Anna|Bogdan|4711|40701055101/);
	});

	test('on the web chat, with every screen looked at; signed out, nothing is left behind', {
		timeout: 300_000,
	}, async () => {
		const server = await startServer({}, { now: Date.now() });
		const anna = await enrolled(server, server.enrol, 'Anna', true);
		await look(anna.device, 'me');
		const bogdan = await enrolled(server, await invite(anna.device, 'Bogdan'), 'Bogdan', false);
		const chat = await onWeb(server);
		await story(server, chat, [anna, bogdan], true);

		// Signed out, "back" shows no page of before, and the browser kept none.
		for (const { device } of [anna, bogdan]) {
			const { page } = device;
			await page.goto(`${server.url}/desk#/me`);
			await device.press('Sign out');
			await page.getByRole('heading', { name: 'The Desk' }).waitFor();
			await page.goBack();
			await page.getByRole('button', { name: 'Sign in with passkey' }).waitFor();
			expect(await page.locator('body').textContent()).not.toMatch(/Mulțumesc|chirie|rent/);
			const kept = await page.evaluate(
				'caches.keys().then((keys) => JSON.stringify([keys, { ...localStorage }, { ...sessionStorage }]))',
			);
			expect(kept).not.toMatch(/Mulțumesc|chirie|AGE-SECRET/);
		}
		expect(server.log()).not.toMatch(/chirie|Mulțumesc|rent|Anna|Bogdan/);
	});
});
