/** One message of the outbox to one person. Queues, pacing and retries are the delivery's: src/channels/sender.ts. */
import type { Message } from '../../flow/turn.ts';
import type { Log } from '../../log.ts';
import type { Drawn } from '../grid.ts';
import { drawPicture, keyOf, type Picture } from '../picture.ts';
import type { Outgoing, Route, Sender, Sent } from '../sender.ts';
import type { ReadSound } from '../sounds.ts';
import { type TelegramApi, within } from './api.ts';
import { openAttach } from './attach.ts';
import { judge } from './judge.ts';
import type { Button } from './keyboard.ts';
import { PlainMenus } from './menus.ts';
import type { Shown } from './render.ts';
import { wipe } from './wipe.ts';

/** How long one call may take, in ms. */
const PATIENCE = 10_000;
/** For a picture or a sound, which can be done without. */
const FILE_PATIENCE = 6_000;

export interface SenderOptions {
	api: TelegramApi;
	render: (message: Message) => Shown;
	/** For drawing pictures. */
	bundle: Drawn;
	readSound: ReadSound;
	log: Pick<Log, 'warn'>;
	/** Epoch ms. */
	clock: () => number;
	/** How long one call may take, in ms. */
	patience?: { call: number; file: number };
}

/** The choices under a message, as every method takes them. */
interface Markup {
	reply_markup?: { inline_keyboard: Button[][] };
}

export function openSender(options: SenderOptions): Sender {
	const { api, render, bundle, readSound } = options;
	const menus = new PlainMenus();
	const patience = options.patience ?? { call: PATIENCE, file: FILE_PATIENCE };
	const attach = openAttach(options);

	/** In the place of the menu that was tapped; undefined: it has to be sent anew. */
	async function replace(chat_id: number, message_id: number, text: string, markup: Markup): Promise<Sent | undefined> {
		try {
			const call = { chat_id, message_id, text, ...noPreview, ...markup };
			await api.editMessageText(call, within(patience.call));
		} catch (error) {
			const failure = judge(error);
			if (failure.outcome === 'refused' && failure.why !== 'not-modified') return undefined;
			if (failure.outcome !== 'refused') return failure;
		}
		return { outcome: 'sent', ids: [String(message_id)] };
	}

	async function sendTexts(chat_id: number, texts: readonly string[], markup: Markup): Promise<Sent> {
		const ids: string[] = [];
		for (const [n, text] of texts.entries()) {
			const call = { chat_id, text, protect_content: true, ...noPreview, ...(n === texts.length - 1 && markup) };
			try {
				ids.push(String((await api.sendMessage(call, within(patience.call))).message_id));
			} catch (error) {
				return judge(error);
			}
		}
		return { outcome: 'sent', ids };
	}

	/** Under its caption; undefined: the words go without. */
	function sendPicture(chat_id: number, picture: Picture, caption: string, markup: Markup): Promise<Sent | undefined> {
		return attach({
			what: 'picture',
			key: keyOf(picture),
			filename: 'picture.png',
			bytes: () => drawPicture(bundle, picture),
			async send(photo) {
				const call = { chat_id, photo, caption, protect_content: true, ...markup };
				const sent = await api.sendPhoto(call, within(patience.file));
				return { message: sent.message_id, file: sent.photo.at(-1)?.file_id };
			},
		});
	}

	/** Alone: what can be chosen stands above it. Undefined: the words have to go instead. */
	function sendSound(
		chat_id: number,
		{ hash, seconds, caption }: NonNullable<Shown['sound']>,
	): Promise<Sent | undefined> {
		return attach({
			what: 'sound',
			key: hash,
			filename: 'sound.ogg',
			bytes: () => readSound(hash),
			async send(voice) {
				const beside = caption === '' ? {} : { caption };
				const call = { chat_id, voice, duration: Math.ceil(seconds), protect_content: true, ...beside };
				const sent = await api.sendVoice(call, within(patience.file));
				return { message: sent.message_id, file: sent.voice.file_id };
			},
		});
	}

	async function show(chat_id: number, address: string, shown: Shown, latest: string | undefined): Promise<Sent> {
		const { texts, keyboard, picture, sound, plain } = shown;
		const heard = sound && (await sendSound(chat_id, sound));
		if (heard) return heard;
		const markup: Markup = keyboard.length > 0 ? { reply_markup: { inline_keyboard: keyboard } } : {};
		const [text = ''] = texts;
		const place = plain && latest !== undefined && menus.has(address, latest) ? Number(latest) : undefined;
		const replaced = place === undefined ? undefined : await replace(chat_id, place, text, markup);
		if (replaced) return replaced;
		const pictured = picture === undefined ? undefined : await sendPicture(chat_id, picture, text, markup);
		return pictured ?? sendTexts(chat_id, texts, markup);
	}

	return {
		pace: { overall: 30, each: 1, burst: 3 },
		async send({ address }: Route, { message, latest }: Outgoing): Promise<Sent> {
			const shown = render(message);
			const sent = await show(Number(address), address, shown, latest);
			if (sent.outcome === 'sent') menus.set(address, shown.plain ? sent.ids.at(-1) : undefined);
			return sent;
		},
		async wipe({ address }: Route, ids: readonly string[]): Promise<void> {
			menus.set(address, undefined);
			const known = [...new Set(ids.map(Number))].filter(Number.isSafeInteger);
			await wipe(api, Number(address), known, patience.call);
		},
	};
}

const noPreview = { link_preview_options: { is_disabled: true } } as const;
