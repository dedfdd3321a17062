/** What each method takes, with the limits of Bot API 10.3. An unknown parameter is refused here; Telegram ignores it. */
import { API_CONSTANTS } from 'grammy';
import { z } from 'zod';
import { badRequest } from './refuse.ts';

const int = z.int();
/** A number, or one written as a string. */
const chat_id = z.union([
	int,
	z
		.string()
		.regex(/^-?\d+$/)
		.transform(Number),
]);
const flag = z.boolean();

function words(empty: string, long: string, most: number) {
	return z
		.string()
		.refine((text) => text.isWellFormed(), 'strings must be encoded in UTF-8')
		.refine((text) => text.trim() !== '', empty)
		.refine((text) => text.length <= most, long);
}

const text = words('message text is empty', 'message is too long', 4096);
const caption = words('message caption is empty', 'message caption is too long', 1024);
const link_preview_options = z.strictObject({ is_disabled: flag });

const button = z.strictObject({
	text: words('text buttons are unallowed in the inline keyboard', 'BUTTON_TEXT_TOO_LONG', 256),
	callback_data: z.string().refine((data) => {
		const { length } = new TextEncoder().encode(data);
		return length >= 1 && length <= 64;
	}, 'BUTTON_DATA_INVALID'),
});
const reply_markup = z.strictObject({
	inline_keyboard: z
		.array(z.array(button).min(1, 'a row of buttons is empty').max(8, 'a row has more than 8 buttons'))
		.refine((rows) => rows.flat().length <= 100, 'REPLY_MARKUP_TOO_LONG'),
});

/** ISO 639-1, two letters; empty or missing: for everybody else. */
const language_code = z.string().regex(/^([a-z]{2})?$/, 'invalid language code specified');
const update_kind = z.enum(API_CONSTANTS.ALL_UPDATE_TYPES, 'unknown kind of update');
const allowed_updates = z.array(update_kind);
const empty = z.strictObject({});

/** Https, and http only to this machine, for tests. */
function isWebhookUrl(url: string): boolean {
	if (url === '') return true;
	if (!URL.canParse(url)) return false;
	const { protocol, hostname } = new URL(url);
	return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname));
}

export const parameters = {
	getMe: empty,
	getWebhookInfo: empty,
	getUpdates: z.strictObject({
		offset: int.optional(),
		limit: int.min(1).max(100).optional(),
		timeout: int.min(0).max(50).optional(),
		allowed_updates: allowed_updates.optional(),
	}),
	setWebhook: z.strictObject({
		url: z.string().refine(isWebhookUrl, 'bad webhook: An HTTPS URL must be provided for webhook'),
		secret_token: z
			.string()
			.regex(/^[A-Za-z0-9_-]{1,256}$/, 'secret token contains unallowed characters')
			.optional(),
		allowed_updates: allowed_updates.optional(),
		max_connections: int.min(1).max(100).optional(),
		drop_pending_updates: flag.optional(),
	}),
	deleteWebhook: z.strictObject({ drop_pending_updates: flag.optional() }),
	sendMessage: z.strictObject({
		chat_id,
		text,
		protect_content: flag.optional(),
		link_preview_options: link_preview_options.optional(),
		reply_markup: reply_markup.optional(),
	}),
	sendPhoto: z.strictObject({
		chat_id,
		photo: z.string().min(1),
		caption: caption.optional(),
		protect_content: flag.optional(),
		reply_markup: reply_markup.optional(),
	}),
	sendVoice: z.strictObject({
		chat_id,
		voice: z.string().min(1),
		caption: caption.optional(),
		duration: int.min(0).optional(),
		protect_content: flag.optional(),
		reply_markup: reply_markup.optional(),
	}),
	editMessageText: z.strictObject({
		chat_id,
		message_id: int,
		text,
		link_preview_options: link_preview_options.optional(),
		reply_markup: reply_markup.optional(),
	}),
	deleteMessage: z.strictObject({ chat_id, message_id: int }),
	deleteMessages: z.strictObject({
		chat_id,
		message_ids: z.array(int).min(1, 'message identifiers are not specified').max(100, 'too many message identifiers'),
	}),
	answerCallbackQuery: z.strictObject({
		callback_query_id: z.string().min(1),
		text: z.string().max(200, 'MESSAGE_TOO_LONG').optional(),
		show_alert: flag.optional(),
	}),
	leaveChat: z.strictObject({ chat_id }),
	setMyCommands: z.strictObject({
		commands: z
			.array(
				z.strictObject({
					command: z.string().regex(/^[a-z0-9_]{1,32}$/, 'BOT_COMMAND_INVALID'),
					description: words('command description is empty', 'BOT_COMMAND_DESCRIPTION_INVALID', 256),
				}),
			)
			.max(100, 'too many commands'),
		language_code: language_code.optional(),
	}),
	setMyDescription: z.strictObject({
		description: z.string().max(512, 'the description is too long').optional(),
		language_code: language_code.optional(),
	}),
	setMyShortDescription: z.strictObject({
		short_description: z.string().max(120, 'the short description is too long').optional(),
		language_code: language_code.optional(),
	}),
} as const;

export type Method = keyof typeof parameters;
export type Taken<M extends Method> = z.infer<(typeof parameters)[M]>;
export type ReplyMarkup = z.infer<typeof reply_markup>;
export type UpdateKind = z.infer<typeof update_kind>;

export function isMethod(name: string): name is Method {
	return Object.hasOwn(parameters, name);
}

/** Throws `Refused`. */
export function check<M extends Method>(method: M, values: Record<string, unknown>): Taken<M> {
	const parsed = parameters[method].safeParse(values);
	if (parsed.success) return parsed.data as Taken<M>;
	const issue = parsed.error.issues[0];
	if (issue?.code === 'unrecognized_keys') throw badRequest(`unknown parameter "${issue.keys.join('", "')}"`);
	const where = issue?.path.join('.') ?? '';
	throw badRequest(
		issue?.code === 'invalid_type' ? `parameter "${where}" is missing or of a wrong type` : (issue?.message ?? where),
	);
}
