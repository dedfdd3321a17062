/** Deletes messages from a private chat, the bot's and the person's: possible for 48 hours. Best effort. */

import { pause } from '../pause.ts';
import { type TelegramApi, within } from './api.ts';
import { judge } from './judge.ts';

/** Bot API: 1–100 identifiers. */
const CHUNK = 100;
/** Calls, before it is given up: one message that cannot be deleted has to be found among a hundred. */
const MOST_CALLS = 60;
/** Pauses, and the longest of them in ms: whoever waits for this does not wait for ever. */
const MOST_PAUSES = 4;
const LONGEST_PAUSE = 15_000;

/** Never throws for what Telegram does. @param patience how long one call may take, in ms */
export async function wipe(api: TelegramApi, chat_id: number, ids: readonly number[], patience: number): Promise<void> {
	const waiting: number[][] = [];
	for (let at = 0; at < ids.length; at += CHUNK) waiting.push(ids.slice(at, at + CHUNK));
	let pauses = 0;
	for (let calls = 0; calls < MOST_CALLS; calls++) {
		const message_ids = waiting.shift();
		if (!message_ids) return;
		try {
			await api.deleteMessages({ chat_id, message_ids }, within(patience));
		} catch (error) {
			const failure = judge(error);
			if (failure.outcome === 'blocked' || failure.outcome === 'moved') return;
			if (failure.outcome === 'refused') {
				// One of them is too old, and then none is deleted: the others are somewhere in the two halves.
				const half = message_ids.length >> 1;
				if (half > 0) waiting.push(message_ids.slice(0, half), message_ids.slice(half));
				continue;
			}
			if (++pauses > MOST_PAUSES) return;
			waiting.push(message_ids);
			await pause(Math.min(failure.outcome === 'later' ? (failure.after ?? 1_000) : 0, LONGEST_PAUSE));
		}
	}
}
