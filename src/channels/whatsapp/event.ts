/** What a webhook says, in our words. No name, username, picture, place, contact or display number stands in it. */
import type { Language } from '../../flow/bundle.ts';
import type { Inbound } from '../../flow/turn.ts';

/** Words, a tap, or something the bot cannot use, of one person. */
export interface Said {
	is: 'said';
	/** The message's id (`wamid.…`). It holds the phone number: to recognise what comes again, and in memory; never stored. */
	id: string;
	/** The business-scoped user id (`NL.…`) where there is one, else the number, in digits. */
	address: string;
	/** The number, when both came together: a conversation begun under it is this person's. */
	alias: string | undefined;
	inbound: Inbound;
	/** By the country of the number or id; one of the bundle's. */
	guess: Language;
	/** When it was sent, epoch ms: the 24-hour window runs from here. Undefined when Meta does not say it sensibly. */
	at: number | undefined;
}

/** In this order a message of ours moves, and never back; `failed` may follow `sent`. */
export const states = ['sent', 'delivered', 'read', 'failed'] as const;
export type State = (typeof states)[number];

/** What became of a message of ours. */
interface Status {
	is: 'status';
	/** The id that sending it gave. Not to be stored as it is, as above. */
	id: string;
	state: State;
	/** Meta's number for why it failed. */
	code: number | undefined;
}

export type Event =
	| Said
	| Status
	/** One person, who had this address and now has that one. `id`: of the notice, the same when it comes again. */
	| { is: 'moved'; id: string; from: string; to: string }
	/** Meta tells of an error that belongs to no message. */
	| { is: 'fault'; code: number | undefined }
	/** Nothing for a conversation. `kind` is from a closed list, never of the sender's making. */
	| { is: 'nothing'; kind: Ignored };

export type Ignored =
	| 'misshapen'
	| 'foreign'
	| 'other-object'
	| 'other-field'
	| 'account'
	| 'group'
	| 'reaction'
	| 'edited'
	| 'revoked'
	| 'system'
	| 'service'
	| 'no-sender'
	| 'unknown-status';
