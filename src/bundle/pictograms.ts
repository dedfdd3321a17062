/** Pictograms from the Health Icons and Tabler sets (MIT), as inline SVG and, for channels that need a picture, PNG. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type RenderedImage, Resvg } from '@resvg/resvg-js';
import { z } from 'zod';

const IconSet = z.object({
	width: z.number().optional(),
	height: z.number().optional(),
	icons: z.record(
		z.string(),
		z.object({ body: z.string(), width: z.number().optional(), height: z.number().optional() }),
	),
});
type IconSet = z.infer<typeof IconSet>;

/** Whoever looks at the phone would understand: never shown, whatever a flow says. */
const forbidden = new Set(['healthicons:female-sex-worker', 'healthicons:male-sex-worker']);
const PNG_WIDTH = 512;
const require = createRequire(import.meta.url);
const sets = new Map<string, IconSet>();

function openSet(name: string): IconSet | undefined {
	if (name !== 'healthicons' && name !== 'tabler') return undefined;
	let set = sets.get(name);
	if (!set) {
		set = IconSet.parse(JSON.parse(readFileSync(require.resolve(`@iconify-json/${name}/icons.json`), 'utf8')));
		sets.set(name, set);
	}
	return set;
}

/** @param name `healthicons:justice`. Undefined when there is no such pictogram, or it must not be shown. */
export function drawPictogram(name: string): string | undefined {
	const [prefix = '', icon = ''] = name.split(':');
	const bare = name.replace(/-(outline|filled|negative|24px)\b.*$/, '');
	const set = openSet(prefix);
	const drawn = set && Object.hasOwn(set.icons, icon) ? set.icons[icon] : undefined;
	if (!set || !drawn || forbidden.has(name) || forbidden.has(bare)) return undefined;
	const width = drawn.width ?? set.width ?? 24;
	const height = drawn.height ?? set.height ?? 24;
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" fill="currentColor">${drawn.body}</svg>`;
}

/** PNG on a white ground, in base64: dark and light chats show it alike. */
export function renderPng(svg: string): string {
	const padded = svg.replace(/viewBox="0 0 (\d+) (\d+)"/, (_, width: string, height: string) => {
		const margin = Number(width) / 8;
		return `viewBox="${-margin} ${-margin} ${Number(width) + 2 * margin} ${Number(height) + 2 * margin}" color="#1b2a33"`;
	});
	return draw(padded, PNG_WIDTH).asPng().toString('base64');
}

/** On white. A pictogram has no letters: without the machine's fonts it is drawn in a fraction of the time, and everywhere alike. */
export function draw(svg: string, width: number): RenderedImage {
	const options = {
		fitTo: { mode: 'width', value: width },
		background: '#ffffff',
		font: { loadSystemFonts: false },
	} as const;
	return new Resvg(svg, options).render();
}
