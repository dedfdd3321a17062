/** What a failed call means for who made it. */
import { GrammyError, HttpError } from 'grammy';
import type { Sent } from '../sender.ts';
import { NotSent, NotTelegram } from './errors.ts';

/** Why, as log and metrics may know it: a kind, never a text of the platform. */
export type Why =
	| 'too-many'
	| 'not-sent'
	| 'broken'
	| 'not-telegram'
	| 'server'
	| 'token'
	| 'blocked'
	| 'moved'
	| 'not-modified'
	| 'too-long'
	| 'empty'
	| 'buttons'
	| 'not-there'
	| 'cannot-delete'
	| 'bad-request';

export type Failure = Exclude<Sent, { outcome: 'sent' }> & { why: Why };

/** What a refusal's description begins with is the only thing that tells one 400 from another. */
const refusals: readonly [RegExp, Why][] = [
	[/message is not modified/i, 'not-modified'],
	[/too long/i, 'too-long'],
	[/(text|caption) is empty|must be non-empty/i, 'empty'],
	[/button|reply_markup|keyboard/i, 'buttons'],
	[/message to (edit|delete) not found/i, 'not-there'],
	[/can't be deleted/i, 'cannot-delete'],
];

/** The person has gone for good, or was never there. */
const gone = /chat not found|user not found|deactivated|peer_id_invalid|user_is_blocked/i;

/** Throws what is neither Telegram's nor the network's doing: that is our own bug. */
export function judge(error: unknown): Failure {
	if (error instanceof GrammyError) return judgeRefusal(error);
	if (!(error instanceof HttpError)) throw error;
	const { error: cause } = error;
	if (cause instanceof NotSent) return { outcome: 'later', after: undefined, why: 'not-sent' };
	// Whoever is in between and says no has passed nothing on; who says yes may have.
	if (cause instanceof NotTelegram && cause.status >= 400) {
		return { outcome: 'later', after: undefined, why: 'not-telegram' };
	}
	return { outcome: 'unknown', why: 'broken' };
}

function judgeRefusal({ error_code: status, description, parameters }: GrammyError): Failure {
	const { retry_after, migrate_to_chat_id } = parameters;
	if (status === 429) return { outcome: 'later', after: seconds(retry_after), why: 'too-many' };
	if (status === 403) return { outcome: 'blocked', why: 'blocked' };
	// The token is wrong or was withdrawn, or somebody else uses it: the message is not to blame.
	if (status === 401 || status === 404 || status === 409) return { outcome: 'later', after: undefined, why: 'token' };
	if (status >= 500) return { outcome: 'later', after: undefined, why: 'server' };
	if (migrate_to_chat_id !== undefined) return { outcome: 'moved', address: String(migrate_to_chat_id), why: 'moved' };
	if (gone.test(description)) return { outcome: 'blocked', why: 'blocked' };
	const why = refusals.find(([said]) => said.test(description))?.[1] ?? 'bad-request';
	return { outcome: 'refused', why };
}

/** → ms; undefined when it is no number of seconds. */
function seconds(retryAfter: unknown): number | undefined {
	return typeof retryAfter === 'number' && retryAfter >= 0 ? retryAfter * 1000 : undefined;
}
