/**
 * "Blue Heron": what the Desk calls a person. Drawn, and so without meaning. No word of these names a colour of skin, a
 * body, an animal people are scolded with or a given name, and none is a coarse word in one of the 12 languages.
 */
import type { Random } from '../privacy/crypto.ts';

const first = (
	'Amber Autumn Blue Bright Calm Clear Cobalt Copper Coral Distant Early Evening Free Gentle Golden Green Indigo Ivory ' +
	'Jade Kind Late Light Marble Misty Morning New Noble Northern Open Pearl Quiet Silver Southern Spring Steady Summer ' +
	'Teal Velvet Violet Western'
).split(' ');

const second = (
	'Acorn Anchor Apple Arrow Avocet Bridge Canyon Cedar Clover Cloud Comet Compass Crane Delta Dune Elm Falcon Feather ' +
	'Fern Garden Harbour Heron Hill Ibis Island Juniper Kite Lake Lantern Leaf Lighthouse Linden Maple Meadow Mountain ' +
	'Oak Ocean Orchard Osprey Path Pebble Pine Planet Plover River Sail Shell Shore Sky Star Stone Stream Tower Tulip ' +
	'Valley Walnut Wave Willow Window Wren'
).split(' ');

/** So many draws find a free one while fewer than nine tenths are taken; else a number goes behind it. */
const DRAWS = 100;

export function drawAlias(random: Random, isTaken: (alias: string) => boolean): string {
	let alias = '';
	for (let draw = 0; draw < DRAWS; draw++) {
		alias = `${pick(first, random)} ${pick(second, random)}`;
		if (!isTaken(alias)) return alias;
	}
	for (let n = 2; ; n++) if (!isTaken(`${alias} ${n}`)) return `${alias} ${n}`;
}

/** The bias of two bytes over some sixty words is a thousandth: this hides nothing. */
function pick(words: string[], random: Random): string {
	const [high = 0, low = 0] = random(2);
	return words[(high * 256 + low) % words.length] ?? '';
}
