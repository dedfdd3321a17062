/** At a hand-off step: whom a person is offered, and whether what they were asked about that is still so. */
import type { StepId } from './bundle.ts';
import { type Conversation, phaseOf, type Stop, type Wait } from './conversation.ts';
import { isAway } from './next-reads.ts';
import type { HumanWait } from './offer-texts.ts';
import { type Bundle, stepAt } from './open.ts';
import { URGENT } from './places.ts';
import { choose, colleagueOf, insteadOf } from './team.ts';

/** What is asked there; undefined: nobody can be brought in, and the flow goes on at `otherwise`. */
export function offer(bundle: Bundle, conversation: Conversation, at: StepId, now: number): Wait | undefined {
	const step = stepAt(bundle, at);
	const phase = phaseOf(conversation);
	if (phase.is === 'waiting' || phase.is === 'staff') return { on: 'with' };
	// A coordinator sees numbers and the team: the roster has outreach workers only.
	if (step?.do !== 'handoff' || step.role !== 'outreach' || conversation.blocked) return undefined;
	const chosen = choose(bundle, conversation, step, now);
	if (!chosen) return undefined;
	const urgent = isUrgent(conversation);
	if (!isAway(chosen, now)) return { on: 'offer', from: at, staff: chosen.id, urgent };
	const instead = insteadOf(bundle, chosen, conversation.language, now)?.id ?? null;
	return { on: 'away', from: at, staff: chosen.id, instead, urgent };
}

/** Did the urgent topic lead here? */
function isUrgent({ wait, trail }: Conversation): boolean {
	const lately: Pick<Stop, 'wait'>[] = [...trail.slice(-2), { wait }];
	return lately.some((stop) => stop.wait.on === 'step' && stop.wait.at === URGENT);
}

export function isHuman(wait: Wait): wait is HumanWait {
	return (
		wait.on !== 'hello' && wait.on !== 'guess' && wait.on !== 'language' && wait.on !== 'step' && wait.on !== 'found'
	);
}

/** The roster and the phase change without the person: is this still what there is to ask? */
export function stands(bundle: Bundle, conversation: Conversation, wait: HumanWait): boolean {
	const phase = phaseOf(conversation);
	const there = (id: string | null) => colleagueOf(bundle, id) !== undefined;
	const alone = (phase.is === 'bot' || phase.is === 'sleeping') && !conversation.blocked;
	switch (wait.on) {
		case 'offer':
		case 'time':
			return alone && there(wait.staff);
		case 'away':
			return alone && there(wait.staff) && (wait.instead === null || there(wait.instead));
		case 'with':
			return phase.is === 'waiting' || phase.is === 'staff';
		case 'introduced':
			return phase.is === 'staff' && there(wait.staff);
		case 'same':
			return phase.is === 'sleeping' && there(phase.owner);
		case 'know':
			return alone && there(wait.staff);
	}
}
