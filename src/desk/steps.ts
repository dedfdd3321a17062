/** Where a conversation can be handed back to. */
import type { z } from 'zod';
import type { Language } from '../flow/bundle.ts';
import { type Bundle, isServed } from '../flow/open.ts';
import type { Steps } from './api.ts';

/** Steps that ask or answer something and have a title in that language, in the order of their flows. */
export function listSteps(bundle: Bundle, language: Language): z.infer<typeof Steps> {
	const steps = Object.values(bundle.flows).flatMap(({ flow, steps }) =>
		Object.entries(steps).flatMap(([name, step]) => {
			const id = `${flow}.${name}`;
			const title = step.do === 'choose' ? bundle.speak.text(language, flow, `${name}.title`) : undefined;
			return title && isServed(bundle, id, language) ? [{ id, title }] : [];
		}),
	);
	return { steps };
}
