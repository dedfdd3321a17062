/** What everything about staff stands on. */
import type { Random } from '../../privacy/crypto.ts';
import type { Sql } from '../../store/sql.ts';

export interface StaffGround {
	/** With the tables of ./schema.ts. */
	sql: Sql;
	/** `staff` of the keyring. */
	key: Uint8Array;
	random: Random;
	/** Epoch ms. */
	clock: () => number;
}

/** Unguessable, 43 characters of base64url. */
export function newToken({ random }: Pick<StaffGround, 'random'>): string {
	return Buffer.from(random(32)).toString('base64url');
}

/** An id that tells nothing, 32 characters of hex: one that began with "-" would be an option of a command. */
export function newId({ random }: Pick<StaffGround, 'random'>): string {
	return Buffer.from(random(16)).toString('hex');
}
