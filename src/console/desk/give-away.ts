/**
 * A thread that we had and somebody else has now: the Desk still lists it for us until its rows are sealed to them, which
 * only a browser that opens them can do. Done once for each version, without the thread being on the screen.
 */
import type { Summary } from '../../desk/api.ts';
import { self, threads } from './lists.ts';
import { refreshThread } from './opened.ts';

const tried = new Set<string>();

export function giveAway(): void {
	for (const one of threads.value.value?.threads ?? []) {
		const name = `${one.id} ${one.owner} ${one.phase}`;
		if (!isGivenAway(one) || tried.has(name)) continue;
		tried.add(name);
		// What fails now is done when the thread is opened, or after the next unlocking.
		refreshThread(one.id).catch(() => undefined);
	}
}

function isGivenAway({ owner, standIn, phase }: Summary): boolean {
	return owner !== self.value && standIn !== self.value && phase !== 'bot';
}

export function forgetGivenAway(): void {
	tried.clear();
}
