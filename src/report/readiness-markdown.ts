/** The readiness report as Markdown: the same facts as the page. */
import { type Readiness, states } from './model.ts';
import { draftedWords, gapWords, stateWords, wordWords } from './words.ts';

export function readinessMarkdown(report: Readiness, { map, note }: { map?: string; note?: string } = {}): string {
	const { organisation, day, totals, languages, notYetOn, topics, open, directory } = report;
	const { counts } = totals;
	return [
		'# How ready the texts are',
		`${organisation}, ${day}. ${note ?? ''} How to read, approve, print and test them: docs/guides/content.md.`,
		...(map ? [`[Map of the flows](${map})`] : []),
		[
			`- ${totals.topics} topics, ${totals.texts} texts (topics × languages)`,
			`- ${counts.approved} approved, ${counts.expired} expired, ${counts.edited + counts.withdrawn} with their approval withdrawn`,
			`- ${counts.stale} stale, ${counts.missing} missing`,
			`- ${counts.reviewed + counts.human + counts.machine + counts.source} drafts`,
			`- ${totals.audio} with audio`,
			`- ${totals.open.V1} open V1 items, ${totals.open.V2} open V2 items`,
			`- in the directory ${totals.demo} demo, ${totals.unknown} not known`,
		].join('\n'),
		'## Languages',
		table(
			['Language', 'Texts', 'Approved', 'Expired', 'Withdrawn', 'Stale', 'Missing', 'Audio'],
			[
				...languages.map((row) => [
					`${row.name} (${row.code})`,
					`${row.complete ? 'complete' : 'not complete'}; ${draftedWords(row)}`,
					`${row.counts.approved} of ${totals.topics}`,
					row.counts.expired,
					row.counts.edited + row.counts.withdrawn,
					row.counts.stale,
					row.counts.missing,
					row.audio,
				]),
				...notYetOn.map((code) => [
					code,
					'being written, not switched on (flows/directory.yaml)',
					'',
					'',
					'',
					'',
					'',
					'',
				]),
			],
		),
		'## Topics',
		table(
			['Topic', 'Evidence', ...languages.map(({ name }) => name)],
			topics.map((row) => [
				`${row.code} ${row.emoji} ${row.title} (${row.id})`,
				`${row.confidence}, review by ${row.review_by}${row.overdue ? ', overdue' : ''}`,
				...languages.map(({ code }) => {
					const cell = row.cells[code];
					if (!cell) return '';
					const said = cell.word ? `: ${wordWords(cell.word)}` : '';
					return `${stateWords[cell.state].short}${said}${cell.audio ? ' ♪' : ''}`;
				}),
			]),
		),
		'## Still to be confirmed',
		open.length === 0
			? 'Nothing is open.'
			: table(
					['Mark', 'Who must confirm', 'What', 'What waits for it'],
					open.map(({ mark, by, what, topics }) => [mark, by, what, topics.join(', ')]),
				),
		'## Missing in the directory',
		directory.length === 0
			? 'Nothing is missing.'
			: table(
					['Entry', 'What', 'Mark', 'Where it is said'],
					directory.map((gap) => [
						`${gap.name} (${gap.id})`,
						gapWords(gap),
						gap.mark ?? '',
						gap.topics.join(', ') || 'nowhere yet',
					]),
				),
		'## What the words mean',
		[
			...states.map((state) => `- **${stateWords[state].short}**: ${stateWords[state].means}`),
			'- **♪**: people have recorded it',
			'- **V1**: blocks the launch: confirm before this topic is switched on',
			'- **V2**: confirm before the launch if possible, and again every six months',
		].join('\n'),
		'',
	].join('\n\n');
}

function table(head: string[], rows: (string | number)[][]): string {
	const line = (cells: (string | number)[]) =>
		`| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
