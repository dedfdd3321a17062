/** Every goto, call, moved and condition names something that exists. */
import { limits } from '../../channels/limits.ts';
import { engineSteps, parts, resolve } from '../../flow/places.ts';
import type { Step } from '../../flow/schema.ts';
import type { Finding } from '../finding.ts';
import type { Sources } from '../sources.ts';

export interface Target {
	/** Keys from the step to the target, for the line. */
	keys: (string | number)[];
	/** Resolved to `flow.step`; for `call`, the flow's start. */
	to: string;
}

/** Everything a step can lead to, ways out left aside. */
export function targetsOf(sources: Sources, flow: string, step: Step): Target[] {
	const to = (target: string, ...keys: (string | number)[]): Target => ({ keys, to: resolve(flow, target) });
	switch (step.do) {
		case 'say':
		case 'goto':
		case 'wipe':
		case 'remind':
			return [to(step.goto, 'goto')];
		case 'choose':
			return [
				...step.choices.flatMap((choice, n) => ('goto' in choice ? [to(choice.goto, 'choices', n, 'goto')] : [])),
				...(step.timeout ? [to(step.timeout.goto, 'timeout', 'goto')] : []),
			];
		case 'ask':
			return [to(step.goto, 'goto'), ...(step.timeout ? [to(step.timeout.goto, 'timeout', 'goto')] : [])];
		case 'branch':
			return [...step.when.map((when, n) => to(when.goto, 'when', n, 'goto')), to(step.otherwise, 'otherwise')];
		case 'call': {
			const start = step.flow.includes('.')
				? step.flow
				: `${step.flow}.${sources.flows.get(step.flow)?.value.start ?? '?'}`;
			return [{ keys: ['flow'], to: start }, to(step.goto, 'goto')];
		}
		case 'handoff':
			return [to(step.otherwise, 'otherwise')];
		case 'end':
			return [];
	}
}

export function exists(sources: Sources, id: string): boolean {
	const [flow, step] = parts(id);
	const steps = sources.flows.get(flow)?.value.steps;
	return steps !== undefined && Object.hasOwn(steps, step);
}

export function findUnknownTargets(sources: Sources): Finding[] {
	const findings: Finding[] = [];
	const report = (file: string, line: number, what: string, mend: string) =>
		findings.push({ rule: 'target', file, line, what, mend });
	for (const id of engineSteps) {
		if (!exists(sources, id))
			report(`flows/${parts(id)[0]}.yaml`, 1, `the step "${id}" is missing`, 'the engine goes there: add it');
	}
	for (const { value, file, line } of sources.flows.values()) {
		if (!Object.hasOwn(value.steps, value.start)) {
			report(file, line('start'), `start: "${value.start}" is no step of this flow`, 'name one of its steps');
		}
		for (const [id, step] of Object.entries(value.steps)) {
			for (const { keys, to } of targetsOf(sources, value.flow, step)) {
				if (exists(sources, to)) continue;
				const flow = parts(to)[0];
				const known = sources.flows.has(flow);
				const what = known ? `"${to}" is no step of flow "${flow}"` : `there is no flow "${flow}"`;
				report(
					file,
					line('steps', id, ...keys),
					`${value.flow}.${id}: ${what}`,
					known ? 'correct the name, or add the step' : 'correct the name, or add the flow',
				);
			}
		}
		for (const [old, target] of Object.entries(value.moved)) {
			const at = line('moved', old);
			if (!exists(sources, resolve(value.flow, target))) {
				report(file, at, `moved: "${old}" goes to "${target}", which does not exist`, 'name a step of today');
			}
			if (Object.hasOwn(value.steps, old)) {
				report(file, at, `moved: "${old}" is still a step`, 'take it out of moved');
			}
		}
	}
	return findings;
}

/** Languages, hours and answers that conditions and hand-offs name. */
export function findUnknownNames(sources: Sources): Finding[] {
	const findings: Finding[] = [];
	const { languages, hours, team } = sources.directory.value;
	const answers = new Set<string>();
	for (const { value } of sources.flows.values()) {
		for (const step of Object.values(value.steps)) if (step.do === 'ask') answers.add(step.store);
	}
	for (const { value, file, line } of sources.flows.values()) {
		const report = (at: (string | number)[], what: string, mend: string) =>
			findings.push({ rule: 'name', file, line: line('steps', ...at), what: `${value.flow}.${at[0]}: ${what}`, mend });
		for (const [id, step] of Object.entries(value.steps)) {
			if (step.do === 'handoff' && step.languages !== 'any') {
				for (const code of step.languages.filter((code) => !languages.includes(code))) {
					report(
						[id, 'languages'],
						`language "${code}" is not switched on`,
						'add it to flows/directory.yaml or take it out',
					);
				}
			}
			if (step.do !== 'branch') continue;
			for (const [n, when] of step.when.entries()) {
				if ('language' in when) {
					for (const code of when.language.filter((code) => !languages.includes(code))) {
						report(
							[id, 'when', n],
							`language "${code}" is not switched on`,
							'add it to flows/directory.yaml or take it out',
						);
					}
				}
				if ('channel' in when) {
					for (const name of when.channel.filter((name) => !Object.hasOwn(limits, name))) {
						report([id, 'when', n], `there is no channel "${name}"`, `one of ${Object.keys(limits).join(', ')}`);
					}
				}
				if ('hours' in when && !Object.hasOwn(hours, when.hours)) {
					report([id, 'when', n], `there are no hours "${when.hours}"`, 'add them to flows/directory.yaml');
				}
				if ('answer' in when && !answers.has(when.answer)) {
					report([id, 'when', n], `no step stores an answer "${when.answer}"`, 'correct the name, or ask for it first');
				}
			}
		}
	}
	for (const code of team.languages.filter((code) => !languages.includes(code))) {
		const { file, line } = sources.directory;
		findings.push({
			rule: 'name',
			file,
			line: line('team', 'languages'),
			what: `team: language "${code}" is not switched on`,
			mend: 'take it out, or add it to languages',
		});
	}
	return findings;
}
