/**
 * Colleagues' recipients, remembered by this browser when it first sees them. A server that gives another is noticed:
 * nothing is sealed to it before a human has accepted it.
 */
import { computed, signal } from '@preact/signals';
import { z } from 'zod';
import type { Team } from '../../desk/api.ts';

const STORED = 'desk.pins';
/** `recovery`: the offline recovery key. */
const Pins = z.record(z.string(), z.string());

export interface Change {
	/** Id of the staff member, or `recovery`. */
	who: string;
	name: string;
	now: string;
}

const pins = signal(read());
const seen = signal<Change[]>([]);

/** Those who are not as they were: to be shown until a human accepts each. */
export const changes = computed(() => seen.value.filter(({ who, now }) => pins.value[who] !== now));

/** Compares the team as the server gives it now. */
export function learn({ members, recovery }: Pick<Team, 'members' | 'recovery'>): void {
	const given = members.flatMap(({ id, name, recipient }) => (recipient ? [{ who: id, name, now: recipient }] : []));
	if (recovery !== null) given.push({ who: 'recovery', name: '', now: recovery });
	const fresh = given.filter(({ who }) => pins.value[who] === undefined);
	if (fresh.length > 0) keep(Object.fromEntries(fresh.map(({ who, now }) => [who, now])));
	seen.value = given;
}

/** A human has asked the colleague, and it is theirs. */
export function accept({ who, now }: Change): void {
	keep({ [who]: now });
}

/** Whether each is somebody's this browser knows. Asked before anything is sealed. */
export function areKnown(recipients: string[]): boolean {
	const known = new Set(Object.values(pins.value));
	return recipients.every((recipient) => known.has(recipient));
}

function keep(more: Record<string, string>): void {
	pins.value = { ...pins.value, ...more };
	localStorage.setItem(STORED, JSON.stringify(pins.value));
}

function read(): Record<string, string> {
	try {
		return Pins.parse(JSON.parse(localStorage.getItem(STORED) ?? '{}'));
	} catch {
		// Damaged: all are first seen anew.
		return {};
	}
}
