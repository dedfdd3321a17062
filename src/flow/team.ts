/** Who of the team comes into a conversation: whom the person knows, else who speaks their language, else who is there. */
import type { Language } from './bundle.ts';
import { type Conversation, phaseOf } from './conversation.ts';
import { isAway, nextReads, readsFrom } from './next-reads.ts';
import type { Bundle } from './open.ts';
import type { Colleague, StaffId } from './roster.ts';
import type { Step } from './schema.ts';

export function colleagueOf({ roster }: Bundle, id: StaffId | null): Colleague | undefined {
	return roster.colleagues.find((colleague) => colleague.id === id);
}

/** What a person may call them; whoever has left the team meanwhile is somebody of it. */
export function nameOf(bundle: Bundle, language: Language, id: StaffId | null): string {
	return colleagueOf(bundle, id)?.card.name ?? bundle.speak.system(language, 'staff.somebody');
}

/** Whom they talked with last, or said yes to being remembered with. */
export function knownTo(conversation: Conversation, now: number): StaffId | null {
	const phase = phaseOf(conversation);
	if (phase.is === 'sleeping') return phase.owner;
	return conversation.knows && now < conversation.knows.until ? conversation.knows.staff : null;
}

/** Whom to offer at this hand-off; undefined: nobody. */
export function choose(
	bundle: Bundle,
	conversation: Conversation,
	step: Extract<Step, { do: 'handoff' }>,
	now: number,
): Colleague | undefined {
	const known = colleagueOf(bundle, knownTo(conversation, now));
	if (known) return known;
	const wanted = step.languages === 'any' ? undefined : step.languages;
	const enrolled = bundle.roster.colleagues.filter(
		({ card }) => !wanted || card.languages.some((code) => wanted.includes(code)),
	);
	const speaking = speakersOf(enrolled, conversation.language);
	// Somebody who does not share the language is still better than nobody.
	return soonest(bundle, speaking.length > 0 || step.stand_in === 'none' ? speaking : bundle.roster.colleagues, now);
}

/** Who could come instead of somebody who is away: whom that one named, else who is there soonest. */
export function insteadOf(
	bundle: Bundle,
	colleague: Colleague,
	language: Language,
	now: number,
): Colleague | undefined {
	const { presence, standIn } = colleague;
	const named = [presence.is === 'away' ? presence.standIn : null, standIn].map((id) => colleagueOf(bundle, id));
	const others = bundle.roster.colleagues.filter(({ id }) => id !== colleague.id);
	const there = (one: Colleague | undefined): one is Colleague =>
		one !== undefined && one.id !== colleague.id && !isAway(one, now);
	return (
		named.find(there) ??
		soonest(bundle, speakersOf(others, language).filter(there), now) ??
		soonest(bundle, others.filter(there), now)
	);
}

/** Who else can open what is written until somebody has answered: as the Desk seals it (docs/decisions/010-desk.md). */
export function othersWaiting(bundle: Bundle, colleague: Colleague, language: Language): Colleague[] {
	const first = [colleague.id, colleague.standIn];
	return speakersOf(bundle.roster.colleagues, language).filter(({ id }) => !first.includes(id));
}

function speakersOf(colleagues: readonly Colleague[], language: Language): Colleague[] {
	return colleagues.filter(({ card }) => card.languages.includes(language));
}

/** Who is away comes last, however soon they are back; among equals the roster's order decides. */
function soonest({ directory }: Bundle, colleagues: readonly Colleague[], now: number): Colleague | undefined {
	const from = (one: Colleague) => readsFrom(nextReads(one, directory.timezone, now));
	return colleagues.toSorted((a, b) => {
		const away = Number(isAway(a, now)) - Number(isAway(b, now));
		// Infinity minus Infinity is no number, and no difference.
		return away || from(a) - from(b) || 0;
	})[0];
}
