/** The state of one conversation. Plain JSON: it is serialised after every turn. */
import type { Language, StepId } from './bundle.ts';

/** What a flow is paused on. Each field exists only where it makes sense. */
export type Wait =
	/** Nobody has written yet, or the chat was closed: whatever comes is greeted, and nothing of before is said. */
	| { on: 'hello' }
	/** "Hello, English?" was asked. `found`: topics of a question that was the first message, shown after the answer. */
	| { on: 'guess'; found: StepId[] }
	/** The list of languages was offered; `found` as above; `page` of the list. */
	| { on: 'language'; found: StepId[]; page: number }
	/** At a `choose`, `ask` or `remind` step. `tries`: typed answers that did not fit. */
	| { on: 'step'; at: StepId; page: number; tries: number }
	/** Topics found for a typed question (the words are not kept); none means "I do not know". */
	| { on: 'found'; topics: StepId[]; page: number };

/** A place to go back to: what was waited on, and which flows had been called. */
export interface Stop {
	wait: Wait;
	calls: StepId[];
}

interface Answer {
	value: string | number;
	/** Epoch ms after which it is gone. */
	until: number;
	/** Gone with the next message, whenever that comes. */
	once: boolean;
}

export interface Conversation {
	v: 1;
	/** Which channel this conversation runs on: `web`, `telegram`, `whatsapp`. */
	channel: string;
	/** The language of what is said: guessed until `chosen`. */
	language: Language;
	chosen: boolean;
	wait: Wait;
	/** Steps to return to after called flows, the innermost last. */
	calls: StepId[];
	/** For "back", the latest last; bounded. */
	trail: Stop[];
	answers: Record<string, Answer>;
}

/** A conversation nobody has said anything in yet. `guess` must be one of the bundle's languages. */
export function newConversation(channel: string, guess: Language): Conversation {
	return {
		v: 1,
		channel,
		language: guess,
		chosen: false,
		wait: { on: 'hello' },
		calls: [],
		trail: [],
		answers: {},
	};
}
