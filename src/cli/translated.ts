/**
 * `npm run translated -- --lang nl [key …]`: marks texts of a language as translated from today's source text.
 * Without keys: all that are there. The mark is a hash; when the source changes, `npm run check` calls them stale.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hashText, textsOf } from '../bundle/hash.ts';
import { readSources } from '../bundle/read.ts';
import { projectRoot } from '../bundle/root.ts';

const { values, positionals } = parseArgs({ options: { lang: { type: 'string' } }, allowPositionals: true });
const { sources, findings } = readSources(projectRoot);
const language = values.lang ?? '';
const locale = sources?.locales.get(language);
const source = sources?.locales.get(sources.source);
if (!sources || !locale || !source || language === sources.source) {
	console.error(
		findings.length > 0
			? 'the files cannot be read: run npm run check'
			: 'which language? --lang nl, one of flows/directory.yaml but not the source',
	);
	process.exit(2);
}
const own = textsOf(locale);
const texts = textsOf(source);
const wanted = positionals.length > 0 ? positionals : [...own.keys()];
const unknown = wanted.filter((key) => !texts.has(key) || !own.has(key));
if (unknown.length > 0) {
	console.error(`no such text in both languages: ${unknown.join(', ')}`);
	process.exit(2);
}
const marked = { ...locale.status.value.translated };
for (const key of wanted) marked[key] = hashText(texts.get(key) ?? '');
const translated = Object.fromEntries(
	Object.entries(marked)
		.filter(([key]) => texts.has(key))
		.sort(([a], [b]) => a.localeCompare(b)),
);
writeFileSync(
	join(projectRoot, locale.status.file),
	`${JSON.stringify({ ...locale.status.value, translated }, null, '\t')}\n`,
);
console.log(`${language}: ${wanted.length} text(s) marked`);
