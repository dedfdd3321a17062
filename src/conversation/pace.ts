/** How fast a platform may be sent to: overall, and to each person with some burst. Token buckets. */
import type { Sender } from '../channels/sender.ts';

interface Bucket {
	/** What may go out at once. */
	tokens: number;
	/** Epoch ms of that count. */
	at: number;
}

/** Buckets that have filled up again are forgotten once there are this many. */
const MANY = 10_000;

export class Pace {
	readonly #limits: Sender['pace'];
	#overall: Bucket | undefined;
	readonly #each = new Map<string, Bucket>();

	constructor(limits: Sender['pace']) {
		this.#limits = limits;
	}

	/** Takes a place now and returns in how many ms it is there: callers wait so long, in the order they asked. */
	take(pid: string, now: number): number {
		const { overall, each, burst } = this.#limits;
		const own = spend(this.#each.get(pid), each, burst, now);
		const all = spend(this.#overall, overall, overall, now);
		this.#each.set(pid, own.bucket);
		this.#overall = all.bucket;
		if (this.#each.size > MANY) this.#forgetFull(now);
		return Math.max(own.wait, all.wait);
	}

	#forgetFull(now: number): void {
		const { each, burst } = this.#limits;
		for (const [pid, bucket] of this.#each) {
			if (filled(bucket, each, burst, now) >= burst) this.#each.delete(pid);
		}
	}
}

/** Below zero, tokens are owed: the wait until the one taken here exists. */
function spend(bucket: Bucket | undefined, rate: number, burst: number, now: number): { bucket: Bucket; wait: number } {
	const tokens = (bucket ? filled(bucket, rate, burst, now) : burst) - 1;
	return { bucket: { tokens, at: now }, wait: tokens >= 0 ? 0 : (-tokens / rate) * 1000 };
}

/** A clock set back fills nothing. */
function filled({ tokens, at }: Bucket, rate: number, burst: number, now: number): number {
	return Math.min(burst, tokens + (Math.max(0, now - at) / 1000) * rate);
}
