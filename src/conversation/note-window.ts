/** What is learnt of somebody's window beside their turns. Each in a transaction of the caller's. */
import type { Pid } from '../privacy/pseudonym.ts';
import { tellClosed } from './fate.ts';
import type { Ground } from './ground.ts';
import { loadState, saveState } from './state.ts';

type Files = Pick<Ground, 'data' | 'random'>;

/**
 * What we sent then, the platform did not take: the window is closed until they write. Who has written since has opened
 * it anew.
 *
 * @param then epoch ms
 */
export function noteClosed({ data, random }: Files, pid: Pid, key: Uint8Array, then: number, now: number): void {
	const state = loadState(data, key, pid);
	if (!state || (state.heard ?? 0) > then) return;
	saveState(data, key, pid, { ...state, heard: 0 }, random);
	tellClosed(data, key, pid, now, random);
}

/** They have been told that something waits. */
export function noteKnock({ data, random }: Files, pid: Pid, key: Uint8Array): void {
	const state = loadState(data, key, pid);
	if (state) saveState(data, key, pid, { ...state, knocked: true }, random);
}
