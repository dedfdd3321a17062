/** Makes the directory's own numbers, addresses and pages tappable in what the bot says; nothing else ever becomes a link. */
import type { Directory } from '../../flow/schema.ts';

/** Words, or words that lead somewhere. */
export type Piece = string | { text: string; href: string };

/** @returns cuts a text at the exact values of the directory */
export function openLinker({ contacts }: Directory): (text: string) => Piece[] {
	const places = new Map<string, string>();
	for (const { number, email, web } of Object.values(contacts)) {
		if (number !== null && isDialled(number)) places.set(number, `tel:${number.replace(/[^+\d]/g, '')}`);
		if (email !== null && /^[^\s@:/?]+@[^\s@:/?]+$/.test(email)) places.set(email, `mailto:${email}`);
		if (web !== null && isPage(web)) places.set(web, web.startsWith('https://') ? web : `https://${web}`);
	}
	if (places.size === 0) return (text) => [text];
	// The longest first: 113.nl is not the number 113.
	const values = [...places.keys()].sort((a, b) => b.length - a.length).map(literal);
	const found = new RegExp(`(?<![\\p{L}\\p{N}@./+-])(${values.join('|')})(?![@/]|[.-]?[\\p{L}\\p{N}])`, 'u');
	return (text) =>
		text.split(found).flatMap((part, index): Piece[] => {
			// What the group caught stands at the odd places.
			const href = index % 2 === 1 ? places.get(part) : undefined;
			if (href !== undefined) return [{ text: part, href }];
			return part === '' ? [] : [part];
		});
}

/** Not the demo's `000-DEMO`. */
function isDialled(number: string): boolean {
	return /^\+?\d[\d\s().-]*$/.test(number);
}

function isPage(web: string): boolean {
	return /^(https:\/\/)?[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+(\/[^\s"'<>\\]*)?$/u.test(web);
}

/** A text as a pattern that matches it. */
function literal(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
