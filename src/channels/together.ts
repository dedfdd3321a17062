/** What one turn says, as a channel is sent it: where each message is paid for and few a minute are allowed, as one. */

import { joined } from '../flow/say.ts';
import type { Message } from '../flow/turn.ts';
import type { Limits } from './limits.ts';

/** All that is said, and what the last one asks. */
export function together(said: readonly Message[], { together: merged }: Pick<Limits, 'together'>): readonly Message[] {
	const newest = said.at(-1);
	return merged && newest ? [{ ...newest, text: joined(said.map(({ text }) => text)) }] : said;
}
