/** One message of the outbox to one person. Queues, pacing and retries are the delivery's: src/channels/sender.ts. */
import type { WhatsAppClient } from '@kapso/whatsapp-cloud-api';
import { z } from 'zod';
import type { Message } from '../../flow/turn.ts';
import type { Log } from '../../log.ts';
import type { Drawn } from '../grid.ts';
import type { Outgoing, Route, Sender, Sent } from '../sender.ts';
import type { ReadSound } from '../sounds.ts';
import { Beginnings } from './begun.ts';
import { judge, type Why } from './judge.ts';
import { knock } from './knock.ts';
import { type File, openMedia } from './media.ts';
import { openParts, type Part } from './parts.ts';
import type { Offered, Shown } from './render.ts';

/** What only somebody of the organisation can mend is said loudly, and not more often than this, in ms. */
const QUIET = 60_000;
const mend: Partial<Record<Why, string>> = {
	token: 'WhatsApp refuses WHATSAPP_ACCESS_TOKEN: nothing goes out until it is a valid one',
	account: 'WhatsApp refuses our account or number: nothing goes out. Look at it in the WhatsApp Manager',
};

export interface SenderOptions {
	api: Pick<WhatsAppClient, 'messages' | 'media'>;
	/** WHATSAPP_PHONE_NUMBER_ID */
	bot: string;
	render: (message: Message) => Shown;
	/** For drawing pictures. */
	bundle: Drawn;
	readSound: ReadSound;
	/** WHATSAPP_TEMPLATE */
	template: string | undefined;
	log: Pick<Log, 'warn' | 'error'>;
	/** Epoch ms. */
	clock: () => number;
}

/** `{"messages":[{"id":"wamid.…"}],…}`; the number in `contacts` is not looked at. */
const Answer = z.object({ messages: z.array(z.object({ id: z.string().min(1) })).min(1) });

/** Knows also whether something is on its way to somebody right now. */
export type WhatsAppSender = Sender & { isSending(address: string): boolean };

export function openSender(options: SenderOptions): WhatsAppSender {
	const { api, bot, render, template, log, clock } = options;
	const begun = new Beginnings();
	const media = openMedia(options);
	const partsOf = openParts(options);
	const underWay = new Set<string>();
	/** Kind → when it was last said loudly. */
	const loudly = new Map<Why, number>();

	function report(why: Why): void {
		const how = mend[why];
		const now = clock();
		if (how === undefined) log.warn({ channel: 'whatsapp', why }, 'not sent');
		else if (now - (loudly.get(why) ?? Number.NEGATIVE_INFINITY) >= QUIET) {
			loudly.set(why, now);
			log.error({ channel: 'whatsapp', why }, how);
		}
	}

	async function sendKnock(address: string, { language }: Message): Promise<Sent> {
		if (template === undefined) throw new Error('sender: no template to knock with');
		const to = { phoneNumberId: bot, ...recipient(address) };
		try {
			await api.messages.sendTemplate({ ...to, template: knock(template, language) });
			return { outcome: 'sent', ids: [] };
		} catch (error) {
			const { why, ...failure } = judge(error);
			report(why);
			return failure.outcome === 'refused' ? { ...failure, why } : failure;
		}
	}

	/** → what Meta calls the part; undefined: there is no such file, or Meta does not take it, and it is gone without. */
	async function sendFile(file: File, send: (id: string) => Promise<unknown>): Promise<unknown> {
		const id = await media.idOf(file);
		if (id === undefined) return undefined;
		try {
			return await send(id);
		} catch (error) {
			const { outcome, why } = judge(error);
			if (outcome !== 'refused') throw error;
			media.forget(file);
			log.warn({ channel: 'whatsapp', why }, 'not sent with a file');
			return undefined;
		}
	}

	/** → Meta's answer; undefined: it was a file, and is gone without. Rejects as the client does. */
	async function sendPart(to: To, part: Part): Promise<unknown> {
		switch (part.is) {
			case 'words':
				return call(api, to, part.text, { as: 'nothing' });
			case 'picture':
				return sendFile(part.file, (id) => api.messages.sendImage({ ...to, image: { id } }));
			case 'choices': {
				const { text, offered, above } = part;
				const pictured = above && (await sendFile(above, (id) => call(api, to, text, offered, id)));
				return pictured ?? call(api, to, text, offered);
			}
			case 'sound': {
				const { text, offered } = part.instead;
				const heard = await sendFile(part.file, (id) => api.messages.sendAudio({ ...to, audio: { id, voice: true } }));
				return heard ?? call(api, to, text, offered);
			}
		}
	}

	/** The parts that do not stand there yet, one after the other. */
	async function sendParts(address: string, parts: readonly Part[]): Promise<Sent> {
		const whole = JSON.stringify(parts);
		const { done, ids } = begun.take(address, whole, clock());
		const to = { phoneNumberId: bot, ...recipient(address) };
		for (const [n, part] of [...parts.entries()].slice(done)) {
			try {
				const answer = await sendPart(to, part);
				if (answer === undefined) continue;
				const { data } = Answer.safeParse(answer);
				const [message] = data?.messages ?? [];
				if (message) {
					ids.push(message.id);
					continue;
				}
				// A yes that is none of the Cloud API's: perhaps taken, by whatever is in between.
				begun.keep(address, whole, { done: n, ids }, clock());
				return { outcome: 'unknown' };
			} catch (error) {
				const { why, ...failure } = judge(error);
				report(why);
				if (failure.outcome === 'refused') return { ...failure, why };
				begun.keep(address, whole, { done: n, ids }, clock());
				return failure;
			}
		}
		// Nothing sent here can be taken back or edited.
		return { outcome: 'sent', ids: [], awaits: ids };
	}

	return {
		pace: { overall: 80, each: 1 / 6, burst: 5 },
		knocks: template !== undefined,
		isSending: (address) => underWay.has(address),
		async send({ address }: Route, { message, as }: Outgoing): Promise<Sent> {
			underWay.add(address);
			try {
				return await (as === 'knock' ? sendKnock(address, message) : sendParts(address, partsOf(render(message))));
			} finally {
				underWay.delete(address);
			}
		},
		/** Nothing that was sent on WhatsApp can be taken back. */
		async wipe(): Promise<void> {},
	};
}

type To = { phoneNumberId: string } & ({ to: string } | { recipient: string });

function recipient(address: string): { to: string } | { recipient: string } {
	return /^\d+$/.test(address) ? { to: address } : { recipient: address };
}

/** @param picture id of one that stands above the text; only buttons take it */
function call(
	{ messages }: Pick<WhatsAppClient, 'messages'>,
	to: To,
	text: string,
	under: Offered,
	picture?: string,
): Promise<unknown> {
	switch (under.as) {
		case 'nothing':
			// A preview would load the page's picture into the chat.
			return messages.sendText({ ...to, body: text, previewUrl: false });
		case 'buttons':
			return messages.sendInteractiveButtons({
				...to,
				...(picture !== undefined && { header: { type: 'image' as const, image: { id: picture } } }),
				bodyText: text,
				buttons: under.options,
			});
		case 'list':
			return messages.sendInteractiveList({
				...to,
				bodyText: text,
				buttonText: under.button,
				sections: [{ rows: under.options }],
			});
	}
}
