/**
 * What one message says, by its type. Names of files, places and contacts are neither opened nor kept.
 *
 *   {"type":"text","text":{"body":"hi"}}
 *   {"type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"main.menu.help","title":"Help"}}}
 *   {"type":"button","button":{"payload":"menu","text":"Menu"}}
 *   {"type":"image","image":{"id":"1908…","caption":"look"}}
 */
import { z } from 'zod';
import type { Inbound } from '../../flow/turn.ts';
import type { Ignored } from './event.ts';

type Of = Extract<Inbound, { kind: 'media' }>['of'];

const media: Record<string, Of> = {
	image: 'picture',
	sticker: 'picture',
	video: 'video',
	audio: 'voice',
	voice: 'voice',
	document: 'file',
	contacts: 'contact',
	location: 'location',
};

/** What is no message of its own, and is not answered a second time. */
const silent: Record<string, Ignored> = {
	reaction: 'reaction',
	edit: 'edited',
	revoke: 'revoked',
	system: 'system',
	request_welcome: 'service',
	ephemeral: 'service',
	pin: 'service',
	group: 'service',
};

const reply = z.object({ id: z.string() });
const Text = z.object({ text: z.object({ body: z.string() }) });
const Interactive = z.object({
	interactive: z.object({
		button_reply: reply.optional().catch(undefined),
		list_reply: reply.optional().catch(undefined),
	}),
});
const Button = z.object({
	button: z.object({ payload: z.string().optional().catch(undefined), text: z.string().catch('') }),
});
const Captioned = z.object({ caption: z.string() });
const Unsupported = z.object({ unsupported: z.object({ type: z.string() }) });

/** Longer than any id of a bundle; the core does not know a cut one. */
const ID_LONG = 256;

/** @param message as it came. A type that nobody knows yet is something a person sent: it is answered as what cannot be used. */
export function readContent(type: string, message: unknown): Inbound | Ignored {
	if (type === 'text') return readText(message);
	if (type === 'interactive') return readReply(message);
	if (type === 'button') return readButton(message);
	const known = Object.hasOwn(media, type) ? media[type] : undefined;
	if (known) return readMedia(known, type, message);
	// Older Graph versions call an edited or taken back message unsupported.
	const inner = type === 'unsupported' ? Unsupported.safeParse(message).data?.unsupported.type : undefined;
	const quiet = [type, inner].find((name) => name !== undefined && Object.hasOwn(silent, name));
	return (quiet !== undefined && silent[quiet]) || { kind: 'media', of: 'other' };
}

function readText(message: unknown): Inbound | Ignored {
	const { data } = Text.safeParse(message);
	return data ? { kind: 'text', text: data.text.body } : 'misshapen';
}

function readReply(message: unknown): Inbound | Ignored {
	const { data } = Interactive.safeParse(message);
	if (!data) return 'misshapen';
	const tapped = data.interactive.button_reply ?? data.interactive.list_reply;
	// An answered form or the like: we send none.
	return tapped ? { kind: 'choice', id: tapped.id.slice(0, ID_LONG) } : { kind: 'media', of: 'other' };
}

/** The words under it are read like others; of the rest only what kind it is. */
function readMedia(of: Of, type: string, message: unknown): Inbound {
	const { data } = Captioned.safeParse(Object(message)[type]);
	return { kind: 'media', of, ...(data && { words: data.caption }) };
}

/** Of a template. One without a payload says its label, which is matched as if it was typed. */
function readButton(message: unknown): Inbound | Ignored {
	const { data } = Button.safeParse(message);
	if (!data) return 'misshapen';
	const { payload, text } = data.button;
	return payload ? { kind: 'choice', id: payload.slice(0, ID_LONG) } : { kind: 'text', text };
}
