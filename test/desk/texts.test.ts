import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../src/bundle/root.ts';
import { Danger, Me, Phase, Role, Row, Summary } from '../../src/desk/api.ts';

const folder = join(projectRoot, 'src/console');
const read = (language: string) =>
	JSON.parse(readFileSync(join(folder, 'texts', `${language}.json`), 'utf8')) as Record<string, string>;
const en = read('en');
const nl = read('nl');
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
	.filter((path) => /\.tsx?$/.test(path))
	.map((path) => readFileSync(join(folder, path), 'utf8'))
	.join('\n');

test('Dutch says everything English says, with the same values in it', () => {
	expect(Object.keys(nl)).toEqual(Object.keys(en));
	const values = (text = '') => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
	for (const [key, text] of Object.entries(en)) {
		expect([key, values(nl[key])]).toEqual([key, values(text)]);
		expect(nl[key]?.trim(), key).not.toBe('');
	}
});

test('no text is there for nothing', () => {
	const prefixes = [
		...sources.matchAll(/`([\w-]+(?:\.[\w-]+)*\.)\$\{/g),
		...sources.matchAll(/sayOf\(\s*'([\w.-]+)'/g),
	];
	const started = prefixes.map(([, prefix = '']) => (prefix.endsWith('.') ? prefix : `${prefix}.`));
	// `${what}.title` of the three that are asked about first.
	started.push('sleep.', 'release.', 'block.');
	const unused = Object.keys(en).filter(
		(key) => !sources.includes(`'${key.replace(/\.one$/, '')}'`) && !started.some((prefix) => key.startsWith(prefix)),
	);
	expect(unused).toEqual([]);
});

test('everything the Desk can name has words of its own', () => {
	const names: [prefix: string, names: readonly string[]][] = [
		['phase', Phase.options],
		['role', Role.options],
		['channel', Summary.shape.channel.options],
		['left', Summary.shape.left.unwrap().options],
		['closed.left', Summary.shape.left.unwrap().options],
		['missing', Me.shape.missing.element.options],
		['danger.decision', Danger.shape.decision.options],
		['event', Danger.shape.decision.options.map((decision) => `danger-${decision}`)],
		['said', Row.options[1].shape.said.options],
		['closed', Phase.options.filter((phase) => phase !== 'staff')],
	];
	const silent = names.flatMap(([prefix, all]) => all.map((name) => `${prefix}.${name}`)).filter((key) => !en[key]);
	expect(silent).toEqual([]);
});
