/** What comes into a turn and what comes out of it: the words between the core and its edges. */
import type { Language, StepId } from './bundle.ts';
import type { Conversation } from './conversation.ts';
import type { Drafted, Ordering } from './letters.ts';

/** What came in, already parsed by the channel. */
export type Inbound =
	/** Typed words; cleaned of control characters and bounded by the core. */
	| { kind: 'text'; text: string }
	/** A tap: a choice id, never a label. Stale and forged ids are expected. */
	| { kind: 'choice'; id: string }
	/** Something the bot cannot use: it is dropped, and that is said. `words`: what stood under it, looked at for danger only. */
	| {
			kind: 'media';
			of: 'picture' | 'voice' | 'video' | 'file' | 'contact' | 'location' | 'other';
			words?: string;
	  }
	/** A timer set by an earlier turn. `at` is the step it was set for; a timer of a step left since is ignored. */
	| { kind: 'due'; timer: TimerName; at: StepId }
	/** The Desk's: something a staff member did. */
	| ({ kind: 'desk' } & Ordering);

/** What a person sends. */
export type Heard = Extract<Inbound, { kind: 'text' | 'choice' | 'media' }>;

/**
 * `step`: the timeout of the step waited on. `remind`: a reminder the person agreed to.
 * `answers`: a stored answer has reached the end of its class; it is dropped, and nothing is said.
 */
export type TimerName = 'step' | 'remind' | 'answers';

export interface Choice {
	id: string;
	label: string;
	emoji?: string;
	/** Name of a pictogram of the bundle; only for somebody who asked for pictures. */
	pictogram?: string;
}

/** One message to the person, in words; how it looks is the channel's (src/channels). */
export interface Message {
	language: Language;
	/** Plain text; paragraphs parted by an empty line. */
	text: string;
	/** The name of the staff member who says it; absent: the bot does. */
	by?: string;
	/** A pictogram of the bundle, and what it shows. */
	pictogram?: { name: string; alt: string };
	/** The person asked for pictures: choices show pictogram and number, a topic's pictogram is large. */
	pictures?: true;
	/** Something to hear instead of a text. What `text` says then stands beside it, and may be nothing. */
	sound?: HeardSound;
	/** All choices in order: typing n means the nth, on every channel and every page. */
	choices: Choice[];
	/** Where only few choices can be shown: `menu` lists them all, `topic` keeps its ways out first and folds the rest. */
	shape: 'menu' | 'topic';
	/** Which page of the choices to show, from 1; a channel that shows all ignores it. */
	page: number;
	/** The person agreed beforehand to be written to: where words are not taken any more, a neutral line may say so. */
	agreed?: true;
}

/** The audio of a topic. */
export interface HeardSound {
	topic: StepId;
	/** Of the file: src/flow/bundle.ts. */
	hash: string;
	seconds: number;
	/** The topic's title. */
	title: string;
	/** The same in words, for where it cannot be played. */
	instead: string;
}

/** What a turn decided. */
export type Effect =
	/** `order`: whose words these are, so that their fate can be told. */
	| { do: 'say'; message: Message; order?: string }
	/** To the Desk. */
	| { do: 'letter'; letter: Drafted }
	/** Leave the screen: the web chat goes to a harmless page and its visit is erased. */
	| { do: 'close' }
	/** Erase everything about this person, after what is said in this turn has been handed to the channel. */
	| { do: 'erase' }
	/** Remove from the chat what the channel can, on both sides; what is said in this turn stays. */
	| { do: 'wipe' }
	| { do: 'wake'; timer: TimerName; at: StepId; due: number }
	| { do: 'cancel'; timer: TimerName };

export interface Turn {
	conversation: Conversation;
	effects: Effect[];
	/** An order that does not fit the phase or the owner: nothing was changed or said. */
	refused?: true;
}
