/** What danger is recognised by must be learnt from the examples as they are. Serving goes on with what was learnt before. */
import type { Finding } from '../finding.ts';
import { hashExamples } from '../learn.ts';
import { LEARNT, type Sources } from '../sources.ts';

export function findUnlearnt({ locales, learnt }: Sources): Finding[] {
	return [...locales].flatMap(([language, locale]): Finding[] =>
		learnt.value.learnt_from[language] === hashExamples(locale)
			? []
			: [
					{
						rule: 'learnt',
						file: LEARNT,
						line: 1,
						what: `the examples of ${language} have changed since danger was learnt from them`,
						mend: 'npm run learn',
						serves: true,
					},
				],
	);
}

/** An example that stands for danger and for none teaches nothing. */
export function findContradictions({ locales }: Sources): Finding[] {
	return [...locales].flatMap(([language, { examples }]) => {
		const { danger, harmless } = examples.value;
		const known = new Set(danger);
		return harmless.flatMap((text, n): Finding[] =>
			known.has(text)
				? [
						{
							rule: 'learnt',
							file: examples.file,
							line: examples.line('harmless', n),
							what: `"${text}" (${language}) is an example of danger and of none`,
							mend: 'take it out of one of them',
						},
					]
				: [],
		);
	});
}
