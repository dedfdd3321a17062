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
		const { own, all } = this.#next(pid, now);
		this.#spend(pid, now, own.bucket, all.bucket);
		return Math.max(own.wait, all.wait);
	}

	/** Takes a place only if it is there at once. */
	takeIfFree(pid: string, now: number): boolean {
		const { own, all } = this.#next(pid, now);
		const free = own.wait === 0 && all.wait === 0;
		if (free) this.#spend(pid, now, own.bucket, all.bucket);
		return free;
	}

	#next(pid: string, now: number): { own: Spent; all: Spent } {
		const { overall, each, burst } = this.#limits;
		return { own: spend(this.#each.get(pid), each, burst, now), all: spend(this.#overall, overall, overall, now) };
	}

	#spend(pid: string, now: number, own: Bucket, all: Bucket): void {
		this.#each.set(pid, own);
		this.#overall = all;
		if (this.#each.size > MANY) this.#forgetFull(now);
	}

	#forgetFull(now: number): void {
		const { each, burst } = this.#limits;
		for (const [pid, bucket] of this.#each) {
			if (filled(bucket, each, burst, now) >= burst) this.#each.delete(pid);
		}
	}
}

/** The wait, in ms, until the token that was taken exists: below zero, tokens are owed. */
interface Spent {
	bucket: Bucket;
	wait: number;
}

function spend(bucket: Bucket | undefined, rate: number, burst: number, now: number): Spent {
	const tokens = (bucket ? filled(bucket, rate, burst, now) : burst) - 1;
	return { bucket: { tokens, at: now }, wait: tokens >= 0 ? 0 : (-tokens / rate) * 1000 };
}

/** A clock set back fills nothing. */
function filled({ tokens, at }: Bucket, rate: number, burst: number, now: number): number {
	return Math.min(burst, tokens + (Math.max(0, now - at) / 1000) * rate);
}
