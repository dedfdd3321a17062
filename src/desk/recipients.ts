/** Who may open a thread, and whom its rows are sealed to. Pure. */
import type { StaffId } from '../flow/roster.ts';
import { standInOf, type Team, type Teammate } from './team.ts';
import type { Thread } from './thread.ts';

type Waits = Pick<Thread, 'wants' | 'knows' | 'language'>;

/**
 * Whom somebody who waits can be brought to: whom they want or know, that one's stand-in, then everybody who shares the
 * language. Nobody shares it: everybody, because a hand that cannot read is better than none.
 */
export function candidates(team: Team, { wants, knows, language }: Waits): Teammate[] {
	const named = [wants, knows].flatMap((id) => {
		const mate = id === null ? undefined : team.mates.get(id);
		return [mate, standInOf(team, id)];
	});
	const able = [...team.mates.values()].filter((mate) => mate.able);
	const found = new Set<Teammate>();
	for (const mate of named) if (mate?.able) found.add(mate);
	for (const mate of able) if (mate.card.languages.includes(language)) found.add(mate);
	return found.size > 0 ? [...found] : able;
}

/** age recipients, in a fixed order, so that two lists can be compared. */
export function recipientsOf(team: Team, thread: Waits & Pick<Thread, 'phase' | 'owner'>): string[] {
	const owner = thread.owner === null ? undefined : team.mates.get(thread.owner);
	const mates = thread.phase !== 'waiting' && owner ? [owner, standInOf(team, owner.id)] : candidates(team, thread);
	const keys = [...mates.map((mate) => mate?.record.recipient), team.recovery].filter((key) => typeof key === 'string');
	return [...new Set(keys)].sort();
}

/** Its owner, their stand-in, and who had it before while rows have to be sealed anew by them. */
export function readersOf(team: Team, { owner, former }: Pick<Thread, 'owner' | 'former'>): StaffId[] {
	const ids = [owner, standInOf(team, owner)?.id ?? null, former];
	return [...new Set(ids.filter((id) => id !== null))];
}
