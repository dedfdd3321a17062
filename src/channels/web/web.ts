/** The web chat as a channel. */
import { keepWithin } from '../../conversation/state.ts';
import type { Bundle } from '../../flow/open.ts';
import type { Channel } from '../channel.ts';
import { limits } from '../limits.ts';
import { type Posted, parse } from './parse.ts';
import { openRender, type Rendered } from './render.ts';
import { verify } from './verify.ts';

const HOUR = 3_600_000;
/** What /privacy promises: nothing of a visit is left this long after its last message. */
export const VISIT_HOURS = 12;

/** @param publicUrl our own origin, when a proxy in front of us may change the Host */
export function webChannel(bundle: Bundle, publicUrl: URL | undefined): Channel<Posted, Rendered> {
	return {
		name: 'web',
		limits: limits.web,
		rules: { delivery: 'pull', closing: 'erases', keep: keepWithin(VISIT_HOURS * HOUR) },
		verify: (raw) => verify(raw, publicUrl),
		parse,
		render: openRender(bundle),
	};
}
