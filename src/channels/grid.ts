/** Pictograms with their numbers side by side, as one picture: a menu for people who read little. Pure. */
import type { CompiledBundle } from '../flow/bundle.ts';
import { ownPictograms } from '../flow/pictures.ts';
import type { Message } from '../flow/turn.ts';
import type { Shown } from './layout.ts';
import { encodePng, inflate } from './png.ts';

/** Width and height of a pictogram's tile, and of a number's, in points. */
export const TILE = 144;
export const NUMBER = 72;

/** One field. What has no number is the way to the next page; what has no pictogram shows its number alone. */
export interface Cell {
	pictogram: string | undefined;
	n: number | undefined;
}

/** Drawn on a phone of 360 points, three in a row are 120 wide each: a number of 36, a pictogram of 72. */
const CELL = { width: 240, height: 216, number: { x: 12, y: 12 }, tile: { x: 84, y: 60 } };
const COLUMNS = 3;
/** The way to the next page. */
const onward = ownPictograms['⋯'];
const INK = [0x1b, 0x2a, 0x33];
const GROUND = [0xff, 0xff, 0xff];
/** Between the fields. */
const LINE = [0xc9, 0xd3, 0xd8];
const LINE_WIDTH = 2;

/** What of a bundle is drawn. */
export type Drawn = Pick<CompiledBundle, 'pictograms' | 'numbers'>;

/**
 * The fields of what is shown of a message's choices; none: no picture of them is wanted, or they have no pictograms. A
 * topic shows its own pictogram; where the rest of its choices stands on a page of its own, those of that page.
 */
export function cellsOf({ pictures, shape, by, page }: Message, shown: readonly Shown[]): Cell[] {
	if (!pictures || (shape === 'topic' && page === 1) || by !== undefined) return [];
	const cells = shown.map(({ pictogram, n }): Cell => ({ pictogram: pictogram ?? (n ? undefined : onward), n }));
	return cells.filter(({ pictogram }) => pictogram !== undefined).length > 1 ? cells : [];
}

/** @returns PNG, the same for the same fields */
export async function drawGrid(bundle: Drawn, cells: readonly Cell[]): Promise<Uint8Array<ArrayBuffer>> {
	const columns = cells.length <= 4 ? Math.min(cells.length, 2) : COLUMNS;
	const canvas = new Canvas(columns * CELL.width, Math.ceil(cells.length / columns) * CELL.height);
	for (const [place, { pictogram, n }] of cells.entries()) {
		const x = (place % columns) * CELL.width;
		const y = Math.floor(place / columns) * CELL.height;
		const tile = tileOf(bundle, pictogram);
		if (tile) canvas.print(await inkOf(tile), TILE, x + CELL.tile.x, y + CELL.tile.y);
		const number = n === undefined ? undefined : bundle.numbers[n - 1];
		if (number) canvas.print(await inkOf(number), NUMBER, x + CELL.number.x, y + CELL.number.y);
	}
	for (let x = CELL.width; x < canvas.width; x += CELL.width)
		canvas.fill(x - LINE_WIDTH / 2, 0, LINE_WIDTH, canvas.height);
	for (let y = CELL.height; y < canvas.height; y += CELL.height)
		canvas.fill(0, y - LINE_WIDTH / 2, canvas.width, LINE_WIDTH);
	return encodePng(canvas.width, canvas.height, canvas.points);
}

export function tileOf({ pictograms }: Pick<Drawn, 'pictograms'>, name: string | undefined): string | undefined {
	const known = name !== undefined && Object.hasOwn(pictograms, name) ? pictograms[name]?.tile : undefined;
	return known || undefined;
}

function inkOf(tile: string): Promise<Uint8Array> {
	return inflate(Uint8Array.from(atob(tile), (letter) => letter.charCodeAt(0)));
}

class Canvas {
	readonly width: number;
	readonly height: number;
	/** Three bytes a point. */
	readonly points: Uint8Array;

	constructor(width: number, height: number) {
		this.width = width;
		this.height = height;
		this.points = new Uint8Array(3 * width * height).fill(GROUND[0] ?? 0);
	}

	/** @param ink for each point of a square `side` wide */
	print(ink: Uint8Array, side: number, left: number, top: number): void {
		for (let y = 0; y < side; y++) {
			for (let x = 0; x < side; x++) {
				const share = (ink[y * side + x] ?? 0) / 255;
				if (share > 0) this.#mix(left + x, top + y, INK, share);
			}
		}
	}

	fill(left: number, top: number, width: number, height: number): void {
		for (let y = top; y < top + height; y++) for (let x = left; x < left + width; x++) this.#mix(x, y, LINE, 1);
	}

	#mix(x: number, y: number, colour: readonly number[], share: number): void {
		const at = 3 * (y * this.width + x);
		for (let part = 0; part < 3; part++) {
			const below = this.points[at + part] ?? 0;
			this.points[at + part] = Math.round(below + ((colour[part] ?? 0) - below) * share);
		}
	}
}
