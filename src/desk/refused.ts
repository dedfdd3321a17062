/** What staff asked for was not done, and why: the answer of src/desk/api.ts. Nothing of it was kept. */
import type { StaffId } from '../flow/roster.ts';

export class Refused extends Error {
	readonly code = 'DESK_REFUSED';
	readonly status: 400 | 403 | 404 | 409;
	/** For the console: `taken`, `changed`, `not-yours`, … */
	readonly error: string;
	readonly by: StaffId | undefined;
	constructor(status: Refused['status'], error: string, by?: StaffId) {
		super(`The Desk refused (${status} ${error}).`);
		this.name = 'Refused';
		this.status = status;
		this.error = error;
		this.by = by;
	}
}

/** There is no such thread, or it is not yours: which of the two is not said. */
export const noSuchThread = () => new Refused(404, 'no-such-thread');
/** It is not what the browser saw: fetch it anew. */
export const changed = () => new Refused(409, 'changed');
