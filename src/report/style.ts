/** The look of all pages that are printed or passed on: readable on a phone, on paper, in light and in dark. */
export const style = `
:root {
	color-scheme: light dark;
	--ground: #f7f2eb; --paper: #fffdf9; --ink: #27211b; --soft: #665b4f; --line: #d9cdbd; --accent: #0d6253;
	--good: #0d6253; --good-tint: #dcede6; --warn: #6d4500; --warn-tint: #fdf0d2; --bad: #8f2314; --bad-tint: #fce6df;
	--quiet: #574d43; --quiet-tint: #ece4d9;
}
@media (prefers-color-scheme: dark) {
	:root {
		--ground: #181512; --paper: #231f1b; --ink: #f2ebe2; --soft: #bcb0a3; --line: #453c34; --accent: #82cfbb;
		--good: #9bdcca; --good-tint: #1d3a32; --warn: #f2cd84; --warn-tint: #372b16; --bad: #ffb5a7; --bad-tint: #43221b;
		--quiet: #cfc4b7; --quiet-tint: #332c26;
	}
}
* { box-sizing: border-box; }
body {
	margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: break-word;
	font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Thai", "Noto Sans SC", sans-serif;
}
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
p { margin: 0 0 .75rem; }
a { color: var(--accent); }
code { font: .875em/1.4 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.small { font-size: .875rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
nav ul { display: flex; flex-wrap: wrap; gap: 0 1.25rem; list-style: none; padding: 0; margin: 0; }
nav a { display: inline-block; padding: .5rem 0; }
.totals { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .5rem; margin: 1rem 0; padding: 0; list-style: none; }
.totals li { padding: .625rem .875rem; border: 1px solid var(--line); border-radius: .75rem; background: var(--paper); }
.totals b { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: .75rem; background: var(--paper); }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
caption { text-align: left; padding: .625rem .75rem; color: var(--soft); }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem; border-top: 1px solid var(--line); }
th { font-weight: 600; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
.grid th[scope="row"] { position: sticky; left: 0; background: var(--paper); min-width: 11rem; max-width: 16rem; border-right: 1px solid var(--line); }
.grid td { min-width: 6.5rem; }
table small { display: block; color: var(--soft); font-size: .8125rem; font-weight: 400; }
.grid .group th { background: var(--quiet-tint); position: static; max-width: none; }
.group span { position: sticky; left: .75rem; }
.state { display: inline-block; padding: 0 .5rem; border-radius: 1rem; font-size: .8125rem; font-weight: 600; white-space: nowrap; background: var(--quiet-tint); color: var(--quiet); }
.state.approved { background: var(--good-tint); color: var(--good); }
.state.reviewed, .state.human { background: transparent; color: var(--good); box-shadow: inset 0 0 0 1px currentcolor; }
.state.expired, .state.edited { background: var(--warn-tint); color: var(--warn); }
.state.missing, .state.stale, .state.withdrawn { background: var(--bad-tint); color: var(--bad); }
.mark { font-weight: 700; }
.mark.V1 { color: var(--bad); }
.mark.V2 { color: var(--warn); }
dl.legend { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0; }
dl.legend dd { margin: 0; }
@media print {
	:root {
		--ground: #fff; --paper: #fff; --ink: #000; --soft: #444; --line: #999; --accent: #000; --good: #064; --good-tint: #e4f1ea;
		--warn: #640; --warn-tint: #fbf1dc; --bad: #800; --bad-tint: #fbe9e4; --quiet: #333; --quiet-tint: #eee;
	}
	body { font-size: 10pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
	/* A border at the very edge of the sheet would be cut. */
	main { max-width: none; padding: 0 1px; }
	nav, .screen { display: none; }
	.wide { overflow: visible; border: 0; border-radius: 0; }
	table { font-size: 8pt; }
	.grid td { min-width: 0; }
	.grid th[scope="row"] { min-width: 0; position: static; }
	.group span { position: static; }
	th, td { padding: 2pt 4pt; }
	.state { font-size: 7pt; padding: 0 3pt; }
	table small { font-size: 7pt; }
	thead { display: table-header-group; }
	tr, .totals li { break-inside: avoid; }
	h2, h3, caption { break-after: avoid; }
	a { color: inherit; text-decoration: none; }
}
@page { size: A4; margin: 14mm 12mm; }
@page lying { size: A4 landscape; margin: 12mm; }
.report main { page: lying; }

/* Reading: source and translation side by side, a topic a sheet. */
.reading .topic { margin: 0 0 2rem; padding: 1rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--paper); }
.reading header { display: flex; gap: 1rem; align-items: center; }
.reading header h2 { margin: 0; }
.reading header p { margin: 0; }
.pictogram { flex: none; width: 4rem; height: 4rem; color: var(--accent); }
.pictogram svg { width: 100%; height: 100%; display: block; }
.sides { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1rem; margin: 1rem 0; }
.side { padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .75rem; }
.side h3 { margin: 0 0 .5rem; }
.side .said { white-space: pre-line; margin: 0 0 .75rem; }
.side ul { margin: 0; padding: 0; list-style: none; display: grid; gap: .25rem; }
.side li { padding: .25rem .625rem; border: 1px solid var(--line); border-radius: .5rem; }
mark { background: var(--good-tint); color: inherit; border-bottom: 2px solid var(--good); padding: 0 .125rem; }
mark.unknown { background: var(--warn-tint); border-bottom: 2px dashed var(--warn); }
mark small { color: var(--soft); font-size: .75em; }
.facts { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 1.5rem; }
.facts ul { margin: 0 0 .75rem; padding-left: 1.1rem; }
.sign { margin-top: .75rem; padding-top: .75rem; border-top: 2px solid var(--ink); }
.ticks { list-style: none; padding: 0; margin: 0 0 .5rem; display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .25rem 1.5rem; }
.box { padding-left: 1.5em; text-indent: -1.5em; }
.box::before { text-indent: 0; content: ""; display: inline-block; width: .9em; height: .9em; margin-right: .5em; border: 1.5px solid currentcolor; border-radius: 2px; vertical-align: -.1em; }
.lines { display: grid; grid-template-columns: 2fr 2fr 1fr; gap: 1rem; margin: 1.5rem 0 .25rem; }
.lines span { border-top: 1px solid currentcolor; padding-top: .125rem; color: var(--soft); font-size: .8125rem; }
.contents { columns: 2; column-gap: 1.5rem; list-style: none; padding: 0; font-size: .9375rem; }
.contents li { break-inside: avoid; }
.pairs td { width: 42%; white-space: pre-line; }
.pairs th { font-weight: 400; }
@media screen and (width < 44rem) {
	.contents { columns: 1; }
	.sides, .facts, .ticks, .lines { grid-template-columns: minmax(0, 1fr); }
	.lines { gap: 2rem; }
}
@media print {
	.reading .topic { break-before: page; border: 0; padding: 0; margin: 0; border-radius: 0; }
	.reading .topic .side { padding: 6pt 8pt; }
	.sides { gap: 8pt; margin: 6pt 0; font-size: 9.5pt; line-height: 1.4; }
	.side ul { display: flex; flex-wrap: wrap; }
	.side .said { margin-bottom: 6pt; }
	.sign, .facts ul, .side li { break-inside: avoid; }
	.reading .facts { font-size: 8.5pt; }
	.pictogram { width: 15mm; height: 15mm; color: #000; }
	.reading h2 { font-size: 14pt; }
	.pairs td, .pairs th { font-size: 8pt; }
}

/* The kit: cards to cut out, and the sheet to count on. */
.kit .sheet { margin: 0 0 2rem; padding: 1rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--paper); }
.kit .two { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1.5rem; }
.kit h2 { margin-top: 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: 0; margin: 0; padding: 0; list-style: none; }
.card { position: relative; display: grid; place-items: center; padding: 2rem; border: 1px dashed var(--soft); }
.card .pictogram { width: 9rem; height: 9rem; color: var(--ink); }
.card .no { position: absolute; right: .5rem; bottom: .25rem; color: var(--soft); font-size: .8125rem; }
.text-card { padding: 1rem; border: 1px dashed var(--soft); margin: 0 0 1.5rem; }
.text-card .said { white-space: pre-line; font-size: 1.0625rem; margin: 0 0 .75rem; }
.taps { display: flex; flex-wrap: wrap; gap: .375rem; list-style: none; padding: 0; margin: 0 0 .5rem; }
.taps li { padding: .25rem .75rem; border: 1px solid var(--accent); border-radius: 1rem; }
.ask { padding: .75rem 1rem; border-left: 4px solid var(--accent); background: var(--quiet-tint); }
.ask ol { margin: 0; padding-left: 1.25rem; }
.ask li { margin-bottom: .5rem; }
.score td { height: 1.75rem; }
.score td, .score th { border: 1px solid var(--line); }
.score .person { width: 2.5rem; text-align: center; padding: .25rem; }
.score th:nth-child(2) { width: 40%; }
@media screen and (width < 44rem) { .kit .two { grid-template-columns: minmax(0, 1fr); } }
@media print {
	.kit .sheet { break-before: page; border: 0; padding: 0; margin: 0; border-radius: 0; background: none; }
	.kit .sheet:first-of-type { break-before: auto; }
	.kit .cards { grid-template-columns: 1fr 1fr; }
	.card { height: 82mm; padding: 0; break-inside: avoid; }
	.card .pictogram { width: 58mm; height: 58mm; }
	.text-card { break-inside: avoid; margin: 0 0 6mm; padding: 5mm; }
	.score td { height: 7mm; }
}
`;
