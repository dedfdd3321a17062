/** What a message shows besides words, for platforms that are sent a file: its pictogram, or the fields of its choices. */
import type { Message } from '../flow/turn.ts';
import { type Cell, cellsOf, type Drawn, drawGrid, tileOf } from './grid.ts';
import type { Shown } from './layout.ts';

export type Picture = { pictogram: string } | { cells: Cell[] };

/** Undefined: there is nothing to draw, or it was not drawn when the bundle was compiled. */
export function pictureOf(message: Message, shown: readonly Shown[], bundle: Drawn): Picture | undefined {
	const cells = cellsOf(message, shown);
	if (cells.some(({ pictogram }) => tileOf(bundle, pictogram))) return { cells };
	const name = message.pictogram?.name;
	return name !== undefined && pngOf(bundle, name) ? { pictogram: name } : undefined;
}

/** The same for the same picture: under this a platform's name for it is kept. */
export function keyOf(picture: Picture): string {
	return 'cells' in picture
		? picture.cells.map(({ n, pictogram }) => `${n ?? ''} ${pictogram ?? ''}`).join()
		: picture.pictogram;
}

/** PNG. */
export async function drawPicture(bundle: Drawn, picture: Picture): Promise<Uint8Array<ArrayBuffer>> {
	if ('cells' in picture) return drawGrid(bundle, picture.cells);
	return Uint8Array.from(atob(pngOf(bundle, picture.pictogram) ?? ''), (letter) => letter.charCodeAt(0));
}

function pngOf({ pictograms }: Drawn, name: string): string | undefined {
	return Object.hasOwn(pictograms, name) ? pictograms[name]?.png : undefined;
}
