/** What each method does, once its parameters have been checked. */

import { readPng, readVoice } from '../file-kinds.ts';
import type { Bot, Chat, Standing } from './bot.ts';
import { buttonsOf } from './bot.ts';
import type { Entry } from './ledger.ts';
import type { Upload } from './multipart.ts';
import type { Method, Taken } from './parameters.ts';
import { badRequest } from './refuse.ts';

/** 48 hours: after that a bot deletes nothing, ms. */
const DELETABLE = 48 * 3_600_000;
/** Telegram takes photos of up to 10 MB, voice messages of up to 50. */
const PHOTO = 10 << 20;
const VOICE = 50 << 20;
/** Width and height of a photo together, and how much longer one may be than the other. */
const PHOTO_SIDES = 10_000;
const PHOTO_RATIO = 20;

type Run<M extends Method> = (bot: Bot, taken: Taken<M>, files: Record<string, Upload>, gone: AbortSignal) => unknown;

export const methods: { [M in Method]: Run<M> } = {
	getMe: ({ id }) => ({ id, is_bot: true, first_name: 'Fake', username: 'fake_bot', can_join_groups: true }),

	getUpdates: (bot, taken, _, gone) => bot.updates.get(taken, gone),

	setWebhook(bot, taken) {
		const { url, secret_token, allowed_updates, max_connections = 40, drop_pending_updates } = taken;
		note(bot, 'setWebhook', taken);
		bot.updates.allow(allowed_updates);
		if (drop_pending_updates) bot.updates.drop();
		bot.updates.start(url === '' ? undefined : { url, secret_token, max_connections });
		return true;
	},

	deleteWebhook(bot, taken) {
		note(bot, 'deleteWebhook', taken);
		if (taken.drop_pending_updates) bot.updates.drop();
		bot.updates.start(undefined);
		return true;
	},

	getWebhookInfo: ({ updates }) => ({
		url: updates.webhook?.url ?? '',
		has_custom_certificate: false,
		pending_update_count: updates.pending.length,
		allowed_updates: updates.allowed,
	}),

	sendMessage(bot, taken) {
		const chat = bot.chat(taken.chat_id);
		bot.pace(chat.id);
		const said = bot.say(chat, { text: taken.text, picture: false, markup: taken.reply_markup });
		return record(bot, 'sendMessage', chat, said, taken);
	},

	sendPhoto(bot, taken, files) {
		const chat = bot.chat(taken.chat_id);
		const uploaded = taken.photo.startsWith('attach://');
		if (uploaded) checkPicture(files[taken.photo.slice('attach://'.length)]);
		else if (!bot.files.has(taken.photo)) throw badRequest('wrong file identifier/HTTP URL specified');
		bot.pace(chat.id);
		const file_id = uploaded ? `photo-${bot.id}-${bot.files.size + 1}` : taken.photo;
		bot.files.add(file_id);
		const said = bot.say(chat, { text: taken.caption, picture: true, markup: taken.reply_markup });
		const shown = record(bot, 'sendPhoto', chat, said, taken, { photo: uploaded ? 'uploaded' : 'by file_id' });
		const sizes = [90, 320, 512].map((width) => ({
			file_id: width === 512 ? file_id : `${file_id}-${width}`,
			file_unique_id: `unique-${file_id}-${width}`,
			width,
			height: width,
		}));
		return { ...shown, photo: sizes };
	},

	sendVoice(bot, taken, files) {
		const chat = bot.chat(taken.chat_id);
		const uploaded = taken.voice.startsWith('attach://');
		if (uploaded) checkVoice(files[taken.voice.slice('attach://'.length)]);
		else if (!bot.files.has(taken.voice)) throw badRequest('wrong file identifier/HTTP URL specified');
		bot.pace(chat.id);
		const file_id = uploaded ? `voice-${bot.id}-${bot.files.size + 1}` : taken.voice;
		bot.files.add(file_id);
		const said = bot.say(chat, { text: taken.caption, picture: true, markup: taken.reply_markup });
		const shown = record(bot, 'sendVoice', chat, said, taken, { voice: uploaded ? 'uploaded' : 'by file_id' });
		const { duration = 0 } = taken;
		return { ...shown, voice: { file_id, file_unique_id: `unique-${file_id}`, duration, mime_type: 'audio/ogg' } };
	},

	editMessageText(bot, taken) {
		const chat = bot.chat(taken.chat_id);
		const message = chat.messages.get(taken.message_id);
		if (!message) throw badRequest('message to edit not found');
		if (message.by === 'person') throw badRequest("message can't be edited");
		if (message.picture) throw badRequest('there is no text in the message to edit');
		if (message.text === taken.text && same(message.markup, taken.reply_markup)) {
			throw badRequest(
				'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
			);
		}
		bot.pace(chat.id);
		message.text = taken.text;
		message.markup = taken.reply_markup;
		return record(bot, 'editMessageText', chat, message, taken);
	},

	deleteMessage(bot, taken) {
		remove(bot.chat(taken.chat_id), [taken.message_id], true);
		note(bot, 'deleteMessage', taken, taken.chat_id);
		return true;
	},

	deleteMessages(bot, taken) {
		remove(bot.chat(taken.chat_id), taken.message_ids, false);
		note(bot, 'deleteMessages', taken, taken.chat_id);
		return true;
	},

	answerCallbackQuery(bot, taken) {
		if (!bot.queries.has(taken.callback_query_id)) {
			throw badRequest('query is too old and response timeout expired or query ID is invalid');
		}
		bot.queries.set(taken.callback_query_id, true);
		note(bot, 'answerCallbackQuery', taken);
		return true;
	},

	leaveChat(bot, taken) {
		const chat = bot.chat(taken.chat_id);
		if (chat.type === 'private') throw badRequest("chat can't be left");
		chat.closed = true;
		note(bot, 'leaveChat', taken, chat.id);
		return true;
	},

	setMyCommands: (bot, taken) => describe(bot, 'setMyCommands', taken),
	setMyDescription: (bot, taken) => describe(bot, 'setMyDescription', taken),
	setMyShortDescription: (bot, taken) => describe(bot, 'setMyShortDescription', taken),
};

function note(bot: Bot, method: Method, parameters: object, chat?: number): void {
	bot.ledger.add({ method, parameters: { ...parameters }, ...(chat !== undefined && { chat }) });
}

function record<M extends 'sendMessage' | 'sendPhoto' | 'sendVoice' | 'editMessageText'>(
	bot: Bot,
	method: M,
	chat: Chat,
	said: Standing,
	parameters: Taken<M>,
	file: Pick<Entry, 'photo' | 'voice'> = {},
): Record<string, unknown> {
	bot.ledger.add({
		method,
		chat: chat.id,
		message_id: said.message_id,
		...(said.text !== undefined && { text: said.text }),
		buttons: buttonsOf(said.markup),
		...file,
		parameters: { ...parameters },
	});
	return bot.show(chat, said);
}

function describe(bot: Bot, method: Method, parameters: { language_code?: string | undefined }): true {
	bot.profile.set(`${method} ${parameters.language_code ?? ''}`.trim(), { ...parameters });
	note(bot, method, parameters);
	return true;
}

/** What cannot be found is passed over; what is too old is not. @param strict a single one must be there */
function remove(chat: Chat, ids: readonly number[], strict: boolean): void {
	const found = ids.flatMap((id) => chat.messages.get(id) ?? []);
	if (strict && found.length === 0) throw badRequest('message to delete not found');
	if (found.some(({ at }) => at < Date.now() - DELETABLE)) throw badRequest("message can't be deleted for everyone");
	for (const { message_id } of found) chat.messages.delete(message_id);
}

function checkPicture(file: Upload | undefined): void {
	if (!file) throw badRequest("the attached file isn't there");
	if (file.bytes.length > PHOTO) throw badRequest('file is too big');
	const png = readPng(file.bytes);
	if (png?.bits !== 8) throw badRequest('IMAGE_PROCESS_FAILED');
	const { width, height } = png;
	const tooLong = Math.max(width, height) / Math.min(width, height) > PHOTO_RATIO;
	if (width + height > PHOTO_SIDES || tooLong) throw badRequest('PHOTO_INVALID_DIMENSIONS');
}

/** What is no Opus in Ogg would come as a file, and not as something to be played. */
function checkVoice(file: Upload | undefined): void {
	if (!file) throw badRequest("the attached file isn't there");
	if (file.bytes.length > VOICE) throw badRequest('file is too big');
	if (!readVoice(file.bytes)) throw badRequest('the voice message is no Opus in Ogg');
}

function same(a: Standing['markup'], b: Standing['markup']): boolean {
	return JSON.stringify(a?.inline_keyboard ?? []) === JSON.stringify(b?.inline_keyboard ?? []);
}
