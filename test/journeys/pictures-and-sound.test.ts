import { expect, test } from 'vitest';
import { violations } from '../support/axe.ts';
import { journey, openChat, type Visit } from '../support/browser.ts';
import { startServer } from '../support/server.ts';
import { soundedProject } from '../support/sounds.ts';

const SECONDS = 1.5;
const project = soundedProject(SECONDS);
const open = () => startServer({}, { dist: project.dist });

/** To the topic that has an audio. */
async function toTopic({ tap }: Visit): Promise<void> {
	for (const label of ['Yes', 'Help', 'Condom broke']) await tap(label);
}

/** Of the browser’s own, what is used of it; there are no types of the DOM here. */
interface Audio {
	muted: boolean;
	duration: number;
	currentTime: number;
	error: { code: number } | null;
	play(): Promise<void>;
	addEventListener(name: string, heard: () => void, options: { once: true }): void;
}

/** Plays the last audio of the page from its beginning to its end. → how long it says it is, and how far it came; s */
function play({ page }: Visit): Promise<{ duration: number; heard: number }> {
	return page
		.locator('audio')
		.last()
		.evaluate(async (element) => {
			const audio = element as unknown as Audio;
			audio.muted = true;
			const ended = new Promise<void>((resolve, reject) => {
				audio.addEventListener('ended', resolve, { once: true });
				audio.addEventListener('error', () => reject(new Error(`error ${audio.error?.code}`)), { once: true });
			});
			await audio.play();
			await ended;
			return { duration: audio.duration, heard: audio.currentTime };
		});
}

journey('a topic to listen to', () => {
	test.each([
		['with script', true],
		['without script', false],
	])('is played in the log, %s, and the chat stays where it is', async (_, javaScriptEnabled) => {
		const visit = await openChat(await open(), { javaScriptEnabled });
		await toTopic(visit);
		const choices = await visit.choices();
		expect(choices).toContain('Listen');
		const { page } = visit;
		const file = page.waitForResponse((response) => response.url().includes('/media/'));
		await visit.tap('Listen');
		expect((await file).ok()).toBe(true);
		expect(await visit.choices()).toEqual(choices);
		expect(await page.getByRole('log').locator('figure.sound figcaption').last().textContent()).toContain(
			'Condom broke',
		);
		// The text is not said again.
		expect(await page.getByRole('log').getByText('Act fast').count()).toBe(1);
		expect(await page.locator('audio').getAttribute('aria-label')).toBe('Listen: Condom broke');
		expect((await page.locator('audio').boundingBox())?.height).toBeGreaterThanOrEqual(44);
		if (!javaScriptEnabled) return;
		const { duration, heard } = await play(visit);
		expect(duration).toBeCloseTo(SECONDS, 1);
		expect(heard).toBeCloseTo(SECONDS, 1);
	});

	test('is asked for without a cookie’s help, in ranges, from here', async () => {
		const server = await open();
		const visit = await openChat(server);
		await toTopic(visit);
		const asked = visit.page.waitForResponse((response) => response.url().includes('/media/'));
		await visit.tap('Listen');
		const response = await asked;
		expect(response.status()).toBe(206);
		expect(response.headers()['cache-control']).toBe('no-store');
		await play(visit);
		expect(server.log()).not.toContain(project.sound.hash);
	});
});

journey('pictures instead of words', () => {
	test.each([
		['with script', true],
		['without script', false],
	])('from the menu to a topic and back to words, %s', async (_, javaScriptEnabled) => {
		const visit = await openChat(await open(), { javaScriptEnabled });
		const { page, tap, ask, choices, latest } = visit;
		await tap('Yes');
		await tap('Pictures');
		expect(await choices()).toEqual(['Help', 'Rights', 'Steps', 'A person', 'Urgent', 'More', 'Words']);
		for (const tile of await page.locator('.tiles button').all()) {
			const box = await tile.boundingBox();
			expect(Math.min(box?.height ?? 0, box?.width ?? 0)).toBeGreaterThanOrEqual(44);
			expect(await tile.locator('svg').count()).toBe(1);
		}
		expect(await page.locator('.tiles .n').allTextContents()).toEqual(['1', '2', '3', '4', '5', '6', '7']);
		await ask('1');
		await ask('2');
		expect(await latest()).toContain('Act fast');
		expect((await page.locator('.picture.large .pictogram').last().boundingBox())?.height).toBeGreaterThan(100);
		await tap('Menu');
		await tap('Words');
		expect(await page.locator('.tiles').count()).toBe(0);
		expect(await choices()).toContain('Pictures');
	});

	test('the names are the labels alone, and axe finds nothing wrong', async () => {
		const visit = await openChat(await open(), { bypassCSP: true });
		const { page, tap } = visit;
		await tap('Yes');
		await tap('Pictures');
		const tree = await page.locator('#choices').ariaSnapshot();
		expect(tree).toContain('- button "Help"');
		expect(tree).not.toContain('img');
		expect(await violations(page)).toEqual([]);
		await tap('Help');
		await tap('Condom broke');
		await tap('Listen');
		expect(await violations(page)).toEqual([]);
		await tap('Urgent');
		expect(await violations(page)).toEqual([]);
	});

	test('nothing is cut off on the smallest phone with letters twice as large', async () => {
		const { page, tap } = await openChat(await open(), { viewport: { width: 180, height: 370 } });
		for (const label of ['Yes', 'Pictures', 'Help', 'Condom broke', 'Listen', 'Menu', 'Steps', 'Register, tax, bank']) {
			await tap(label);
			expect(await page.evaluate<number>('document.documentElement.scrollWidth'), label).toBeLessThanOrEqual(180);
		}
	});
});
