/** Some platforms take our words only for a while after the person's last: WhatsApp 24 hours. Pure. */
import type { Outgoing } from '../channels/sender.ts';
import type { Message } from '../flow/turn.ts';
import type { ChannelRules } from './ground.ts';
import type { State } from './state.ts';

type Heard = Pick<State, 'heard' | 'knocked'>;

/** When it closes, epoch ms; undefined: there is no such window. Somebody who was never heard has a closed one. */
export function closesAt({ heard = 0 }: Heard, { window }: ChannelRules): number | undefined {
	return window === undefined ? undefined : heard + window;
}

/**
 * How a message may go out now: in its own words, as a neutral line that says only that something waits (once, and only
 * where the person agreed to it beforehand), or not at all: then it waits until they write.
 */
export function mayGoOut(
	message: Pick<Message, 'agreed'>,
	state: Heard,
	rules: ChannelRules,
	knocks: boolean,
	now: number,
): NonNullable<Outgoing['as']> | 'waits' {
	const closes = closesAt(state, rules);
	if (closes === undefined || now < closes) return 'words';
	return knocks && message.agreed && !state.knocked ? 'knock' : 'waits';
}
