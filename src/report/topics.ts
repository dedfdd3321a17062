/** The topics of a bundle: its leaves, each with evidence. Pure. */
import type { CompiledBundle, StepId } from '../flow/bundle.ts';
import { parts } from '../flow/places.ts';
import type { Topic } from '../flow/schema.ts';

/** In the order of the files. */
export function topicsIn({ flows }: Pick<CompiledBundle, 'flows'>): [StepId, Topic][] {
	return Object.values(flows).flatMap(({ flow, steps }) =>
		Object.entries(steps).flatMap(([step, one]): [StepId, Topic][] =>
			one.do === 'choose' && one.topic ? [[`${flow}.${step}`, one.topic]] : [],
		),
	);
}

/** In the source language. */
export function titleOf({ languages, texts }: CompiledBundle, id: StepId, language = languages[0] ?? ''): string {
	const [flow, step] = parts(id);
	return texts[language]?.[flow]?.[step]?.title ?? id;
}
