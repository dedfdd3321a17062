/**
 * Does this request come from Meta? Its bytes are signed with the app secret:
 *
 *   X-Hub-Signature-256: sha256=<64 hex digits, lower case>
 *
 * Over the bytes as they came: Meta escapes some letters and some not, and JSON written anew is other bytes.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
 */

import { areEqual } from '../../are-equal.ts';
import { hmac } from '../../privacy/crypto.ts';
import type { Raw, Refusal } from '../channel.ts';

const written = /^sha256=([0-9a-f]{64})$/;

/** @param secret WHATSAPP_APP_SECRET; with an empty one nothing is let in */
export function verify({ headers, body }: Raw, secret: string): Refusal | undefined {
	const header = headers.get('x-hub-signature-256');
	if (header === null) return { status: 401, why: 'no-signature' };
	const given = written.exec(header)?.[1];
	if (given !== undefined && secret !== '' && areEqual(given, sign(body, secret))) return undefined;
	return { status: 401, why: 'wrong-signature' };
}

/** → hex */
function sign(body: Uint8Array, secret: string): string {
	const digest = hmac(new TextEncoder().encode(secret), body).replaceAll('-', '+').replaceAll('_', '/');
	return Array.from(atob(digest), (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}
