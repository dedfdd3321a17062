/** What becomes of an update: a turn, or nothing. Resolves when Telegram may forget it. */
import type { Log } from '../../log.ts';
import { Afterwards } from '../afterwards.ts';
import { type HearOptions, openHear } from '../hear.ts';
import { type TelegramApi, within } from './api.ts';
import type { Update } from './update.ts';

/** How long a call that nothing depends on may take, in ms. */
const PATIENCE = 5_000;

export interface TakeOptions extends Pick<HearOptions, 'bot' | 'talks' | 'sender' | 'metrics'> {
	api: TelegramApi;
	/** TELEGRAM_STAFF_CHAT_ID: the one group the bot stays in. */
	staffChat: string | undefined;
	log: Log;
}

export interface Taking {
	/** Rejects as `Conversations.receive` does, and then it must come again. */
	take(update: Update): Promise<void>;
	/** Resolves when nothing is under way any more, or after a while. */
	close(): Promise<void>;
}

export function openTake({ bot, api, talks, sender, staffChat, log, metrics }: TakeOptions): Taking {
	const afterwards = new Afterwards('telegram', log);
	const hear = openHear({ channel: 'telegram', bot, talks, sender, log, metrics, afterwards });
	let staff = staffChat;

	function leave(chat: string): void {
		if (chat === staff) return;
		log.info({ channel: 'telegram' }, 'leaving a group');
		afterwards.add('leaveChat', api.leaveChat({ chat_id: Number(chat) }, within(PATIENCE)));
	}

	function follow(from: string, to: string): void {
		if (from !== staff) return;
		staff = to;
		log.error({ channel: 'telegram', chat: to }, 'the staff group has this id now: set TELEGRAM_STAFF_CHAT_ID to it');
	}

	async function act(update: Update): Promise<void> {
		switch (update.is) {
			case 'said': {
				const { id, address, inbound, guess, message, tap } = update;
				const over = tap?.on;
				const marks = { ...(message !== undefined && { own: message }), ...(over !== undefined && { over }) };
				await hear({ id, address, inbound, guess, ...marks });
				return;
			}
			case 'moved':
				return follow(update.from, update.to);
			case 'group':
				return leave(update.chat);
			case 'blocked':
			case 'unblocked':
				// The next message to them says it as well; and nobody who comes back is spoken to unasked.
				log.info({ channel: 'telegram', kind: update.is }, 'noted');
				return;
			case 'nothing':
				log.info({ channel: 'telegram', kind: update.kind }, 'ignored');
		}
	}

	return {
		async take(update) {
			await act(update);
			if (!update.tap) return;
			const answer = { callback_query_id: update.tap.query };
			afterwards.add('answerCallbackQuery', api.answerCallbackQuery(answer, within(PATIENCE)));
		},
		close: () => afterwards.end(),
	};
}
