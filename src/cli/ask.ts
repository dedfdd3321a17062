/**
 * `npm run -s ask -- --lang ro`: what the finder makes of questions. Reads them from standard input, one a line, and
 * answers each at once with one line of JSON, best topic first:
 * `{"danger":false,"topics":[{"id":"help.condom-broke","code":"H3","score":0.84}]}`
 * Greetings and thanks find nothing, as in a chat, where they are answered before anything is searched.
 */
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { loadBundle } from '../bundle/load.ts';
import type { CompiledBundle, Language } from '../flow/bundle.ts';
import { type Found, openFinder } from '../flow/find.ts';
import { matchGreeting, matchThanks } from '../flow/words.ts';

const usage = 'npm run -s ask -- [--lang en]   (questions on standard input, one a line)';

try {
	const asked = readOptions();
	const bundle = loadBundle({ today: new Date().toISOString().slice(0, 10) });
	const language = asked ?? bundle.languages[0] ?? 'en';
	if (bundle.languages.includes(language)) {
		await pipeline(process.stdin.setEncoding('utf8'), (input) => answers(bundle, language, input), process.stdout);
	} else {
		refuse(`--lang ${language}: the languages are ${bundle.languages.join(', ')}`);
	}
} catch (error) {
	// Whoever reads our lines may stop reading: `ask | head -1`.
	if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
}

/** The language asked for, if any. Exits 2 on anything else in the arguments. */
function readOptions(): string | undefined {
	try {
		return parseArgs({ options: { lang: { type: 'string' } } }).values.lang;
	} catch (error) {
		refuse(error instanceof Error ? error.message : String(error));
	}
}

function refuse(what: string): never {
	console.error(`${what}\n${usage}`);
	process.exit(2);
}

/** One line of JSON for each line, as soon as it is whole; the last needs no line end. */
async function* answers(
	bundle: CompiledBundle,
	language: Language,
	input: AsyncIterable<string>,
): AsyncGenerator<string> {
	const finder = openFinder(bundle);
	const answer = (line: string): string => {
		const question = line.replace(/\r$/, '');
		const { danger, topics } = finder.find(language, question);
		const small = !danger && isSmallTalk(bundle, language, question);
		const found: Pick<Found, 'danger' | 'topics'> = { danger, topics: small ? [] : topics };
		return `${JSON.stringify(found)}\n`;
	};
	let rest = '';
	for await (const chunk of input) {
		const lines = (rest + chunk).split('\n');
		rest = lines.pop() ?? '';
		for (const line of lines) yield answer(line);
	}
	if (rest !== '') yield answer(rest);
}

function isSmallTalk(bundle: CompiledBundle, language: Language, text: string): boolean {
	return matchGreeting(bundle.words, language, text) !== undefined || matchThanks(bundle.words, language, text);
}
