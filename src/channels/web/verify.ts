/** Does this form come from a page of ours? */
import type { Raw, Refusal } from '../channel.ts';

/**
 * Browsers of today say where a request comes from (Sec-Fetch-Site, on https and localhost). Older ones send an Origin,
 * but `null` with our Referrer-Policy; and what sends neither is no browser somebody could be lured with: without it
 * the cookie, which is SameSite=Strict, is the wall.
 *
 * @param publicUrl our own origin, when a proxy in front of us may change the Host
 */
export function verify({ headers }: Raw, publicUrl: URL | undefined): Refusal | undefined {
	const site = headers.get('sec-fetch-site');
	const origin = headers.get('origin');
	if (site !== null ? site !== 'same-origin' && site !== 'none' : isForeign(origin, headers, publicUrl)) {
		return { status: 403, why: 'cross-site' };
	}
	const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
	if (type !== 'application/x-www-form-urlencoded') return { status: 415, why: 'content-type' };
	const encoding = headers.get('content-encoding');
	return encoding === null || encoding === 'identity' ? undefined : { status: 415, why: 'content-encoding' };
}

function isForeign(origin: string | null, headers: Headers, publicUrl: URL | undefined): boolean {
	if (origin === null || origin === 'null') return false;
	if (!URL.canParse(origin)) return true;
	return origin !== publicUrl?.origin && new URL(origin).host !== headers.get('host');
}
