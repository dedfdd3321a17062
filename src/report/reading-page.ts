/** A page to read on paper, pen in hand: each topic's source text beside its translation, with its evidence. */
import { html, raw } from 'hono/html';
import type { Language, StepId } from '../flow/bundle.ts';
import { type Bundle, topicAt } from '../flow/open.ts';
import type { Topic } from '../flow/schema.ts';
import { flatten } from '../flow/speak.ts';
import type { Segment } from './fill.ts';
import type { Readiness } from './model.ts';
import { type Html, page } from './page.ts';
import { type Side, sideOf } from './side.ts';
import { draftedWords, stateWords, wordWords } from './words.ts';

const ticks = [
	'I have read all of it',
	'What it says is right',
	'It sounds kind, blames nobody and promises nothing',
	'Whoever reads little understands it',
	'Names, numbers and hours in it are right',
	'The picture and the labels fit',
];

/** @param bundle opened as `approved`: so people will read it. @param topics which; all without them */
export function readingPage(
	bundle: Bundle,
	report: Readiness,
	language: Language,
	topics: readonly StepId[] = report.topics.map(({ id }) => id),
): Promise<string> {
	const row = report.languages.find(({ code }) => code === language);
	const name = row?.name ?? language;
	const chosen = report.topics.filter(({ id }) => topics.includes(id));
	const content = html`<h1>To read and to approve: <span lang="${language}">${name}</span></h1>
<p>${report.organisation}, ${report.day}. ${chosen.length} topics${row ? html`; ${draftedWords(row)}` : ''}.</p>
<p>One topic a sheet. What stands underlined <mark>like this</mark> is filled in from the directory; <mark class="unknown">like
this</mark> is not known yet, and is said so. Correct on the paper. What you approve is exactly the version printed under each text: when a letter or
a number of it is changed later, your approval ends. Role and day are shown to people (“checked on … by …”); your name is not.</p>
<p>Nothing about a real person belongs on these sheets.</p>
<ul class="contents">${chosen.map(({ id, code, emoji, cells }) => html`<li class="box">${code} ${emoji} <span lang="${language}">${sideOf(bundle, language, id).title}</span> <span class="soft small">${id}${cells[language] ? `, ${stateWords[cells[language].state].short}` : ''}</span></li>\n`)}</ul>
${chosen.map(({ id, cells }) => topicSheet(bundle, language, id, topicAt(bundle, id), cells[language]))}
${otherTexts(bundle, language)}`;
	return page({ title: `To read: ${name} · ${report.day}`, kind: 'reading', content });
}

function topicSheet(
	bundle: Bundle,
	language: Language,
	id: StepId,
	topic: Topic | undefined,
	cell: Readiness['topics'][number]['cells'][string] | undefined,
): Html {
	if (!topic || !cell) return html``;
	const source = bundle.languages[0] ?? language;
	const drawn = bundle.pictograms[topic.pictogram];
	const command = `npm run approve -- --lang ${language} --topic ${id} --by "…"`;
	return html`<article class="topic">
<header><span class="pictogram" aria-hidden="true">${drawn ? raw(drawn.svg) : ''}</span>
<div><h2>${topic.code} ${topic.emoji} <span lang="${language}">${sideOf(bundle, language, id).title}</span></h2>
<p class="soft">${id} · ${stateWords[cell.state].means}${cell.word ? `: ${wordWords(cell.word)}` : ''}</p></div></header>
<div class="sides">
${language === source ? '' : side(bundle, source, sideOf(bundle, source, id))}
${side(bundle, language, sideOf(bundle, language, id))}
</div>
<div class="facts">
<div><h3>To be confirmed</h3>
${topic.verify.length === 0 ? html`<p>Nothing is noted.</p>` : html`<ul>${topic.verify.map(({ mark, by, what }) => html`<li><span class="mark ${mark}">${mark}</span> ${by}: ${what}</li>`)}</ul>`}
<p>Confidence: ${topic.confidence}. Review by ${topic.review_by}.</p></div>
<div><h3>Sources</h3><ul>${topic.sources.map(({ at, checked }) => html`<li>${at} <span class="soft">(seen ${checked})</span></li>`)}</ul></div>
</div>
<div class="sign">
<p>Version <code>${cell.hash}</code> · <code class="small">${command}</code></p>
<ul class="ticks">${ticks.map((tick) => html`<li class="box">${tick}</li>`)}</ul>
<div class="lines"><span>Name</span><span>Role, as people may read it</span><span>Day</span></div>
</div>
</article>
`;
}

function side(bundle: Bundle, language: Language, { title, text, choices }: Side): Html {
	return html`<div class="side" lang="${language}">
<p class="soft small">${bundle.words[language]?.name ?? language}</p>
<h3>${title}</h3>
<p class="said">${filled(text)}</p>
<ul>${choices.map((choice) => html`<li>${choice}</li>`)}</ul>
</div>
`;
}

/** The name of what was filled in stands small behind it. */
function filled(segments: readonly Segment[]): Html {
	return html`${segments.map((segment) =>
		'fact' in segment
			? html`<mark${segment.known ? '' : html` class="unknown"`}>${segment.text}<small> ${segment.fact}</small></mark>`
			: segment.text,
	)}`;
}

/** Menus, questions and what the bot says of itself: served whatever is approved, so they are read too. */
function otherTexts(bundle: Bundle, language: Language): Html {
	const source = bundle.languages[0] ?? language;
	const translated = new Map(textsBesideTopics(bundle, language));
	const pairs = textsBesideTopics(bundle, source).map(([key, text]) => ({ key, text, own: translated.get(key) ?? '' }));
	return html`<article class="topic">
<h2>All other texts</h2>
<p>Menus, questions, and what the bot says by itself. They are served whatever is approved, the emergency numbers
(system.emergency) always.</p>
<div class="wide" role="region" aria-label="All other texts" tabindex="0"><table class="pairs"><thead><tr><th scope="col">Key</th>${language === source ? '' : html`<th scope="col" lang="${source}">${bundle.words[source]?.name ?? source}</th>`}<th scope="col" lang="${language}">${bundle.words[language]?.name ?? language}</th></tr></thead>
<tbody>${pairs.map(
		({ key, text, own }) =>
			html`<tr><th scope="row"><code>${key}</code></th>${language === source ? '' : html`<td lang="${source}">${text}</td>`}<td lang="${language}">${own}</td></tr>\n`,
	)}</tbody></table></div>
</article>`;
}

function textsBesideTopics(bundle: Bundle, language: Language): [key: string, text: string][] {
	const ofFlows = Object.entries(bundle.texts[language] ?? {}).flatMap(([flow, texts]) =>
		Object.entries(flatten(texts))
			.map(([key, text]): [string, string] => [`${flow}.${key}`, text])
			.filter(([key]) => !topicAt(bundle, key.split('.', 2).join('.'))),
	);
	const own = Object.entries(bundle.system[language] ?? {}).map(([key, text]): [string, string] => [
		/^(web|privacy)\./.test(key) ? key : `system.${key}`,
		text,
	]);
	return [...ofFlows, ...own];
}
