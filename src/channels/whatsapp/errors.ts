/** What can go wrong on the way to the Cloud API, parted by whether it can have arrived. */

/** The connection was never made: certainly not taken. */
export class NotSent extends Error {
	readonly code = 'WHATSAPP_NOT_SENT';
	constructor(cause: unknown) {
		super('WhatsApp could not be reached: nothing was sent. Try again later.', { cause });
		this.name = 'NotSent';
	}
}

/** The connection ended, or the time did, after the request had begun to go out: perhaps taken. */
export class Broken extends Error {
	readonly code = 'WHATSAPP_BROKEN';
	constructor(cause: unknown) {
		super('The connection to WhatsApp ended without an answer: the call may have been taken.', { cause });
		this.name = 'Broken';
	}
}
