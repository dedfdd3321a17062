import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { cellsOf, drawGrid } from '../../src/channels/grid.ts';
import { layout } from '../../src/channels/layout.ts';
import { limits } from '../../src/channels/limits.ts';
import { pictureOf } from '../../src/channels/picture.ts';
import { compose } from '../../src/flow/compose.ts';
import { newConversation, type Wait } from '../../src/flow/conversation.ts';
import type { Message } from '../../src/flow/turn.ts';
import { readPng } from '../support/file-kinds.ts';
import { noon } from '../support/project.ts';
import { picturedBundle } from './telegram/surface.ts';

const bundle = picturedBundle();

/** What is asked there, of somebody who wants pictures. */
function at(wait: Wait, language = 'en'): Message {
	return compose(bundle, { ...newConversation('telegram', language), chosen: true, pictures: true, wait }, noon);
}

const step = (at: string): Wait => ({ on: 'step', at, page: 1, tries: 0 });
const cells = (message: Message) => cellsOf(message, layout(message, limits.telegram, 'More').shown);

/** Every menu of the content, and lists of what was found. */
const menus: [string, Wait][] = [
	...Object.values(bundle.flows).flatMap(({ flow, steps }) =>
		Object.entries(steps).flatMap(([id, one]): [string, Wait][] =>
			one.do === 'choose' && !one.topic ? [[`${flow}.${id}`, step(`${flow}.${id}`)]] : [],
		),
	),
	['found', { on: 'found', topics: ['help.doctor', 'rights.privacy', 'steps.tax'], page: 1 }],
	['nothing found', { on: 'found', topics: [], page: 1 }],
	['urgent', step('safety.urgent')],
];

/** The points of a picture as we write them: no filter, three bytes each. */
function pointsOf(png: Buffer): { width: number; points: Buffer } {
	const { width = 0, height = 0 } = readPng(png) ?? {};
	const start = png.indexOf('IDAT');
	const rows = inflateSync(png.subarray(start + 4, start + 4 + png.readUInt32BE(start - 4)));
	const lines = Array.from({ length: height }, (_, y) =>
		rows.subarray(y * (3 * width + 1) + 1, (y + 1) * (3 * width + 1)),
	);
	return { width, points: Buffer.concat(lines) };
}

describe('the picture of a menu', () => {
	test.each(menus)('of %s has a field for each choice, each with a pictogram and its number', async (_, wait) => {
		const message = at(wait);
		const fields = cells(message);
		expect(fields.map(({ n }) => n)).toEqual(message.choices.map((_, index) => index + 1));
		expect(fields.filter(({ pictogram }) => pictogram === undefined)).toEqual([]);
		expect(new Set(fields.map(({ pictogram }) => pictogram)).size).toBe(fields.length);
		const png = Buffer.from(await drawGrid(bundle, fields));
		expect(png.length).toBeLessThan(100_000);
		expect(readPng(png)).toMatchObject({ bits: 8, colour: 2, width: fields.length > 4 ? 720 : 480 });
		// The same to the byte, the next time.
		expect(Buffer.from(await drawGrid(bundle, fields)).equals(png)).toBe(true);
	});

	test('is dark on white: in the number’s place and the pictogram’s, and nowhere in an empty field', async () => {
		const seven = cells(at(step('main.menu')));
		expect(seven.length).toBe(7);
		const { width, points } = pointsOf(Buffer.from(await drawGrid(bundle, seven)));
		const ink = (left: number, top: number, side: number) => {
			let dark = 0;
			for (let y = top; y < top + side; y++)
				for (let x = left; x < left + side; x++) if ((points[3 * (y * width + x)] ?? 255) < 64) dark++;
			return dark / side ** 2;
		};
		for (const place of seven.keys()) {
			const [left, top] = [(place % 3) * 240, Math.floor(place / 3) * 216];
			expect(ink(left + 12, top + 12, 72)).toBeGreaterThan(0.5);
			expect(ink(left + 84, top + 60, 144)).toBeGreaterThan(0.02);
		}
		expect(ink(500, 440, 200)).toBe(0);
	});

	test('is drawn for nobody who has not asked for it, not of languages, and not of what a human says', () => {
		const menu = at(step('main.menu'));
		const { pictures: _, ...words } = menu;
		expect(cells(words)).toEqual([]);
		expect(cells(at({ on: 'language', found: [], page: 1 }))).toEqual([]);
		expect(cells({ ...menu, by: 'Ana' })).toEqual([]);
	});

	test('of a topic is its own pictogram; where its choices stand on a second page, those of that page', () => {
		const topic = at(step('help.condom-broke'));
		const shown = (message: Message) => layout(message, limits.whatsapp, 'More').shown;
		expect(pictureOf(topic, shown(topic), bundle)).toEqual({ pictogram: 'healthicons:medicines-outline' });
		const second = at({ on: 'step', at: 'help.condom-broke', page: 2, tries: 0 });
		expect(second.text).toBe('Condom broke');
		expect(cellsOf(second, shown(second)).map(({ n }) => n)).toEqual([1, 2, 3, 6, 7, 8]);
	});

	test('is left out when the bundle was compiled without pictures, and an unknown pictogram leaves its number', async () => {
		const message = at(step('main.menu'));
		const { shown } = layout(message, limits.telegram, 'More');
		expect(pictureOf(message, shown, { pictograms: {}, numbers: [] })).toBeUndefined();
		const fields = [
			{ pictogram: '__proto__', n: 1 },
			{ pictogram: 'tabler:home', n: 200 },
		];
		expect(readPng(Buffer.from(await drawGrid(bundle, fields)))).toMatchObject({ width: 480, height: 216 });
	});
});
