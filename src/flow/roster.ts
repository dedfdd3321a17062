/**
 * Who of the team could come into a conversation, as the core sees it: data given to `step` beside the time, never fetched.
 * The Desk makes it anew whenever a member, their hours or their presence change (src/desk).
 */
import type { Language } from './bundle.ts';
import type { Hours } from './schema.ts';

/**
 * An opaque id of a staff member; it tells nothing about them. At most 40 of A-Z a-z 0-9 - _: it stands in the ids of
 * choices, of which Telegram takes 64 bytes.
 */
export type StaffId = string;

/** What a person may see of a staff member: each line is that member's own choice. */
export interface Card {
	/** First or work name. */
	name: string;
	organisation: string;
	/** Languages they speak, codes of the bundle. */
	languages: Language[];
	/** A line about themselves per language; a missing language is left out, never machine-translated. */
	about: Partial<Record<Language, string>>;
}

export interface Colleague {
	id: StaffId;
	card: Card;
	/** Weekly, in the directory's time zone. */
	hours: Hours;
	/** `here`: on duty, until epoch ms. `away`: until epoch ms or open-ended, with somebody who stands in or nobody. */
	presence:
		| { is: 'by-hours' }
		| { is: 'here'; until: number }
		| { is: 'away'; until: number | null; standIn: StaffId | null };
	/** Who can read along and takes over when they do not answer. */
	standIn: StaffId | null;
}

/**
 * Empty: nobody can be brought in, and a hand-off goes on at `otherwise`. Only members with the role outreach, with a key
 * to seal to, of an organisation that is complete, are in it.
 */
export interface Roster {
	colleagues: Colleague[];
}

export const nobody: Roster = { colleagues: [] };
