/** How fast a bot may send: about 30 messages a second overall and one a second in a chat, with a burst. */

export interface Pace {
	/** Messages a second; 0: as many as come. */
	overall: number;
	each: number;
	/** How many in one chat at once before pacing begins. */
	burst: number;
}

/** Telegram says "about": who keeps the pace exactly, over a network that is now faster and now slower, is not refused. */
const SLACK = 0.1;

interface Bucket {
	left: number;
	at: number;
}

export class Pacer {
	pace: Pace;
	#overall: Bucket = { left: Number.POSITIVE_INFINITY, at: 0 };
	readonly #chats = new Map<number, Bucket>();

	constructor(pace: Pace) {
		this.pace = pace;
	}

	/** Seconds to wait, whole ones as Telegram says them; 0: it may go. */
	take(chat: number, now: number): number {
		const { overall, each, burst } = this.pace;
		const own = this.#chats.get(chat) ?? { left: burst, at: now };
		this.#chats.set(chat, own);
		fill(own, each, burst, now);
		fill(this.#overall, overall, overall, now);
		const missing = Math.max(wait(own, each), wait(this.#overall, overall));
		if (missing > 0) return Math.ceil(missing);
		own.left--;
		this.#overall.left--;
		return 0;
	}
}

function fill(bucket: Bucket, rate: number, most: number, now: number): void {
	bucket.left = rate === 0 ? Number.POSITIVE_INFINITY : Math.min(most, bucket.left + ((now - bucket.at) / 1000) * rate);
	bucket.at = now;
}

function wait({ left }: Bucket, rate: number): number {
	return left >= 1 - SLACK ? 0 : (1 - left) / rate;
}
