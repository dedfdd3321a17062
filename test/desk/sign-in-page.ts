/** The screens of signing in, in a real browser with an authenticator in it, against the real server. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { BrowserContext, BrowserContextOptions, CDPSession, Page } from 'playwright-core';
import { build } from 'vite';
import { expect, onTestFinished } from 'vitest';
import { projectRoot } from '../../src/bundle/root.ts';
import { browser } from '../support/browser.ts';
import type { TestServer } from '../support/server.ts';

let built: Promise<string> | undefined;

/** Built once a test file. → the folder. */
function screens(): Promise<string> {
	built ??= (async () => {
		const folder = mkdtempSync(join(tmpdir(), 'bekend-sign-in-'));
		process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
		await build({
			configFile: false,
			root: join(projectRoot, 'test/desk/browser/sign-in'),
			base: '/desk/',
			publicDir: false,
			logLevel: 'warn',
			oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
			build: { outDir: folder, emptyOutDir: true, modulePreload: false, target: 'chrome116' },
		});
		return folder;
	})();
	return built;
}

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

export interface Device {
	page: Page;
	cdp: CDPSession;
	authenticator: string;
	/** Button by its name. */
	press(name: string | RegExp): Promise<void>;
	fill(label: string | RegExp, text: string): Promise<void>;
	/** Whether somebody is there to show finger, face or PIN. */
	present(is: boolean): Promise<void>;
	/** The age identity in the page's memory. */
	identity(): Promise<string | null>;
	/** Reads the groups on the paper that is shown, and types back what it asks. */
	confirmPaper(title: string, button: string): Promise<string[]>;
}

export interface DeviceOptions extends BrowserContextOptions {
	/** False: passkeys without PRF. */
	prf?: boolean;
	/** The console as the server serves it, instead of the screens of signing in alone. */
	real?: boolean;
	/** What the console may complain of: answers that are no success show there. */
	expectErrors?: RegExp;
}

/** A phone or a computer of its own: cookies, storage and passkeys of nobody else. */
export async function openDevice(server: TestServer, path: string, options: DeviceOptions = {}): Promise<Device> {
	const { prf = true, real = false, expectErrors = /status of (401|403|404|409|429)/, ...settings } = options;
	const context = await (await browser()).newContext({
		locale: 'en-GB',
		viewport: { width: 390, height: 844 },
		reducedMotion: 'reduce',
		...settings,
	});
	context.setDefaultTimeout(40_000);
	if (!real) await serveScreens(context, server, settings.bypassCSP === true);
	const page = await context.newPage();
	const errors: string[] = [];
	page.on('console', (message) => {
		if (['error', 'warning'].includes(message.type())) errors.push(message.text());
	});
	page.on('pageerror', (error) => errors.push(error.message));
	const cdp = await context.newCDPSession(page);
	await cdp.send('WebAuthn.enable');
	const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			protocol: 'ctap2',
			ctap2Version: 'ctap2_1',
			transport: 'internal',
			hasResidentKey: true,
			hasUserVerification: true,
			isUserVerified: true,
			hasPrf: prf,
			automaticPresenceSimulation: true,
		},
	});
	onTestFinished(async () => {
		await context.close();
		expect(errors.filter((error) => !expectErrors.test(error))).toEqual([]);
	});
	await page.goto(server.url + path);
	const device: Device = {
		page,
		cdp,
		authenticator: authenticatorId,
		press: (name) => page.getByRole('button', { name, exact: typeof name === 'string' }).click(),
		fill: (label, text) => page.getByLabel(label, { exact: typeof label === 'string' }).fill(text),
		async present(is) {
			await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: is });
		},
		identity: () => page.evaluate(() => (globalThis as unknown as Desk).desk.identity()),
		async confirmPaper(title, button) {
			await page.getByRole('heading', { name: title, exact: true }).waitFor();
			await page.locator('.paper-code span').first().waitFor();
			const groups = await page.locator('.paper-code span').allTextContents();
			const asked = page.getByLabel(/^Typ/);
			const label = await page.locator('label', { hasText: /^Typ/ }).textContent();
			const n = /(?:group|groepje) (\d)/.exec(label ?? '')?.[1];
			await asked.fill(n ? (groups[Number(n) - 1] ?? '') : groups.join('').slice(-6));
			await device.press(button);
			return groups;
		},
	};
	return device;
}

/** In place of the console. */
async function serveScreens(context: BrowserContext, server: TestServer, bypassCSP: boolean): Promise<void> {
	const folder = await screens();
	// As strict as the server is with its own pages.
	const csp = (await fetch(`${server.url}/healthz`)).headers.get('content-security-policy') ?? '';
	await context.route(
		(url) => url.pathname === '/desk' || url.pathname.startsWith('/desk/assets/'),
		async (route) => {
			const { pathname } = new URL(route.request().url());
			const file = join(folder, pathname === '/desk' ? 'index.html' : pathname.slice('/desk/'.length));
			if (!existsSync(file)) return route.fulfill({ status: 404 });
			await route.fulfill({
				body: readFileSync(file),
				contentType: types[extname(file)] ?? 'application/octet-stream',
				headers: bypassCSP ? {} : { 'content-security-policy': csp },
			});
		},
	);
}

/** What the harness gives out: test/desk/browser/sign-in/main.tsx. */
export interface Desk {
	desk: {
		identity(): string | null;
		lock(): void;
		learn(team: { members: { id: string; name: string; recipient: string }[]; recovery: string | null }): void;
		seal(text: string, recipients: string[], row: { thread: string; id: string; by: 'note' }): Promise<string>;
		open(sealed: string, row: { thread: string; id: string }): Promise<string>;
	};
}

/** The first coordinator, with a passkey. → the groups of their recovery code */
export async function enrolFirst(device: Device, name = 'Anna'): Promise<string[]> {
	await device.fill('Your first name or work name', name);
	await device.press('Begin');
	await device.press('Make a passkey');
	const code = await device.confirmPaper('Your recovery code', 'Next');
	await device.confirmPaper('The organisation’s recovery key', 'Finish');
	await device.page.getByRole('heading', { name: 'Devices and keys' }).waitFor();
	return code;
}
