/**
 * The updates that wait for the bot, by long polling or by webhook. As with Telegram, one is forgotten only when a later
 * getUpdates asks for what comes after it, or when the webhook has answered 2xx; until then it comes again.
 */
import { API_CONSTANTS } from 'grammy';
import type { Taken, UpdateKind } from './parameters.ts';
import { Refused } from './refuse.ts';

export type Update = Record<string, unknown> & { update_id: number };

interface Waiting {
	update: Update;
	/** Of one lane, one at a time and in order. */
	lane: string;
	sending: boolean;
	tries: number;
	/** Not sent again before, epoch ms. */
	after: number;
}

/** One try to hand an update to the webhook. */
export interface Delivery {
	at: number;
	update_id: number;
	/** 0: no answer. */
	status: number;
}

export interface UpdateSettings {
	/** Between two tries of the webhook, ms; it doubles. */
	repeat: number;
	/** How long the webhook may take, ms. */
	patience: number;
	/** `chat`: in order within a chat, as Telegram does; `none`: all at once. */
	lanes: 'chat' | 'none';
}

/** What Telegram sends to who asks for nothing special. */
const usual: readonly UpdateKind[] = API_CONSTANTS.DEFAULT_UPDATE_TYPES;

export class Updates {
	settings: UpdateSettings = { repeat: 50, patience: 10_000, lanes: 'chat' };
	readonly deliveries: Delivery[] = [];
	/** The parameters of every getUpdates. */
	readonly polls: Taken<'getUpdates'>[] = [];
	webhook: { url: string; secret_token: string | undefined; max_connections: number } | undefined;
	allowed: readonly UpdateKind[] = usual;
	#waiting: Waiting[] = [];
	#next: number;
	#sending = 0;
	/** Ends the long poll that is under way. */
	#polling: ((refused?: Refused) => void) | undefined;

	constructor(first: number) {
		this.#next = first;
	}

	get pending(): Update[] {
		return this.#waiting.map(({ update }) => update);
	}

	/** Of kinds that are not allowed, nothing is kept. @returns the update's id */
	push(content: Record<string, unknown>, lane: string, times = 1): number {
		const given = content.update_id;
		const update: Update = { ...content, update_id: typeof given === 'number' ? given : this.#next++ };
		const kind = Object.keys(content).find((key) => key !== 'update_id') ?? '';
		const known = API_CONSTANTS.ALL_UPDATE_TYPES.find((one) => one === kind);
		if (known && !this.allowed.includes(known)) return update.update_id;
		for (let n = 0; n < times; n++) this.#waiting.push({ update, lane, sending: false, tries: 0, after: 0 });
		this.#polling?.();
		this.#pump();
		return update.update_id;
	}

	/** Omitting them keeps the old ones. */
	allow(kinds: readonly UpdateKind[] | undefined): void {
		if (kinds) this.allowed = kinds.length > 0 ? kinds : usual;
	}

	drop(): void {
		this.#waiting = [];
	}

	start(webhook: Updates['webhook']): void {
		this.webhook = webhook;
		this.#polling?.(conflict('terminated by setWebhook request'));
		this.#pump();
	}

	/** Ids may be given by hand, and need not rise: what comes before the offset in the line is forgotten. */
	async get(asked: Taken<'getUpdates'>, gone: AbortSignal): Promise<Update[]> {
		const { offset = 0, limit = 100, timeout = 0, allowed_updates } = asked;
		this.polls.push(asked);
		if (this.webhook) {
			throw conflict(
				"can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
			);
		}
		this.#polling?.(
			conflict('terminated by other getUpdates request; make sure that only one bot instance is running'),
		);
		this.allow(allowed_updates);
		if (offset < 0) this.#waiting = this.#waiting.slice(offset);
		else this.#waiting = this.#waiting.filter(({ update }) => update.update_id >= offset);
		if (this.#waiting.length === 0 && timeout > 0) await this.#wait(timeout * 1000, gone);
		return this.pending.slice(0, limit);
	}

	#wait(ms: number, gone: AbortSignal): Promise<void> {
		return new Promise((resolve, reject) => {
			const end = (refused?: Refused) => {
				clearTimeout(timer);
				gone.removeEventListener('abort', leave);
				if (this.#polling === end) this.#polling = undefined;
				if (refused) reject(refused);
				else resolve();
			};
			const leave = () => end();
			const timer = setTimeout(end, ms);
			gone.addEventListener('abort', leave);
			this.#polling = end;
		});
	}

	/** Sends what can be sent: of each lane the first, unless it is under way or has to wait. */
	#pump(): void {
		const { webhook } = this;
		if (!webhook) return;
		const lanes = new Set<string>();
		for (const waiting of [...this.#waiting]) {
			if (this.#sending >= webhook.max_connections) return;
			if (this.settings.lanes === 'chat' && lanes.has(waiting.lane)) continue;
			lanes.add(waiting.lane);
			if (!waiting.sending && waiting.after <= Date.now()) void this.#send(waiting, webhook);
		}
	}

	async #send(waiting: Waiting, { url, secret_token }: NonNullable<Updates['webhook']>): Promise<void> {
		waiting.sending = true;
		this.#sending++;
		const status = await post(url, secret_token, JSON.stringify(waiting.update), this.settings.patience);
		this.#sending--;
		waiting.sending = false;
		this.deliveries.push({ at: Date.now(), update_id: waiting.update.update_id, status });
		if (status >= 200 && status < 300) {
			this.#waiting = this.#waiting.filter((one) => one !== waiting);
		} else {
			const delay = Math.min(this.settings.repeat * 2 ** waiting.tries++, 2_000);
			waiting.after = Date.now() + delay;
			setTimeout(() => this.#pump(), delay + 1);
		}
		this.#pump();
	}
}

async function post(url: string, secret: string | undefined, body: string, patience: number): Promise<number> {
	try {
		const headers = {
			'Content-Type': 'application/json',
			...(secret && { 'X-Telegram-Bot-Api-Secret-Token': secret }),
		};
		const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(patience) });
		await response.arrayBuffer();
		return response.status;
	} catch {
		return 0;
	}
}

function conflict(why: string): Refused {
	return new Refused(409, `Conflict: ${why}`);
}
