/** Who belongs to the team: kept by sign-in (src/desk/sign-in), looked at by the Desk. */
import type { StaffId } from '../flow/roster.ts';
import type { Role } from './api.ts';

export interface StaffRecord {
	id: StaffId;
	/** As the team knows them. */
	name: string;
	organisation: string;
	roles: Role[];
	/** What they speak, until they say otherwise on their card. */
	languages: string[];
	/** age recipient; null: they have made no key yet. */
	recipient: string | null;
	/** When they left, epoch ms. */
	left: number | null;
}

/** Read anew whenever `Desk.refresh` is called: after every change of it. */
export interface StaffDirectory {
	/** Who left is in it too: what they said keeps its name. */
	members(): StaffRecord[];
	find(id: StaffId): StaffRecord | undefined;
	/** Recipient of the offline recovery key; null: not made yet. */
	recovery(): string | null;
}
