/** Reads a request's body, up to a bound and not for ever. Content-Length may be missing, or a lie: what comes is counted. */

/** Undefined when the connection ends first. @param within ms; without it, as long as the server waits */
export async function readBody(
	request: Request,
	most: number,
	within?: number,
): Promise<Uint8Array | 'too-large' | 'too-slow' | undefined> {
	if (Number(request.headers.get('content-length') ?? 0) > most) return 'too-large';
	const reader = request.body?.getReader();
	if (!reader) return new Uint8Array();
	let slow = false;
	// Cancelling ends the read that waits.
	const giveUp = () => {
		slow = true;
		void reader.cancel().catch(() => {});
	};
	const timeout = within === undefined ? undefined : setTimeout(giveUp, within);
	const chunks: Uint8Array[] = [];
	let length = 0;
	try {
		for (let read = await reader.read(); !read.done; read = await reader.read()) {
			length += read.value.byteLength;
			if (length > most) {
				void reader.cancel().catch(() => {});
				return 'too-large';
			}
			chunks.push(read.value);
		}
	} catch {
		return slow ? 'too-slow' : undefined;
	} finally {
		clearTimeout(timeout);
	}
	return slow ? 'too-slow' : join(chunks, length);
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
	const whole = new Uint8Array(length);
	let at = 0;
	for (const chunk of chunks) {
		whole.set(chunk, at);
		at += chunk.byteLength;
	}
	return whole;
}
