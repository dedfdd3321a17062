/** Bytes → JSON; undefined: they are none. Neither depth nor doubled keys nor `__proto__` do anything here. */
export function parseJson(body: Uint8Array): { json: unknown } | undefined {
	try {
		return { json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) };
	} catch {
		return undefined;
	}
}
