/** Says what is said last to somebody who is forgotten, and removes what stands in the chat. Best effort. */
import type { Receipt } from '../conversation/conversations.ts';
import type { Message } from '../flow/turn.ts';
import { pause } from './pause.ts';
import type { Route, Sender, Sent } from './sender.ts';

/** Tries, and the pauses between them in ms. */
const TRIES = 4;
const USUAL_PAUSE = 500;
const LONGEST_PAUSE = 10_000;

/**
 * Of who is erased nothing stands in the outbox: the last message is in the receipt, and only there. It is said first,
 * so that nobody waits for the removal, and stays.
 */
export async function part(
	sender: Pick<Sender, 'send' | 'wipe'>,
	route: Route,
	{ messages, erased, wipe }: Pick<Receipt, 'messages' | 'erased' | 'wipe'>,
): Promise<void> {
	for (const { message } of erased ? messages : []) await say(sender, route, message);
	if (wipe.length > 0) await sender.wipe(route, wipe);
}

async function say(sender: Pick<Sender, 'send'>, route: Route, message: Message): Promise<void> {
	let unknown = 0;
	for (let tries = 1; tries <= TRIES; tries++) {
		const sent = await sender.send(route, { message, latest: undefined });
		// Once more when nobody knows, as for every message; not again and again.
		if (sent.outcome === 'unknown') unknown++;
		if (unknown > 1 || !(sent.outcome === 'later' || sent.outcome === 'unknown')) return;
		await pause(Math.min(pauseOf(sent) ?? USUAL_PAUSE, LONGEST_PAUSE));
	}
}

function pauseOf(sent: Sent): number | undefined {
	return sent.outcome === 'later' ? sent.after : undefined;
}
