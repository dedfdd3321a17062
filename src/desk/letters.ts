/**
 * What Conversation and Desk say to each other. Both ways survive a crash and may come twice.
 *
 * Conversation → Desk: a *letter*, written in the turn's own transaction, carried in order for each person, numbered from
 * 1 without gaps. The Desk applies number n + 1 after n and ignores what it has had. On erasure the last letter is
 * `forgotten`; numbers begin anew after it. It is applied whatever its number: what was on its way before it is gone with
 * the person, so there may be a gap.
 *
 * Desk → Conversation: an *order*, a turn of its own (`Inbound` of kind `desk`). An order id is taken once.
 */
import type { Letter, Order } from '../flow/letters.ts';
import type { StaffId } from '../flow/roster.ts';
import type { Pid } from '../privacy/pseudonym.ts';

export type { Consent, Letter, Order, Said } from '../flow/letters.ts';

/** A letter as it is carried. `at`: epoch ms of the turn. */
export interface Carried {
	pid: Pid;
	n: number;
	at: number;
	letter: Exclude<Letter, { kind: 'said' }> | { kind: 'said'; id: string; sealed: Uint8Array };
}

/** What became of an order. */
export type Ordered =
	/** Committed; `repeated` when it had been taken before. */
	| { outcome: 'done' | 'repeated' }
	/** The conversation is in another phase or somebody else's: nothing was said. */
	| { outcome: 'refused'; phase: 'bot' | 'waiting' | 'staff' | 'sleeping'; owner: StaffId | null }
	/** There is no such conversation any more. */
	| { outcome: 'gone' };

/** The Desk's way to people: `Conversations` in one process; a Durable Object stub on Cloudflare. */
export interface Tell {
	/** `id`: chosen by the Desk, unguessable, the same on every repetition. Rejects with `Unavailable` (503). */
	tell(pid: Pid, id: string, order: Order): Promise<Ordered>;
}

/** The way of letters to the Desk. Resolves after the Desk's commit; a rejection is tried again, in order. */
export interface Receives {
	/** The age recipients what somebody says must be sealed to now: candidates or owner, stand-in, offline recovery. */
	recipients(pid: Pid): string[];
	take(carried: Carried): Promise<void>;
}
