/** The steps the engine itself goes to. The checker refuses a bundle that lacks one of them. */
import type { StepId } from './bundle.ts';

/** After the language is chosen: the first words, then the menu. */
export const START: StepId = 'main.start';
export const MENU: StepId = 'main.menu';
export const PERSON: StepId = 'person.start';
export const URGENT: StepId = 'safety.urgent';

export const engineSteps = [START, MENU, PERSON, URGENT];

/** `flow.step` from what a flow file says: `step` in the same flow, or `flow.step`. */
export function resolve(flow: string, target: string): StepId {
	return target.includes('.') ? target : `${flow}.${target}`;
}

/** `['rights', 'police']` from `rights.police`. */
export function parts(id: StepId): [flow: string, step: string] {
	const dot = id.indexOf('.');
	return [id.slice(0, dot), id.slice(dot + 1)];
}
