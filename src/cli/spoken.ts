/**
 * `npm run spoken -- --lang nl help.condom-broke …`: marks the audio of topics as spoken from today's text. When the
 * text or a fact in it changes, `npm run check` calls the audio older than its text, and it is not offered any more.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hashSpoken } from '../bundle/hash.ts';
import { readSources } from '../bundle/read.ts';
import { projectRoot } from '../bundle/root.ts';
import { SOUNDS, SPOKEN } from '../bundle/sounds.ts';

const { values, positionals } = parseArgs({ options: { lang: { type: 'string' } }, allowPositionals: true });
const { sources, findings } = readSources(projectRoot);
const language = values.lang ?? '';
const locale = sources?.locales.get(language);
if (!sources || !locale || positionals.length === 0) {
	console.error(
		findings.length > 0
			? 'the files cannot be read: run npm run check'
			: 'which language, and which topics? --lang nl help.condom-broke',
	);
	process.exit(2);
}
const there = sources.sounds.filter((sound) => sound.language === language).map(({ topic }) => topic);
const unknown = positionals.filter((topic) => !there.includes(topic));
if (unknown.length > 0) {
	console.error(`no audio in ${SOUNDS}/${language}: ${unknown.join(', ')}`);
	process.exit(2);
}
const marked = { ...sources.spoken.get(language)?.value };
for (const topic of positionals) marked[topic] = hashSpoken(locale, sources.directory.value, topic);
const sorted = Object.fromEntries(Object.entries(marked).sort(([a], [b]) => a.localeCompare(b)));
writeFileSync(join(projectRoot, SOUNDS, language, SPOKEN), `${JSON.stringify(sorted, null, '\t')}\n`);
console.log(`${language}: ${positionals.length} audio(s) marked`);
