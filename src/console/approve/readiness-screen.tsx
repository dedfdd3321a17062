/** The readiness report, with what was approved at the Desk: the same model as `npm run report -- readiness`. */
import type { ComponentChildren } from 'preact';
import type { Readiness } from '../../report/model.ts';
import { href } from '../shell/route.ts';
import { type Key, nameOf, say } from '../shell/speak.ts';
import { State } from './state.tsx';

export function ReadinessScreen({ report }: { report: Readiness }) {
	return (
		<>
			<h1>{say('report.title')}</h1>
			<p class="soft">
				{report.organisation}, {report.day}
			</p>
			<Totals totals={report.totals} />
			<h2>{say('report.languages')}</h2>
			<LanguagesTable report={report} />
			<h2>{say('report.topics')}</h2>
			<TopicsTable report={report} />
			<h2>{say('report.open')}</h2>
			<OpenTable open={report.open} />
			<h2>{say('report.directory')}</h2>
			<DirectoryTable directory={report.directory} />
		</>
	);
}

function Totals({ totals }: { totals: Readiness['totals'] }) {
	const { topics, texts, counts, audio, open, demo, unknown } = totals;
	const figures: [number, Key][] = [
		[topics, 'total.topics'],
		[texts, 'total.texts'],
		[counts.approved, 'total.approved'],
		[counts.expired, 'total.expired'],
		[counts.edited + counts.withdrawn, 'total.withdrawn'],
		[counts.stale + counts.missing, 'total.stale'],
		[counts.reviewed + counts.human + counts.machine + counts.source, 'total.drafts'],
		[audio, 'total.audio'],
		[open.V1, 'total.v1'],
		[open.V2, 'total.v2'],
		[demo, 'total.demo'],
		[unknown, 'total.unknown'],
	];
	return (
		<ul class="totals">
			{figures.map(([figure, what]) => (
				<li key={what}>
					<b>{figure}</b> {say(what)}
				</li>
			))}
		</ul>
	);
}

function LanguagesTable({ report }: { report: Readiness }) {
	const heads: Key[] = [
		'report.language',
		'report.texts',
		'total.approved',
		'total.expired',
		'total.withdrawn',
		'total.audio',
	];
	return (
		<Wide label={say('report.languages')}>
			<Head heads={heads.map((key) => say(key))} />
			<tbody>
				{report.languages.map(({ code, complete, counts, audio, drafted, reviewed }) => (
					<tr key={code}>
						<th scope="row">{nameOf(code)}</th>
						<td>
							{say(complete ? 'report.complete' : 'report.not-complete')}
							<small>{say(reviewed ? 'drafted.reviewed' : `drafted.${drafted}`)}</small>
						</td>
						<td>{counts.approved}</td>
						<td>{counts.expired}</td>
						<td>{counts.edited + counts.withdrawn}</td>
						<td>{audio}</td>
					</tr>
				))}
			</tbody>
		</Wide>
	);
}

function TopicsTable({ report: { languages, topics } }: { report: Readiness }) {
	return (
		<Wide label={say('report.topics')} grid>
			<Head heads={[say('report.topic'), ...languages.map(({ code }) => nameOf(code))]} />
			<tbody>
				{topics.map(({ id, code, title, cells, review_by, overdue }) => (
					<tr key={id}>
						<th scope="row">
							{code} {title}
							<small>{id}</small>
							{overdue && <small>{say('report.overdue', { day: review_by })}</small>}
						</th>
						{languages.map((language) => {
							const cell = cells[language.code];
							return (
								<td key={language.code}>
									{cell && (
										<a href={href('more', 'texts', language.code, id)}>
											<State state={cell.state} />
										</a>
									)}
									{cell?.audio && <span title={say('total.audio')}> ♪</span>}
									{cell?.word && (
										<small>
											{cell.word.by}, {cell.word.on}
										</small>
									)}
								</td>
							);
						})}
					</tr>
				))}
			</tbody>
		</Wide>
	);
}

function OpenTable({ open }: { open: Readiness['open'] }) {
	if (open.length === 0) return <p>{say('report.nothing')}</p>;
	return (
		<Wide label={say('report.open')}>
			<Head heads={[say('report.mark'), say('report.who'), say('report.what'), say('report.waits')]} />
			<tbody>
				{open.map(({ mark, by, what, topics }) => (
					<tr key={`${mark} ${by} ${what}`}>
						<td>
							<b class={`verify ${mark}`}>{mark}</b>
						</td>
						<th scope="row">{by}</th>
						<td>{what}</td>
						<td>{topics.join(', ')}</td>
					</tr>
				))}
			</tbody>
		</Wide>
	);
}

function DirectoryTable({ directory }: { directory: Readiness['directory'] }) {
	if (directory.length === 0) return <p>{say('report.nothing')}</p>;
	return (
		<Wide label={say('report.directory')}>
			<Head heads={[say('report.entry'), say('report.what'), say('report.mark'), say('report.waits')]} />
			<tbody>
				{directory.map(({ id, name, is, fields, mark, topics }) => (
					<tr key={`${id} ${is} ${fields}`}>
						<th scope="row">
							{name}
							<small>{id}</small>
						</th>
						<td>
							{say(`gap.${is}`)}
							{fields.length > 0 && `: ${fields.join(', ')}`}
						</td>
						<td>{mark && <b class={`verify ${mark}`}>{mark}</b>}</td>
						<td>{topics.join(', ')}</td>
					</tr>
				))}
			</tbody>
		</Wide>
	);
}

function Head({ heads }: { heads: string[] }) {
	return (
		<thead>
			<tr>
				{heads.map((head) => (
					<th key={head} scope="col">
						{head}
					</th>
				))}
			</tr>
		</thead>
	);
}

/** On a phone the table scrolls, not the screen; by the keyboard too. */
function Wide({ label, grid, children }: { label: string; grid?: boolean; children: ComponentChildren }) {
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
		<section class="scroller" aria-label={label} tabIndex={0}>
			<table class={grid ? 'by-language' : undefined}>{children}</table>
		</section>
	);
}
