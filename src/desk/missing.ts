/** What the organisation still has to do before people can be brought in. Pure. */
import type { Directory } from '../flow/schema.ts';
import type { Me } from './api.ts';

export type Missing = Me['missing'][number];

export interface Prepared {
	/** Outside production the organisation's own facts may be those of a demo. */
	production: boolean;
	directory: Pick<Directory, 'organisation' | 'hours'>;
	/** RETENTION_DAYS was set and not left to its default. */
	retentionSet: boolean;
	/** Recipient of the offline recovery key. */
	recovery: string | null;
}

/** In production the Desk does not start while one of these is missing. */
export function missingFacts({ production, directory, retentionSet }: Omit<Prepared, 'recovery'>): Missing[] {
	if (!production) return [];
	const { controller, privacy_contact } = directory.organisation;
	const open = Object.values(directory.hours).some((week) => Object.values(week).some((spans) => spans.length > 0));
	return [
		...(controller ? [] : ['controller' as const]),
		...(privacy_contact ? [] : ['privacy-contact' as const]),
		...(open ? [] : ['hours' as const]),
		...(retentionSet ? [] : ['retention' as const]),
	];
}

const settings: Record<Missing, string> = {
	controller: 'organisation.controller (flows/directory.yaml)',
	'privacy-contact': 'organisation.privacy_contact (flows/directory.yaml)',
	hours: 'hours (flows/directory.yaml)',
	retention: 'RETENTION_DAYS',
	'recovery-key': 'the offline recovery key',
	'own-key': 'a key',
};

/** For the one who starts it: `RETENTION_DAYS, hours (flows/directory.yaml) must be set`. */
export function spellMissing(what: readonly Missing[]): string {
	return `${what.map((one) => settings[one]).join(', ')} must be set`;
}

/** @param recipient of the staff member who asks; nobody can be brought in by somebody without a key */
export function missing(prepared: Prepared, recipient: string | null): Missing[] {
	return [
		...missingFacts(prepared),
		...(prepared.recovery === null ? ['recovery-key' as const] : []),
		...(recipient === null ? ['own-key' as const] : []),
	];
}
