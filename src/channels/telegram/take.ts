/** What becomes of an update: a turn, or nothing. Resolves when Telegram may forget it. */
import type { Conversations, Receipt } from '../../conversation/conversations.ts';
import { kindOf, type Log } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { Sender } from '../sender.ts';
import { type TelegramApi, within } from './api.ts';
import { part } from './part.ts';
import { pause } from './pause.ts';
import type { Update } from './update.ts';

/** How long a call that nothing depends on may take, in ms. */
const PATIENCE = 5_000;
/** A turn that fails by itself is tried this often: Telegram would repeat it for a day, and hold up what comes after. */
const TRIES = 3;
/** Failed turns remembered. */
const MOST_FAILED = 1_000;
/** What is still under way at the end gets this long, in ms. */
const LAST_PATIENCE = 5_000;

export interface TakeOptions {
	bot: string;
	api: TelegramApi;
	talks: Pick<Conversations, 'receive'>;
	sender: Pick<Sender, 'send' | 'wipe'>;
	/** TELEGRAM_STAFF_CHAT_ID: the one group the bot stays in. */
	staffChat: string | undefined;
	log: Log;
	metrics: Pick<Metrics, 'turn' | 'refused'>;
}

export interface Taking {
	/** Rejects as `Conversations.receive` does, and then it must come again. */
	take(update: Update): Promise<void>;
	/** Resolves when nothing is under way any more, or after a while. */
	close(): Promise<void>;
}

export function openTake({ bot, api, talks, sender, staffChat, log, metrics }: TakeOptions): Taking {
	const underWay = new Set<Promise<void>>();
	const failed = new Map<string, number>();
	/** Updates by which somebody was forgotten: the store does not remember these (src/conversation/take-turn.ts). */
	const parted = new Set<string>();
	let staff = staffChat;

	/** After the commit, and nobody waits for it. */
	function afterwards(what: string, call: Promise<unknown>): void {
		const settled = call.then(
			() => {},
			(error: unknown) => log.warn({ channel: 'telegram', what, ...kindOf(error) }, 'not done'),
		);
		underWay.add(settled);
		void settled.finally(() => underWay.delete(settled));
	}

	async function hear(update: Extract<Update, { is: 'said' }>): Promise<void> {
		const { id, address, inbound, guess, message, tap } = update;
		const marks = { ...(message !== undefined && { own: message }), ...(tap?.on !== undefined && { over: tap.on }) };
		if (parted.has(id)) return;
		let receipt: Receipt;
		try {
			receipt = await talks.receive({ channel: 'telegram', bot, address, id, inbound, guess, ...marks });
		} catch (error) {
			if (!isHopeless(id, error)) throw error;
			log.error({ channel: 'telegram', ...kindOf(error) }, 'given up');
			metrics.refused('telegram', 'given-up');
			return;
		}
		failed.delete(id);
		if (receipt.outcome === 'repeated') return;
		metrics.turn('telegram');
		if (!receipt.erased && receipt.wipe.length === 0) return;
		const done = part(sender, { bot, address }, receipt);
		afterwards('wipe', done);
		if (!receipt.erased) return;
		if (parted.size >= MOST_FAILED) parted.clear();
		parted.add(id);
		// Not confirmed before the goodbye is out, or has been tried for a while: if we end now, the update comes again.
		const enough = new AbortController();
		await Promise.race([done.catch(() => {}), pause(PATIENCE, enough.signal)]);
		enough.abort();
	}

	function isHopeless(id: string, error: unknown): boolean {
		if (!(error instanceof Error && 'code' in error && error.code === 'TURN_FAILED')) return false;
		const tries = (failed.get(id) ?? 0) + 1;
		if (tries < TRIES) {
			if (failed.size >= MOST_FAILED) failed.clear();
			failed.set(id, tries);
			return false;
		}
		failed.delete(id);
		return true;
	}

	function leave(chat: string): void {
		if (chat === staff) return;
		log.info({ channel: 'telegram' }, 'leaving a group');
		afterwards('leaveChat', api.leaveChat({ chat_id: Number(chat) }, within(PATIENCE)));
	}

	function follow(from: string, to: string): void {
		if (from !== staff) return;
		staff = to;
		log.error({ channel: 'telegram', chat: to }, 'the staff group has this id now: set TELEGRAM_STAFF_CHAT_ID to it');
	}

	async function act(update: Update): Promise<void> {
		switch (update.is) {
			case 'said':
				return hear(update);
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
			afterwards('answerCallbackQuery', api.answerCallbackQuery(answer, within(PATIENCE)));
		},
		async close() {
			const enough = new AbortController();
			await Promise.race([Promise.all(underWay), pause(LAST_PATIENCE, enough.signal)]);
			enough.abort();
		},
	};
}
