/** Updates as Telegram words them when somebody writes, with a name and a username that must go no further. */

export interface Person {
	/** Also the id of the private chat. */
	id: number;
	/** What must never be seen again. */
	canaries: string[];
	says(text: string, more?: object): object;
	/** @param on the message whose button it is */
	taps(data: string, on: number, more?: object): object;
	/** `sends({ photo: [] })` */
	sends(content: object): object;
	edits(text: string): object;
	blocks(): object;
	unblocks(): object;
	/** Puts the bot into a group, or into a channel as its administrator. */
	adds(chat: number, type?: string): object;
	writesIn(chat: number, text: string, type?: string): object;
}

export function person(id: number, language_code?: string): Person {
	const first_name = `Jasmijn${id} Canary`;
	const last_name = `Vögelsang${id} Canary`;
	const username = `canary_username_${id}`;
	const from = { id, is_bot: false, first_name, last_name, username, ...(language_code && { language_code }) };
	const chat = { id, type: 'private', first_name, last_name, username };
	const date = 1_795_430_000;
	const message = (content: object) => ({ message: { from, chat, date, ...content } });
	const member = (status: string, where: object) => ({
		my_chat_member: {
			chat: where,
			from,
			date,
			old_chat_member: { user: { id: 1, is_bot: true, first_name: 'Fake' }, status: 'left' },
			new_chat_member: { user: { id: 1, is_bot: true, first_name: 'Fake' }, status },
		},
	});
	return {
		id,
		canaries: [first_name, last_name, username],
		says: (text, more = {}) => message({ text, ...more }),
		taps: (data, on, more = {}) => ({
			callback_query: { from, chat_instance: '1', data, message: { message_id: on, chat, date, text: '' }, ...more },
		}),
		sends: (content) => message(content),
		edits: (text) => ({ edited_message: { message_id: 1, from, chat, date, edit_date: date, text } }),
		blocks: () => member('kicked', chat),
		unblocks: () => member('member', chat),
		adds: (group, type = 'group') =>
			member(type === 'channel' ? 'administrator' : 'member', { id: group, type, title: `Title of ${first_name}` }),
		writesIn: (group, text, type = 'group') => ({
			message: { from, chat: { id: group, type, title: `Title of ${first_name}` }, date, text },
		}),
	};
}
