import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Axe {
	run(options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
}

/** Of the rules that are on by themselves those that a colour can break. */
const ofColour = { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } };

/** What axe finds, each with the place and the scheme; what has nothing to do with colours is asked once, in light. */
export async function violations(page: Page): Promise<string[]> {
	const found: string[] = [];
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme });
		const all = await run(page, colorScheme === 'light' ? {} : ofColour);
		found.push(...all.map((violation) => `${colorScheme}: ${violation}`));
	}
	return found;
}

async function run(page: Page, options: object): Promise<string[]> {
	if (!(await page.evaluate<boolean>('"axe" in globalThis'))) await page.evaluate(axe);
	const { violations } = await page.evaluate((options) => (globalThis as unknown as { axe: Axe }).axe.run(options), {
		resultTypes: ['violations'],
		...options,
	});
	return violations.flatMap(({ id, nodes }) =>
		nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
	);
}
