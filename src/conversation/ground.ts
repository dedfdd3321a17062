/** What every part of the runtime stands on: the two files, the keys, and the ports. */
import type { Conversation } from '../flow/conversation.ts';
import type { Inbound, Turn } from '../flow/turn.ts';
import type { Random } from '../privacy/crypto.ts';
import type { Pid } from '../privacy/pseudonym.ts';
import type { Keyring } from '../privacy/unlock.ts';
import type { Sql } from '../store/sql.ts';

/** Where a process may be killed, in the order they are passed; the crash test kills it at each. */
export const points = [
	'keys:committed',
	'turn:before-commit',
	'turn:committed',
	'erase:rows-deleted',
	'erase:key-destroyed',
	'erase:truncated',
] as const;
/** The same for each message that is sent. */
export const sendPoints = ['send:marked', 'send:returned', 'send:recorded'] as const;
/** The same for each letter that is carried to the Desk. */
export const carryPoints = ['carry:sealed', 'carry:taken', 'carry:done'] as const;
export type Point = (typeof points)[number] | (typeof sendPoints)[number] | (typeof carryPoints)[number];

/** What the runtime must know of a channel. */
export interface ChannelRules {
	/** `pull`: the person fetches (web). `push`: we send; then the address is kept, sealed, to send to. */
	delivery: 'pull' | 'push';
	/** What `close` does besides leaving the screen: a web visit ends with it. */
	closing: 'erases' | 'keeps';
	/** How long an untouched conversation is kept, in ms. */
	keep: number;
	/** The platform takes our words only so long after the person's last, in ms. Undefined: always. */
	window?: number;
	/** What one turn says goes out as one message: each is paid for, and few a minute are allowed. */
	together?: true;
}

export interface Ground {
	data: Sql;
	keys: Sql;
	ring: Keyring;
	random: Random;
	/** Pure: `step` of src/flow with its bundle. */
	step: (conversation: Conversation, inbound: Inbound, now: number) => Turn;
	rules: (channel: string) => ChannelRules;
	/**
	 * Whether a message to somebody for whom nothing waits can go out at once. True: its place in the channel's pace is
	 * taken, and it will be sent as soon as the turn is committed.
	 */
	mayGo: (pid: Pid, channel: string, now: number) => boolean;
	hook: (point: Point) => void;
}
