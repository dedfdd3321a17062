/** The pages to print: reading, map and kit; made by the command, looked at in a browser where there is one. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { readSources } from '../../src/bundle/read.ts';
import { projectRoot } from '../../src/bundle/root.ts';
import { graphOf } from '../../src/report/graph.ts';
import { makeKit } from '../../src/report/kit.ts';
import { mapSvg } from '../../src/report/map-svg.ts';
import { topicsIn } from '../../src/report/topics.ts';
import { violations } from '../support/axe.ts';
import { browser, journey } from '../support/browser.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { realBundle } from '../support/project.ts';

/** In a folder of its own, without the data of anybody. */
function report(out: string, ...args: string[]) {
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		[join(projectRoot, 'src/cli/report.ts'), ...args, '--out', out],
		{ encoding: 'utf8', env: { PATH: process.env.PATH, DATA_DIR: join(out, 'no-data') } },
	);
	return { status, stdout, stderr };
}

const few = ['rights.police', 'help.xenia', 'plan.start'];
const made = new Map<string, string>();

/** Made once for all tests of this file: what there is to look at in Romanian. @param only of which topics; all without */
function pages(...only: string[]): string {
	const known = made.get(only.join());
	if (known !== undefined) return known;
	const out = mkdtempSync(join(tmpdir(), 'bekend-pages-'));
	made.set(only.join(), out);
	const topics = only.flatMap((topic) => ['--topic', topic]);
	// The readiness report is of all topics.
	const whole = only.length === 0 ? [['readiness']] : [];
	for (const args of [...whole, ['reading', '--lang', 'ro', ...topics], ['kit', '--lang', 'ro', ...topics]])
		expect(report(out, ...args)).toMatchObject({ status: 0, stderr: '' });
	return out;
}

afterAll(() => {
	for (const out of made.values()) rmSync(out, { recursive: true, force: true });
});

const read = (out: string, file: string) => readFileSync(join(out, file), 'utf8');
const bundle = realBundle('approved');
const topics = topicsIn(bundle);

describe('npm run report', () => {
	test('readiness writes both, with the map beside them; --format one of them', () => {
		const out = temporaryDirectory();
		const { status, stdout } = report(out, 'readiness');
		expect([status, readdirSync(out).sort()]).toEqual([0, ['map.svg', 'readiness.html', 'readiness.md']]);
		expect(stdout).toContain(`${topics.length} topics, ${topics.length * bundle.languages.length} texts`);
		expect(read(out, 'readiness.html')).toContain('href="map.svg"');
		const one = temporaryDirectory();
		expect(report(one, 'readiness', '--format', 'md').status).toBe(0);
		expect(readdirSync(one).sort()).toEqual(['map.svg', 'readiness.md']);
	});

	test('says how it is used, and refuses what it does not know', () => {
		const out = temporaryDirectory();
		for (const args of [
			[],
			['nothing'],
			['readiness', '--format', 'pdf'],
			['reading', '--lang', 'xx'],
			['kit', '--topic', 'rights.polise'],
			['map', '--force'],
		]) {
			const { status, stdout, stderr } = report(out, ...args);
			expect([args, status, stdout]).toEqual([args, 1, '']);
			expect(stderr).toMatch(/npm run report|is not switched on|there is no topic/);
			expect(stderr).not.toMatch(/\n\s+at /);
		}
		expect(readdirSync(out)).toEqual([]);
	});

	test('nothing it writes has a script, or asks anybody for anything', () => {
		const out = pages();
		const files = readdirSync(out).filter((file) => /\.(html|svg)$/.test(file));
		expect(files.sort()).toEqual(['kit-ro.html', 'map.svg', 'readiness.html', 'reading-ro.html']);
		for (const file of files) {
			const text = read(out, file);
			expect([file, text.match(/<script|\son[a-z]+="|(src|href)="(https?:)?\/\/|@import|url\((?!#)/g)]).toEqual([
				file,
				null,
			]);
			if (file.endsWith('.html')) expect(text).toContain('content="default-src &#39;none&#39;; style-src');
		}
	});

	test('without --lang it makes a page for each language that is on', () => {
		const out = temporaryDirectory();
		expect(report(out, 'kit', '--topic', 'rights.police').status).toBe(0);
		expect(readdirSync(out).sort()).toEqual(bundle.languages.map((code) => `kit-${code}.html`).sort());
	});
});

describe('a page to read', () => {
	test('has every topic with both texts, its evidence, the version and a place to sign', () => {
		const page = read(pages(), 'reading-ro.html');
		for (const [id, { sources, verify }] of topics) {
			expect(page).toContain(`Version <code>${bundle.standing.ro?.topics[id]?.hash}</code>`);
			expect(page).toContain(`--lang ro --topic ${id} --by`);
			for (const { at, checked } of sources) {
				expect(page).toContain(at.replaceAll('&', '&amp;').replaceAll('"', '&quot;'));
				expect(page).toContain(checked);
			}
			for (const { by } of verify) expect(page).toContain(by);
		}
		expect(page.match(/class="topic"/g)?.length).toBe(topics.length + 1);
		expect(page.match(/Role, as people may read it/g)?.length).toBe(topics.length);
		// Filled in, and marked; what is a demo's is not known.
		expect(page).toContain('<mark>0800-7000<small> anonymous-tip.number</small></mark>');
		expect(page).toContain('<mark class="unknown">încă nu se știe, întreabă<small> xenia.number</small></mark>');
		expect(page).not.toContain('DEMO');
		// What no approval holds back is read too.
		expect(page).toContain('<code>system.emergency</code>');
		expect(page).toContain('<code>privacy.p1</code>');
	});

	test('can be of a few topics', () => {
		expect(read(pages(...few), 'reading-ro.html').match(/Version <code>/g)?.length).toBe(few.length);
	});
});

describe('the map', () => {
	const svg = mapSvg(bundle);

	test('holds every flow, step and choice, each topic with its mark, and is the same each time', () => {
		expect(mapSvg(realBundle('draft'))).toBe(svg);
		const graphs = graphOf(bundle);
		expect(graphs.map(({ flow }) => flow)).toEqual(Object.keys(bundle.flows));
		for (const { flow, nodes } of graphs) {
			expect(svg).toContain(`<text class="flow" y="20">${flow}</text>`);
			for (const { id, topic, ways } of nodes) {
				expect(svg).toContain(`>${id}`);
				if (topic) expect(svg).toContain(`<tspan class="code">${topic.code}</tspan> ${topic.emoji}`);
				for (const { to } of ways) if (to && !to.startsWith(`${flow}.`)) expect(svg).toContain(`→ ${to}`);
			}
		}
		const inside = graphs.flatMap(({ flow, nodes }) =>
			nodes.flatMap(({ ways }) => ways.filter(({ to }) => to?.startsWith(`${flow}.`))),
		);
		expect(svg.match(/class="edge"/g)?.length).toBe(inside.length);
		const choices = Object.values(bundle.flows).flatMap(({ steps }) =>
			Object.values(steps).flatMap((step) => (step.do === 'choose' ? step.choices : [])),
		);
		expect(graphs.flatMap(({ nodes }) => nodes.flatMap(({ ways }) => ways)).length).toBeGreaterThanOrEqual(
			choices.length,
		);
	});

	test('no two steps lie on each other', () => {
		const boxes = [
			...svg.matchAll(
				/<g class="step[^>]*translate\(([\d.]+) ([\d.]+)\)"|<rect class="box" width="(\d+)" height="(\d+)"|<text class="flow"/g,
			),
		];
		let flow: { x: number; y: number; width: number; height: number }[] = [];
		for (const [index, [whole, x, y]] of boxes.entries()) {
			if (whole.startsWith('<text')) flow = [];
			if (x === undefined || y === undefined) continue;
			const [, , , width, height] = boxes[index + 1] ?? [];
			const box = { x: Number(x), y: Number(y), width: Number(width), height: Number(height) };
			for (const other of flow) {
				const apart =
					box.x >= other.x + other.width ||
					other.x >= box.x + box.width ||
					box.y >= other.y + other.height ||
					other.y >= box.y + box.height;
				expect([box, other, apart]).toEqual([box, other, true]);
			}
			flow.push(box);
		}
	});
});

describe('the kit', () => {
	const { sources } = readSources(projectRoot);

	test.each(bundle.languages)('in %s has a card for every picture, and three questions on every text', (language) => {
		const locale = sources?.locales.get(language);
		if (!locale) throw new Error('no locale');
		const { pictures, texts } = makeKit(bundle, locale, language);
		expect(pictures.length).toBe(new Set(topics.map(([, { pictogram }]) => pictogram)).size);
		expect(texts.length).toBe(topics.length);
		for (const { id, questions } of texts) {
			expect([id, questions.length]).toEqual([id, 3]);
			for (const { kind, phrase, options, right } of questions) {
				expect(options.filter((option) => option === right)).toEqual([right]);
				expect(options.length).toBeGreaterThan(1);
				expect(phrase !== '').toBe(kind === 'tap' || kind === 'under');
				expect(right).not.toBe('');
			}
		}
	});

	test('a picture’s card says nothing of what it means, and nothing about a person is asked', () => {
		const page = read(pages(), 'kit-ro.html');
		const cards = page.slice(
			page.indexOf('<ul class="cards">'),
			page.indexOf('<section class="sheet" aria-labelledby="texts">'),
		);
		for (const [id] of topics) {
			const [flow = '', step = ''] = id.split('.');
			for (const language of ['en', 'ro']) {
				const title = bundle.speak.text(language, flow, `${step}.title`) ?? '?';
				expect(cards).not.toContain(title);
			}
		}
		expect(page).toContain('Do you want to take part?');
		expect(page).toContain('Wil je meedoen?');
		expect(page).toContain('6 of 8');
		expect(page).not.toMatch(/<input|(your|the person’s) (name|age|country)\?/i);
		expect(page.match(/<th scope="col" class="person">/g)?.length).toBe(2 * 8);
	});
});

journey('in a browser', () => {
	test.each([
		['phone', 390],
		['table', 1280],
	])('axe finds nothing wrong on any page, light and dark, and none is wider than the screen: %s', async (_, width) => {
		// axe is a script in the page; the pages themselves allow none at all.
		const context = await (await browser()).newContext({ viewport: { width, height: 900 }, bypassCSP: true });
		const page = await context.newPage();
		const files = { 'readiness.html': pages(), 'reading-ro.html': pages(...few), 'kit-ro.html': pages(...few) };
		for (const [file, out] of Object.entries(files)) {
			await page.goto(pathToFileURL(join(out, file)).href);
			expect([file, await violations(page)]).toEqual([file, []]);
			expect([file, await page.evaluate<number>('document.documentElement.scrollWidth')]).toEqual([file, width]);
		}
		await context.close();
	});

	test('on paper a topic to read fits a sheet of A4, but for the longest lists', async () => {
		const out = pages();
		const context = await (await browser()).newContext({ viewport: { width: 703, height: 1017 } });
		const page = await context.newPage();
		await page.goto(pathToFileURL(join(out, 'reading-ro.html')).href);
		await page.emulateMedia({ media: 'print' });
		const high = await page.locator('.topic:not(:last-child)').evaluateAll((all) =>
			// A4 less its margins, in CSS px: what is higher goes on over a second sheet.
			all.flatMap((one) =>
				one.getBoundingClientRect().height > 1017 ? [one.querySelector('code + code')?.textContent] : [],
			),
		);
		expect(high.filter((command) => !command?.includes('--topic plan.'))).toEqual([]);
		await context.close();
	});
});
