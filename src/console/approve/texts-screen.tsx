/** Which texts are approved, by language; for coordinators. One screen a step further in: language, then topic. */
import { useEffect, useState } from 'preact/hooks';
import type { Readiness } from '../../report/model.ts';
import { readiness } from '../desk/lists.ts';
import { Icon } from '../shell/icon.tsx';
import { href } from '../shell/route.ts';
import { nameOf, say } from '../shell/speak.ts';
import { OneText } from './one-text.tsx';
import { ReadinessScreen } from './readiness-screen.tsx';
import { State } from './state.tsx';

/** `report` in the place of a language is the report on all of them. */
const REPORT = 'report';

export function TextsScreen({ language, topic }: { language: string | undefined; topic: string | undefined }) {
	const [failed, setFailed] = useState(false);
	useEffect(() => {
		readiness.refresh().then(
			() => setFailed(false),
			() => setFailed(true),
		);
	}, [language, topic]);
	const report = readiness.value.value;
	if (!report) return <p role="status">{say(failed ? 'refused.unreached' : 'starting')}</p>;
	if (language === REPORT) return <ReadinessScreen report={report} />;
	const row = report.languages.find(({ code }) => code === language);
	if (row && topic !== undefined) return <OneText language={row.code} topic={topic} />;
	return row ? <Topics report={report} language={row.code} /> : <Languages report={report} />;
}

function Languages({ report }: { report: Readiness }) {
	const { topics } = report.totals;
	return (
		<>
			<h1>{say('more.texts')}</h1>
			<p>{say('texts.intro')}</p>
			<ul class="menu">
				{report.languages.map(({ code, counts, drafted, reviewed }) => (
					<li key={code}>
						<a href={href('more', 'texts', code)} data-item>
							<Icon name="texts" />
							<span>
								{nameOf(code)}
								<small>
									{say('texts.approved-of', { n: counts.approved + counts.expired, all: topics })} ·{' '}
									{say(reviewed ? 'drafted.reviewed' : `drafted.${drafted}`)}
								</small>
							</span>
							<Icon name="next" />
						</a>
					</li>
				))}
				<li>
					<a href={href('more', 'texts', REPORT)} data-item>
						<Icon name="report" />
						<span>
							{say('report.title')}
							<small>{say('report.hint')}</small>
						</span>
						<Icon name="next" />
					</a>
				</li>
			</ul>
		</>
	);
}

function Topics({ report, language }: { report: Readiness; language: string }) {
	return (
		<>
			<h1>{say('texts.of', { language: nameOf(language) })}</h1>
			<ul class="menu">
				{report.topics.map(({ id, code, emoji, title, cells }) => {
					const cell = cells[language];
					return (
						<li key={id}>
							<a href={href('more', 'texts', language, id)} data-item>
								<span class="emoji" aria-hidden="true">
									{emoji}
								</span>
								<span>
									{code} {title}
									<small>
										{id}
										{cell?.word && ` · ${cell.word.by}, ${cell.word.on}`}
									</small>
								</span>
								{cell && <State state={cell.state} />}
							</a>
						</li>
					);
				})}
			</ul>
		</>
	);
}
