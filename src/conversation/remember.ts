/** Remembers which messages were taken, so that one that comes again is not answered again. */
import type { Sql } from '../store/sql.ts';

export const DAY = 86_400_000;
/** Platforms repeat for days, and a signed request may be played back: a week and a day. */
const KEPT_DAYS = 8;

/** False: it was taken before. In the same transaction as its turn. @param id src/privacy/pseudonym.ts */
export function rememberMessage(data: Sql, id: string, now: number): boolean {
	return data.run('INSERT INTO message_id (id, day) VALUES (?, ?) ON CONFLICT DO NOTHING', id, epochDay(now)) === 1;
}

export function wasTaken(data: Sql, id: string): boolean {
	return data.get('SELECT 1 FROM message_id WHERE id = ?', id) !== undefined;
}

/** By this message somebody was forgotten. Beside its id, and kept as long. */
export function rememberParting(data: Sql, id: string, now: number): void {
	rememberMessage(data, partingOf(id), now);
}

export function wasParting(data: Sql, id: string): boolean {
	return data.get('SELECT 1 FROM message_id WHERE id = ?', partingOf(id)) !== undefined;
}

/**
 * Looks at up to `limit` ids, in their order: an index by day would cost every message as much as keeping its id does.
 * → how many are forgotten, and where to go on; '': all seen.
 */
export function forgetMessages(
	data: Sql,
	now: number,
	after: string,
	limit: number,
): { forgotten: number; after: string } {
	const nth = 'SELECT id FROM message_id WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?';
	const last = data.get<{ id: string }>(nth, after, limit - 1)?.id;
	const old = epochDay(now) - KEPT_DAYS;
	const forgotten =
		last === undefined
			? data.run('DELETE FROM message_id WHERE id > ? AND day < ?', after, old)
			: data.run('DELETE FROM message_id WHERE id > ? AND id <= ? AND day < ?', after, last, old);
	return { forgotten, after: last ?? '' };
}

/** No id of a message: those are base64url. */
function partingOf(id: string): string {
	return `${id} parting`;
}

function epochDay(now: number): number {
	return Math.floor(now / DAY);
}
