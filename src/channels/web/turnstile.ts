/** Bounds what one visitor has under way at once, before anything is read or drawn for it: a flood costs others nothing. */

/** → leaves again; undefined: there are `most` of this visit inside. */
export type Turnstile = (visit: string) => (() => void) | undefined;

export function openTurnstile(most: number): Turnstile {
	const inside = new Map<string, number>();
	return (visit) => {
		const count = inside.get(visit) ?? 0;
		if (count >= most) return undefined;
		inside.set(visit, count + 1);
		return () => {
			const left = (inside.get(visit) ?? 1) - 1;
			if (left > 0) inside.set(visit, left);
			else inside.delete(visit);
		};
	};
}
