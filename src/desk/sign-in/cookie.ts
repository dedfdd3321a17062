/** The session's cookie. On https it is bound to this very host; on http://localhost, for trials, it has a plain name. */

const shape = /^[\w-]{43}$/;

export function readCookie(headers: Headers, secure: boolean): string | undefined {
	const pairs = (headers.get('cookie') ?? '').split(';').map((pair) => pair.trim());
	const value = pairs.find((pair) => pair.startsWith(`${name(secure)}=`))?.slice(name(secure).length + 1);
	return value !== undefined && shape.test(value) ? value : undefined;
}

/** Value of the Set-Cookie header. Without Max-Age: it ends with the browser, and before that on our side. */
export function cookie(token: string, secure: boolean): string {
	return `${name(secure)}=${token}; ${attributes(secure)}`;
}

export function noCookie(secure: boolean): string {
	return `${name(secure)}=; ${attributes(secure)}; Max-Age=0`;
}

function name(secure: boolean): string {
	return secure ? '__Host-desk' : 'desk';
}

function attributes(secure: boolean): string {
	return `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}
