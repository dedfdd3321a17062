/** Names that say nothing without the lookup key. */
import { hmac } from './crypto.ts';
import { join } from './join.ts';
import type { Keyring } from './unlock.ts';

/** A person on a channel, in every table and log: 43 characters of base64url. */
export type Pid = string;

/** @param bot which account of ours, so that two bots on one server do not know each other's people */
export function pseudonym(ring: Keyring, channel: string, bot: string, address: string): Pid {
	return hmac(ring.lookup, join(channel, bot, address));
}

/** Who writes from an address after the person it led to (`pid`) has given it up: somebody else. */
export function successor(ring: Keyring, address: Pid, pid: Pid): Pid {
	return hmac(ring.lookup, join('after', address, pid));
}

/** A message's id as remembered: a WhatsApp id contains the phone number, and so is never kept. */
export function messageId(ring: Keyring, channel: string, bot: string, id: string): string {
	return hmac(ring.messages, join(channel, bot, id));
}

/** A conversation as the Desk knows it: 43 characters of base64url, from which the pid cannot be told without the key. */
export function threadOf(ring: Pick<Keyring, 'lookup'>, pid: Pid): string {
	return hmac(ring.lookup, join('desk thread', pid));
}
