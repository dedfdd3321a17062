/** One text beside its source, with what is behind it; approved or taken back for the version that is shown. */
import { useEffect, useState } from 'preact/hooks';
import { Text } from '../../desk/texts/api.ts';
import { type Outcome, reason } from '../desk/acts.ts';
import { readiness } from '../desk/lists.ts';
import { call } from '../session.ts';
import { tell } from '../shell/notice.tsx';
import { nameOf, say } from '../shell/speak.ts';
import { State } from './state.tsx';
import { Verdict } from './verdict.tsx';

type Side = Text['own'];

export function OneText({ language, topic }: { language: string; topic: string }) {
	const [text, setText] = useState<Text | null>(null);
	const [why, setWhy] = useState<Outcome>(null);
	const path = `/texts/${language}/${topic}`;
	const ask = () =>
		call(Text, path).then(
			(answer) => {
				setText(answer);
				setWhy(null);
			},
			(error: unknown) => setWhy(reason(error)),
		);
	useEffect(() => {
		setText(null);
		void ask();
	}, [path]);
	if (!text) return <p role="status">{why ?? say('starting')}</p>;
	const done = async (outcome: Outcome, said: string) => {
		tell(outcome ?? said, outcome !== null);
		await Promise.all([ask(), readiness.refresh().catch(() => undefined)]);
	};
	const { source, own, cell } = text;
	return (
		<>
			<h1>
				{text.code} <span aria-hidden="true">{text.emoji}</span> <span lang={language}>{own.title}</span>
			</h1>
			<p>
				<State state={cell.state} />{' '}
				{cell.word && (
					<span class="soft">
						{cell.word.name === null
							? say('word.file', { by: cell.word.by, day: cell.word.on })
							: say('word.desk', { by: cell.word.by, day: cell.word.on, name: cell.word.name })}
					</span>
				)}
			</p>
			<div class="beside">
				{source.language !== language && <OneSide side={source} language={source.language} />}
				<OneSide side={own} language={language} />
			</div>
			<p class="soft small">{say('texts.filled')}</p>
			<section class="panel" aria-labelledby="evidence">
				<h2 id="evidence">{say('texts.evidence')}</h2>
				<div class="evidence">
					{text.pictogram !== '' && <Pictogram svg={text.pictogram} />}
					<ul>
						{text.verify.map(({ mark, by, what }) => (
							<li key={`${mark} ${what}`}>
								<b class={`verify ${mark}`}>{mark}</b> {by}: {what}
							</li>
						))}
						<li>{say('texts.review', { day: text.review_by })}</li>
					</ul>
				</div>
				<details>
					<summary>{say('texts.sources', { n: text.sources.length })}</summary>
					<ul>
						{text.sources.map(({ at, checked }) => (
							<li key={at}>
								{at} <span class="soft">({checked})</span>
							</li>
						))}
					</ul>
				</details>
			</section>
			<Verdict text={text} onDone={done} />
		</>
	);
}

function OneSide({ side, language }: { side: Side; language: string }) {
	return (
		<section class="panel" aria-label={nameOf(language)} lang={language}>
			<h2>{side.title}</h2>
			<p class="as-read">
				{side.text.map((segment, at) =>
					'fact' in segment ? (
						<mark key={at} class={segment.known ? undefined : 'unknown'} title={segment.fact}>
							{segment.text}
						</mark>
					) : (
						segment.text
					),
				)}
			</p>
			<ul class="labels">
				{side.choices.map((choice) => (
					<li key={choice}>{choice}</li>
				))}
			</ul>
		</section>
	);
}

/** As a picture: markup of elsewhere does not become HTML in this page. */
function Pictogram({ svg }: { svg: string }) {
	return <img class="pictogram" alt="" src={`data:image/svg+xml,${encodeURIComponent(svg)}`} />;
}
