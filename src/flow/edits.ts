/** How far two words are apart on a keyboard. */

/** Longest words compared; no real word is longer. */
const LONGEST = 40;

/**
 * May `a` become `b` with at most `most` edits: a letter added, left out, mistaken, or two neighbours swapped?
 * (Optimal string alignment.) Asked thousands of times for one message, nearly always of words that have nothing in
 * common: what they share at both ends is left out first, and for one edit the rest is looked at without a table.
 */
export function isWithin(a: string, b: string, most: number): boolean {
	if (a === b) return true;
	if (Math.abs(a.length - b.length) > most || a.length > LONGEST || b.length > LONGEST) return false;
	let start = 0;
	while (start < a.length && start < b.length && a[start] === b[start]) start++;
	let [endA, endB] = [a.length, b.length];
	while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
		endA--;
		endB--;
	}
	const [restA, restB] = [endA - start, endB - start];
	if (restA === 0 || restB === 0) return restA + restB <= most;
	if (most === 1) {
		if (restA === 1) return restB === 1;
		return restA === 2 && restB === 2 && a[start] === b[start + 1] && a[start + 1] === b[start];
	}
	return distance(a.slice(start, endA), b.slice(start, endB), most) <= most;
}

/** Given up, with more than `most`, as soon as it is lost. */
function distance(a: string, b: string, most: number): number {
	let before: number[] = [];
	let above = Array.from({ length: b.length + 1 }, (_, column) => column);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		let least = i;
		for (let j = 1; j <= b.length; j++) {
			const same = a[i - 1] === b[j - 1];
			let cost = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1));
			const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
			if (swapped) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
			row.push(cost);
			least = Math.min(least, cost);
		}
		if (least > most) return least;
		before = above;
		above = row;
	}
	return above[b.length] ?? most + 1;
}
