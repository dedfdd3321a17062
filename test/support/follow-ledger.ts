/** Follows what a fake of a platform has accepted, from another process: read once, however many in a test wait for it. */

/** How long it may take until what was accepted is enough, in ms. */
const PATIENCE = 15_000;

/** @param after asks for what was accepted after the nth; answers as soon as there is any, or when `wait` ms have passed */
export function followLedger<Entry>(after: (count: number, wait: number) => Promise<Entry[]>) {
	const known: Entry[] = [];
	let asking: Promise<void> | undefined;
	const ask = (wait: number): Promise<void> => {
		asking ??= after(known.length, wait)
			.then((entries) => void known.push(...entries))
			.finally(() => {
				asking = undefined;
			});
		return asking;
	};
	/** Rejects when it never is enough. */
	return async (enough: (entries: Entry[]) => boolean): Promise<Entry[]> => {
		const end = Date.now() + PATIENCE;
		while (!enough(known)) {
			const wait = end - Date.now();
			if (wait <= 0) {
				throw new Error(`this is not enough:\n${known.map((entry) => JSON.stringify(entry)).join('\n')}`);
			}
			await ask(wait);
		}
		return [...known];
	};
}
