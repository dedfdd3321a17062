import type { State as Name } from '../../report/model.ts';
import { sayOf } from '../shell/speak.ts';

/** Of one topic in one language, in a word; the colour only repeats it. */
export function State({ state }: { state: Name }) {
	return <b class={`standing ${state}`}>{sayOf('state', state)}</b>;
}
