/**
 * How Graph says no:
 *
 *   {"error":{"message":"(#131047) Re-engagement message","type":"OAuthException","code":131047,
 *     "error_data":{"messaging_product":"whatsapp","details":"…"},"fbtrace_id":"A…"}}
 */
import { randomBytes } from 'node:crypto';

/** The titles of https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes, and their HTTP status. */
const known: Record<number, { title: string; status: number }> = {
	1: { title: 'API Unknown', status: 400 },
	2: { title: 'API Service', status: 503 },
	4: { title: 'API Too Many Calls', status: 400 },
	10: { title: 'Permission Denied', status: 403 },
	100: { title: 'Invalid parameter', status: 400 },
	190: { title: 'Invalid OAuth access token - Cannot parse access token', status: 401 },
	368: { title: 'Temporarily blocked for policies violations', status: 403 },
	2500: { title: 'Unknown path components', status: 400 },
	80007: { title: 'Rate limit issues', status: 400 },
	130429: { title: 'Rate limit hit', status: 400 },
	131000: { title: 'Something went wrong', status: 500 },
	131008: { title: 'Required parameter is missing', status: 400 },
	131009: { title: 'Parameter value is not valid', status: 400 },
	131016: { title: 'Service unavailable', status: 500 },
	131026: { title: 'Message undeliverable', status: 400 },
	131031: { title: 'Business Account locked', status: 403 },
	131047: { title: 'Re-engagement message', status: 400 },
	131048: { title: 'Spam rate limit hit', status: 400 },
	131049: { title: 'Meta chose not to deliver', status: 400 },
	131050: { title: 'User has stopped marketing messages', status: 400 },
	131051: { title: 'Unsupported message type', status: 400 },
	131053: { title: 'Media upload error', status: 400 },
	131056: { title: '(Business Account, Consumer Account) pair rate limit hit', status: 400 },
	132001: { title: 'Template name does not exist in the translation', status: 404 },
};

export function titleOf(code: number): string {
	return known[code]?.title ?? 'Error';
}

export class Refused extends Error {
	readonly code: number;
	readonly status: number;
	readonly subcode: number | undefined;

	/** @param details what was wrong, as `error_data.details` */
	constructor(code: number, details: string, more: { status?: number; subcode?: number } = {}) {
		super(details);
		this.code = code;
		this.status = more.status ?? known[code]?.status ?? 400;
		this.subcode = more.subcode;
	}

	get body(): object {
		const { code, subcode, message: details } = this;
		// Below 1,000 the errors are Graph's own; a refused token has no details of WhatsApp's.
		const message = code === 190 ? titleOf(code) : `(#${code}) ${titleOf(code)}`;
		const error_data = { messaging_product: 'whatsapp', details };
		return {
			error: {
				message,
				type: 'OAuthException',
				code,
				...(subcode !== undefined && { error_subcode: subcode }),
				...(code !== 190 && { error_data }),
				fbtrace_id: `A${randomBytes(16).toString('base64url')}`,
			},
		};
	}
}
