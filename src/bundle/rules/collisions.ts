/** What the bot listens for, in every language at once: no word may mean two things, no line of danger nothing. */
import { parseDangerLine } from '../../flow/danger-lines.ts';
import { key } from '../../flow/words.ts';
import type { Finding } from '../finding.ts';
import type { Sources } from '../sources.ts';

/** A line of danger that says nothing would be a danger nobody hears. */
export function findMuteDanger(sources: Sources): Finding[] {
	return [...sources.locales].flatMap(
		([
			language,
			{
				words: { value, file, line },
			},
		]) =>
			value.danger.flatMap((said, n): Finding[] =>
				parseDangerLine(said)
					? []
					: [
							{
								rule: 'danger',
								file,
								line: line('danger', n),
								what: `"${said}" (${language}) says nothing`,
								mend: 'see the top of src/flow/danger-lines.ts for how a line is written',
							},
						],
			),
	);
}

export function findCollisions(sources: Sources): Finding[] {
	const findings: Finding[] = [];
	const meanings = new Map<string, { means: string; language: string }>();
	for (const [language, { words }] of sources.locales) {
		const { commands, yes, no, greetings, thanks } = words.value;
		const lists: [string, string[], (string | number)[]][] = [
			...Object.entries(commands).map(([name, forms]): [string, string[], string[]] => [
				name,
				forms,
				['commands', name],
			]),
			['yes', yes, ['yes']],
			['no', no, ['no']],
			['a greeting', greetings, ['greetings']],
			['thanks', thanks, ['thanks']],
		];
		for (const [means, forms, keys] of lists) {
			for (const [n, form] of forms.entries()) {
				const typed = key(form) || form;
				const taken = meanings.get(typed);
				if (taken && taken.means !== means) {
					findings.push({
						rule: 'collision',
						file: words.file,
						line: words.line(...keys, n),
						what: `"${form}" means ${means} in ${language} and ${taken.means} in ${taken.language}`,
						mend: 'take it out of one of them',
					});
				}
				if (!taken) meanings.set(typed, { means, language });
			}
		}
	}
	return findings;
}
