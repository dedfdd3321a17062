/** Reads a request's body up to a bound, counting what really comes: Content-Length may be missing, or a lie. */

/** Undefined: there is more than `most` bytes; the rest is not read. */
export async function readBody(request: Request, most: number): Promise<Uint8Array | undefined> {
	if (Number(request.headers.get('content-length') ?? 0) > most) return undefined;
	const whole = new Uint8Array(most);
	let length = 0;
	// A stream left before its end is cancelled.
	for await (const chunk of request.body ?? []) {
		if (length + chunk.byteLength > most) return undefined;
		whole.set(chunk, length);
		length += chunk.byteLength;
	}
	return whole.subarray(0, length);
}
