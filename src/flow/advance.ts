/** Walks a flow from a step to the next place where it has to wait. */
import type { StepId } from './bundle.ts';
import type { Conversation, Stop, Wait } from './conversation.ts';
import { isOpen } from './hours.ts';
import { offer } from './offer.ts';
import { type Bundle, stepAt } from './open.ts';
import { MENU, parts, resolve } from './places.ts';
import type { Condition, Step } from './schema.ts';
import type { Effect } from './turn.ts';

/** Steps walked in one turn, at most. The checker finds loops; this bounds what it cannot see. */
const STEPS_A_TURN = 50;
const CALLS_DEEP = 8;
const TRAIL_LONG = 30;
/** How long it is known where somebody stands in a passing flow, in ms. */
const PASSING = 3_600_000;

export interface Walk {
	conversation: Conversation;
	/** What was said on the way, in order. */
	said: string[];
	effects: Effect[];
}

/** Leaves where the conversation waits (so that "back" finds it) and walks to the next wait, from `to` on. */
export function enter(bundle: Bundle, conversation: Conversation, to: StepId, now: number): Walk {
	const { wait } = conversation;
	const stays = wait.on === 'step' && wait.at === to;
	return walk(bundle, stays ? conversation : remember(conversation), to, now);
}

/** Walks without remembering: for returning, and for steps that must not be come back to. */
export function walk(bundle: Bundle, from: Conversation, to: StepId, now: number): Walk {
	const said: string[] = [];
	const effects = leave(bundle, from);
	let conversation = from;
	let at = relocate(bundle, to);
	if (at !== to) said.push(bundle.speak.system(from.language, 'moved'));
	for (let walked = 0; ; walked++) {
		if (walked === STEPS_A_TURN) {
			said.push(bundle.speak.system(from.language, 'lost'));
			at = MENU;
			conversation = { ...conversation, calls: [] };
		}
		const [flow, name] = parts(at);
		const step = stepAt(bundle, at);
		if (!step || walked > STEPS_A_TURN) return wait(bundle, conversation, MENU, now, said, effects);
		switch (step.do) {
			case 'choose':
			case 'ask':
			case 'remind':
				return wait(bundle, conversation, at, now, said, effects);
			case 'say':
				said.push(bundle.speak.text(from.language, flow, `${name}.text`) ?? '');
				at = resolve(flow, step.goto);
				break;
			case 'wipe':
				effects.push({ do: 'wipe' });
				at = resolve(flow, step.goto);
				break;
			case 'goto':
				at = resolve(flow, step.goto);
				break;
			case 'branch':
				at = resolve(flow, decide(bundle, conversation, step, now));
				break;
			case 'call': {
				const calls = [...conversation.calls, resolve(flow, step.goto)].slice(-CALLS_DEEP);
				conversation = { ...conversation, calls };
				at = flowStart(bundle, step.flow);
				break;
			}
			case 'handoff': {
				const asking = offer(bundle, conversation, at, now);
				if (asking) return { conversation: { ...conversation, wait: asking }, said, effects };
				if (conversation.blocked) said.push(bundle.speak.system(from.language, 'staff.blocked'));
				at = resolve(flow, step.otherwise);
				break;
			}
			case 'end':
				at = conversation.calls.at(-1) ?? MENU;
				conversation = { ...conversation, calls: conversation.calls.slice(0, -1) };
				break;
		}
		at = relocate(bundle, at);
	}
}

/** To where "back" leads: the end of the trail, else the main menu. */
export function goBack(bundle: Bundle, conversation: Conversation, now: number): Walk {
	const stop = conversation.trail.at(-1);
	if (!stop) return walk(bundle, conversation, MENU, now);
	const returned: Conversation = { ...conversation, trail: conversation.trail.slice(0, -1), calls: stop.calls };
	// Walking, not only setting the wait: a step that has moved meanwhile is followed, a timeout starts anew.
	if (stop.wait.on === 'step') return walk(bundle, returned, stop.wait.at, now);
	return { conversation: { ...returned, wait: stop.wait }, said: [], effects: [] };
}

function wait(bundle: Bundle, from: Conversation, at: StepId, now: number, said: string[], effects: Effect[]): Walk {
	const conversation: Conversation = { ...from, wait: { on: 'step', at, page: 1, tries: 0 } };
	const step = stepAt(bundle, at);
	if (step && 'timeout' in step && step.timeout) {
		effects.push({ do: 'wake', timer: 'step', at, due: now + milliseconds(step.timeout.after) });
	}
	const [flow] = parts(at);
	if (isPassing(bundle, flow)) {
		effects.push({ do: 'wake', timer: 'answers', at: flowStart(bundle, flow), due: now + PASSING });
	}
	return { conversation, said, effects };
}

function isPassing({ flows }: Bundle, flow: string): boolean {
	return Object.hasOwn(flows, flow) && flows[flow]?.passing === true;
}

/** Forgets where somebody stood in that flow; without a word, as nobody has asked anything. */
export function forgetPlaces(bundle: Bundle, conversation: Conversation, flow: string): Conversation {
	if (!isPassing(bundle, flow)) return conversation;
	const isThere = (wait: Wait) => wait.on === 'step' && parts(wait.at)[0] === flow;
	const { wait, trail } = conversation;
	return {
		...conversation,
		wait: isThere(wait) ? { on: 'step', at: MENU, page: 1, tries: 0 } : wait,
		trail: trail.filter((stop) => !isThere(stop.wait)),
	};
}

/** Does a flow pause at this step? */
export function waits(step: Step | undefined): boolean {
	return step?.do === 'choose' || step?.do === 'ask' || step?.do === 'remind';
}

/** Leaving a step with a timeout takes its timer away. */
function leave(bundle: Bundle, { wait }: Conversation): Effect[] {
	const step = wait.on === 'step' ? stepAt(bundle, wait.at) : undefined;
	return step && 'timeout' in step && step.timeout ? [{ do: 'cancel', timer: 'step' }] : [];
}

/** Puts where the conversation waits onto the trail, unless it already is its end. */
export function remember(conversation: Conversation): Conversation {
	const { wait, calls, trail } = conversation;
	if (wait.on !== 'step' && wait.on !== 'found') return conversation;
	const stop: Stop = { wait: { ...wait, page: 1 }, calls };
	if (JSON.stringify(trail.at(-1)) === JSON.stringify(stop)) return conversation;
	return { ...conversation, trail: [...trail, stop].slice(-TRAIL_LONG) };
}

/** Where a step that no longer exists has gone: through `moved:`, else its flow's start, else the main menu. */
export function relocate(bundle: Bundle, id: StepId): StepId {
	let at = id;
	for (let hops = 0; hops < 10; hops++) {
		if (stepAt(bundle, at)) return at;
		const [flow, step] = parts(at);
		const known = Object.hasOwn(bundle.flows, flow) ? bundle.flows[flow] : undefined;
		if (!known) return MENU;
		const moved = Object.hasOwn(known.moved, step) ? known.moved[step] : undefined;
		at = moved ? resolve(flow, moved) : `${flow}.${known.start}`;
	}
	return MENU;
}

function flowStart(bundle: Bundle, target: string): StepId {
	if (target.includes('.')) return target;
	return `${target}.${bundle.flows[target]?.start ?? 'start'}`;
}

function decide(
	bundle: Bundle,
	conversation: Conversation,
	step: Extract<Step, { do: 'branch' }>,
	now: number,
): string {
	return step.when.find((condition) => holds(bundle, conversation, condition, now))?.goto ?? step.otherwise;
}

function holds(
	bundle: Bundle,
	{ language, channel, answers }: Conversation,
	condition: Condition,
	now: number,
): boolean {
	if ('language' in condition) return condition.language.includes(language);
	if ('channel' in condition) return condition.channel.includes(channel);
	if ('hours' in condition) {
		const hours = bundle.directory.hours[condition.hours];
		return hours !== undefined && isOpen(hours, bundle.directory.timezone, now);
	}
	const value = answers[condition.answer]?.value;
	if ('below' in condition) return typeof value === 'number' && value < condition.below;
	return value === condition.is;
}

const units: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `30m`, `12h`, `2d` in milliseconds. */
export function milliseconds(duration: string): number {
	return Number(duration.slice(0, -1)) * (units[duration.slice(-1)] ?? 0);
}
