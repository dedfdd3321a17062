/** The team as the Desk sees it now: made anew whenever a member, their card or their presence changes. */
import type { Card, Colleague, Roster, StaffId } from '../flow/roster.ts';
import { nobody } from '../flow/roster.ts';
import type { Sql } from '../store/sql.ts';
import type { OwnCard, Presence } from './api.ts';
import type { StaffDirectory, StaffRecord } from './staff-directory.ts';

export interface Teammate extends Colleague {
	record: StaffRecord;
	/** What they wrote of themselves. */
	own: OwnCard;
	/** May be brought in: an outreach worker with a key, who has not left. */
	able: boolean;
}

export interface Team {
	/** Those who left too. */
	mates: ReadonlyMap<StaffId, Teammate>;
	recovery: string | null;
	/** When somebody's own word about today ends, epoch ms: then it is made anew. */
	until: number;
}

/** Nobody is on duty before they have said so. */
const closed: OwnCard['hours'] = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };

export function readTeam(data: Sql, staff: StaffDirectory, now: number): Team {
	const rows = data.all<{ staff: StaffId; card: string; presence: string }>('SELECT * FROM desk_member');
	const cards = new Map(rows.map((row) => [row.staff, row]));
	const mates = new Map<StaffId, Teammate>();
	let until = Number.POSITIVE_INFINITY;
	for (const record of staff.members()) {
		const row = cards.get(record.id);
		const own: OwnCard = row
			? JSON.parse(row.card)
			: { name: record.name, languages: record.languages, about: {}, hours: closed, standIn: null };
		const said: Presence = row ? JSON.parse(row.presence) : { is: 'by-hours' };
		const presence =
			said.is !== 'by-hours' && said.until !== null && said.until <= now ? { is: 'by-hours' as const } : said;
		if (presence.is !== 'by-hours' && presence.until !== null) until = Math.min(until, presence.until);
		const able = record.roles.includes('outreach') && record.recipient !== null && record.left === null;
		const { name, about } = own;
		const card: Card = { name, organisation: record.organisation, languages: own.languages, about };
		mates.set(record.id, { id: record.id, card, hours: own.hours, presence, standIn: own.standIn, record, own, able });
	}
	return { mates, recovery: staff.recovery(), until };
}

export function saveMember(data: Sql, { id, own, presence }: Pick<Teammate, 'id' | 'own' | 'presence'>): void {
	data.run(
		`INSERT INTO desk_member (staff, card, presence) VALUES (?, ?, ?)
		ON CONFLICT (staff) DO UPDATE SET card = excluded.card, presence = excluded.presence`,
		id,
		JSON.stringify(own),
		JSON.stringify(presence),
	);
}

/** Who reads along and takes over: whom they named for this absence, else whom they named for always. */
export function standInOf({ mates }: Team, id: StaffId | null): Teammate | undefined {
	const mate = id === null ? undefined : mates.get(id);
	if (!mate) return undefined;
	const named = (mate.presence.is === 'away' ? mate.presence.standIn : null) ?? mate.standIn;
	const standIn = named === null || named === id ? undefined : mates.get(named);
	return standIn?.able ? standIn : undefined;
}

/** As the core sees it. Nobody can be brought in while words could not be recovered. */
export function rosterOf(team: Team): Roster {
	if (team.recovery === null) return nobody;
	const able = [...team.mates.values()].filter((mate) => mate.able);
	const known = (id: StaffId | null) => (able.some((mate) => mate.id === id) ? id : null);
	return {
		colleagues: able.map(({ id, card, hours, presence, standIn }) => ({
			id,
			card,
			hours,
			presence: presence.is === 'away' ? { ...presence, standIn: known(presence.standIn) } : presence,
			standIn: known(standIn),
		})),
	};
}
