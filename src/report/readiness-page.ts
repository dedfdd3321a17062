/** The readiness report as a page. */
import { html } from 'hono/html';
import type { Readiness } from './model.ts';
import { states } from './model.ts';
import { type Html, page } from './page.ts';
import { draftedWords, gapWords, stateWords, wordWords } from './words.ts';

/** @param options.map address of the flow map beside it; `note`: a line on where approvals were looked for */
export function readinessPage(report: Readiness, { map, note }: { map?: string; note?: string } = {}): Promise<string> {
	const { organisation, day, totals } = report;
	const content = html`<h1>How ready the texts are</h1>
<p class="soft">${organisation}, ${day}. ${note ?? ''} How to read, approve, print and test them: docs/guides/content.md.</p>
<nav aria-label="On this page"><ul>
<li><a href="#languages">Languages</a></li><li><a href="#topics">Topics</a></li><li><a href="#open">To be confirmed</a></li>
<li><a href="#directory">Directory</a></li><li><a href="#words">What the words mean</a></li>
${map ? html`<li><a href="${map}">Map of the flows</a></li>` : ''}
</ul></nav>
${totalsList(totals)}
<h2 id="languages">Languages</h2>
${languagesTable(report)}
<h2 id="topics">Topics</h2>
${topicsTable(report)}
<h2 id="open">Still to be confirmed</h2>
${openTable(report)}
<h2 id="directory">Missing in the directory</h2>
${directoryTable(report)}
<h2 id="words">What the words mean</h2>
<dl class="legend">${states.map((state) => html`<dt>${pill(state)}</dt><dd>${stateWords[state].means}</dd>\n`)}<dt>♪</dt><dd>people have recorded it</dd>
<dt class="mark V1">V1</dt><dd>blocks the launch: confirm before this topic is switched on</dd>
<dt class="mark V2">V2</dt><dd>confirm before the launch if possible, and again every six months</dd></dl>`;
	return page({ title: `How ready the texts are · ${organisation} · ${day}`, kind: 'report', content });
}

function totalsList({ topics, texts, counts, audio, open, demo, unknown }: Readiness['totals']): Html {
	const figures: [number, string][] = [
		[topics, 'topics'],
		[texts, 'texts: topics × languages'],
		[counts.approved, 'approved'],
		[counts.expired, 'expired'],
		[counts.edited + counts.withdrawn, 'approval withdrawn'],
		[counts.stale + counts.missing, 'stale or missing'],
		[counts.reviewed + counts.human + counts.machine + counts.source, 'drafts'],
		[audio, 'with audio'],
		[open.V1, 'open V1 items'],
		[open.V2, 'open V2 items'],
		[demo, 'demo in the directory'],
		[unknown, 'not known in the directory'],
	];
	return html`<ul class="totals">${figures.map(([figure, what]) => html`<li><b>${figure}</b> ${what}</li>\n`)}</ul>`;
}

function languagesTable({ languages, notYetOn, totals }: Readiness): Html {
	return wide(
		'Languages',
		html`<table>
<thead><tr><th scope="col">Language</th><th scope="col">Texts</th><th scope="col" class="n">Approved</th><th scope="col" class="n">Expired</th><th scope="col" class="n">Withdrawn</th><th scope="col" class="n">Stale</th><th scope="col" class="n">Missing</th><th scope="col" class="n">Audio</th></tr></thead>
<tbody>
${languages.map(
	(row) => html`<tr><th scope="row"><span lang="${row.code}">${row.name}</span> <small>${row.code}</small></th>
<td>${row.complete ? 'complete' : 'not complete'} <small>${draftedWords(row)}</small></td>
<td class="n">${row.counts.approved} of ${totals.topics}</td><td class="n">${row.counts.expired}</td><td class="n">${row.counts.edited + row.counts.withdrawn}</td><td class="n">${row.counts.stale}</td><td class="n">${row.counts.missing}</td><td class="n">${row.audio}</td></tr>\n`,
)}
${notYetOn.map((code) => html`<tr><th scope="row">${code}</th><td colspan="7">being written, not switched on (flows/directory.yaml)</td></tr>\n`)}
</tbody></table>`,
	);
}

function topicsTable({ languages, topics }: Readiness): Html {
	const flows = Map.groupBy(topics, ({ id }) => id.split('.')[0] ?? '');
	return wide(
		'Topics and languages',
		html`<table class="grid">
<thead><tr><th scope="col">Topic</th>${languages.map(({ code, name }) => html`<th scope="col"><span lang="${code}">${name}</span></th>`)}</tr></thead>
${[...flows].map(
	([flow, rows]) => html`<tbody>
<tr class="group"><th scope="rowgroup" colspan="${languages.length + 1}"><span>${flow}</span></th></tr>
${rows.map(
	(
		row,
	) => html`<tr><th scope="row">${row.code} ${row.emoji} ${row.title} <small>${row.id}</small><small>${row.confidence} · review by ${row.review_by}${row.overdue ? ', overdue' : ''}</small></th>
${languages.map(({ code }) => {
	const cell = row.cells[code];
	if (!cell) return html`<td></td>`;
	return html`<td>${pill(cell.state)}${cell.audio ? html` <span title="audio">♪</span>` : ''}${cell.word ? html` <small>${wordWords(cell.word)}</small>` : ''}</td>`;
})}</tr>\n`,
)}</tbody>\n`,
)}</table>`,
	);
}

function openTable({ open }: Readiness): Html {
	if (open.length === 0) return html`<p>Nothing is open.</p>`;
	return wide(
		'Still to be confirmed',
		html`<table>
<thead><tr><th scope="col">Mark</th><th scope="col">Who must confirm</th><th scope="col">What</th><th scope="col">What waits for it</th></tr></thead>
<tbody>${open.map(
			({ mark, by, what, topics }) =>
				html`<tr><td><span class="mark ${mark}">${mark}</span></td><th scope="row">${by}</th><td>${what}</td><td>${topics.join(', ')}</td></tr>\n`,
		)}</tbody></table>`,
	);
}

function directoryTable({ directory }: Readiness): Html {
	if (directory.length === 0) return html`<p>Nothing is missing.</p>`;
	return wide(
		'Missing in the directory',
		html`<table>
<thead><tr><th scope="col">Entry</th><th scope="col">What</th><th scope="col">Mark</th><th scope="col">Where it is said</th></tr></thead>
<tbody>${directory.map(
			(gap) =>
				html`<tr><th scope="row">${gap.name} <small>${gap.id}</small></th><td>${gapWords(gap)}</td><td>${gap.mark ? html`<span class="mark ${gap.mark}">${gap.mark}</span>` : ''}</td><td>${gap.topics.join(', ') || 'nowhere yet'}</td></tr>\n`,
		)}</tbody></table>`,
	);
}

/** On a phone the table scrolls, not the page; by the keyboard too. */
function wide(label: string, table: Html): Html {
	return html`<div class="wide" role="region" aria-label="${label}" tabindex="0">${table}</div>`;
}

function pill(state: keyof typeof stateWords): Html {
	return html`<span class="state ${state}">${stateWords[state].short}</span>`;
}
