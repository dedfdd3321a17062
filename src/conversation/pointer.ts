/**
 * What outlives a conversation's words, on the person's own yes: whom of the team they know. After the sweep the row holds
 * nothing else, under a new key, and goes when the year is over. Killed in between, it is lost: forgetting too much is the
 * safe side.
 */
import { newConversation } from '../flow/conversation.ts';
import { SealBroken } from '../privacy/errors.ts';
import { makePersonKey, openPersonKey } from '../privacy/person-key.ts';
import type { Pid } from '../privacy/pseudonym.ts';
import { type Link, lead, linksOf } from './addresses.ts';
import type { Ground } from './ground.ts';
import { coarse, loadState, type State, saveState } from './state.ts';

export interface Pointer {
	pid: Pid;
	state: State;
	/** What led to this conversation, and from its own address to somebody else's. */
	links: Link[];
}

/** Before its rows are deleted. Undefined: nobody is to be remembered. */
export function pointerOf({ data, keys, ring, rules }: Ground, pid: Pid, now: number): Pointer | undefined {
	const key = openPersonKey(keys, ring, pid);
	const known = key && tryLoad(data, key, pid);
	if (!known?.conversation.knows || known.conversation.knows.until <= now) return undefined;
	const { knows, language, blocked } = known.conversation;
	const { channel } = known;
	const { keep } = rules(channel);
	const grain = coarse(keep);
	const conversation = { ...newConversation(channel, language), knows, ...(blocked && { blocked }) };
	// Swept by the same rule as every row: as if they had last written so long before the year is over.
	const touched = Math.floor((knows.until - keep - grain) / grain) * grain;
	const links = linksOf(data, pid);
	return { pid, state: { channel, conversation, timers: [], route: null, last: 0, touched }, links };
}

/** After everything of theirs, the old key too, has gone. */
export function keepPointers({ data, keys, ring, random }: Ground, pointers: readonly Pointer[]): void {
	if (pointers.length === 0) return;
	const owned = keys.transaction(() =>
		pointers.map((pointer) => ({ ...pointer, key: makePersonKey(keys, ring, pointer.pid, random) })),
	);
	data.transaction(() => {
		for (const { pid, state, links, key } of owned) {
			saveState(data, key, pid, state, random);
			for (const link of links) lead(data, link.address, link.pid);
		}
	});
}

function tryLoad(data: Ground['data'], key: Uint8Array, pid: Pid): State | undefined {
	try {
		return loadState(data, key, pid);
	} catch (error) {
		if (error instanceof SealBroken) return undefined;
		throw error;
	}
}
