/** Where the console lives: passkeys are bound to a name, so on this machine it is `localhost` and never an address. */

/** The origin that a request of the console must name. Undefined: we are not reached by our name. */
export function ownOrigin(publicUrl: URL | undefined, host: string | undefined): string | undefined {
	if (publicUrl) return byName(publicUrl).origin;
	// Without PUBLIC_URL only this machine is served: a name that somebody else's DNS leads here is not ours.
	if (!host || !URL.canParse(`http://${host}`)) return undefined;
	const url = byName(new URL(`http://${host}`));
	return url.hostname === 'localhost' ? url.origin : undefined;
}

/** The same with `localhost` in place of an address of this machine. */
export function byName(url: URL): URL {
	if (!isBareAddress(url.hostname)) return url;
	const named = new URL(url);
	named.hostname = 'localhost';
	return named;
}

export function isBareAddress(hostname: string): boolean {
	return hostname === '127.0.0.1' || hostname === '[::1]';
}
