/**
 * Server-sent events to the console (src/desk/api.ts, `News`). Wire format:
 *
 *   id: 5f3a9c-12           this process, and the number of the event
 *   data: {"what":"thread","id":"…","version":7}
 *
 * A browser that connects again names the last it had, and gets what came since. When that is too long ago, or was told by
 * an earlier process, it is told to fetch anew what it shows.
 */
import type { StaffId } from '../flow/roster.ts';
import type { News } from './api.ts';

/** Remembered for those who connect again: for more than these it is less to fetch everything. */
const REMEMBERED = 100;
/** Streams of one staff member; the oldest ends first (it may be a connection that broke unseen). */
const OF_ONE = 6;
/** Shorter than what proxies and phones let a silent connection live, in ms. */
const HEARTBEAT = 15_000;
/** Unread events of a tab that does not read. */
const BEHIND = 2 * REMEMBERED;
/** How long a browser waits before it connects again, in ms. */
const RETRY = 2_000;

interface Told {
	n: number;
	news: News;
	/** Undefined: everybody. */
	to: readonly StaffId[] | undefined;
}

interface Stream {
	send(text: string): void;
	end(): void;
	/** Does the session still hold? */
	holds: () => boolean;
}

export interface Watching {
	staff: StaffId;
	/** Last-Event-ID. */
	after: string | undefined;
	/** What to fetch when nobody knows what was missed. */
	own: () => News[];
	holds: () => boolean;
}

export class Live {
	readonly #boot: string;
	readonly #told: Told[] = [];
	readonly #streams = new Map<StaffId, Set<Stream>>();
	readonly #encoder = new TextEncoder();
	readonly #heartbeat: NodeJS.Timeout;
	#n = 0;
	#closed = false;

	/** @param boot names this process; no id of an earlier one is taken for one of ours */
	constructor(boot: string, heartbeat = HEARTBEAT) {
		this.#boot = boot;
		this.#heartbeat = setInterval(() => this.#beat(), heartbeat);
		this.#heartbeat.unref();
	}

	isWatching(staff: StaffId): boolean {
		return this.#streams.has(staff);
	}

	/** @param to undefined: everybody */
	publish(news: News, to?: readonly StaffId[]): void {
		const told = { n: ++this.#n, news, to };
		this.#told.push(told);
		if (this.#told.length > REMEMBERED) this.#told.shift();
		const text = this.#spell(told);
		for (const [staff, streams] of this.#streams) {
			if (!to || to.includes(staff)) for (const stream of [...streams]) stream.send(text);
		}
	}

	open({ staff, after, own, holds }: Watching): ReadableStream<Uint8Array<ArrayBuffer>> {
		let stream: Stream | undefined;
		return new ReadableStream({
			start: (controller) => {
				stream = this.#start(staff, controller, holds);
				stream.send(`retry: ${RETRY}\n\n`);
				for (const told of this.#since(after, staff, own)) stream.send(this.#spell(told));
				if (this.#closed) stream.end();
			},
			cancel: () => stream?.end(),
		});
	}

	/** Their sessions have ended, or one of them has: each stream looks whether it still may. */
	recheck(staff: StaffId): void {
		for (const stream of [...(this.#streams.get(staff) ?? [])]) this.#endIfOut(stream);
	}

	/** Ends all streams, and opens no more. */
	close(): void {
		this.#closed = true;
		clearInterval(this.#heartbeat);
		for (const streams of [...this.#streams.values()]) for (const stream of [...streams]) stream.end();
	}

	#beat(): void {
		for (const streams of [...this.#streams.values()]) {
			for (const stream of [...streams]) if (!this.#endIfOut(stream)) stream.send(': \n\n');
		}
	}

	#endIfOut(stream: Stream): boolean {
		if (stream.holds()) return false;
		stream.send(`data: ${JSON.stringify({ what: 'out' } satisfies News)}\n\n`);
		stream.end();
		return true;
	}

	#since(after: string | undefined, staff: StaffId, own: () => News[]): Told[] {
		// A first connection: the console fetches what it shows once it is open.
		if (after === undefined) return [];
		const n = after.startsWith(`${this.#boot}-`) ? Number(after.slice(this.#boot.length + 1)) : Number.NaN;
		const oldest = this.#told[0]?.n ?? this.#n + 1;
		if (Number.isInteger(n) && n >= oldest - 1 && n <= this.#n) {
			return this.#told.filter((told) => told.n > n && (!told.to || told.to.includes(staff)));
		}
		const all: News[] = [{ what: 'waiting' }, { what: 'team' }, ...own()];
		return all.map((news) => ({ n: this.#n, news, to: undefined }));
	}

	#spell({ n, news }: Told): string {
		return `id: ${this.#boot}-${n}\ndata: ${JSON.stringify(news)}\n\n`;
	}

	#start(
		staff: StaffId,
		controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>,
		holds: () => boolean,
	): Stream {
		const streams = this.#streams.get(staff) ?? new Set();
		this.#streams.set(staff, streams);
		let ended = false;
		const stream: Stream = {
			holds,
			send: (text) => {
				if ((controller.desiredSize ?? 0) < -BEHIND) stream.end();
				if (!ended) controller.enqueue(this.#encoder.encode(text));
			},
			end: () => {
				if (ended) return;
				ended = true;
				streams.delete(stream);
				if (streams.size === 0 && this.#streams.get(staff) === streams) this.#streams.delete(staff);
				try {
					controller.close();
				} catch {
					// The browser has gone, and with it the stream.
				}
			},
		};
		for (const oldest of [...streams].slice(0, Math.max(0, streams.size + 1 - OF_ONE))) oldest.end();
		this.#streams.set(staff, streams.add(stream));
		return stream;
	}
}
