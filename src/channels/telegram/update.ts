/** What an update says, in our words. No name, username, title, origin, file or place stands in it. */
import type { Language } from '../../flow/bundle.ts';
import type { Inbound } from '../../flow/turn.ts';

/** A callback query, which has to be answered or the button goes on turning. */
interface Tap {
	query: string;
	/** The message of ours that carries the button; undefined when Telegram does not say. */
	on: string | undefined;
}

interface Common {
	/** By this it is known when it comes again; all pictures of one album have the same. */
	id: string;
	tap?: Tap;
}

export type Update = Common &
	(
		| {
				is: 'said';
				/** Id of the private chat. */
				address: string;
				inbound: Inbound;
				/** By the language of their app, or of the link they came by; one of the bundle's. */
				guess: Language;
				/** Id of the person's own message, for "wipe this chat". A tap makes none. */
				message: string | undefined;
		  }
		/** The person blocked the bot: nothing more is sent. */
		| { is: 'blocked'; address: string }
		| { is: 'unblocked'; address: string }
		/** A group became a supergroup, under another id. */
		| { is: 'moved'; from: string; to: string }
		/** The bot is in a group or channel, where it has no business unless it is the staff group. */
		| { is: 'group'; chat: string }
		/** Nothing for a conversation. `kind` is from a closed list, never of the sender's making. */
		| { is: 'nothing'; kind: Ignored }
	);

export type Ignored = 'misshapen' | 'unknown' | 'bot' | 'service' | 'edited' | 'left-group' | 'no-chat';
