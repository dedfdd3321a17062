export interface Row {
	what: string;
	value: number;
	unit: string;
	/** Against what it was held in the same run, and how many times that it is. */
	against?: string;
	ratio?: number;
}

export function spellRows(rows: Row[]): string {
	const cells = rows.map(({ what, value, unit, against, ratio }) => [
		what,
		`${round(value)} ${unit}`,
		ratio === undefined || against === undefined ? '' : `${round(ratio)} × ${against}`,
	]);
	const wide = [0, 1].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
	return cells
		.map((row) =>
			row
				.map((cell, n) => cell.padEnd(wide[n] ?? 0))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

function round(value: number): string {
	return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

/** @param share 0.5 for the median, 0.99 for p99 */
export function quantile(values: number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
