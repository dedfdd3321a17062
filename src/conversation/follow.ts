/** Somebody has another address now: the conversation goes with them, and the old one is nobody's. */
import { openPersonKey } from '../privacy/person-key.ts';
import { type Pid, successor } from '../privacy/pseudonym.ts';
import type { Sql } from '../store/sql.ts';
import { lead, leadsTo, supersede } from './addresses.ts';
import type { Ground } from './ground.ts';
import { rememberMessage } from './remember.ts';
import { loadState, saveState } from './state.ts';

export interface Move {
	/** Of the platform's notice, as src/privacy/pseudonym.ts makes it: the same notice moves nobody twice. */
	messageId: string;
	/** Pseudonyms of the address left and of the new one. */
	from: Pid;
	to: Pid;
	/** The addresses as the platform names them. */
	addresses: { from: string; to: string };
}

/** In a transaction of the caller's. @param pid where `from` leads. Throws `SealBroken`. */
export function follow(
	{ data, keys, ring, random }: Ground,
	pid: Pid,
	{ messageId, from, to, addresses }: Move,
	now: number,
): void {
	// Repeated for days: by then somebody else may write from the old one.
	if (!rememberMessage(data, messageId, now)) return;
	const key = openPersonKey(keys, ring, pid);
	const known = key && loadState(data, key, pid);
	if (!known || leadsTo(data, from) !== pid) return;
	const already = leadsTo(data, to);
	const there = already === pid ? undefined : lastSaid(data, already);
	if (there !== undefined && there > known.last) supersede(data, pid, already);
	else {
		if (there !== undefined) supersede(data, already, pid);
		lead(data, to, pid);
		const { route } = known;
		if (route?.address === addresses.from) {
			saveState(data, key, pid, { ...known, route: { ...route, address: addresses.to } }, random);
		}
	}
	lead(data, from, successor(ring, from, pid));
}

function lastSaid(data: Sql, pid: Pid): number | undefined {
	return data.get<{ last: number }>('SELECT last FROM conversation WHERE pid = ?', pid)?.last;
}
