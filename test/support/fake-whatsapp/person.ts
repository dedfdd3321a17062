/**
 * What Meta's webhooks say when somebody writes, with a profile name and a username that must go no further. Each is a
 * change; ids, times and metadata that are missing the fake gives.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
 */

/** `{"field":"messages","value":{"contacts":[…],"messages":[…]}}` */
export interface Change {
	field: string;
	value: Record<string, unknown> & { contacts?: object[]; messages?: object[] };
}

/** At least one; a number of digits, and `NL.…`. */
export interface Who {
	number?: string;
	userId?: string;
}

/** What Meta leaves out. */
export type Without = 'from' | 'from_user_id' | 'wa_id' | 'user_id' | 'contacts' | 'username';

export type Sent = 'image' | 'voice' | 'audio' | 'video' | 'document' | 'sticker' | 'location' | 'contacts';

export interface Person extends Who {
	/** Where to answer: the user id, else the number. */
	address: string;
	/** What must never be seen again. */
	canaries: string[];
	/** @param more `{id: 'wamid.…', timestamp: '1795430000', context: {…}}` */
	says(body: string, more?: object): Change;
	/** A reply button. */
	taps(id: string, title?: string, more?: object): Change;
	/** A row of a list. */
	chooses(id: string, title?: string, more?: object): Change;
	/** The button of a template. */
	presses(payload: string, text?: string, more?: object): Change;
	sends(what: Sent, more?: object): Change;
	reacts(emoji: string, on: string): Change;
	edits(message: string, body: string): Change;
	revokes(message: string): Change;
	/** Whatever else: `{type: 'order', order: {}}` */
	writes(content: object): Change;
	/** Of a type that the Cloud API cannot show. */
	sendsUnsupported(): Change;
	/** A system message; `to.userId` where the id is told as well. */
	changesNumber(to: { number: string; userId?: string }): Change;
	/** A system message. */
	changesUserId(to: string): Change;
	/** The webhook field of its own. */
	updatesUserId(to: string): Change;
}

export function person(who: Who, without: readonly Without[] = []): Person {
	const { number, userId } = who;
	const address = userId ?? number;
	if (address === undefined) throw new Error('a person has a number or a user id');
	const mark = address.replace(/\W/g, '').slice(-12);
	const name = `Jasmijn${mark} Canary`;
	const username = `canary.username.${mark}`;
	const has = (what: Without) => !without.includes(what);
	const contact = {
		profile: { name, ...(has('username') && { username }) },
		...(number !== undefined && has('wa_id') && { wa_id: number }),
		...(userId !== undefined && has('user_id') && { user_id: userId }),
	};
	const from = {
		...(number !== undefined && has('from') && { from: number }),
		...(userId !== undefined && has('from_user_id') && { from_user_id: userId }),
	};
	const writes = (content: object): Change => ({
		field: 'messages',
		value: { ...(has('contacts') && { contacts: [contact] }), messages: [{ ...from, ...content }] },
	});
	/** System messages come without contacts. */
	const system = (content: object): Change => ({
		field: 'messages',
		value: { messages: [{ ...from, type: 'system', system: content }] },
	});
	const replies = (type: string, reply: object, more: object) =>
		writes({ type: 'interactive', interactive: { type, [type]: reply }, ...more });
	return {
		...who,
		address,
		canaries: [name, username],
		says: (body, more = {}) => writes({ type: 'text', text: { body }, ...more }),
		taps: (id, title = 'Title', more = {}) => replies('button_reply', { id, title }, more),
		chooses: (id, title = 'Title', more = {}) => replies('list_reply', { id, title, description: 'Words' }, more),
		presses: (payload, text = 'Title', more = {}) => writes({ type: 'button', button: { payload, text }, ...more }),
		sends: (what, more = {}) => writes({ ...sent(what, name), ...more }),
		reacts: (emoji, on) => writes({ type: 'reaction', reaction: { message_id: on, emoji } }),
		edits: (message, body) =>
			writes({
				type: 'edit',
				edit: { original_message_id: message, message: { type: 'text', text: { body } } },
			}),
		revokes: (message) => writes({ type: 'revoke', revoke: { original_message_id: message } }),
		writes,
		sendsUnsupported: () =>
			writes({
				type: 'unsupported',
				unsupported: { type: 'poll_creation' },
				errors: [
					{
						code: 131051,
						title: 'Message type unknown',
						message: 'Message type unknown',
						error_data: { details: 'Message type is currently not supported.' },
					},
				],
			}),
		changesNumber: (to) =>
			system({
				type: 'user_changed_number',
				body: `User ${name} changed from ${number} to ${to.number}`,
				wa_id: to.number,
				...(to.userId !== undefined && { user_id: to.userId }),
			}),
		changesUserId: (to) =>
			system({
				type: 'user_changed_user_id',
				body: `User ${name} changed their user id`,
				user_id: to,
				previous_user_id: userId,
			}),
		updatesUserId: (to) => ({
			field: 'user_id_update',
			value: {
				...(has('contacts') && { contacts: [contact] }),
				user_id_update: [{ detail: 'The user id has changed', user_id: { previous: userId, current: to } }],
			},
		}),
	};
}

/** Media ids and links that nobody has uploaded: who asks for them is found out. */
function sent(what: Sent, name: string): object {
	const file = (mime_type: string) => ({ id: '1908647269898587', mime_type, sha256: 'AA==' });
	switch (what) {
		case 'image':
			return { type: 'image', image: { ...file('image/jpeg'), caption: `From ${name}` } };
		case 'voice':
			return { type: 'audio', audio: { ...file('audio/ogg; codecs=opus'), voice: true } };
		case 'audio':
			return { type: 'audio', audio: { ...file('audio/mpeg'), voice: false } };
		case 'video':
			return { type: 'video', video: { ...file('video/mp4'), caption: `From ${name}` } };
		case 'document':
			return { type: 'document', document: { ...file('application/pdf'), filename: `${name}.pdf` } };
		case 'sticker':
			return { type: 'sticker', sticker: { ...file('image/webp'), animated: false } };
		case 'location':
			return { type: 'location', location: { latitude: 52.1, longitude: 4.3, name, address: name } };
		case 'contacts':
			return {
				type: 'contacts',
				contacts: [{ name: { formatted_name: name, first_name: name }, phones: [{ phone: '+31970105550999' }] }],
			};
	}
}

/** Several in one change: their contacts and messages, in this order. */
export function together(...changes: Change[]): Change {
	return {
		field: 'messages',
		value: {
			contacts: changes.flatMap(({ value }) => value.contacts ?? []),
			messages: changes.flatMap(({ value }) => value.messages ?? []),
		},
	};
}

/** An error that belongs to no message. */
export function tells(code: number): Change {
	return { field: 'messages', value: { errors: [{ code, title: 'Error', message: 'Error' }] } };
}
