/** Addresses as people open them. */
import type { Config } from '../../config.ts';
import { byName } from '../origin.ts';

/** PUBLIC_URL, else this machine as a browser on it says it. */
export function publicAddress({ publicUrl, host, port }: Pick<Config, 'publicUrl' | 'host' | 'port'>): string {
	return publicUrl?.origin ?? `http://${hostname(host)}:${port}`;
}

/** The console, by a name and not a number: passkeys need one. The token stands behind `#`: no server and no log sees it. */
export function enrolAddress(address: string, token: string): string {
	const url = byName(new URL('/desk', address));
	url.hash = `/enrol/${token}`;
	return url.href;
}

function hostname(host: string): string {
	if (['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host)) return 'localhost';
	return host.includes(':') ? `[${host}]` : host;
}
