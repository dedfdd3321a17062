/**
 * After a claim, or when owner or stand-in changed, some rows are sealed to others than those who may read now. The browser
 * of somebody who can open them seals them anew and hands the new ciphertexts in; the old ones are overwritten.
 */
import type { Signal } from '@preact/signals';
import { call, Done, Refused, seal } from '../session.ts';
import { hasWords, type Opened } from './opened.ts';

/** In one request: small enough for a bad network, and so that what is done stays done. */
const BATCH = 50;

/** Fetched again when the server says that somebody else has changed the thread meanwhile. */
export async function reseal(held: Signal<Opened | null>, refresh: () => Promise<void>): Promise<void> {
	const start = held.value;
	if (!start || start.resealing) return;
	const { summary, recipients } = start.thread;
	const rows = start.thread.rows
		.filter(hasWords)
		.filter((row) => start.thread.reseal.includes(row.id))
		.flatMap((row) => {
			const word = start.words.get(row.id);
			// What we cannot open stays as it is: somebody else may be able to.
			return word && 'text' in word ? [{ row, text: word.text }] : [];
		});
	if (rows.length === 0 || recipients.length === 0) return;
	show(held, { done: 0, of: rows.length });
	try {
		for (let from = 0; from < rows.length; from += BATCH) {
			const some = await Promise.all(
				rows.slice(from, from + BATCH).map(async ({ row, text }) => {
					const by = row.kind;
					return { id: row.id, sealed: await seal(text, recipients, { thread: summary.id, id: row.id, by }) };
				}),
			);
			await call(Done, `/threads/${summary.id}/resealed`, { version: summary.version, rows: some });
			if (!held.value) return;
			markResealed(held, some);
			show(held, { done: Math.min(from + BATCH, rows.length), of: rows.length });
		}
	} catch (error) {
		// Without a connection the next fetch of the thread begins again with what is left.
		if (error instanceof Refused && error.status === 409) void refresh().catch(() => undefined);
	} finally {
		show(held, null);
	}
}

function show(held: Signal<Opened | null>, resealing: Opened['resealing']): void {
	if (held.value) held.value = { ...held.value, resealing };
}

function markResealed(held: Signal<Opened | null>, some: { id: string; sealed: string }[]): void {
	if (!held.value) return;
	const { thread } = held.value;
	const fresh = new Map(some.map(({ id, sealed }) => [id, sealed]));
	held.value = {
		...held.value,
		thread: {
			...thread,
			reseal: thread.reseal.filter((id) => !fresh.has(id)),
			rows: thread.rows.map((row) => (hasWords(row) ? { ...row, sealed: fresh.get(row.id) ?? row.sealed } : row)),
		},
	};
}
