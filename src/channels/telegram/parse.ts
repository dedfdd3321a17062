/**
 * An update of the Bot API → what it says; nothing that comes makes it throw. What it says is built anew from the few
 * fields that are named here, so that a name or username cannot come through.
 *
 *   {"update_id":1,"message":{"message_id":5,"from":{"id":7,"language_code":"ro",…},"chat":{"id":7,"type":"private",…},"text":"/start"}}
 */
import { z } from 'zod';
import type { Language } from '../../flow/bundle.ts';
import type { Inbound } from '../../flow/turn.ts';
import { guessLanguage } from '../web/guess.ts';
import { mediaOf } from './media.ts';
import type { Ignored, Update } from './update.ts';

/** Beyond 2^53 two people would have one id: such a number is none. */
const id = z.int();
const Chat = z.object({ id, type: z.string() });
/** What is not needed to answer may be missing or misshapen. */
const From = z
	.object({ is_bot: z.boolean().catch(false), language_code: z.string().optional().catch(undefined) })
	.catch({ is_bot: false, language_code: undefined });
const Message = z.object({
	message_id: id,
	chat: Chat,
	from: From,
	text: z.string().optional(),
	caption: z.string().optional().catch(undefined),
	media_group_id: z.string().optional().catch(undefined),
	migrate_to_chat_id: id.optional(),
});
const Query = z.object({
	id: z.string().min(1),
	from: From,
	data: z.string().catch(''),
	message: z.object({ message_id: id, chat: Chat }).optional(),
});
const Member = z.object({ chat: Chat, new_chat_member: z.object({ status: z.string() }) });

/** `/start`, alone or with the payload of a link: `t.me/bot?start=ro`. */
const start = /^\s*\/start(?:@\w+)?(?:\s+([A-Za-z0-9_-]{1,64}))?\s*$/;
/** Longer than any id of a bundle; the core does not know a cut one. */
const DATA_LONG = 64;

const Envelope = z.object({
	update_id: id.min(0),
	message: z.unknown().optional(),
	callback_query: z.unknown().optional(),
	my_chat_member: z.unknown().optional(),
	channel_post: z.unknown().optional(),
	edited_message: z.unknown().optional(),
	edited_channel_post: z.unknown().optional(),
});

/** Undefined when it has no id that Telegram could have given: then it is no update, and cannot be confirmed. */
export type Parse = (update: unknown) => Update | undefined;

export function openParse(languages: readonly Language[]): Parse {
	return (update) => {
		const parsed = Envelope.safeParse(update);
		return parsed.success ? { id: String(parsed.data.update_id), ...read(parsed.data, languages) } : undefined;
	};
}

/** An update, whose id may be another than the envelope's. */
type Content = DistributiveOmit<Update, 'id'> & { id?: string };
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function read(envelope: z.infer<typeof Envelope>, languages: readonly Language[]): Content {
	const { message, callback_query, my_chat_member, channel_post, edited_message, edited_channel_post } = envelope;
	if (message !== undefined) return readMessage(message, languages);
	if (callback_query !== undefined) return readQuery(callback_query, languages);
	if (my_chat_member !== undefined) return readMember(my_chat_member);
	if (channel_post !== undefined) return readPost(channel_post);
	return nothing(edited_message === undefined && edited_channel_post === undefined ? 'unknown' : 'edited');
}

function nothing(kind: Ignored): Content {
	return { is: 'nothing', kind };
}

function readMessage(value: unknown, languages: readonly Language[]): Content {
	const parsed = Message.safeParse(value);
	if (!parsed.success) return nothing('misshapen');
	const { chat, from, message_id, text, caption, media_group_id, migrate_to_chat_id } = parsed.data;
	if (migrate_to_chat_id !== undefined) return { is: 'moved', from: String(chat.id), to: String(migrate_to_chat_id) };
	if (chat.type !== 'private') return inGroup(chat);
	if (from.is_bot) return nothing('bot');
	const address = String(chat.id);
	const message = String(message_id);
	const said = { is: 'said' as const, address, message };
	if (text !== undefined) return { ...said, ...readText(text, from.language_code, languages) };
	const of = mediaOf(Object(value));
	if (of === 'service') return nothing('service');
	// A place or somebody's number has no words that are the sender's own.
	const words = of === 'contact' || of === 'location' ? undefined : caption;
	return {
		...said,
		inbound: { kind: 'media', of, ...(words !== undefined && { words }) },
		guess: guessLanguage(from.language_code ?? null, languages),
		// Ten pictures sent at once are answered once; but words under one of them are always read.
		...(media_group_id !== undefined && words === undefined && { id: `album ${address} ${media_group_id}` }),
	};
}

/** Forwarded words are words; whose they were is not looked at. */
function readText(
	text: string,
	code: string | undefined,
	languages: readonly Language[],
): { inbound: Inbound; guess: Language } {
	const guess = guessLanguage(code ?? null, languages);
	const link = start.exec(text);
	if (!link) return { inbound: { kind: 'text', text }, guess };
	const asked = link[1]?.toLowerCase().replaceAll('_', '-');
	const wanted = languages.find((language) => language.toLowerCase() === asked);
	return { inbound: { kind: 'text', text: '/start' }, guess: wanted ?? guess };
}

function readQuery(value: unknown, languages: readonly Language[]): Content {
	const parsed = Query.safeParse(value);
	if (!parsed.success) return nothing('misshapen');
	const { id: query, from, data, message } = parsed.data;
	const tap = { query, on: message && String(message.message_id) };
	if (message?.chat.type !== 'private') return { ...nothing('no-chat'), tap };
	return {
		is: 'said',
		address: String(message.chat.id),
		inbound: { kind: 'choice', id: data.slice(0, DATA_LONG) },
		guess: guessLanguage(from.language_code ?? null, languages),
		message: undefined,
		tap,
	};
}

function readMember(value: unknown): Content {
	const parsed = Member.safeParse(value);
	if (!parsed.success) return nothing('misshapen');
	const { chat, new_chat_member } = parsed.data;
	const out = ['kicked', 'left'].includes(new_chat_member.status);
	if (chat.type === 'private') return { is: out ? 'blocked' : 'unblocked', address: String(chat.id) };
	return out ? nothing('left-group') : inGroup(chat);
}

function readPost(value: unknown): Content {
	const parsed = z.object({ chat: Chat }).safeParse(value);
	return parsed.success ? inGroup(parsed.data.chat) : nothing('misshapen');
}

function inGroup({ id, type }: z.infer<typeof Chat>): Content {
	return ['group', 'supergroup', 'channel'].includes(type) ? { is: 'group', chat: String(id) } : nothing('no-chat');
}
