/** The real flows and locales: opened, with one more flow, or copied to a temporary folder to be broken. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { readCompiled } from '../../src/bundle/read-compiled.ts';
import { projectRoot } from '../../src/bundle/root.ts';
import { LEARNT } from '../../src/bundle/sources.ts';
import type { CompiledBundle, Likeness } from '../../src/flow/bundle.ts';
import type { Bundle } from '../../src/flow/open.ts';
import { openBundle } from '../../src/flow/open.ts';
import { Flow, type FlowTexts } from '../../src/flow/schema.ts';
import type { Publish } from '../../src/flow/speak.ts';

export { today } from './today.ts';
/** Monday 23 November 2026, noon in Leeuwarden. */
export const noon = Date.parse('2026-11-23T12:00:00+01:00');

/** Gone after the test. */
export function temporaryFolder(end: (remove: () => void) => void = onTestFinished): string {
	const folder = mkdtempSync(join(tmpdir(), 'bekend-'));
	end(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/**
 * The real flows and locales, in a folder of their own. A rule of the checker is proven as well with three languages.
 * @param end by default with the test
 */
export function copyProject(end?: (remove: () => void) => void, languages = ['en', 'nl', 'ro']): string {
	const root = temporaryFolder(end);
	cpSync(join(projectRoot, 'flows'), join(root, 'flows'), { recursive: true });
	for (const language of languages) {
		cpSync(join(projectRoot, 'locales', language), join(root, 'locales', language), { recursive: true });
	}
	cpSync(join(projectRoot, LEARNT), join(root, LEARNT));
	const path = join(root, 'flows/directory.yaml');
	const directory = readFileSync(path, 'utf8');
	writeFileSync(path, directory.replace(/^languages: .*$/m, `languages: [${languages.join(', ')}]`));
	return root;
}

/** Replaces text in a file of a project; fails when it is not there, so that a test cannot pass by breaking nothing. */
export function edit(root: string, file: string, from: string | RegExp, to: string): void {
	const path = join(root, file);
	const before = readFileSync(path, 'utf8');
	const after = before.replace(from, to);
	if (after === before) throw new Error(`${file} holds no ${from}`);
	writeFileSync(path, after);
}

/** Where nothing but the lines says what is danger. */
export const nothingLearnt: Likeness = { bias: -1, scale: 1, weights: '' };

let real: CompiledBundle | undefined;

/** The real bundle, as it is built, without pictures; read once a test file. */
export function realCompiled(): CompiledBundle {
	real ??= readCompiled(join(inject('dist'), 'bundle.json'));
	return real;
}

export function realBundle(publish: Publish = 'draft'): Bundle {
	return openBundle(realCompiled(), publish);
}

/** The real bundle and one more flow, with the same texts in every language. */
export function bundleWith(flow: string, texts: FlowTexts): Bundle {
	const compiled = realBundle();
	const added = Flow.parse(parse(flow));
	return openBundle(
		{
			...compiled,
			flows: { ...compiled.flows, [added.flow]: added },
			texts: Object.fromEntries(
				Object.entries(compiled.texts).map(([language, flows]) => [language, { ...flows, [added.flow]: texts }]),
			),
		},
		'draft',
	);
}
