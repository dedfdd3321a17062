/**
 * Server-sent events: they only say that there is something new; the script then asks for the page. Wire format:
 *
 *   id: 12            the number of the newest message
 *   event: said
 *   data: 12
 *
 * `event: left` ends the visit in every tab of it, with `data: closed` or `data: erased`; `event: enough` asks a tab not
 * to connect again.
 */
import type { Conversations } from '../../conversation/conversations.ts';

/** Streams of one visit; tabs beyond these are not live, the oldest first (it may be a connection that broke unseen). */
const OF_ONE_VISIT = 3;
const OF_ALL = 5_000;
/** Shorter than what proxies and phones let a silent connection live, in ms. */
const HEARTBEAT = 25_000;
/** Unread events of a tab that does not read. */
const BEHIND = 50;
/** How long a browser waits before it connects again, in ms. */
const RETRY = 3_000;

interface Stream {
	send(event: string): void;
	end(): void;
}

type Opened = { stream: ReadableStream<Uint8Array<ArrayBuffer>> } | { refused: 'no-visit' | 'too-many' };

export interface Live {
	/** @param after number of the last message the tab has; what came since is told at once */
	open(visit: string, after: number): Opened;
	/** Ends all streams, and opens no more. */
	close(): void;
}

/**
 * @param at channel and account under which visits talk
 * @param counted told how many streams are open, at each change
 */
export function openLive(
	conversations: Pick<Conversations, 'listen' | 'mailbox'>,
	at: [string, string],
	counted: (count: number) => void,
): Live {
	const visits = new Map<string, Set<Stream>>();
	const encoder = new TextEncoder();
	let count = 0;
	let closed = false;
	const each = (work: (stream: Stream) => void) => {
		for (const streams of visits.values()) for (const stream of [...streams]) work(stream);
	};
	const heartbeat = setInterval(() => each((stream) => stream.send(': \n\n')), HEARTBEAT);

	function start(visit: string, controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>): Stream {
		const streams = visits.get(visit) ?? new Set();
		visits.set(visit, streams);
		let ended = false;
		const forget = conversations.listen(...at, visit, ({ messages, closed, erased }) => {
			const last = messages.at(-1);
			if (closed || erased) stream.send(`event: left\ndata: ${closed ? 'closed' : 'erased'}\n\n`);
			else if (last) stream.send(said(last.seq));
		});
		const stream: Stream = {
			send(event) {
				if ((controller.desiredSize ?? 0) < -BEHIND) stream.end();
				if (!ended) controller.enqueue(encoder.encode(event));
			},
			end() {
				if (ended) return;
				ended = true;
				counted(--count);
				forget();
				streams.delete(stream);
				if (streams.size === 0) visits.delete(visit);
				try {
					controller.close();
				} catch {
					// The browser has gone, and with it the stream.
				}
			},
		};
		counted(++count);
		for (const oldest of [...streams].slice(0, Math.max(0, streams.size + 1 - OF_ONE_VISIT))) {
			oldest.send('event: enough\ndata: \n\n');
			oldest.end();
		}
		streams.add(stream);
		return stream;
	}

	return {
		open(visit, after) {
			if (closed || count >= OF_ALL) return { refused: 'too-many' };
			const last = conversations.mailbox(...at, visit).at(-1)?.seq;
			if (last === undefined) return { refused: 'no-visit' };
			let own: Stream | undefined;
			const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
				start(controller) {
					own = start(visit, controller);
					own.send(`retry: ${RETRY}\n\n`);
					if (last !== after) own.send(said(last));
				},
				cancel: () => own?.end(),
			});
			return { stream };
		},
		close() {
			closed = true;
			clearInterval(heartbeat);
			each((stream) => stream.end());
		},
	};
}

function said(seq: number): string {
	return `id: ${seq}\nevent: said\ndata: ${seq}\n\n`;
}
