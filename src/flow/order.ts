/**
 * What a staff member did, as the person sees it. The phase is changed by compare-and-set: an order that does not fit is
 * refused, and nothing is said. To somebody who has been silent for long nothing is said either, but whether it is a good
 * time: who holds the phone now may be somebody else.
 */
import { enter, goBack, remember, type Walk } from './advance.ts';
import { compose } from './compose.ts';
import { awaited, type Conversation, type Phase, phaseOf } from './conversation.ts';
import type { Drafted, Order, Ordering } from './letters.ts';
import { isHuman } from './offer.ts';
import { card, whenRead } from './offer-texts.ts';
import type { Bundle } from './open.ts';
import type { StaffId } from './roster.ts';
import { again, asked, plain, remark, said } from './say.ts';
import { colleagueOf, knownTo, nameOf } from './team.ts';
import type { Effect, Turn } from './turn.ts';

type Owned = Extract<Phase, { is: 'staff' }>;

/** Whoever has been silent for so long may have put the phone down, ms. */
const LONG = 30 * 60_000;

export function obey(bundle: Bundle, conversation: Conversation, ordering: Ordering, now: number): Turn {
	const { order } = ordering;
	const phase = phaseOf(conversation);
	const refused: Turn = { conversation, effects: [], refused: true };
	switch (order.do) {
		case 'claimed':
			if (phase.is !== 'waiting' && phase.is !== 'sleeping') return refused;
			return claim(bundle, conversation, phase, ordering.id, order.staff, now);
		case 'passed': {
			if (phase.is !== 'staff') return refused;
			const passed: Conversation = { ...conversation, phase: { ...phase, owner: order.staff, introduced: null } };
			return bring(bundle, passed, ordering, now);
		}
		case 'say':
			if (phase.is !== 'staff' || phase.owner !== order.staff) return refused;
			return bring(bundle, conversation, ordering, now);
		case 'introduce':
			if (phase.is !== 'staff' || phase.owner !== order.staff || !colleagueOf(bundle, order.colleague)) return refused;
			return bring(bundle, conversation, ordering, now);
		case 'late':
			// While somebody has it the team is not asked.
			if (phase.is !== 'waiting' && (phase.is !== 'staff' || order.rung === 'team')) return refused;
			return bring(bundle, conversation, ordering, now);
		case 'hand-back':
			return phase.is === 'staff' ? handBack(bundle, conversation, phase, order, now) : refused;
		case 'sleep':
			return phase.is === 'staff' ? sleep(bundle, conversation, phase, now) : refused;
		case 'block':
			return block(bundle, conversation, now);
		case 'unblock': {
			const { blocked: _, ...free } = conversation;
			return { conversation: free, effects: [] };
		}
	}
}

/** It is a good time: everything that was held, in order, and a sign to the Desk that they are there. */
export function flush(bundle: Bundle, conversation: Conversation, now: number): Turn {
	const phase = phaseOf(conversation);
	if (phase.is !== 'waiting' && phase.is !== 'staff') return { conversation, effects: [] };
	const { held } = phase.human;
	let turn: Turn = {
		conversation: { ...conversation, phase: { ...phase, human: { ...phase.human, held: [] } }, wait: { on: 'with' } },
		effects: phase.is === 'staff' ? [{ do: 'letter', letter: { kind: 'said', text: '👍' } }] : [],
	};
	for (const ordering of held) {
		const next = utter(bundle, turn.conversation, ordering, now);
		turn = { conversation: next.conversation, effects: [...turn.effects, ...next.effects] };
	}
	const spoke = turn.effects.some((effect) => effect.do === 'say');
	return spoke ? turn : { ...turn, effects: [...turn.effects, ...again(bundle, turn.conversation, now).effects] };
}

/** What was held and will never be said: whoever wrote it must not believe it was. */
export function dropped(conversation: Conversation): Drafted[] {
	const phase = phaseOf(conversation);
	if (phase.is !== 'waiting' && phase.is !== 'staff') return [];
	return phase.human.held.flatMap(({ id, order }) =>
		order.do === 'say' ? [{ kind: 'delivery', id, said: 'failed' } as const] : [],
	);
}

function claim(
	bundle: Bundle,
	conversation: Conversation,
	phase: Extract<Phase, { is: 'waiting' | 'sleeping' }>,
	id: string,
	staff: StaffId,
	now: number,
): Turn {
	const human = phase.is === 'waiting' ? phase.human : { heard: 0, held: [], told: true };
	const owned: Conversation = {
		...conversation,
		phase: { is: 'staff', owner: staff, human: { ...human, told: false }, introduced: null },
	};
	// Whom they did not ask for shows a card.
	const expected = phase.is === 'waiting' ? phase.wants : phase.owner;
	const order: Order = expected === staff ? { do: 'claimed', staff } : { do: 'passed', staff };
	return bring(bundle, owned, { id, order }, now);
}

/** Now, if they are there; else once they have said that now is good. */
function bring(bundle: Bundle, conversation: Conversation, ordering: Ordering, now: number): Turn {
	const phase = phaseOf(conversation);
	if (phase.is !== 'waiting' && phase.is !== 'staff') return { conversation, effects: [] };
	if (isThere(phase, now)) return utter(bundle, conversation, ordering, now);
	const { human } = phase;
	const holding: Conversation = {
		...remember(conversation),
		phase: { ...phase, human: { ...human, held: [...human.held, ordering] } },
		wait: { on: 'with' },
	};
	// Asked once, however much there is to say.
	return human.held.length > 0 ? { conversation: holding, effects: [] } : again(bundle, holding, now);
}

function isThere(phase: Phase, now: number): boolean {
	if (phase.is !== 'waiting' && phase.is !== 'staff') return false;
	return phase.human.held.length === 0 && now - phase.human.heard < LONG;
}

function utter(bundle: Bundle, before: Conversation, { id, order }: Ordering, now: number): Turn {
	const { language } = before;
	const { system } = bundle.speak;
	const conversation: Conversation = { ...remember(before), wait: { on: 'with' } };
	const name = nameOf(bundle, language, 'staff' in order ? order.staff : null);
	switch (order.do) {
		case 'claimed':
			return said(conversation, plain(language, system(language, 'staff.claimed', { name })));
		case 'passed': {
			const colleague = colleagueOf(bundle, order.staff);
			const text = [
				system(language, 'staff.passed', { name }),
				...(colleague ? [card(bundle, language, colleague)] : []),
			];
			return said(conversation, plain(language, text.join('\n\n')));
		}
		case 'say':
			return {
				conversation,
				effects: [{ do: 'say', message: { ...plain(language, order.text), by: name }, order: id }],
			};
		case 'introduce': {
			const phase = phaseOf(conversation);
			if (phase.is !== 'staff' || !colleagueOf(bundle, order.colleague)) return { conversation, effects: [] };
			const asking: Conversation = {
				...conversation,
				phase: { ...phase, introduced: order.colleague },
				wait: { on: 'introduced', staff: order.colleague },
			};
			return again(bundle, asking, now);
		}
		case 'late': {
			const other = nameOf(bundle, language, order.colleague);
			const phase = phaseOf(conversation);
			const asked = nameOf(bundle, language, awaited(phase));
			const text = system(language, `staff.late-${order.rung}`, { name: asked, other });
			const when = order.rung === 'nobody' ? [text, whenRead(bundle, conversation, now)] : [text];
			return remark(bundle, conversation, now, when.join(' '));
		}
		default:
			return { conversation, effects: [] };
	}
}

/** The flows go on where they were, or at a step; after that they are asked whether they want to be remembered. */
function handBack(
	bundle: Bundle,
	conversation: Conversation,
	phase: Owned,
	{ at }: Extract<Order, { do: 'hand-back' }>,
	now: number,
): Turn {
	const free: Conversation = { ...conversation, phase: { is: 'bot' } };
	const place = at === null ? placeOf(bundle, free, now) : enter(bundle, free, at, now);
	return depart(bundle, conversation, phase, place, 'staff.handed-back', now);
}

function sleep(bundle: Bundle, conversation: Conversation, phase: Owned, now: number): Turn {
	const asleep: Conversation = { ...conversation, phase: { is: 'sleeping', owner: phase.owner, quiet: 0 } };
	return depart(bundle, conversation, phase, placeOf(bundle, asleep, now), 'staff.slept', now);
}

function depart(
	bundle: Bundle,
	before: Conversation,
	phase: Owned,
	place: Walk,
	key: 'staff.handed-back' | 'staff.slept',
	now: number,
): Turn {
	const effects = [...letters(dropped(before)), ...place.effects];
	const { owner } = phase;
	const ask = mayAsk(bundle, place.conversation, owner, now);
	const there = isThere(phase, now);
	if (ask) {
		const asking: Conversation = {
			...remember(place.conversation),
			wait: { on: 'know', staff: owner, shown: there, text: '', until: 0 },
		};
		const goodbye = bundle.speak.system(before.language, key, { name: nameOf(bundle, before.language, owner) });
		const message = compose(bundle, asking, now, [goodbye]);
		return { conversation: asking, effects: there ? [...effects, { do: 'say', message }] : effects };
	}
	if (!there) return { conversation: place.conversation, effects };
	const goodbye = bundle.speak.system(before.language, key, { name: nameOf(bundle, before.language, owner) });
	return asked(bundle, { ...place, effects, said: [goodbye, ...place.said] }, now);
}

/** Once, and only where there is something to be known by again: a visit of the web chat ends with the page. */
function mayAsk(bundle: Bundle, conversation: Conversation, owner: StaffId, now: number): boolean {
	if (conversation.channel === 'web' || !colleagueOf(bundle, owner)) return false;
	const known = knownTo({ ...conversation, phase: { is: 'bot' } }, now);
	return known !== owner && conversation.unknown !== owner;
}

function block(bundle: Bundle, conversation: Conversation, now: number): Turn {
	const phase = phaseOf(conversation);
	const blocked: Conversation = { ...conversation, phase: { is: 'bot' }, blocked: true };
	const place = placeOf(bundle, blocked, now);
	const effects = [...letters(dropped(conversation)), ...place.effects];
	if (!isThere(phase, now)) return { conversation: place.conversation, effects };
	const text = bundle.speak.system(conversation.language, 'staff.blocked');
	const turn = remark(bundle, place.conversation, now, text);
	return { ...turn, effects: [...effects, ...turn.effects] };
}

/** Where the flows are under what was about humans. */
function placeOf(bundle: Bundle, conversation: Conversation, now: number): Walk {
	return isHuman(conversation.wait) ? goBack(bundle, conversation, now) : { conversation, said: [], effects: [] };
}

export function letters(drafted: readonly Drafted[]): Effect[] {
	return drafted.map((letter) => ({ do: 'letter', letter }));
}
