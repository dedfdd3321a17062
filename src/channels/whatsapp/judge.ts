/**
 * What a failed call, or a message that failed later, means.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
 */
import { GraphApiError } from '@kapso/whatsapp-cloud-api';
import type { Sent } from '../sender.ts';
import { Broken, NotSent } from './errors.ts';

/** Why, as log and metrics may know it: a kind, never a text of the platform. */
export type Why =
	| 'too-many'
	| 'too-many-to-one'
	| 'not-sent'
	| 'broken'
	| 'not-graph'
	| 'server'
	| 'token'
	| 'account'
	| 'window-closed'
	| 'undeliverable'
	| 'withheld'
	| 'opted-out'
	| 'unsupported'
	| 'bad-request';

export type Failure = Exclude<Sent, { outcome: 'sent' }> & { why: Why };

const SECOND = 1_000;
/** What somebody has to mend first is tried again after this, in ms. */
const LONG = 5 * 60 * SECOND;

const kinds: Record<number, Why> = {
	0: 'token',
	1: 'server',
	2: 'server',
	3: 'token',
	4: 'too-many',
	10: 'token',
	33: 'account',
	190: 'token',
	368: 'account',
	80007: 'too-many',
	130429: 'too-many',
	130472: 'withheld',
	130497: 'account',
	131000: 'server',
	131005: 'token',
	131016: 'server',
	131026: 'undeliverable',
	131030: 'undeliverable',
	131031: 'account',
	131042: 'account',
	131045: 'account',
	131047: 'window-closed',
	131048: 'too-many',
	131049: 'withheld',
	131050: 'opted-out',
	131051: 'unsupported',
	131056: 'too-many-to-one',
	131057: 'account',
	133004: 'server',
	133005: 'account',
	133006: 'account',
	133010: 'account',
};

/** ms before the next try, where Meta does not say it; undefined: as everybody's. */
const pauses: Partial<Record<Why, number>> = {
	'too-many': 30 * SECOND,
	'too-many-to-one': 6 * SECOND,
	token: LONG,
	account: LONG,
};

/** Kinds after which the message is not to blame. */
const passing = new Set<Why>(['too-many', 'too-many-to-one', 'server', 'not-graph', 'token', 'account']);

/** Throws what is neither WhatsApp's nor the network's doing: that is our own bug. */
export function judge(error: unknown): Failure {
	if (error instanceof NotSent) return { outcome: 'later', after: undefined, why: 'not-sent' };
	if (error instanceof Broken) return { outcome: 'unknown', why: 'broken' };
	// Who says yes, and not as the Cloud API does, may have passed it on.
	if (error instanceof SyntaxError) return { outcome: 'unknown', why: 'broken' };
	if (!(error instanceof GraphApiError)) throw error;
	const why = whyOf(error);
	return fateOf(why, error.retry.retryAfterMs);
}

/** Of a `failed` status, which has only the number. What is not known is not tried again: it costs, and annoys. */
export function judgeCode(code: number | undefined): Exclude<Failure, { outcome: 'moved' }> {
	return fateOf(whyOfCode(code) ?? 'undeliverable');
}

function fateOf(why: Why, after = pauses[why]): Exclude<Failure, { outcome: 'moved' }> {
	if (why === 'window-closed') return { outcome: 'closed', why };
	return passing.has(why) ? { outcome: 'later', after, why } : { outcome: 'refused', why };
}

export function whyOfCode(code: number | undefined): Why | undefined {
	if (code === undefined) return undefined;
	return kinds[code] ?? (code >= 200 && code < 300 ? 'token' : undefined);
}

function whyOf({ code, httpStatus, errorSubcode, raw }: GraphApiError): Why {
	// Without an error in it, it is a proxy's page: the library then gives the status for a code.
	const graph = isGraphs(raw);
	const known = graph ? whyOfCode(code) : undefined;
	if (known) return known;
	if (httpStatus === 429) return 'too-many';
	if (httpStatus >= 500) return 'server';
	if (httpStatus === 401 || httpStatus === 403) return 'token';
	// "Object with ID … does not exist": the phone number id is wrong, or not ours any more.
	if (errorSubcode === 33 || httpStatus === 404) return 'account';
	return graph ? 'bad-request' : 'not-graph';
}

function isGraphs(raw: unknown): boolean {
	return typeof raw === 'object' && raw !== null && 'error' in raw && typeof raw.error === 'object';
}
