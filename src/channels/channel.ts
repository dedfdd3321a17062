/**
 * The port every channel stands behind, in the order of a message: verify the raw bytes, parse, and, on the way back,
 * render. What differs between channels is data (src/channels/limits.ts) or lies behind these three.
 */
import type { ChannelRules } from '../conversation/conversations.ts';
import type { Message } from '../flow/turn.ts';
import type { ChannelName, Limits } from './limits.ts';

/** A request as it came, before anybody has looked inside. */
export interface Raw {
	headers: Headers;
	body: Uint8Array;
}

/** Why a request goes no further: the answer's status, and a kind for log and metrics. */
export interface Refusal {
	status: 401 | 403 | 413 | 415;
	why: string;
}

/**
 * @typeParam Parsed what a request says, in our words
 * @typeParam Shown a message as this channel shows it: HTML, or what its platform's API takes
 */
export interface Channel<Parsed, Shown> {
	readonly name: ChannelName;
	readonly limits: Limits;
	/** What the conversation must know of it. */
	readonly rules: ChannelRules;
	/** Did this come from where it must? Looks at headers and raw bytes only. Undefined: yes. */
	verify(raw: Raw): Refusal | undefined;
	/** Undefined: nothing in it for a conversation. */
	parse(raw: Raw): Parsed | undefined;
	render(message: Message): Shown;
}
