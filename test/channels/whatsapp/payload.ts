/** Webhooks as Meta's documents show them, of people who do not exist. */
import { createHmac } from 'node:crypto';

export const BOT = '106540352242922';
export const SECRET = 'an-app-secret-of-tests';
export const VERIFY = 'a-verify-token-of-tests';
/** Numbers of a range that is never given out, and an id. */
export const NUMBER = '31970105550001';
export const USER_ID = 'NL.13491208655302741918';
export const NAME = 'Canary Profile Name 4711';
export const USERNAME = 'canary.username.4711';

export interface Who {
	number?: string;
	userId?: string;
}

export const both: Who = { number: NUMBER, userId: USER_ID };

let last = 0;
/** As Meta's: it holds the number. */
export function wamid(number = NUMBER): string {
	last += 1;
	return `wamid.${Buffer.from(`HBgL${number}FQIAEhgW${last}`).toString('base64')}`;
}

export function contact({ number, userId }: Who): object {
	return {
		profile: { name: NAME, username: USERNAME },
		...(number !== undefined && { wa_id: number }),
		...(userId !== undefined && { user_id: userId }),
	};
}

/** @param content `{type: 'text', text: {body}}` */
export function message(content: object, { number, userId }: Who = both, id = wamid(number)): object {
	return {
		...(number !== undefined && { from: number }),
		...(userId !== undefined && { from_user_id: userId }),
		id,
		timestamp: '1795431600',
		...content,
	};
}

export function text(body: string, who?: Who, id?: string): object {
	return message({ type: 'text', text: { body } }, who, id);
}

export function change(value: object, field = 'messages', bot = BOT): object {
	const metadata = { display_phone_number: '15550783881', phone_number_id: bot };
	return { field, value: { messaging_product: 'whatsapp', metadata, ...value } };
}

export function webhook(...entries: object[][]): object {
	return {
		object: 'whatsapp_business_account',
		entry: entries.map((changes, n) => ({ id: `10229012925${n}`, changes })),
	};
}

/** One message of one person. */
export function one(content: object, who: Who = both): object {
	return webhook([change({ contacts: [contact(who)], messages: [message(content, who)] })]);
}

export function sign(body: string | Uint8Array, secret = SECRET): string {
	return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** As Meta writes it: letters beyond ASCII escaped, and slashes too. */
export function escaped(json: unknown): string {
	return JSON.stringify(json)
		.replaceAll('/', '\\/')
		.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
