import { generateIdentity, identityToRecipient } from 'age-encryption';
import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { journey } from '../support/browser.ts';
import { findCanaries } from '../support/canary.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Desk, type Device, enrolFirst, openDevice } from './sign-in-page.ts';

/** Codes are of now, in the browser as on the server. */
function start(): Promise<TestServer> {
	return startServer({}, { now: Date.now() });
}

const enrolPath = (token: string) => `/desk#/enrol/${token}`;

/** Moves server and browser on: the next code. */
async function later(server: TestServer, { page }: Device, ms: number): Promise<void> {
	server.now += ms;
	await page.clock.setFixedTime(server.now);
}

const inside = (device: Device) => device.page.getByRole('heading', { name: 'Devices and keys' }).waitFor();

journey('staff in a real browser', () => {
	test('enrol by link with a passkey, sign out, sign in: the same key, opened by the passkey', async () => {
		const server = await start();
		const device = await openDevice(server, enrolPath(server.enrol));
		await enrolFirst(device);
		// The token is in no history.
		expect(device.page.url()).toBe(`${server.url}/desk`);
		const identity = await device.identity();
		expect(identity).toMatch(/^AGE-SECRET-KEY-1/);
		await device.press('Sign out');
		await device.page.getByRole('heading', { name: 'The Desk' }).waitFor();
		expect(await device.identity()).toBeNull();
		await device.press('Sign in with passkey');
		await inside(device);
		expect(await device.identity()).toBe(identity);
		// In nothing that outlives the page, and not with the server.
		expect(await device.page.evaluate('JSON.stringify([{...localStorage}, {...sessionStorage}])')).not.toContain(
			'AGE-',
		);
		expect(findCanaries(server.dataDir, [identity ?? ''])).toEqual([]);
		// A reload drops the key and keeps the session; the passkey opens it again.
		await device.present(false);
		await device.page.reload();
		await device.page.getByRole('heading', { name: 'Welcome back, Anna' }).waitFor();
		expect(await device.identity()).toBeNull();
		await device.present(true);
		await device.press('Open with passkey');
		await inside(device);
		expect(await device.identity()).toBe(identity);
	});

	test('a page opened from a notice asks for the passkey by itself, once; who locks or signs out is not asked', async () => {
		const server = await start();
		const device = await openDevice(server, enrolPath(server.enrol));
		const { page } = device;
		await enrolFirst(device);
		// The session has ended meanwhile: still no tap.
		server.now += 40 * 60_000;
		await page.reload();
		await inside(device);
		await page.evaluate(() => (globalThis as unknown as Desk).desk.lock());
		await page.getByRole('heading', { name: 'Welcome back, Anna' }).waitFor();
		await device.press('Sign out');
		await page.getByRole('heading', { name: 'The Desk' }).waitFor();
		await page.getByRole('button', { name: 'Sign in with passkey' }).waitFor();
		expect(await device.identity()).toBeNull();
		// Nobody is there to show a finger: no word of failure, and the button is as it was.
		await device.present(false);
		await page.reload();
		await page.getByRole('button', { name: 'Sign in with passkey', disabled: false }).waitFor();
		expect(await page.getByRole('alert').allTextContents()).toEqual(['']);
		// Where no passkey has ever opened the Desk, nothing comes up unasked.
		const stranger = await openDevice(server, '/desk');
		await stranger.page.getByRole('button', { name: 'Sign in with passkey' }).waitFor();
		expect(await stranger.page.evaluate('localStorage.getItem("desk.passkey")')).toBeNull();
	});

	test('signing out takes the key at once, and is not said to be done before the server knows', async () => {
		const server = await start();
		const device = await openDevice(server, enrolPath(server.enrol), { expectErrors: /Failed to load resource/ });
		const { page } = device;
		await enrolFirst(device);
		let tell = () => {};
		const knows = new Promise<void>((resolve) => {
			tell = resolve;
		});
		let unreached = true;
		await page.route('**/sign-out', async (route) => {
			if (unreached) return route.abort();
			await knows;
			await route.continue();
		});
		const locked = page.getByRole('heading', { name: 'Welcome back, Anna' });
		await device.press('Sign out');
		await locked.waitFor();
		expect(await device.identity()).toBeNull();
		unreached = false;
		await device.press('Sign out');
		expect(await locked.count()).toBe(1);
		tell();
		await page.getByRole('heading', { name: 'The Desk' }).waitFor();
		await page.reload();
		await page.getByRole('heading', { name: 'The Desk' }).waitFor();
	});

	test('nothing of what PRF gave is sent to the server', async () => {
		const server = await start();
		const device = await openDevice(server, enrolPath(server.enrol));
		const sent: string[] = [];
		device.page.on('request', (request) => sent.push(request.postData() ?? ''));
		await enrolFirst(device);
		await device.press('Sign out');
		await device.press('Sign in with passkey');
		await inside(device);
		const bodies = sent.filter((body) => body.includes('clientDataJSON'));
		expect(bodies).toHaveLength(2);
		for (const body of bodies) expect(body).not.toMatch(/prf|results|clientExtension/);
	});

	test('a passphrase and codes of an app are another way, all of it', async () => {
		const server = await start();
		const device = await openDevice(server, enrolPath(server.enrol));
		await device.page.clock.setFixedTime(server.now);
		await device.fill('Your first name or work name', 'Anna');
		await device.press('Begin');
		await device.press('Passphrase and app code instead');
		await device.fill('Passphrase', 'short');
		const secret = (await device.page.locator('code').textContent())?.replaceAll(' ', '') ?? '';
		const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: server.now });
		await device.fill('The code that the app shows now', code());
		await device.page.locator('form').evaluate((form) => form.setAttribute('novalidate', ''));
		await device.press('Next');
		await device.page.getByText('Longer or with more different letters').waitFor();
		await device.fill('Passphrase', 'seven brown bicycles in the canal');
		await device.press('Next');
		await device.confirmPaper('Your recovery code', 'Next');
		await device.confirmPaper('The organisation’s recovery key', 'Finish');
		await inside(device);
		const identity = await device.identity();
		await device.press('Sign out');
		await later(server, device, 60_000);

		const fill = async (phrase: string) => {
			await device.fill('Sign-in name', 'anna');
			await device.fill('Passphrase', phrase);
			await device.fill('Code from your app', code());
			await device.press('Sign in');
		};
		await device.press('With passphrase and app code');
		await fill('another passphrase that is wrong');
		await device.page.getByText('That is not right.').waitFor();
		await fill('seven brown bicycles in the canal');
		await inside(device);
		expect(await device.identity()).toBe(identity);
		// Locked: the passphrase alone opens it, the session is still there.
		await device.press('Lock');
		await device.fill('Passphrase', 'seven brown bicycles in the canal');
		await device.press('Open');
		await inside(device);
		expect(await device.identity()).toBe(identity);
	});

	test('a passkey without PRF signs in, and a passphrase opens the key', async () => {
		const server = await start();
		const device = await openDevice(server, enrolPath(server.enrol), { prf: false });
		await device.fill('Your first name or work name', 'Anna');
		await device.press('Begin');
		await device.press('Make a passkey');
		await device.page.getByText('it cannot open your key').waitFor();
		expect(await device.page.locator('.qr').count()).toBe(0);
		await device.press('Propose one');
		const phrase = (await device.page.locator('.paper-code').textContent()) ?? '';
		expect(phrase).toMatch(/^([a-z]{6}-){3}[a-z]{6}$/);
		await device.press('Next');
		await device.confirmPaper('Your recovery code', 'Next');
		await device.confirmPaper('The organisation’s recovery key', 'Finish');
		await inside(device);
		const identity = await device.identity();
		await device.press('Sign out');
		await device.press('Sign in with passkey');
		await device.page.getByRole('heading', { name: 'Welcome back, Anna' }).waitFor();
		await device.fill('Passphrase', phrase);
		await device.press('Open');
		await inside(device);
		expect(await device.identity()).toBe(identity);
	});

	test('the printed code opens a new device, makes a passkey there, and is used up', async () => {
		const server = await start();
		const lost = await openDevice(server, enrolPath(server.enrol));
		const code = await enrolFirst(lost);
		const identity = await lost.identity();
		const device = await openDevice(server, '/desk');
		await device.press('With the printed recovery code');
		// One letter wrong: found where it is.
		const wrong = code.map((group, index) => (index === 2 ? group.slice(1) + group[0] : group));
		if (wrong[2] !== code[2]) {
			await device.fill('Recovery code', wrong.join('-'));
			await device.press('Sign in');
			await device.page.getByText(/Group 3 is not right/).waitFor();
		}
		await device.fill('Recovery code', code.join(' ').toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l'));
		await device.press('Sign in');
		await device.page.getByRole('heading', { name: 'You are in, Anna' }).waitFor();
		await device.press('Make a passkey on this device');
		const fresh = await device.confirmPaper('Your recovery code', 'Finish');
		expect(fresh).not.toEqual(code);
		await inside(device);
		expect(await device.identity()).toBe(identity);
		await device.press('Sign out');
		await device.press('Sign in with passkey');
		await inside(device);
		expect(await device.identity()).toBe(identity);
		const third = await openDevice(server, '/desk');
		await third.press('With the printed recovery code');
		await third.fill('Recovery code', code.join('-'));
		await third.press('Sign in');
		await third.page.getByText('That is not right.').waitFor();
	});

	test('keys and team ask again who is there, and go on by themselves', async () => {
		const server = await start();
		const device = await openDevice(server, enrolPath(server.enrol));
		await enrolFirst(device);
		server.now += 6 * 60_000;
		await device.press('Invite a colleague');
		await device.fill('First name or work name', 'Bo');
		await device.press('Make link');
		const dialog = device.page.getByRole('dialog', { name: 'Is it really you?' });
		await dialog.waitFor();
		await dialog.getByRole('button', { name: 'Cancel' }).click();
		await device.page.getByText('That did not work. Nothing was changed.').waitFor();
		await device.press('Make link');
		await device.press('Show with passkey');
		await device.page.getByRole('heading', { name: 'Link for Bo' }).waitFor();
		expect(await dialog.count()).toBe(0);
		const link = await device.page.getByLabel('Link', { exact: true }).inputValue();

		// The colleague enrols with it, and is removed: what they have open ends with their next step.
		const other = await openDevice(server, new URL(link).pathname + new URL(link).hash);
		await other.page.getByText('Hello Bo.').waitFor();
		await other.press('Begin');
		await other.press('Make a passkey');
		await other.confirmPaper('Your recovery code', 'Finish');
		await inside(other);
		expect(await other.page.getByRole('heading', { name: 'Access of the team' }).count()).toBe(0);
		await device.page.reload();
		await device.page.getByLabel('More for Bo').click();
		await device.press('Remove from the team');
		await device.page.locator('button.danger').click();
		await expect.poll(() => device.page.getByLabel('More for Bo').count()).toBe(0);
		await other.press('Add a passkey on this device');
		await other.page.getByRole('heading', { name: 'The Desk' }).waitFor();
		expect(await other.identity()).toBeNull();
		await other.press('Sign in with passkey');
		await other.page.getByText('That is not right.').waitFor();
		// The link is of no use a second time.
		const third = await openDevice(server, new URL(link).pathname + new URL(link).hash);
		await third.page.getByText('This link does not work any more.').waitFor();
	});

	test('the key leaves the page after ten minutes without a touch', async () => {
		const server = await start();
		const device = await openDevice(server, enrolPath(server.enrol));
		await device.page.clock.install({ time: server.now });
		await enrolFirst(device);
		await device.page.clock.runFor(9 * 60_000);
		await device.page.keyboard.press('Shift');
		await device.page.clock.runFor(9 * 60_000);
		expect(await device.identity()).not.toBeNull();
		await device.page.clock.runFor(2 * 60_000);
		await device.page.getByRole('heading', { name: 'Welcome back, Anna' }).waitFor();
		expect(await device.identity()).toBeNull();
	});

	test('a colleague’s key that is another than this browser knows is shown, and not sealed to', async () => {
		const server = await start();
		const device = await openDevice(server, enrolPath(server.enrol));
		await enrolFirst(device);
		const [before, after, recovery] = await Promise.all(
			[1, 2, 3].map(async () => identityToRecipient(await generateIdentity())),
		);
		const team = (recipient = '') => ({
			members: [{ id: 'bo-bo-bo', name: 'Bo', recipient }],
			recovery: recovery ?? '',
		});
		const learn = (given: ReturnType<typeof team>) =>
			device.page.evaluate((now) => (globalThis as unknown as Desk).desk.learn(now), given);
		const seal = (recipient = '') =>
			device.page.evaluate(
				(to) =>
					(globalThis as unknown as Desk).desk
						.seal('words', [to], { thread: 't', id: 'r', by: 'note' })
						.then(() => 'sealed', String),
				recipient,
			);
		expect(await seal(before)).toMatch('not the one this browser knows');
		await learn(team(before));
		expect(await seal(before)).toBe('sealed');
		await device.page.reload();
		await inside(device);
		await learn(team(after));
		await device.page.getByText('Bo has another key than this device knows').waitFor();
		expect(await seal(after)).toMatch('not the one this browser knows');
		await device.press('I have asked, it is right');
		expect(await seal(after)).toBe('sealed');
		expect(await device.page.getByText('Bo has another key').count()).toBe(0);
	});

	test('a text that lies in another row than it was sealed for does not open', async () => {
		const server = await start();
		const device = await openDevice(server, enrolPath(server.enrol));
		await enrolFirst(device);
		const result = await device.page.evaluate(async () => {
			const { desk } = globalThis as unknown as Desk;
			// One's own key is always known.
			const { recipient } = (await (await fetch('/desk/api/me/keys')).json()) as { recipient: string };
			const sealed = await desk.seal('words', [recipient], { thread: 't', id: 'r', by: 'note' });
			const open = (thread: string, id: string) => desk.open(sealed, { thread, id }).catch(String);
			return [await open('t', 'r'), await open('t', 'other'), await open('other', 'r')];
		});
		expect(result).toEqual(['words', expect.stringContaining('another row'), expect.stringContaining('another row')]);
	});
});
