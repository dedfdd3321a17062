/** Waits that many ms, or until `stop` says so, whichever comes first. */
export function pause(ms: number, stop?: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const end = () => {
			clearTimeout(timeout);
			stop?.removeEventListener('abort', end);
			resolve();
		};
		const timeout = setTimeout(end, ms);
		stop?.addEventListener('abort', end);
		if (stop?.aborted) end();
	});
}

/** ms before the nth try (from 1): doubling from `first` up to `longest`, with jitter, so that not all come back at once. */
export function backoff(tries: number, first: number, longest: number, random: () => number): number {
	const most = Math.min(longest, first * 2 ** (tries - 1));
	return most / 2 + (random() * most) / 2;
}
