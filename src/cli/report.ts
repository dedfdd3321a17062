/**
 * `npm run report -- readiness`: how ready the texts are, as HTML and Markdown, with the map. Also `reading` (source and
 * translation side by side, to print), `map` (all flows as SVG) and `kit` (to test pictures and wording with eight people).
 * Written into `reports/`, or where `--out` says.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BrokenBundle } from '../bundle/finding.ts';
import { projectRoot } from '../bundle/root.ts';
import { readConfig } from '../config.ts';
import { openBundle } from '../flow/open.ts';
import { type Gathered, gather } from '../report/gather.ts';
import { makeKit } from '../report/kit.ts';
import { kitPage } from '../report/kit-page.ts';
import { mapSvg } from '../report/map-svg.ts';
import { readinessMarkdown } from '../report/readiness-markdown.ts';
import { readinessPage } from '../report/readiness-page.ts';
import { readingPage } from '../report/reading-page.ts';

const usage = `npm run report -- readiness [--format html|md] [--out DIR]
npm run report -- reading [--lang ro] [--topic rights.police …] [--out DIR]
npm run report -- kit [--lang ro] [--topic rights.police …] [--out DIR]
npm run report -- map [--out DIR]`;

class Misused extends Error {}

try {
	await run(process.argv.slice(2));
} catch (error) {
	console.error(error instanceof Misused || error instanceof BrokenBundle ? error.message : error);
	process.exitCode = 1;
}

async function run(args: string[]): Promise<void> {
	const { verb, format, lang, topic, out = 'reports', root = projectRoot } = read(args);
	const today = new Date().toISOString().slice(0, 10);
	const gathered = gather(root, readConfig(process.env).dataDir, today);
	for (const [name, text] of await filesOf(gathered, { verb, format, lang, topic })) {
		mkdirSync(out, { recursive: true });
		writeFileSync(join(out, name), text);
		console.log(`written: ${join(out, name)}`);
	}
	if (verb === 'readiness') console.log(summary(gathered));
}

interface Wanted {
	verb: string;
	format: string | undefined;
	lang: string | undefined;
	topic: string[] | undefined;
}

async function filesOf({ sources, bundle, report, note }: Gathered, wanted: Wanted): Promise<[string, string][]> {
	const { verb, format, lang, topic } = wanted;
	const map = 'map.svg';
	const unknown = topic?.filter((id) => report.topics.every((one) => one.id !== id)) ?? [];
	if (unknown.length > 0) throw new Misused(`there is no topic ${unknown.join(', ')}`);
	if (lang !== undefined && !bundle.languages.includes(lang))
		throw new Misused(`${lang} is not switched on: flows/directory.yaml has ${bundle.languages.join(', ')}`);
	if (verb === 'map') return [[map, mapSvg(bundle)]];
	if (verb === 'readiness') {
		const files: [string, string][] = [[map, mapSvg(bundle)]];
		if (format !== 'md') files.push(['readiness.html', await readinessPage(report, { map, note })]);
		if (format !== 'html') files.push(['readiness.md', readinessMarkdown(report, { map, note })]);
		return files;
	}
	const read = openBundle(bundle, 'approved');
	return Promise.all(
		(lang === undefined ? bundle.languages : [lang]).map(async (language): Promise<[string, string]> => {
			if (verb === 'reading') return [`reading-${language}.html`, await readingPage(read, report, language, topic)];
			const locale = sources.locales.get(language);
			if (!locale) throw new Misused(`${language} has no texts`);
			const name = bundle.words[language]?.name ?? language;
			return [
				`kit-${language}.html`,
				await kitPage(makeKit(read, locale, language, topic), { language, name, day: report.day }),
			];
		}),
	);
}

function read(args: string[]) {
	try {
		const text = { type: 'string' } as const;
		const options = { out: text, format: text, lang: text, root: text, topic: { ...text, multiple: true } } as const;
		const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
		const [verb = ''] = positionals;
		const { format } = values;
		if (positionals.length !== 1 || !['readiness', 'reading', 'kit', 'map'].includes(verb)) throw new Misused(usage);
		if (format !== undefined && format !== 'html' && format !== 'md') throw new Misused(usage);
		return { ...values, verb, format };
	} catch (error) {
		throw error instanceof Misused ? error : new Misused(`${error instanceof Error ? error.message : error}\n${usage}`);
	}
}

function summary({ report, note }: Gathered): string {
	const { topics, texts, counts, open, audio } = report.totals;
	const complete = report.languages.filter((row) => row.complete).map(({ code }) => code);
	return [
		`${topics} topics, ${texts} texts: ${counts.approved} approved, ${counts.expired} expired, ${counts.edited + counts.withdrawn} withdrawn, ${counts.stale} stale, ${counts.missing} missing, ${audio} with audio`,
		`open: ${open.V1} V1, ${open.V2} V2; languages complete: ${complete.join(' ') || 'none'}. ${note}`,
	].join('\n');
}
