/** Whose turn it is: the conversation that what came from one or two addresses of a person belongs to. */
import { openPersonKey } from '../privacy/person-key.ts';
import type { Pid } from '../privacy/pseudonym.ts';
import { leadsTo } from './addresses.ts';
import type { Ground } from './ground.ts';
import { loadState } from './state.ts';

export interface Whose {
	pid: Pid;
	/** Addresses that are to lead there from now on. */
	also: readonly Pid[];
	/** Another conversation of the same person, whose place this one takes. */
	supersedes: Pid | undefined;
	/** Both of the person's addresses are known. */
	paired: boolean;
}

/** What is on its way into the database, beside what stands there. */
export interface UnderWay {
	/** Where an address will lead when the turns that wait are taken. */
	joining: ReadonlyMap<Pid, Pid>;
	/** Does somebody's first message wait? */
	waits(pid: Pid): boolean;
}

/**
 * Two addresses in one message are one person's, and lead to one conversation. But numbers are handed on to strangers: a
 * number that was paired with another user id before now is this one's alone, and what was said under it is not.
 *
 * @param address the pseudonym of the address the message came from
 * @param other of the address that came beside it
 * @throws {SealBroken} when the other's conversation is damaged
 */
export function whose(ground: Ground, address: Pid, other: Pid | undefined, { joining, waits }: UnderWay): Whose {
	const follow = (one: Pid) => joining.get(one) ?? leadsTo(ground.data, one);
	const said = (pid: Pid) => {
		const row = ground.data.get<{ last: number }>('SELECT last FROM conversation WHERE pid = ?', pid);
		return row?.last ?? (waits(pid) ? 0 : undefined);
	};
	const own = follow(address);
	if (other === undefined) return { pid: own, also: [], supersedes: undefined, paired: false };
	const theirs = follow(other);
	if (own === theirs) return { pid: own, also: [], supersedes: undefined, paired: true };
	const [here, there] = [said(own), said(theirs)];
	if (there === undefined || isPaired(ground, theirs)) {
		return { pid: own, also: [other], supersedes: undefined, paired: true };
	}
	if (here === undefined) return { pid: theirs, also: [address], supersedes: undefined, paired: true };
	// The one with more history stays: a relationship is worth more than a place in a flow.
	return there > here
		? { pid: theirs, also: [address, other], supersedes: own, paired: true }
		: { pid: own, also: [address, other], supersedes: theirs, paired: true };
}

function isPaired({ data, keys, ring }: Ground, pid: Pid): boolean {
	const key = openPersonKey(keys, ring, pid);
	return (key && loadState(data, key, pid)?.route?.paired) === true;
}
