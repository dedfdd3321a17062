/** What can go wrong on the way to the Bot API, parted by whether it can have arrived. No message holds the address, for the token is in it. */

/** The connection was never made: certainly not taken. */
export class NotSent extends Error {
	readonly code = 'TELEGRAM_NOT_SENT';
	constructor(cause: unknown) {
		super('Telegram could not be reached: nothing was sent. Try again later.', { cause });
		this.name = 'NotSent';
	}
}

/** The connection ended, or the time did, after the request had begun to go out: perhaps taken. */
export class Broken extends Error {
	readonly code = 'TELEGRAM_BROKEN';
	constructor(cause: unknown) {
		super('The connection to Telegram ended without an answer: the call may have been taken.', { cause });
		this.name = 'Broken';
	}
}

/** Something answered that is not the Bot API: a proxy, a captive portal, a wrong TELEGRAM_API_ROOT. */
export class NotTelegram extends Error {
	readonly code = 'TELEGRAM_NOT_JSON';
	readonly status: number;
	constructor(status: number) {
		super(`TELEGRAM_API_ROOT answered ${status}, and not as the Bot API does.`);
		this.name = 'NotTelegram';
		this.status = status;
	}
}
