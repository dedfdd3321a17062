/** A compiled bundle, opened: texts and indexes loaded, ready for `step`. Immutable; one for all conversations. */
import type { CompiledBundle, Language, StepId } from './bundle.ts';
import { type Finder, openFinder } from './find.ts';
import { parts } from './places.ts';
import { nobody, type Roster } from './roster.ts';
import type { Step, Topic } from './schema.ts';
import { openSpeaker, type Publish, type Speaker } from './speak.ts';

export interface Bundle extends CompiledBundle {
	publish: Publish;
	speak: Speaker;
	finder: Finder;
	/** Who could be brought in right now: of this turn, as the time is. */
	roster: Roster;
}

export function openBundle(compiled: CompiledBundle, publish: Publish): Bundle {
	return { ...compiled, publish, speak: openSpeaker(compiled, publish), finder: openFinder(compiled), roster: nobody };
}

export function stepAt(bundle: CompiledBundle, id: StepId): Step | undefined {
	const [flow, step] = parts(id);
	const steps = Object.hasOwn(bundle.flows, flow) ? bundle.flows[flow]?.steps : undefined;
	return steps && Object.hasOwn(steps, step) ? steps[step] : undefined;
}

export function topicAt(bundle: CompiledBundle, id: StepId): Topic | undefined {
	const step = stepAt(bundle, id);
	return step?.do === 'choose' ? step.topic : undefined;
}

/** May the whole text of this step be shown in this language? What is not a topic always may. */
export function isServed(bundle: Bundle, id: StepId, language: Language): boolean {
	return bundle.publish === 'draft' || !topicAt(bundle, id) || isApproved(bundle, id, language);
}

function isApproved(bundle: CompiledBundle, id: StepId, language: Language): boolean {
	const approved = bundle.approved[language];
	return approved !== undefined && Object.hasOwn(approved, id);
}

/** The languages, in the picker's order, in which this topic may be shown. */
export function servedIn(bundle: Bundle, id: StepId): Language[] {
	return bundle.languages.filter((language) => isServed(bundle, id, language));
}
