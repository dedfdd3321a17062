/** The flows as a graph: each step a node, with a row for every way on. Pure, in the order of the files. */
import type { CompiledBundle, StepId } from '../flow/bundle.ts';
import { topicAt } from '../flow/open.ts';
import { resolve } from '../flow/places.ts';
import type { Condition, Step } from '../flow/schema.ts';

interface Way {
	/** A choice's emoji and label, or what leads there. */
	label: string;
	/** Undefined: a way out that works everywhere, back, menu, close … */
	to: StepId | undefined;
}

export interface StepNode {
	id: StepId;
	does: Step['do'];
	/** In the source language; '' for a step that says nothing of its own. */
	title: string;
	topic: { code: string; emoji: string; pictogram: string; emergency: boolean } | undefined;
	ways: Way[];
}

export interface FlowGraph {
	flow: string;
	start: StepId;
	nodes: StepNode[];
}

export function graphOf(bundle: CompiledBundle): FlowGraph[] {
	return Object.values(bundle.flows).map(({ flow, start, steps }) => ({
		flow,
		start: `${flow}.${start}`,
		nodes: Object.entries(steps).map(([name, step]) => nodeOf(bundle, flow, name, step)),
	}));
}

function nodeOf(bundle: CompiledBundle, flow: string, name: string, step: Step): StepNode {
	const id = `${flow}.${name}`;
	const topic = topicAt(bundle, id);
	return {
		id,
		does: step.do,
		title: said(bundle, id)?.title ?? '',
		topic: topic && {
			code: topic.code,
			emoji: topic.emoji,
			pictogram: topic.pictogram,
			emergency: topic.emergency,
		},
		ways: waysOn(bundle, flow, name, step).map(({ label, to }) => ({ label, to: to && resolve(flow, to) })),
	};
}

function said({ languages, texts }: CompiledBundle, id: StepId) {
	const [flow = '', step = ''] = id.split('.');
	return texts[languages[0] ?? '']?.[flow]?.[step];
}

function waysOn(bundle: CompiledBundle, flow: string, name: string, step: Step): Way[] {
	switch (step.do) {
		case 'say':
		case 'goto':
		case 'wipe':
			return [{ label: 'then', to: step.goto }];
		case 'remind':
			return [{ label: `after ${step.after}, on a yes; then`, to: step.goto }];
		case 'choose':
			return [
				...step.choices.map((choice): Way => {
					if ('nav' in choice) return { label: `(${choice.nav})`, to: undefined };
					const to = resolve(flow, choice.goto);
					const label = said(bundle, `${flow}.${name}`)?.choices?.[choice.id] ?? said(bundle, to)?.title ?? choice.id;
					const emoji = choice.emoji ?? topicAt(bundle, to)?.emoji;
					return { label: emoji ? `${emoji} ${label}` : label, to };
				}),
				...timeoutOf(step.timeout),
			];
		case 'ask':
			return [{ label: `keeps “${step.store}” (${step.class}); then`, to: step.goto }, ...timeoutOf(step.timeout)];
		case 'branch':
			return [
				...step.when.map((when): Way => ({ label: conditionWords(when), to: when.goto })),
				{ label: 'otherwise', to: step.otherwise },
			];
		case 'call': {
			const start = step.flow.includes('.') ? step.flow : `${step.flow}.${bundle.flows[step.flow]?.start ?? ''}`;
			return [
				{ label: 'through', to: start },
				{ label: 'then', to: step.goto },
			];
		}
		case 'handoff':
			return [
				{ label: `to a human (${step.role})`, to: undefined },
				{ label: 'otherwise', to: step.otherwise },
			];
		case 'end':
			return [];
	}
}

function timeoutOf(timeout: { after: string; goto: string } | undefined): Way[] {
	return timeout ? [{ label: `after ${timeout.after}`, to: timeout.goto }] : [];
}

function conditionWords(when: Condition): string {
	if ('language' in when) return `in ${when.language.join(', ')}`;
	if ('channel' in when) return `on ${when.channel.join(', ')}`;
	if ('hours' in when) return `during ${when.hours}`;
	return 'is' in when ? `${when.answer} = ${when.is}` : `${when.answer} < ${when.below}`;
}
