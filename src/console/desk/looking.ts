/** Tells the Desk that we look at a thread, or type in it, so that two do not answer at once. It forgets after 15 s. */
import { call, Done } from '../session.ts';

const EVERY = 10_000;
const STILL_TYPING = 6_000;

let thread: string | null = null;
let timer: ReturnType<typeof setInterval> | undefined;
let typed = Number.NEGATIVE_INFINITY;
let told = false;

export function look(at: string | null): void {
	clearInterval(timer);
	thread = at;
	typed = Number.NEGATIVE_INFINITY;
	if (at === null) return;
	timer = setInterval(tell, EVERY);
	tell();
}

export function typing(): void {
	typed = performance.now();
	if (!told) tell();
}

function tell(): void {
	if (thread === null || document.hidden) return;
	told = performance.now() - typed < STILL_TYPING;
	// A courtesy to colleagues: not worth a word when it cannot be delivered.
	call(Done, `/threads/${thread}/looking`, { typing: told }).catch(() => undefined);
}
