/** grammY's client of the Bot API, with our way to it and our time limits. */
import { Api } from 'grammy';

/** The whole Bot API as methods, each with its parameters and, last, a signal that ends the call. */
export type TelegramApi = Api['raw'];

/** What grammY hands to `fetch`. A stream when a file goes with it. */
export interface Sending {
	method: string;
	headers: Record<string, string>;
	body: string | AsyncIterable<Uint8Array>;
	signal: AbortSignal;
}

/**
 * The way to the server: `fetch`, as far as grammY needs it, but a failure says whether the call can have arrived.
 * Rejects with `NotSent`, `Broken` or, from `json`, `NotTelegram`.
 */
export type Fetch = (url: string, sending: Sending) => Promise<{ json(): Promise<unknown> }>;

export interface Access {
	token: string;
	/** TELEGRAM_API_ROOT. */
	apiRoot: string;
	fetch: Fetch;
}

/** Throws nothing, and calls nobody. */
export function openApi({ token, apiRoot, fetch }: Access): TelegramApi {
	return new Api(token, { apiRoot: apiRoot.replace(/\/+$/, ''), fetch }).raw;
}

/** Which account of ours people write to: the number before the colon is the bot's own id, and no secret. */
export function botOf(token: string): string {
	return token.split(':')[0] ?? '';
}

/** grammY's types know signals only by the polyfill that it uses on old Nodes. */
type Signal = NonNullable<Parameters<TelegramApi['getMe']>[0]>;

/** Ends a call after that many ms, or when `stop` says so. */
export function within(ms: number, stop?: AbortSignal): Signal {
	const timeout = AbortSignal.timeout(ms);
	return (stop ? AbortSignal.any([timeout, stop]) : timeout) as unknown as Signal;
}
