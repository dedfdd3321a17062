/**
 * Pictograms and numbers as tiles: what the edges put side by side for people who read little (src/channels/grid.ts).
 * Which pictograms stand together is known only when something is said, and an SVG cannot be drawn in every runtime; so
 * the drawing is done here, and putting together is left. A tile says for each point how much ink is on it, in one byte,
 * row by row; deflated (zlib), in base64.
 */
import { deflateSync } from 'node:zlib';
import { NUMBER, TILE } from '../channels/grid.ts';
import { draw, drawPictogram } from './pictograms.ts';

/** The highest number of a choice that is drawn: WhatsApp shows ten at once, the others a menu of ten. */
const HIGHEST = 24;

/** @param svg as `drawPictogram` gives it */
export function drawTile(svg: string): string {
	return inkOf(svg.replace('<svg ', '<svg color="#000" '), TILE);
}

/** A dark disc with the number in it: the nth is n + 1. Digits are drawn, so that no machine's font matters. */
export function drawNumbers(): string[] {
	return Array.from({ length: HIGHEST }, (_, index) => {
		const digits = [...String(index + 1)];
		const drawn = digits.map((digit, place) => {
			const at = digits.length === 1 ? 24 : 17 + 14 * place;
			const scale = digits.length === 1 ? 1.5 : 1.25;
			return `<g transform="translate(${at} 24) scale(${scale}) translate(-11.5 -12)">${strokesOf(digit)}</g>`;
		});
		const disc = '<circle cx="24" cy="24" r="23.5" fill="#000"/>';
		return inkOf(
			`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" color="#fff">${disc}${drawn.join('')}</svg>`,
			NUMBER,
		);
	});
}

function strokesOf(digit: string): string {
	const svg = drawPictogram(`tabler:number-${digit}`);
	if (!svg) throw new Error(`tabler has no number-${digit}`);
	return svg.replace(/<svg[^>]*>|<\/svg>/g, '').replaceAll('stroke-width="2"', 'stroke-width="2.75"');
}

/** Black on white → how much ink, point by point. */
function inkOf(svg: string, width: number): string {
	const image = draw(svg, width);
	if (image.width !== width || image.height !== width) throw new Error('a pictogram is not square');
	const { pixels } = image;
	const ink = Uint8Array.from({ length: width * width }, (_, at) => 255 - (pixels[4 * at] ?? 255));
	return deflateSync(ink, { level: 9 }).toString('base64');
}
