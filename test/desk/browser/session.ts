/**
 * In the place of src/console/session.ts when the console is built for its tests: the fake Desk hands out the key of whoever
 * its cookie names, and unlocking is asking for it. Sealing and opening are the real ones.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { z } from 'zod';
import { openRow, sealRow } from '../../../src/console/keys/rows.ts';
import type * as Real from '../../../src/console/session.ts';

const state = signal<Real.Session>({ is: 'locked' });
const key = signal<string | null>(null);
export const session: ReadonlySignal<Real.Session> = state;
export const identity: ReadonlySignal<string | null> = key;

export class Refused extends Error {
	readonly status: number;
	readonly code: string;
	readonly by: string | null;
	readonly retryAfter: number | null = null;
	constructor(status: number, code: string, by: string | null) {
		super(`${status} ${code}`);
		this.status = status;
		this.code = code;
		this.by = by;
	}
}

export const Done = z.null();

export async function call<T>(schema: z.ZodType<T>, path: string, body?: unknown): Promise<T> {
	const response = await fetch(`/desk/api${path}`, {
		method: body === undefined ? 'GET' : 'POST',
		headers: { 'X-Bekend-Desk': '1', 'Content-Type': 'application/json' },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	if (response.status === 204) return schema.parse(null);
	const answer = await response.json();
	if (response.ok) return schema.parse(answer);
	throw new Refused(response.status, answer.error ?? '', answer.by ?? null);
}

export async function open(sealed: string, row: { thread: string; id: string }): Promise<string> {
	if (key.value === null) throw new Error('locked');
	return openRow(sealed, key.value, row);
}

/** As keys/pins.ts would: a test says which recipient this browser does not know. */
export const seal: typeof Real.seal = async (text, recipients, row) => {
	const unknown = sessionStorage.getItem('fake.unknown');
	if (unknown !== null && recipients.includes(unknown)) {
		throw Object.assign(new Error('unknown'), { name: 'UnknownRecipient' });
	}
	return sealRow(text, recipients, row);
};

export async function unlock(): Promise<void> {
	key.value = (await call(z.object({ identity: z.string() }), '/fake/key')).identity;
	state.value = { is: 'in' };
}

export function lock(): void {
	key.value = null;
	state.value = { is: 'locked' };
}

export async function signOut(): Promise<void> {
	key.value = null;
	state.value = { is: 'out' };
}
