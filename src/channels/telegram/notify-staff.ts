/** "Somebody is waiting for you", in the staff's chat. A group is a copy nobody can erase: so there is nothing more in it. */
import type { Notify } from '../../desk/notify.ts';
import { type TelegramApi, within } from './api.ts';

/** ms */
const PATIENCE = 10_000;

/** @param chat TELEGRAM_STAFF_CHAT_ID  @param link the console */
export function openNotify(api: Pick<TelegramApi, 'sendMessage'>, chat: string, link: string): Notify {
	const text = `Er wacht iemand op je.\nSomebody is waiting for you.\n${link}`;
	return {
		async somebodyWaits() {
			await api.sendMessage({ chat_id: chat, text, link_preview_options: { is_disabled: true } }, within(PATIENCE));
		},
	};
}
