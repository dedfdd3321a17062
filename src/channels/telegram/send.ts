/** One message of the outbox to one person. Queues, pacing and retries are the delivery's: src/channels/sender.ts. */
import { InputFile } from 'grammy';
import type { Bundle } from '../../flow/open.ts';
import type { Message } from '../../flow/turn.ts';
import type { Log } from '../../log.ts';
import type { Outgoing, Route, Sender, Sent } from '../sender.ts';
import { type TelegramApi, within } from './api.ts';
import { type Failure, judge } from './judge.ts';
import type { Button } from './keyboard.ts';
import { PlainMenus } from './menus.ts';
import type { Shown } from './render.ts';
import { wipe } from './wipe.ts';

/** How long one call may take, in ms. */
const PATIENCE = 10_000;
/** For a picture, which can be done without. */
const PICTURE_PATIENCE = 6_000;
/** After a picture could not be sent, none is tried for this long, in ms. */
const PICTURE_PAUSE = 60_000;

export interface SenderOptions {
	api: TelegramApi;
	render: (message: Message) => Shown;
	pictograms: Bundle['pictograms'];
	log: Pick<Log, 'warn'>;
	/** Epoch ms. */
	clock: () => number;
	/** How long one call may take, in ms. */
	patience?: { call: number; picture: number };
}

/** The choices under a message, as every method takes them. */
interface Markup {
	reply_markup?: { inline_keyboard: Button[][] };
}

export function openSender(options: SenderOptions): Sender {
	const { api, render } = options;
	const menus = new PlainMenus();
	const patience = options.patience ?? { call: PATIENCE, picture: PICTURE_PATIENCE };
	const sendPicture = openPictures(options, patience.picture);

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

	async function show(chat_id: number, address: string, shown: Shown, latest: string | undefined): Promise<Sent> {
		const { texts, keyboard, picture, plain } = shown;
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

type SendPicture = (chat_id: number, name: string, caption: string, markup: Markup) => Promise<Sent | undefined>;

/**
 * Undefined: it did not work, and the words have to go without. A picture that was too slow may stand there all the
 * same; then the words come twice, which is better than not at all.
 */
function openPictures({ api, pictograms, log, clock }: SenderOptions, patience: number): SendPicture {
	/** Pictogram → what Telegram calls it since its first upload. */
	const uploaded = new Map<string, string>();
	let notBefore = 0;
	return async (chat_id, name, caption, markup) => {
		if (clock() < notBefore) return undefined;
		const photo = uploaded.get(name) ?? new InputFile(bytesOf(pictograms[name]?.png ?? ''), 'picture.png');
		try {
			const call = { chat_id, photo, caption, protect_content: true, ...markup };
			const sent = await api.sendPhoto(call, within(patience));
			const file = sent.photo.at(-1)?.file_id;
			if (file !== undefined) uploaded.set(name, file);
			return { outcome: 'sent', ids: [String(sent.message_id)] };
		} catch (error) {
			const failure = judge(error);
			if (isWholeChats(failure)) return failure;
			uploaded.delete(name);
			if (failure.outcome !== 'refused') notBefore = clock() + PICTURE_PAUSE;
			log.warn({ channel: 'telegram', why: failure.why }, 'picture not sent');
			return undefined;
		}
	};
}

/** The words would fare no better. */
function isWholeChats({ outcome, why }: Failure): boolean {
	return outcome === 'blocked' || outcome === 'moved' || why === 'too-many' || why === 'not-sent';
}

function bytesOf(base64: string): Uint8Array {
	return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
