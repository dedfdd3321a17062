/** `POST /<version>/<phone-number-id>/messages`: a message to somebody, or that theirs was read. */
import type { Entry } from './ledger.ts';
import type { BusinessNumber } from './number.ts';
import { Refused } from './refuse.ts';
import { check, Message, Read } from './shapes.ts';

export interface Accepted {
	answer: object;
	/** Of a message. */
	sent?: { id: string; address: string };
}

/** Whom a message is for; with both, the number counts. */
export function addressOf(body: Record<string, unknown>): string | undefined {
	const { to, recipient } = body;
	if (typeof to === 'string') return to.replace('+', '');
	return typeof recipient === 'string' ? recipient : undefined;
}

/** Throws `Refused`. */
export function read(number: BusinessNumber, body: Record<string, unknown>): Accepted {
	const { message_id: id, ...said } = check(Read, body);
	if (!number.heard.has(id)) throw new Refused(100, 'Message ID is not one that this number has received');
	number.heard.set(id, true);
	number.ledger.add({ call: 'read', id, body: said });
	return { answer: { success: true } };
}

/** Throws `Refused`. */
export function send(number: BusinessNumber, body: Record<string, unknown>): Accepted {
	const message = check(Message, body);
	const address = addressOf(message);
	if (address === undefined) throw new Refused(131008, "Parameter 'to' or 'recipient' is required");
	checkKnown(number, message);
	number.admit(address, message.type === 'template');
	const id = number.name(address);
	number.ledger.add({ call: 'message', address, id, ...show(message), body: message });
	const who = message.to === undefined ? { input: address, user_id: address } : { input: message.to, wa_id: address };
	const messages = [{ id, ...(message.type === 'template' && { message_status: 'accepted' }) }];
	return { answer: { messaging_product: 'whatsapp', contacts: [who], messages }, sent: { id, address } };
}

/** Files have been uploaded, and templates approved, before. */
function checkKnown(number: BusinessNumber, message: Message): void {
	const file = fileOf(message);
	if (file?.id !== undefined && !number.media.get(file.id)?.startsWith(file.type)) {
		throw new Refused(131009, `There is no ${file.type} with this media id`);
	}
	if (message.type !== 'template') return;
	const { name, language } = message.template;
	if (number.templates.has(`${name} ${language.code}`)) return;
	throw new Refused(132001, `template name (${name}) does not exist in ${language.code}`);
}

function fileOf(message: Message): { type: string; id: string | undefined } | undefined {
	if (message.type === 'image') return { type: 'image', id: message.image.id };
	if (message.type === 'audio') return { type: 'audio', id: message.audio.id };
	if (message.type !== 'interactive' || message.interactive.header?.type !== 'image') return undefined;
	return { type: 'image', id: message.interactive.header.image.id };
}

function show(message: Message): Pick<Entry, 'kind' | 'text' | 'choices'> {
	switch (message.type) {
		case 'text':
			return { kind: 'text', text: message.text.body, choices: [] };
		case 'interactive': {
			const { interactive } = message;
			const options =
				interactive.type === 'button'
					? interactive.action.buttons.map(({ reply }) => reply)
					: interactive.action.sections.flatMap(({ rows }) => rows);
			const choices = options.map(({ id, title }) => ({ id, title }));
			return { kind: interactive.type, text: interactive.body.text, choices };
		}
		case 'image':
			return { kind: 'image', text: message.image.caption ?? '', choices: [] };
		case 'audio':
			return { kind: 'audio', text: '', choices: [] };
		case 'template':
			return { kind: 'template', text: message.template.name, choices: [] };
	}
}
