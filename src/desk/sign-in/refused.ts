/** Not done, and nothing was changed. `code` is the answer's `error`. */
type Status = 400 | 401 | 403 | 404 | 409 | 413 | 429;

export class Refused extends Error {
	readonly status: Status;
	readonly code: string;
	/** Of 429: when it is worth trying again, in seconds. */
	readonly retryAfter: number | undefined;
	constructor(status: Status, code: string, retryAfter?: number) {
		super(`Refused: ${code}`);
		this.name = 'Refused';
		this.status = status;
		this.code = code;
		this.retryAfter = retryAfter;
	}
}

/** Whatever was wrong, name, passphrase, code or passkey: the answer does not say which. */
export function wrong(): Refused {
	return new Refused(401, 'wrong');
}
