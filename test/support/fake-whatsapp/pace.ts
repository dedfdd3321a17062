/** How fast a number may send: 80 messages a second overall, and one every 6 seconds to one person, with a burst. */

export interface Pace {
	/** Messages a second; 0: as many as come. */
	overall: number;
	each: number;
	/** How many to one person at once before pacing begins. */
	burst: number;
}

/** Who keeps the pace exactly, over a network that is now faster and now slower, is not refused. */
const SLACK = 0.1;

interface Bucket {
	left: number;
	at: number;
}

export class Pacer {
	pace: Pace;
	#overall: Bucket = { left: Number.POSITIVE_INFINITY, at: 0 };
	readonly #people = new Map<string, Bucket>();

	constructor(pace: Pace) {
		this.pace = pace;
	}

	/** @returns what is too much */
	take(address: string, now: number): 'overall' | 'pair' | undefined {
		const { overall, each, burst } = this.pace;
		const own = this.#people.get(address) ?? { left: burst, at: now };
		this.#people.set(address, own);
		fill(own, each, burst, now);
		fill(this.#overall, overall, overall, now);
		if (this.#overall.left < 1 - SLACK) return 'overall';
		if (own.left < 1 - SLACK) return 'pair';
		own.left--;
		this.#overall.left--;
		return undefined;
	}
}

function fill(bucket: Bucket, rate: number, most: number, now: number): void {
	bucket.left = rate === 0 ? Number.POSITIVE_INFINITY : Math.min(most, bucket.left + ((now - bucket.at) / 1000) * rate);
	bucket.at = now;
}
