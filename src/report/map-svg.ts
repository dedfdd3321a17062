/** The map of all flows as one SVG: every step with its choices, and a line for each way to a step of the same flow. */
import type { CompiledBundle } from '../flow/bundle.ts';
import { type FlowGraph, graphOf, type StepNode } from './graph.ts';
import { layOut, type Placed, size } from './layout.ts';

const MARGIN = 24;
const TITLE = 44;
const BETWEEN = 56;
/** Letters that fit a box, by the look of the font; a longer label ends in "…", and its whole is the tooltip. */
const FITS = 26;

const style = `
svg { --ground: #f7f2eb; --paper: #fffdf9; --ink: #27211b; --soft: #665b4f; --line: #b9ab99; --accent: #0d6253; --topic: #dcede6; --urgent: #fce6df; --edge: #0d6253; }
@media (prefers-color-scheme: dark) { svg { --ground: #181512; --paper: #25201c; --ink: #f2ebe2; --soft: #bcb0a3; --line: #5b5046; --accent: #82cfbb; --topic: #22342e; --urgent: #40221b; --edge: #82cfbb; } }
@media print { svg { --ground: #fff; --paper: #fff; --ink: #000; --soft: #444; --line: #999; --accent: #064; --topic: #e8f3ee; --urgent: #fbe9e4; --edge: #064; } }
text { font: 13px system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; fill: var(--ink); }
.ground { fill: var(--ground); }
.flow { font-size: 22px; font-weight: 700; }
.box { fill: var(--paper); stroke: var(--line); }
.topic .box { fill: var(--topic); }
.emergency .box { fill: var(--urgent); }
.start .box { stroke: var(--accent); stroke-width: 2.5; }
.title { font-weight: 600; }
.id, .does { font-size: 11px; fill: var(--soft); }
.code { font-weight: 700; fill: var(--accent); }
.to { font-size: 11px; fill: var(--soft); text-anchor: end; }
.edge { fill: none; stroke: var(--edge); stroke-opacity: .38; stroke-width: 1.25; }
.dot { fill: var(--edge); }
.icon { color: var(--ink); }
`;

export function mapSvg(bundle: CompiledBundle): string {
	const flows = graphOf(bundle).map((graph) => ({ graph, ...layOut(graph) }));
	const width = Math.max(...flows.map((flow) => flow.width)) + 2 * MARGIN;
	let y = MARGIN;
	const panels = flows.map(({ graph, placed, height }) => {
		const panel = `<g transform="translate(${MARGIN} ${y})">${panelOf(graph, placed)}</g>`;
		y += TITLE + height + BETWEEN;
		return panel;
	});
	const height = y - BETWEEN + MARGIN;
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}" role="img" aria-label="Map of the flows">
<title>Map of the flows</title>
<style>${style}</style>
<defs>${symbols(bundle)}<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="dot" d="M0 0 8 4 0 8z"/></marker></defs>
<rect class="ground" width="100%" height="100%"/>
${panels.join('\n')}
</svg>
`;
}

function panelOf({ flow, start, nodes }: FlowGraph, placed: readonly Placed[]): string {
	const at = new Map(placed.map((one) => [one.node.id, one]));
	const edges = placed.flatMap((from) =>
		from.node.ways.flatMap(({ to }, row) => {
			const target = to === undefined ? undefined : at.get(to);
			return target ? [edge(from, row, target)] : [];
		}),
	);
	return [
		`<text class="flow" y="20">${escaped(flow)}</text>`,
		`<text class="id" x="${flow.length * 13 + 16}" y="20">${nodes.length} steps, starts at ${escaped(start)}</text>`,
		`<g transform="translate(0 ${TITLE})">`,
		...edges,
		...placed.map((one) => box(one, one.node.id === start)),
		'</g>',
	].join('\n');
}

/** From a row to the side of the step that is nearer; within a column around its right. */
function edge({ x, y }: Placed, row: number, to: Placed): string {
	const fromY = y + size.head + row * size.row + size.row / 2;
	const toY = to.y + size.head / 2;
	const fromX = to.x < x ? x : x + size.width;
	const toX = to.x > x ? to.x : to.x + size.width;
	const bend = to.x === x ? 30 + Math.min(36, Math.abs(toY - fromY) / 24) : Math.max(40, Math.abs(toX - fromX) / 2.5);
	const [out, back] = to.x === x ? [bend, bend] : to.x > x ? [bend, -bend] : [-bend, bend];
	const curve = `C${round(fromX + out)} ${round(fromY)} ${round(toX + back)} ${round(toY)}`;
	return `<path class="edge" d="M${round(fromX)} ${round(fromY)}${curve} ${round(toX)} ${round(toY)}" marker-end="url(#tip)"/>`;
}

function box({ node, x, y, height }: Placed, isStart: boolean): string {
	const { topic, ways, id, does } = node;
	const kind = ['step', topic && 'topic', topic?.emergency && 'emergency', isStart && 'start']
		.filter(Boolean)
		.join(' ');
	const [, step = ''] = id.split('.');
	const left = topic ? 40 : 12;
	const heading = topic
		? `<tspan class="code">${escaped(topic.code)}</tspan> ${escaped(topic.emoji)} ${escaped(short(node.title, FITS))}`
		: escaped(short(node.title || step, FITS + 6));
	return [
		`<g class="${kind}" transform="translate(${round(x)} ${round(y)})"><title>${escaped(tooltip(node))}</title>`,
		`<rect class="box" width="${size.width}" height="${height}" rx="10"/>`,
		topic ? `<use class="icon" href="#${symbolId(topic.pictogram)}" x="8" y="7" width="26" height="26"/>` : '',
		`<text class="title" x="${left}" y="17">${heading}</text>`,
		`<text class="id" x="${left}" y="32">${escaped(id)}${topic ? '' : ` · ${does}`}</text>`,
		...ways.map(({ label, to }, row) => {
			const below = size.head + row * size.row + 13;
			const elsewhere = to !== undefined && to.split('.')[0] !== id.split('.')[0];
			const where = elsewhere ? `<text class="to" x="${size.width - 8}" y="${below}">→ ${escaped(to)}</text>` : '';
			const room = elsewhere ? Math.max(8, 40 - to.length) : 40;
			return `<text x="12" y="${below}">${escaped(short(label, room))}</text>${where}`;
		}),
		'</g>',
	].join('');
}

function tooltip({ id, title, topic, ways }: StepNode): string {
	const head = [topic?.code, topic?.emoji, title || id, `(${id})`].filter(Boolean).join(' ');
	return [head, ...ways.map(({ label, to }) => (to ? `${label} → ${to}` : label))].join('\n');
}

/** Each pictogram once, however many topics carry it. */
function symbols({ pictograms }: CompiledBundle): string {
	return Object.entries(pictograms)
		.map(([name, { svg }]) => {
			const [, box = '0 0 24 24'] = /viewBox="([^"]+)"/.exec(svg) ?? [];
			const body = svg.replace(/^<svg[^>]*>/, '').replace(/<\/svg>$/, '');
			return `<symbol id="${symbolId(name)}" viewBox="${box}" fill="currentColor">${body}</symbol>`;
		})
		.join('');
}

function symbolId(name: string): string {
	return `p-${name.replace(':', '-')}`;
}

function short(label: string, most: number): string {
	const letters = [...new Intl.Segmenter().segment(label)].map(({ segment }) => segment);
	return letters.length <= most ? label : `${letters.slice(0, most - 1).join('')}…`;
}

function round(length: number): number {
	return Math.round(length * 10) / 10;
}

function escaped(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
