/**
 * What Conversation and Desk say to each other. Both ways survive a crash and may come twice.
 *
 * Conversation → Desk: a *letter*, written in the turn's own transaction, carried in order for each person, numbered from
 * 1 without gaps. The Desk applies number n + 1 after n and ignores what it has had. On erasure the last letter is
 * `forgotten`; numbers begin anew after it.
 *
 * Desk → Conversation: an *order*, a turn of its own (`Inbound` of kind `desk`). An order id is taken once.
 */
import type { Language, StepId } from '../flow/bundle.ts';
import type { StaffId } from '../flow/roster.ts';
import type { Pid } from '../privacy/pseudonym.ts';

/** The person's yes, as it must be shown later: which text, on which day (`2026-11-24`). */
export interface Consent {
	/** Hash of the text they read, in their language. */
	version: string;
	day: string;
}

/** What became of something a staff member said; it only moves forward, but for `failed`, which is always true. */
export type Said = 'queued' | 'sent' | 'delivered' | 'read' | 'unknown' | 'failed';

export type Letter =
	/** The person said yes and that now is a good time: they wait. */
	| {
			kind: 'asked';
			language: Language;
			channel: string;
			/** Whom they were offered and chose; null: anybody of the team. */
			wants: StaffId | null;
			/** Who they know from before. */
			knows: StaffId | null;
			consent: Consent;
			/** Marked urgent: danger words or the urgent topic led here. */
			urgent: boolean;
	  }
	/** Their words, while waiting or while a staff member owns the conversation. Sealed before the Desk has them. */
	| { kind: 'said'; id: string; text: string }
	/** A danger word, or the urgent topic, while waiting or owned. */
	| { kind: 'urgent' }
	/** They left: said stop, closed, took the request back, or blocked us. What was sealed stays until retention. */
	| { kind: 'left'; why: 'stop' | 'close' | 'withdrew' | 'blocked' }
	/** Everything is gone on our side; so it must be on yours. */
	| { kind: 'forgotten' }
	/** `id` of the order `say`. */
	| { kind: 'delivery'; id: string; said: Said }
	/** To an introduction. */
	| { kind: 'answered'; staff: StaffId; yes: boolean }
	/** The language of the conversation changed. */
	| { kind: 'language'; language: Language }
	/** WhatsApp: free text may be sent until then, epoch ms. */
	| { kind: 'window'; until: number };

/** A letter as it is carried. `at`: epoch ms of the turn. */
export interface Carried {
	pid: Pid;
	n: number;
	at: number;
	letter: Exclude<Letter, { kind: 'said' }> | { kind: 'said'; id: string; sealed: Uint8Array };
}

export type Order =
	/** A staff member took the conversation: `waiting` or `sleeping` → `staff`. */
	| { do: 'claimed'; staff: StaffId }
	/** Their words. Refused unless this staff member owns the conversation. */
	| { do: 'say'; staff: StaffId; text: string }
	/** The owner would like to introduce a colleague: the person is shown the card and asked. */
	| { do: 'introduce'; staff: StaffId; colleague: StaffId }
	/** After the person's yes, or when a stand-in takes over by the ladder: who speaks changed, and the person is told. */
	| { do: 'passed'; staff: StaffId }
	/** Back to the flows: where the person was, or at a step. */
	| { do: 'hand-back'; at: StepId | null }
	/** Both feel done for now; the next words ask whether they are for the same staff member. */
	| { do: 'sleep' }
	/** The flows stay, humans do not. */
	| { do: 'block' }
	| { do: 'unblock' }
	/** The ladder's words to somebody who waits: a stand-in was asked, the team was, or nobody could read yet. */
	| { do: 'late'; rung: 'stand-in' | 'team' | 'nobody'; colleague: StaffId | null };

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
