/** The built console in a real browser, against the fake Desk, as one of its staff. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { browser } from '../support/browser.ts';
import { buildConsole } from './build-console.ts';
import { type FakeDesk, startFakeDesk } from './fake-desk.ts';

/** Closed when the test ends, which fails if the console ever asked for something that src/desk/api.ts does not allow. */
export async function startDesk(): Promise<FakeDesk> {
	const desk = await startFakeDesk(await buildConsole());
	onTestFinished(async () => {
		await desk.close();
		expect(desk.wrong).toEqual([]);
	});
	return desk;
}

/** As slow as a busy machine may be. */
export const soon = <T>(read: () => T) => expect.poll(read, { timeout: 15_000 });

export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
export const table = { viewport: { width: 1280, height: 800 } };

type Options = BrowserContextOptions & { at?: string; expectErrors?: RegExp };

/**
 * Unlocked, and live. When the test ends: no other host was asked, and nothing stands in the browser's console, where
 * violations of Content-Security-Policy and Trusted Types are reported.
 */
export async function openDesk(
	desk: FakeDesk,
	who: keyof FakeDesk['team'],
	{
		at = '',
		expectErrors = /ERR_(EMPTY_RESPONSE|FAILED|CONNECTION|INTERNET|INCOMPLETE|NETWORK)|status of 409/,
		...settings
	}: Options = {},
): Promise<Page> {
	const context = await (await browser()).newContext({
		...{ locale: 'en-GB', reducedMotion: 'reduce', timezoneId: 'Europe/Amsterdam' },
		...phone,
		...settings,
	});
	context.setDefaultTimeout(10_000);
	await context.addCookies([{ name: 'fake-staff', value: desk.team[who].member.id, url: desk.url }]);
	const page = await context.newPage();
	const errors: string[] = [];
	const hosts = new Set<string>();
	page.on('request', (request) => {
		if (!request.url().startsWith('data:')) hosts.add(new URL(request.url()).origin);
	});
	page.on('console', (message) => {
		if (['error', 'warning'].includes(message.type())) errors.push(message.text());
	});
	page.on('pageerror', (error) => errors.push(error.message));
	onTestFinished(async () => {
		await context.close();
		expect([...hosts]).toEqual([desk.url]);
		expect(errors.filter((error) => !expectErrors.test(error))).toEqual([]);
	});
	await page.goto(`${desk.url}/desk${at}`);
	await page.getByRole('button', { name: 'Unlock' }).click();
	await page.locator('.shell').waitFor();
	return page;
}
