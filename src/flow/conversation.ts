/** The state of one conversation. Plain JSON: it is serialised after every turn. */
import type { Language, StepId } from './bundle.ts';
import type { Consent, Ordering } from './letters.ts';
import type { StaffId } from './roster.ts';

/** What a flow is paused on. Each field exists only where it makes sense. */
export type Wait =
	/** Nobody has written yet, or the chat was closed: whatever comes is greeted, and nothing of before is said. */
	| { on: 'hello' }
	/** "Hello, English?" was asked. `found`: topics of a question that was the first message, shown after the answer. */
	| { on: 'guess'; found: StepId[] }
	/** The list of languages was offered; `found` as above; `page` of the list; `pending`: a question about humans, asked after it. */
	| { on: 'language'; found: StepId[]; page: number; pending?: Wait }
	/** At a `choose`, `ask` or `remind` step. `tries`: typed answers that did not fit. */
	| { on: 'step'; at: StepId; page: number; tries: number }
	/** Topics found for a typed question (the words are not kept); none means "I do not know". */
	| { on: 'found'; topics: StepId[]; page: number }
	/** A colleague is offered: card, who reads along, when others are told; yes or no. `from`: the hand-off step. */
	| { on: 'offer'; from: StepId; staff: StaffId; urgent: boolean }
	/** Whom they know is away: wait for them, `instead` (nobody: null), or other help. */
	| { on: 'away'; from: StepId; staff: StaffId; instead: StaffId | null; urgent: boolean }
	/** They said yes: "Is now a good time?" */
	| { on: 'time'; from: StepId; staff: StaffId; urgent: boolean; consent: Consent }
	/** With the humans: what stands between the person and them (the phase tells) is the last thing shown. */
	| { on: 'with' }
	/** The owner introduces a colleague: yes or no. */
	| { on: 'introduced'; staff: StaffId }
	/** "Is this for the same person as last time?" `text`: the words it is about, kept until that is answered, or `until`. */
	| { on: 'same'; text: string; until: number }
	/** "May I remember that you know …?" Not `shown`: they were away when the talk ended. `text` as above. */
	| { on: 'know'; staff: StaffId; shown: boolean; text: string; until: number };

/** Who speaks now. */
export type Phase =
	| { is: 'bot' }
	| { is: 'waiting'; wants: StaffId | null; human: Human }
	| { is: 'staff'; owner: StaffId; human: Human; introduced: StaffId | null }
	/** Done for now. Until `quiet` (epoch ms) the words of the person are the flows' without a question. */
	| { is: 'sleeping'; owner: StaffId; quiet: number };

/** What waiting and talking have in common. */
interface Human {
	/** When the person was last heard, epoch ms: whoever has been silent for long is asked first whether it is a good time. */
	heard: number;
	/** What is to be said once they say that it is. */
	held: Ordering[];
	/** They were told where their typed words go. */
	told: boolean;
}

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
	/** Absent: the bot speaks. */
	phase?: Phase;
	/** Only on the person's yes. `until`: epoch ms. */
	knows?: { staff: StaffId; until: number };
	/** Whom not to be remembered they said: not asked again. */
	unknown?: StaffId;
	/** To the last time they asked for a human. */
	consent?: Consent;
	/** They read little: choices come as numbered pictograms. */
	pictures?: true;
	/** Humans of the team do not come in any more; the flows stay. */
	blocked?: true;
}

/** The bot, in states of before there were humans too. */
export function phaseOf({ phase }: Conversation): Phase {
	return phase ?? { is: 'bot' };
}

/** Whose answer is awaited; null: nobody's, or anybody's of the team. */
export function awaited(phase: Phase): StaffId | null {
	if (phase.is === 'waiting') return phase.wants;
	return phase.is === 'staff' ? phase.owner : null;
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
