/** The port of channels that we send to: one message of the outbox in, what became of it out. */
import type { Message } from '../flow/turn.ts';

/** Where a person is: the account of ours they wrote to, and their address on the platform. */
export interface Route {
	bot: string;
	address: string;
	/** The person's other address is known too. */
	paired?: boolean;
}

/** What goes out to one person, in the order of the outbox. */
export interface Outgoing {
	message: Message;
	/** The platform's id of our newest message to this person, if this answers a tap on it and nothing came after it. */
	latest: string | undefined;
	/** `knock`: not these words, but a neutral line that something waits; the platform takes no more. Default: `words`. */
	as?: 'words' | 'knock';
}

/** What became of it. Only `sent` is said when the platform said so. */
export type Sent =
	/**
	 * `ids`: the platform's, of what now stands in the chat and can be taken back or edited. `awaits`: ids under which it
	 * will tell later what became of it.
	 */
	| { outcome: 'sent'; ids: string[]; awaits?: string[] }
	/** The platform takes no words until the person has written again: it waits for that. */
	| { outcome: 'closed' }
	/** Certainly not taken: try again, not before `after` ms if the platform said how long. */
	| { outcome: 'later'; after: number | undefined }
	/** Perhaps taken: the connection ended after it had gone out. */
	| { outcome: 'unknown' }
	/** Never will be taken: a dead letter. `why` is a kind, never a text of the platform. */
	| { outcome: 'refused'; why: string }
	/** The person has blocked us or is gone: nothing more is sent until they write again. */
	| { outcome: 'blocked' }
	/** The person is now at another address. It was not taken; send it there. */
	| { outcome: 'moved'; address: string };

export interface Sender {
	/** Never throws for what the platform does; its own time limit is bounded. */
	send(to: Route, outgoing: Outgoing): Promise<Sent>;
	/** It can say that something waits where words are not taken any more. */
	readonly knocks?: boolean;
	/** Removes messages from the chat where the platform can, best effort. */
	wipe(to: Route, ids: readonly string[]): Promise<void>;
	/** Messages a second overall, and to one person, with how many at once before pacing begins. */
	readonly pace: { overall: number; each: number; burst: number };
}
