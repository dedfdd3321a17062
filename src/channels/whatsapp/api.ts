/** The client of the Cloud API, with our way to it and our time limit. */
import { WhatsAppClient } from '@kapso/whatsapp-cloud-api';
import { Broken, NotSent } from './errors.ts';

/** How long one call may take, in ms. More than making a connection may (undici: 10 s): who is not reached is known. */
const PATIENCE = 15_000;

export interface Access {
	/** WHATSAPP_ACCESS_TOKEN */
	token: string;
	/** WHATSAPP_API_ROOT */
	apiRoot: string;
	/** WHATSAPP_GRAPH_VERSION: `v23.0` */
	graphVersion: string;
	/** The way to the server. */
	fetch?: typeof fetch;
	/** How long one call may take, in ms. */
	patience?: number;
}

/** Its methods reject with `NotSent`, `Broken`, `GraphApiError`, or, for our own mistakes, an `Error`. Calls nobody by itself. */
export function openApi({ token, apiRoot, graphVersion, fetch: way, patience = PATIENCE }: Access): WhatsAppClient {
	// As a function of ours: workerd's fetch throws when it is called as a method of something else.
	const go = way ?? ((input, init) => fetch(input, init));
	return new WhatsAppClient({
		accessToken: token,
		baseUrl: apiRoot,
		graphVersion,
		fetch: async (input, init) => {
			try {
				// The bearer goes to nobody we are sent on to.
				const response = await go(input, { ...init, redirect: 'manual', signal: AbortSignal.timeout(patience) });
				const body = await response.arrayBuffer();
				const { status, headers } = response;
				return new Response(body.byteLength > 0 ? body : null, { status, headers });
			} catch (error) {
				throw wasConnected(error) ? new Broken(error) : new NotSent(error);
			}
		},
	});
}

/** Before a connection stands, nothing has gone out: a name not found, a port refused, a certificate that is not theirs. */
function wasConnected(error: unknown): boolean {
	const cause = error instanceof Error ? error.cause : undefined;
	const each: unknown[] = cause instanceof AggregateError ? cause.errors : [cause];
	return !each.every((one) => {
		if (!(one instanceof Error)) return false;
		const code = 'code' in one ? String(one.code) : '';
		const syscall = 'syscall' in one ? one.syscall : undefined;
		return syscall === 'connect' || syscall === 'getaddrinfo' || neverConnected.test(code);
	});
}

const neverConnected = /^(UND_ERR_CONNECT_TIMEOUT|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)|CERT/;
