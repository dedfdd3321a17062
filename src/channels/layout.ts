/**
 * Lays a message's choices out for a channel. Pure. Nothing is ever dropped or cut: buttons, else a list, else pages;
 * and what a channel cannot show at all is the content's error, which the checker reports with `overLong`.
 */
import type { Choice, Message } from '../flow/turn.ts';
import type { Limits, Offer } from './limits.ts';

export interface Shown extends Choice {
	/** What typing the choice's number means: its position in the full list, on every page. The way to the next page has none. */
	n?: number;
}

export interface Layout {
	as: 'inline' | 'buttons' | 'list';
	/** In order; at most what the channel shows at once. */
	shown: Shown[];
}

/** What stays on the first page of a topic whose choices do not all fit. */
const kept = ['person', 'urgent'];

/** @param more label of the way to the next page. A page that does not exist shows the first. */
export function layout({ choices, shape, page }: Message, limits: Limits, more: string): Layout {
	const numbered = choices.map((choice, index): Shown => ({ ...choice, n: index + 1 }));
	const pages = paginate(numbered, shape, limits, more);
	return pages[page - 1] ?? pages[0] ?? { as: 'inline', shown: [] };
}

/** All pages of the choices, each within the limits. */
function paginate(choices: Shown[], shape: Message['shape'], limits: Limits, more: string): Layout[] {
	const { inline, buttons } = limits;
	if (inline) return inPages(choices, 'inline', inline, more, 1);
	if (buttons && fits(choices, buttons)) return [{ as: 'buttons', shown: choices }];
	if (buttons && shape === 'topic') {
		const first = waysOut(choices).slice(0, buttons.most - 1);
		const rest = choices.filter((choice) => !first.includes(choice));
		const shown = [...first, onward(2, more)];
		if (fits(shown, buttons)) return [{ as: 'buttons', shown }, ...under(rest, limits, more, 2)];
	}
	return under(choices, limits, more, 1);
}

function under(choices: Shown[], { buttons, list }: Limits, more: string, from: number): Layout[] {
	if (buttons && fits(choices, buttons)) return [{ as: 'buttons', shown: choices }];
	if (list) return inPages(choices, 'list', list, more, from);
	return buttons ? inPages(choices, 'buttons', buttons, more, from) : [];
}

function inPages(choices: Shown[], as: Layout['as'], offer: Offer, more: string, from: number): Layout[] {
	const pages: Layout[] = [];
	let rest = choices;
	while (rest.length > offer.most) {
		const shown = [...rest.slice(0, offer.most - 1), onward(from + pages.length + 1, more)];
		pages.push({ as, shown });
		rest = rest.slice(offer.most - 1);
	}
	return [...pages, { as, shown: rest }];
}

/** A person and urgent first, then the others as they come. */
function waysOut(choices: Shown[]): Shown[] {
	const first = kept.flatMap((id) => choices.find((choice) => choice.id === id) ?? []);
	return [...first, ...choices.filter((choice) => !first.includes(choice))];
}

function onward(page: number, more: string): Shown {
	return { id: `page.${page}`, label: more, emoji: '⋯' };
}

function fits(choices: Shown[], offer: Offer): boolean {
	return (
		choices.length <= offer.most &&
		choices.every((choice) => spellings(choice).some((one) => one.length <= offer.label))
	);
}

/** A choice as platforms show it: `💬 A person`. */
export function spell({ emoji, label }: Choice): string {
	return emoji === undefined ? label : `${emoji} ${label}`;
}

/** As platforms may show it, from the best. Beside a picture of the choices its number leads: `4 💬 A person`. */
export function spellings(choice: Shown): string[] {
	const { label, n, pictogram } = choice;
	return pictogram === undefined || n === undefined ? [spell(choice)] : [`${n} ${spell(choice)}`, `${n} ${label}`];
}

export interface OverLong {
	id: string;
	what: 'label' | 'id';
	/** UTF-16 units for a label, bytes for an id. */
	length: number;
	limit: number;
}

/** The choices this channel cannot show in any way it has. For the checker: a bundle with one of these is not served. */
export function overLong(choices: Choice[], { inline, buttons, list }: Limits): OverLong[] {
	const offers = [inline, buttons, list].filter((offer) => offer !== undefined);
	const label = Math.max(...offers.map((offer) => offer.label));
	// Any page may become any of them.
	const id = Math.min(...offers.map((offer) => offer.id));
	return choices.flatMap((choice): OverLong[] => {
		const long = spell(choice).length;
		const bytes = new TextEncoder().encode(choice.id).length;
		return [
			...(long > label ? [{ id: choice.id, what: 'label' as const, length: long, limit: label }] : []),
			...(bytes > id ? [{ id: choice.id, what: 'id' as const, length: bytes, limit: id }] : []),
		];
	});
}
