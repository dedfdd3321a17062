/** What the core writes to the Desk and obeys from it. How it travels: src/desk/letters.ts. */
import type { Language, StepId } from './bundle.ts';
import type { StaffId } from './roster.ts';

/** The person's yes, as it must be shown later: which text, on which day (`2026-11-24`, the directory's time zone). */
export interface Consent {
	/** Hash of the text they read, in their language, without the names that were filled in. */
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

/** As a turn decides it: what somebody said gets its id when it is stored. */
export type Drafted = Exclude<Letter, { kind: 'said' }> | { kind: 'said'; text: string };

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
	/** The ladder's words to whom nobody answers, waiting or owned: a stand-in was asked, the team was, or nobody could read yet. */
	| { do: 'late'; rung: 'stand-in' | 'team' | 'nobody'; colleague: StaffId | null };

/** An order and its name: what is said by it carries the name out, and its fate back. */
export interface Ordering {
	id: string;
	order: Order;
}
