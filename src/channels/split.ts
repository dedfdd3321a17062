/** Splits a text that is longer than one message may be: at paragraphs, else sentences, else words. Never cut, nothing lost. */

/** From the best place to the worst. Each keeps what it splits after; a Chinese sentence ends without a space. */
const ends = [/(?<=\n\n)/u, /(?<=\n)/u, /(?<=[.!?…]["”’»)]*\s)|(?<=[。！？]["”’）]*)/u, /(?<=\s)/u];

/**
 * @param limit longest piece but the last, UTF-16 units
 * @param last longest last piece: what carries the choices may hold less
 * @returns pieces that together are the text, but for white space where they part
 */
export function split(text: string, limit: number, last = limit): string[] {
	const whole = text.trim();
	if (whole.length <= last) return [whole];
	const units = cut(whole, Math.min(limit, last), 0);
	const tail: string[] = [];
	while (units.length > 1 && joined([units.at(-1) ?? '', ...tail]).length <= last) tail.unshift(units.pop() ?? '');
	const pieces: string[] = [];
	let piece: string[] = [];
	for (const unit of units) {
		if (piece.length > 0 && joined([...piece, unit]).length > limit) {
			pieces.push(joined(piece));
			piece = [];
		}
		piece.push(unit);
	}
	return [...pieces, joined(piece), joined(tail)].filter((part) => part !== '');
}

function joined(units: string[]): string {
	return units.join('').trim();
}

/** Units of at most `limit`, parted as well as can be; only an endless run without any space is parted between its letters. */
function cut(text: string, limit: number, level: number): string[] {
	if (text.trim().length <= limit) return [text];
	const end = ends[level];
	if (end) return text.split(end).flatMap((unit) => cut(unit, limit, level + 1));
	return letters(text, limit);
}

function letters(text: string, limit: number): string[] {
	const pieces = [''];
	for (const { segment } of new Intl.Segmenter().segment(text)) {
		const piece = `${pieces.at(-1)}${segment}`;
		if (piece.length > limit) pieces.push(segment);
		else pieces[pieces.length - 1] = piece;
	}
	return pieces.filter((piece) => piece !== '');
}
