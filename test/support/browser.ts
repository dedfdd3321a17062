/** A real Chromium for the journeys. One a worker; each journey has a context, and so cookies, of its own. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { describe, expect, onTestFinished } from 'vitest';
import type { TestServer } from './server.ts';

/** The headless shell first: the same engine in half of the processor's time. `CHROMIUM=/usr/bin/chromium` is the whole browser. */
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function findChromium(): string | undefined {
	const folders = (process.env.PATH ?? '').split(delimiter).concat('/usr/bin', '/usr/local/bin', '/snap/bin');
	const usual = folders.flatMap((folder) => names.map((name) => join(folder, name)));
	return [process.env.CHROMIUM, ...usual].find((path) => path && existsSync(path));
}

const executablePath = findChromium();

/** `describe`, or a word about why it is skipped. */
export const journey = executablePath
	? describe
	: (name: string, work: () => void) =>
			describe.skip(`${name} (no Chromium: set CHROMIUM to one, or install it)`, work);

let launched: Promise<Browser> | undefined;

/** Launched by the first who asks; it ends with the worker. */
export function browser(): Promise<Browser> {
	launched ??= chromium.launch({
		...(executablePath && { executablePath }),
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	});
	return launched;
}

export interface Visit {
	context: BrowserContext;
	page: Page;
	/** Taps the choice, or the button at the top, with that name. */
	tap(label: string): Promise<void>;
	/** Types and presses Enter. */
	ask(text: string): Promise<void>;
	/** The newest thing said by the bot. */
	latest(): Promise<string>;
	/** Everything the bot has said that is on the page. */
	said(): Promise<string[]>;
	/** Names of the choices on offer. */
	choices(): Promise<string[]>;
}

/** Opens the chat; when the test ends, checks that no other host was asked and the console holds no error. */
export async function openChat(
	server: Pick<TestServer, 'url'>,
	options: BrowserContextOptions & { context?: BrowserContext; expectErrors?: RegExp } = {},
): Promise<Visit> {
	const { context: shared, expectErrors, ...settings } = options;
	// Nothing glides, so that nothing has to be waited for.
	const usual: BrowserContextOptions = {
		locale: 'en-GB',
		viewport: { width: 360, height: 740 },
		reducedMotion: 'reduce',
	};
	const context = shared ?? (await (await browser()).newContext({ ...usual, ...settings }));
	context.setDefaultTimeout(15_000);
	const page = await context.newPage();
	const hosts = new Set<string>();
	const errors: string[] = [];
	page.on('request', (request) => {
		if (!request.url().startsWith('data:')) hosts.add(new URL(request.url()).origin);
	});
	page.on('console', (message) => {
		if (['error', 'warning'].includes(message.type())) errors.push(message.text());
	});
	page.on('pageerror', (error) => errors.push(error.message));
	onTestFinished(async () => {
		if (!shared) await context.close();
		expect([...hosts]).toEqual([server.url]);
		expect(errors.filter((error) => !expectErrors?.test(error))).toEqual([]);
	});
	await page.goto(`${server.url}/chat`);
	const visit: Visit = {
		context,
		page,
		tap: (name) => turn(page, () => page.getByRole('button', { name, exact: true }).click()),
		ask: (text) =>
			turn(page, async () => {
				await page.locator('#text').fill(text);
				await page.locator('#text').press('Enter');
			}),
		latest: async () => (await visit.said()).at(-1) ?? '',
		said: () => page.getByRole('log').locator('.bot').allTextContents(),
		choices: () =>
			page
				.locator('#choices button > span:not([aria-hidden]), #always button > span:not([aria-hidden])')
				.allTextContents(),
	};
	return visit;
}

/** Waits until the answer to what `act` sends is on the page, with script or without: each page has a name of its own. */
async function turn(page: Page, act: () => Promise<void>): Promise<void> {
	const id = await page.locator('#choices input[name=id]').getAttribute('value');
	await act();
	await page.locator(`#choices input[name=id]:not([value="${id}"])`).waitFor({ state: 'attached' });
}
