/** What the console is shown: of members, of oneself, of a thread. */
import type { StaffId } from '../flow/roster.ts';
import type { Me, Member, Thread as Shown, Team as ShownTeam, Summary } from './api.ts';
import { dutyOf, isOnDuty, nextDuty } from './duty.ts';
import type { Ground } from './ground.ts';
import type { Missing } from './missing.ts';
import { listRows, oldestWords, toReseal } from './rows.ts';
import { standInOf, type Teammate } from './team.ts';
import { summarise, type Thread } from './thread.ts';

type Sees = Pick<Ground, 'data' | 'team' | 'zone' | 'clock' | 'retention'>;

export function showTeam(ground: Sees): ShownTeam {
	const team = ground.team();
	const members = [...team.mates.values()].filter(({ record }) => record.left === null);
	return { members: members.map((mate) => showMember(ground, mate)), recovery: team.recovery };
}

function showMember({ zone, clock }: Pick<Sees, 'zone' | 'clock'>, mate: Teammate): Member {
	const { id, name, organisation, roles, recipient } = mate.record;
	const now = clock();
	const here = isOnDuty(mate, zone, now);
	const next = nextDuty(dutyOf(mate, zone, now), now);
	return {
		id,
		name,
		organisation,
		roles,
		languages: mate.card.languages,
		here,
		next,
		standIn: mate.standIn,
		recipient,
	};
}

export function showMe(ground: Sees, mate: Teammate, missing: Missing[]): Me {
	return { member: showMember(ground, mate), card: mate.own, presence: mate.presence, missing };
}

export function showSummary({ data, team, retention }: Sees, thread: Thread): Summary {
	const oldest = oldestWords(data, thread.id);
	return summarise(thread, standInOf(team(), thread.owner)?.id ?? null, oldest === null ? null : oldest + retention);
}

export function showThread(ground: Sees, thread: Thread, staff: StaffId, looking: Shown['looking']): Shown {
	const { data, team } = ground;
	const { id, sealed, consent } = thread;
	return {
		summary: showSummary(ground, thread),
		rows: listRows(data, id),
		recipients: sealed === '' ? [] : sealed.split(' '),
		reseal: toReseal(data, thread, team().mates.get(staff)?.record.recipient ?? null),
		consent,
		looking,
	};
}
