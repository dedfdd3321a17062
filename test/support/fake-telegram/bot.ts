/** One bot of the fake: its chats, what it has said, what waits for it. Many live in one process and know nothing of each other. */
import { Faults } from './faults.ts';
import { type Button, Ledger } from './ledger.ts';
import { Pacer } from './pace.ts';
import type { ReplyMarkup } from './parameters.ts';
import { badRequest, Refused } from './refuse.ts';
import { Updates } from './updates.ts';

/** A message that stands in a chat. */
export interface Standing {
	message_id: number;
	by: 'bot' | 'person';
	/** Undefined for a message without words. */
	text: string | undefined;
	/** A photo or a voice message, whose words are its caption. */
	picture: boolean;
	markup: ReplyMarkup | undefined;
	/** Epoch ms. */
	at: number;
}

export interface Chat {
	id: number;
	type: string;
	last: number;
	messages: Map<number, Standing>;
	/** The person has blocked the bot, or the bot has left. */
	closed: boolean;
}

export class Bot {
	readonly token: string;
	readonly id: number;
	readonly ledger = new Ledger();
	readonly faults = new Faults();
	readonly pacer = new Pacer({ overall: 30, each: 1, burst: 3 });
	readonly updates: Updates;
	readonly chats = new Map<number, Chat>();
	/** Ids of uploaded files. */
	readonly files = new Set<string>();
	/** Callback queries that were handed out; the answered ones are true. */
	readonly queries = new Map<string, boolean>();
	/** `setMyCommands ro` → its parameters. */
	readonly profile = new Map<string, Record<string, unknown>>();

	constructor(token: string) {
		this.token = token;
		this.id = Number(token.split(':')[0]);
		this.updates = new Updates(100_000_000 + Math.floor(Math.random() * 1_000_000));
	}

	/** The chat as one that has written to the bot before, or the bot could not write to it. */
	open(id: number, type: string): Chat {
		const known = this.chats.get(id);
		if (known) return known;
		const chat: Chat = { id, type, last: 0, messages: new Map(), closed: false };
		this.chats.set(id, chat);
		return chat;
	}

	/** Throws `Refused`. */
	chat(id: number): Chat {
		const chat = this.chats.get(id);
		if (!chat) throw badRequest('chat not found');
		if (!chat.closed) return chat;
		throw new Refused(
			403,
			chat.type === 'private'
				? 'Forbidden: bot was blocked by the user'
				: 'Forbidden: bot was kicked from the group chat',
		);
	}

	/** Throws `Refused` when too much is said at once. */
	pace(chat: number): void {
		const seconds = this.pacer.take(chat, performance.now());
		if (seconds === 0) return;
		throw new Refused(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
	}

	say(chat: Chat, said: Omit<Standing, 'message_id' | 'by' | 'at'>): Standing {
		const message: Standing = { message_id: ++chat.last, by: 'bot', at: Date.now(), ...said };
		chat.messages.set(message.message_id, message);
		return message;
	}

	/** The message as the API gives it back. */
	show(chat: Chat, { message_id, by, text, picture, markup, at }: Standing): Record<string, unknown> {
		const first_name = by === 'bot' ? 'Fake' : 'Person';
		return {
			message_id,
			from: { id: by === 'bot' ? this.id : chat.id, is_bot: by === 'bot', first_name },
			chat: { id: chat.id, type: chat.type, first_name: 'Person' },
			date: Math.floor(at / 1000),
			...(text !== undefined && { [picture ? 'caption' : 'text']: text }),
			...(markup && { reply_markup: markup }),
		};
	}
}

export function buttonsOf(markup: ReplyMarkup | undefined): Button[][] {
	return (markup?.inline_keyboard ?? []).map((row) =>
		row.map(({ text, callback_data }) => ({ text, data: callback_data })),
	);
}
