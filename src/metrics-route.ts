/** GET /metrics: to this machine only, or to whoever has the token. */
import type { Context } from 'hono';
import { areEqual } from './are-equal.ts';
import { type Config, isOwnMachine } from './config.ts';
import type { Metrics } from './metrics.ts';

/** IP of the other end of the connection. */
export type Peer = (c: Context) => string | undefined;

/** A proxy on this machine makes everybody look like this machine: any of its traces closes the door. */
const forwarding = [
	'forwarded',
	'x-forwarded-for',
	'x-forwarded-host',
	'x-forwarded-proto',
	'x-real-ip',
	'via',
	'cf-connecting-ip',
];

export async function metricsAnswer(
	c: Context,
	{ metricsToken, trustProxy, publicUrl }: Pick<Config, 'metricsToken' | 'trustProxy' | 'publicUrl'>,
	metrics: Metrics,
	peer: Peer,
): Promise<Response> {
	if (metricsToken !== undefined) {
		const given = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
		if (!areEqual(given, metricsToken)) return c.text('401\n', 401, { 'WWW-Authenticate': 'Bearer' });
	} else {
		const proxied =
			trustProxy || publicUrl?.protocol === 'https:' || forwarding.some((name) => c.req.header(name) !== undefined);
		const here = isLoopback(peer(c)) && isOwnMachine(new URL(c.req.url).hostname);
		if (proxied || !here) return c.text('403 set METRICS_TOKEN\n', 403);
	}
	return c.body(await metrics.text(), 200, { 'Content-Type': metrics.contentType });
}

function isLoopback(address: string | undefined): boolean {
	return address !== undefined && /^(127\.|::1$|::ffff:127\.)/.test(address);
}
