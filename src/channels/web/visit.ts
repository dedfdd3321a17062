/**
 * A visit: a session cookie with 32 random bytes, which is the person's address on this channel. It has no Max-Age, so
 * it ends with the browser; it is made by the first POST and dropped by Close and "forget me".
 */

const BYTES = 32;
const shape = /^[A-Za-z0-9_-]{43}$/;

export interface Visits {
	/** The visit of this request; undefined without one, or when it cannot be ours. */
	read(headers: Headers): string | undefined;
	/** A new visit; nothing is kept of it before its first message is. */
	make(): string;
	/** Value of the Set-Cookie header that starts it. */
	start(visit: string): string;
	/** Value of the Set-Cookie header that ends any. */
	end(): string;
}

/** @param secure people come by https: the cookie is bound to this very host, and never goes out in the clear */
export function openVisits(secure: boolean): Visits {
	const name = secure ? '__Host-visit' : 'visit';
	const attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
	return {
		read(headers) {
			const pairs = (headers.get('cookie') ?? '').split(';').map((pair) => pair.trim());
			const value = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
			return value !== undefined && shape.test(value) ? value : undefined;
		},
		make: () => randomId(BYTES),
		start: (visit) => `${name}=${visit}; ${attributes}`,
		end: () => `${name}=; ${attributes}; Max-Age=0`,
	};
}

/** Unguessable, in base64url without padding. */
export function randomId(bytes: number): string {
	const random = crypto.getRandomValues(new Uint8Array(bytes));
	return btoa(String.fromCharCode(...random))
		.replaceAll('+', '-')
		.replaceAll('/', '_')
		.replaceAll('=', '');
}
