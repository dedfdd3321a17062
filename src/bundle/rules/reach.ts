/** No step is out of reach, no walk ends nowhere, none goes round without waiting for the person. */

import { waits } from '../../flow/advance.ts';
import { waysOut } from '../../flow/choices.ts';
import { engineSteps, MENU, PERSON, parts, URGENT } from '../../flow/places.ts';
import type { Step } from '../../flow/schema.ts';
import type { Finding } from '../finding.ts';
import type { Sources } from '../sources.ts';
import { exists, targetsOf } from './targets.ts';

export function findReachErrors(sources: Sources): Finding[] {
	return [...findUnreachable(sources), ...findDeadEnds(sources), ...findLoops(sources)];
}

/** From the steps the engine goes to, over everything a step leads to. */
function findUnreachable(sources: Sources): Finding[] {
	const reached = new Set<string>();
	const open = engineSteps.filter((id) => exists(sources, id));
	for (let id = open.pop(); id !== undefined; id = open.pop()) {
		if (reached.has(id)) continue;
		reached.add(id);
		const step = stepOf(sources, id);
		if (!step) continue;
		for (const { to } of targetsOf(sources, parts(id)[0], step)) if (exists(sources, to)) open.push(to);
	}
	return eachStep(sources, (id, _, at) =>
		reached.has(id)
			? []
			: [
					{
						rule: 'unreachable',
						...at,
						what: `nothing leads to "${id}"`,
						mend: 'lead to it from a menu, or take it out (with a line under moved:)',
					},
				],
	);
}

/** A step that waits with nothing to choose and no way out: the person could only guess. */
function findDeadEnds(sources: Sources): Finding[] {
	return eachStep(sources, (id, step, at) => {
		if (step.do !== 'choose' && step.do !== 'ask') return [];
		const listed = step.do === 'choose' ? step.choices.flatMap((choice) => ('nav' in choice ? [choice.nav] : [])) : [];
		const out = [...waysOut(step), ...listed];
		// The flow that brings in a person is itself the way to one.
		if (parts(id)[0] === parts(PERSON)[0]) out.push('person');
		const missing = [
			...(out.includes('person') ? [] : ['a person']),
			...(id === MENU || out.includes('menu') || out.includes('back') ? [] : ['back or menu']),
			...(step.do === 'choose' && step.topic ? missingOfTopic(id, out) : []),
		];
		if (missing.length === 0) return [];
		return [
			{
				rule: 'dead-end',
				...at,
				what: `"${id}" has no way to ${missing.join(', ')}`,
				mend: 'add it to nav:, or leave nav: out',
			},
		];
	});
}

/** Every topic offers a person, urgent and close (CONTENT.md, editorial rule 4); urgent itself is where urgent leads. */
function missingOfTopic(id: string, out: string[]): string[] {
	return ['urgent', 'close'].filter((nav) => !out.includes(nav) && !(nav === 'urgent' && id === URGENT));
}

/** Follows only steps that do not wait: coming back to one of them would never end. */
function findLoops(sources: Sources): Finding[] {
	return eachStep(sources, (id, first, at) => {
		if (waits(first)) return [];
		const seen = new Set<string>();
		const open = onward(sources, id, first);
		for (let next = open.pop(); next !== undefined; next = open.pop()) {
			if (next === id)
				return [
					{
						rule: 'loop',
						...at,
						what: `"${id}" comes back to itself without waiting for the person`,
						mend: 'put a choose or an ask in between',
					},
				];
			const step = stepOf(sources, next);
			if (seen.has(next) || !step || waits(step)) continue;
			seen.add(next);
			open.push(...onward(sources, next, step));
		}
		return [];
	});
}

function onward(sources: Sources, id: string, step: Step): string[] {
	return targetsOf(sources, parts(id)[0], step).map(({ to }) => to);
}

function stepOf(sources: Sources, id: string): Step | undefined {
	const [flow, step] = parts(id);
	return sources.flows.get(flow)?.value.steps[step];
}

/** Calls `look` with every step's id and place. */
export function eachStep(
	sources: Sources,
	look: (id: string, step: Step, at: { file: string; line: number }) => Finding[],
): Finding[] {
	const findings: Finding[] = [];
	for (const { value, file, line } of sources.flows.values()) {
		for (const [name, step] of Object.entries(value.steps)) {
			findings.push(...look(`${value.flow}.${name}`, step, { file, line: line('steps', name) }));
		}
	}
	return findings;
}
