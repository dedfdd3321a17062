/**
 * What tests tell the fake and ask of it: `POST /control/<order>` with the secret it printed as a bearer token.
 * One order, one JSON object; the answer is JSON.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Bot, type Chat } from './bot.ts';
import { Fault } from './faults.ts';

const id = z.int();
const token = z.string();
const orders = {
	/** A new bot, with a token nobody has written down. */
	bot: z.strictObject({}),
	/** Updates, as the Bot API words them; ids that are missing are given. */
	push: z.strictObject({
		token,
		updates: z.array(z.record(z.string(), z.unknown())),
		times: z.int().min(1).default(1),
	}),
	fault: z.strictObject({
		token,
		method: z.string(),
		fault: Fault,
		chat: id.optional(),
		times: z.int().min(1).default(1),
	}),
	heal: z.strictObject({ token }),
	pace: z.strictObject({ token, overall: z.number().min(0), each: z.number().min(0), burst: z.int().min(1) }),
	updates: z.strictObject({
		token,
		repeat: z.number().optional(),
		patience: z.number().optional(),
		lanes: z.enum(['chat', 'none']).optional(),
	}),
	/** A chat that exists without an update. `closed`: the person has blocked the bot. `tooOld`: messages of three days ago. */
	chat: z.strictObject({
		token,
		id,
		type: z.string().default('private'),
		closed: z.boolean().default(false),
		tooOld: z.array(id).default([]),
	}),
	ledger: z.strictObject({ token, after: z.int().default(0), wait: z.number().default(0) }),
	look: z.strictObject({ token }),
};
type Order = keyof typeof orders;
type Given<O extends Order> = z.infer<(typeof orders)[O]>;

export class Control {
	readonly bots = new Map<string, Bot>();
	#queries = 0;

	/** Throws for an order that is none: a test's mistake, said at once. */
	async obey(name: string, body: unknown): Promise<unknown> {
		if (!Object.hasOwn(orders, name)) throw new Error(`no order "${name}"`);
		const order = name as Order;
		return this.#run[order](orders[order].parse(body) as never);
	}

	readonly #run: { [O in Order]: (given: Given<O>) => unknown } = {
		bot: () => {
			const bot = new Bot(`${100_000_000 + randomBytes(4).readUInt32BE()}:${randomBytes(26).toString('base64url')}`);
			this.bots.set(bot.token, bot);
			return { token: bot.token };
		},
		push: ({ token, updates, times }) => {
			const bot = this.#bot(token);
			return updates.map((update) => this.#push(bot, update, times));
		},
		fault: ({ token, ...scripted }) => {
			this.#bot(token).faults.add(scripted);
			return {};
		},
		heal: ({ token }) => {
			this.#bot(token).faults.clear();
			return {};
		},
		pace: ({ token, ...pace }) => {
			this.#bot(token).pacer.pace = pace;
			return {};
		},
		updates: ({ token, repeat, patience, lanes }) => {
			const { updates } = this.#bot(token);
			const { settings } = updates;
			updates.settings = {
				repeat: repeat ?? settings.repeat,
				patience: patience ?? settings.patience,
				lanes: lanes ?? settings.lanes,
			};
			return {};
		},
		chat: ({ token, id, type, closed, tooOld }) => {
			const chat = this.#bot(token).open(id, type);
			chat.closed = closed;
			for (const old of tooOld.flatMap((message) => chat.messages.get(message) ?? [])) old.at -= 72 * 3_600_000;
			return {};
		},
		ledger: ({ token, after, wait }) => this.#bot(token).ledger.after(after, wait),
		look: ({ token }) => {
			const { updates, ledger, profile, chats, queries } = this.#bot(token);
			return {
				pending: updates.pending,
				deliveries: updates.deliveries,
				polls: updates.polls,
				webhook: updates.webhook ?? null,
				allowed: updates.allowed,
				refusals: ledger.refusals,
				profile: Object.fromEntries(profile),
				chats: [...chats.values()].map((chat) => ({ ...chat, messages: [...chat.messages.values()] })),
				unanswered: [...queries].flatMap(([query, answered]) => (answered ? [] : [query])),
			};
		},
	};

	#bot(token: string): Bot {
		const bot = this.bots.get(token);
		if (!bot) throw new Error('no bot has this token');
		return bot;
	}

	/** Opens the chat, puts the person's message in it, and gives what only Telegram gives: message and query ids. */
	#push(bot: Bot, update: Record<string, unknown>, times: number): number {
		const message = objectIn(update, 'message');
		const query = objectIn(update, 'callback_query');
		const member = objectIn(update, 'my_chat_member');
		const tapped = objectIn(query, 'message');
		const chat = openChat(bot, objectIn(message ?? member ?? tapped, 'chat'));
		if (chat && member) chat.closed = ['kicked', 'left'].includes(String(objectIn(member, 'new_chat_member')?.status));
		if (chat && message) {
			message.message_id ??= chat.last + 1;
			const given = Number(message.message_id);
			chat.last = Math.max(chat.last, given);
			const text = typeof message.text === 'string' ? message.text : undefined;
			chat.messages.set(given, {
				message_id: given,
				by: 'person',
				text,
				picture: false,
				markup: undefined,
				at: Date.now(),
			});
		}
		if (query) {
			query.id ??= `query-${++this.#queries}`;
			bot.queries.set(String(query.id), bot.queries.get(String(query.id)) ?? false);
			const standing = tapped && chat?.messages.get(Number(tapped.message_id));
			if (chat && standing) query.message = bot.show(chat, standing);
		}
		return bot.updates.push(update, chat ? String(chat.id) : 'no chat', times);
	}
}

function objectIn(around: Record<string, unknown> | undefined, key: string): Record<string, unknown> | undefined {
	const value = around?.[key];
	return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

function openChat(bot: Bot, chat: Record<string, unknown> | undefined): Chat | undefined {
	if (!chat || !Number.isSafeInteger(chat.id)) return undefined;
	return bot.open(Number(chat.id), String(chat.type));
}
