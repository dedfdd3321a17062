/**
 * Where each step of a flow stands on the map: in the column of its distance from the start, ordered so that lines cross
 * little. Pure and deterministic; lengths in px.
 */
import type { FlowGraph, StepNode } from './graph.ts';

export interface Placed {
	node: StepNode;
	x: number;
	y: number;
	height: number;
}

export const size = { width: 290, head: 40, row: 19, foot: 8, gapX: 70, gapY: 16 };

/** How often the columns are ordered by what they are tied to, to and fro. */
const SWEEPS = 4;

/** @returns with the room it takes; the first step of the flow is at 0, 0 or below it */
export function layOut({ start, nodes }: FlowGraph): { placed: Placed[]; width: number; height: number } {
	const columns = orderColumns(columnsOf(start, nodes), nodes);
	const heights = columns.map((column) => column.reduce((sum, node) => sum + heightOf(node) + size.gapY, -size.gapY));
	const height = Math.max(0, ...heights);
	const placed = columns.flatMap((column, index) => {
		let y = (height - (heights[index] ?? 0)) / 2;
		return column.map((node): Placed => {
			const at = { node, x: index * (size.width + size.gapX), y, height: heightOf(node) };
			y += at.height + size.gapY;
			return at;
		});
	});
	return { placed, width: columns.length * (size.width + size.gapX) - size.gapX, height };
}

function heightOf({ ways }: StepNode): number {
	return size.head + ways.length * size.row + size.foot;
}

/** By distance from the start; what only other flows lead to begins a walk of its own in the second column. */
function columnsOf(start: string, nodes: readonly StepNode[]): StepNode[][] {
	const byId = new Map(nodes.map((node) => [node.id, node]));
	const depth = new Map<string, number>();
	const walk = (from: string, at: number) => {
		const line: [string, number][] = [[from, at]];
		for (const [id, far] of line) {
			const node = byId.get(id);
			if (!node || depth.has(id)) continue;
			depth.set(id, far);
			for (const { to } of node.ways) if (to !== undefined) line.push([to, far + 1]);
		}
	};
	walk(start, 0);
	for (const { id } of nodes) if (!depth.has(id)) walk(id, 1);
	const columns: StepNode[][] = [];
	for (const node of nodes) {
		const at = depth.get(node.id) ?? 0;
		columns[at] ??= [];
		columns[at].push(node);
	}
	return [...columns].map((column) => column ?? []);
}

/** Each step goes to the middle of those that lead to it, then of those it leads to. Equal ones keep the order of the file. */
function orderColumns(columns: StepNode[][], nodes: readonly StepNode[]): StepNode[][] {
	const tied = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
	for (const { id, ways } of nodes) {
		for (const { to } of ways) {
			if (to === undefined || !tied.has(to)) continue;
			tied.get(id)?.push(to);
			tied.get(to)?.push(id);
		}
	}
	let ordered = columns;
	for (let sweep = 0; sweep < SWEEPS; sweep++) {
		const indexes = ordered.map((_, index) => index);
		for (const index of sweep % 2 === 0 ? indexes.slice(1) : indexes.slice(0, -1).reverse()) {
			const beside = ordered[index + (sweep % 2 === 0 ? -1 : 1)] ?? [];
			const place = new Map(beside.map(({ id }, at) => [id, at / Math.max(1, beside.length - 1)]));
			ordered = ordered.with(index, byMiddle(ordered[index] ?? [], place, tied));
		}
	}
	return ordered;
}

function byMiddle(column: StepNode[], place: Map<string, number>, tied: Map<string, string[]>): StepNode[] {
	const middle = (node: StepNode, at: number) => {
		const places = (tied.get(node.id) ?? []).flatMap((id) => place.get(id) ?? []);
		const own = at / Math.max(1, column.length - 1);
		return places.length === 0 ? own : places.reduce((sum, one) => sum + one, 0) / places.length;
	};
	return column
		.map((node, at) => ({ node, key: middle(node, at), at }))
		.sort((a, b) => a.key - b.key || a.at - b.at)
		.map(({ node }) => node);
}
