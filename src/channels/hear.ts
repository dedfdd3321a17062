/** One turn of what came by a platform, and what follows from it at the edge: a goodbye, a turn that is given up. */
import type { Arrival, Conversations } from '../conversation/conversations.ts';
import { kindOf, type Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Afterwards } from './afterwards.ts';
import { Hopeless } from './hopeless.ts';
import type { ChannelName } from './limits.ts';
import { part } from './part.ts';
import { pause } from './pause.ts';
import type { Sender } from './sender.ts';

/** How long a platform waits at most for the goodbye of somebody who is forgotten, in ms. */
const PATIENCE = 5_000;
/** Partings remembered. */
const MOST_PARTED = 1_000;

export interface HearOptions {
	channel: ChannelName;
	/** Which account of ours people write to. */
	bot: string;
	talks: Pick<Conversations, 'receive'>;
	sender: Pick<Sender, 'send' | 'wipe'>;
	log: Log;
	metrics: Pick<Metrics, 'turn' | 'refused'>;
	afterwards: Afterwards;
}

/**
 * Resolves when the platform may forget it; rejects as `Conversations.receive` does, and then it must come again.
 * `parted`: nothing is kept of this person any more.
 */
export type Hear = (arrival: Omit<Arrival, 'channel' | 'bot'>) => Promise<'done' | 'repeated' | 'parted' | 'given-up'>;

export function openHear({ channel, bot, talks, sender, log, metrics, afterwards }: HearOptions): Hear {
	const hopeless = new Hopeless();
	/** What somebody was forgotten by: if it comes again, their goodbye is on its way already. */
	const parted = new Set<string>();

	return async (arrival) => {
		const { id, address } = arrival;
		if (parted.has(id)) return 'repeated';
		const receipt = await talks.receive({ channel, bot, ...arrival }).catch((error: unknown) => {
			if (!hopeless.isHopeless(id, error)) throw error;
			log.error({ channel, ...kindOf(error) }, 'given up');
			metrics.refused(channel, 'given-up');
			return undefined;
		});
		if (!receipt) return 'given-up';
		hopeless.forget(id);
		if (receipt.outcome === 'repeated') return 'repeated';
		metrics.turn(channel);
		if (!receipt.erased && receipt.wipe.length === 0) return 'done';
		const done = part(sender, { bot, address }, receipt);
		afterwards.add('part', done);
		if (!receipt.erased) return 'done';
		if (parted.size >= MOST_PARTED) parted.clear();
		parted.add(id);
		// Not confirmed before the goodbye is out, or has been tried for a while: if we end now, all of it comes again.
		const enough = new AbortController();
		await Promise.race([done.catch(() => {}), pause(PATIENCE, enough.signal)]);
		enough.abort();
		return 'parted';
	};
}
