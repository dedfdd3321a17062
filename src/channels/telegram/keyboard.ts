/** A message's choices as buttons under it: the id as callback data, a row each; short ways out and languages two in a row. */
import { navigation } from '../../flow/schema.ts';
import { type Shown, spellings } from '../layout.ts';

export interface Button {
	text: string;
	/** 1–64 bytes. */
	callback_data: string;
}

/** How wide a button of two in a row may be on a phone of 320 points, in narrow letters. */
const HALF = 16;
const ways = new Set<string>(navigation);
/** Making one takes longer than using it. */
const letters = new Intl.Segmenter();
/** Latin letters, each a single unit. */
const narrow = /^[\u0020-\u007e\u00c0-\u02af]*$/;
const wide = /\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Extended_Pictographic}/u;

export function keyboardOf(choices: readonly Shown[]): Button[][] {
	const rows: Shown[][] = [];
	for (const choice of choices) {
		const row = rows.at(-1);
		if (row?.length === 1 && row.every(isHalf) && isHalf(choice)) row.push(choice);
		else rows.push([choice]);
	}
	return rows.map((row) => row.map((choice) => ({ text: title(choice), callback_data: choice.id })));
}

function title(choice: Shown): string {
	return spellings(choice)[0] ?? choice.label;
}

function isHalf(choice: Shown): boolean {
	return (ways.has(choice.id) || choice.id.startsWith('lang.')) && width(title(choice)) <= HALF;
}

/** Chinese letters and emoji are twice as wide as others. */
function width(text: string): number {
	if (narrow.test(text)) return text.length;
	let sum = 0;
	for (const { segment } of letters.segment(text)) sum += wide.test(segment) ? 2 : 1;
	return sum;
}
