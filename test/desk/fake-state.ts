/** What the fake Desk knows: staff with real keys, threads with real ciphertexts. Rules are those of src/desk/api.ts. */
import { randomUUID } from 'node:crypto';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Me, Member, OwnCard, Presence, Row, Summary, Thread } from '../../src/desk/api.ts';
import { sealFor } from './seal.ts';

export interface Staff {
	member: Member & { recipient: string };
	identity: string;
	card: OwnCard;
	presence: Presence;
}

export interface Held {
	summary: Summary;
	rows: Row[];
	/** By row id: whom it is sealed to now. */
	sealedTo: Map<string, string[]>;
	consent: Thread['consent'];
	/** Gave it away, and can open rows that the new readers cannot yet. */
	former: string | null;
	/** Version at which owner or phase changed last: what was sealed for one before is refused. */
	turned: number;
	looking: Map<string, { typing: boolean; at: number }>;
}

const week = {
	mon: ['10:00-17:00'],
	tue: ['10:00-17:00'],
	wed: ['13:00-21:00'],
	thu: ['10:00-17:00'],
	fri: ['10:00-12:00', '13:00-16:00'],
	sat: [],
	sun: [],
};

export async function makeStaff(
	id: string,
	name: string,
	more: { languages: string[]; roles?: Member['roles']; standIn?: string; about?: string },
): Promise<Staff> {
	const identity = await generateX25519Identity();
	const recipient = await identityToRecipient(identity);
	const { languages, roles = ['outreach'], standIn = null } = more;
	return {
		identity,
		presence: { is: 'by-hours' },
		card: { name, languages, about: more.about ? { [languages[0] ?? 'en']: more.about } : {}, hours: week, standIn },
		member: {
			...{ id, name, languages, roles, standIn, recipient },
			organisation: 'Example Outreach',
			here: true,
			next: null,
		},
	};
}

export function makeThread(alias: string, more: Partial<Summary> = {}): Held {
	return {
		summary: {
			...{ id: randomUUID(), alias, phase: 'waiting', language: 'ro', channel: 'telegram', urgent: false },
			...{ owner: null, standIn: null, wants: null, knows: null, waiting: Date.now() - 4 * 60_000, rung: 'team' },
			...{ unseen: true, unread: 0, talks: 0, blocked: false, left: null, window: null, erased: null, version: 1 },
			...more,
		} as Summary,
		rows: [],
		sealedTo: new Map(),
		former: null,
		turned: 1,
		consent: { version: 'a1b2c3', day: '2026-11-24' },
		looking: new Map(),
	};
}

type Words = Exclude<Row, { kind: 'event' }>;

export async function addWords(
	held: Held,
	recipients: string[],
	row: { kind: Words['kind']; text: string; id?: string; by?: string; at?: number; said?: string; sealed?: string },
): Promise<Row> {
	const { kind, text, id = randomUUID(), by, at = Date.now(), said = 'sent' } = row;
	const sealed = row.sealed ?? (await sealFor({ thread: held.summary.id, id, by: kind, text }, recipients));
	const made = {
		...{ kind, n: held.rows.length + 1, id, at, sealed },
		...(kind !== 'person' && { by }),
		...(kind === 'staff' && { said }),
	} as Row;
	held.rows.push(made);
	held.sealedTo.set(id, recipients);
	return made;
}

export function addEvent(held: Held, what: string, by: string | null = null, who: string | null = null): void {
	held.rows.push({ kind: 'event', n: held.rows.length + 1, id: randomUUID(), at: Date.now(), what, by, who });
}

export function meOf(staff: Staff, missing: Me['missing'] = []): Me {
	return { member: staff.member, card: staff.card, presence: staff.presence, missing };
}
