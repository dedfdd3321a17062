/** Why a message was not taken: parted by what the channel answers. */

/** Not stored, now: the disk, an overload, or the end of this process. Answer 503; the platform sends it again. */
export class Unavailable extends Error {
	readonly code = 'UNAVAILABLE';
	constructor(why: string, cause?: unknown) {
		super(`This message could not be stored now (${why}). Answer 503, so that it comes again.`, { cause });
		this.name = 'Unavailable';
	}
}

/** This person has more messages waiting than anybody types. Answer 429. */
export class TooMany extends Error {
	readonly code = 'TOO_MANY';
	constructor() {
		super('One person has too many messages waiting. Answer 429.');
		this.name = 'TooMany';
	}
}

/**
 * A turn of one person failed, and nothing of it was kept: our own bug, or damaged data. Answer 500.
 * The message of what was thrown may quote a person's words, so of it only the kind and the stack's places are kept.
 */
export class TurnFailed extends Error {
	readonly code = 'TURN_FAILED';
	/** The `code` or the class of what was thrown. */
	readonly reason: string;
	constructor(thrown: unknown) {
		const reason = kind(thrown);
		super(`A turn failed (${reason}); nothing of it was kept.`);
		this.name = 'TurnFailed';
		this.reason = reason;
		if (thrown instanceof Error) this.stack = `${this.name}: ${this.message}${places(thrown)}`;
	}
}

function kind(thrown: unknown): string {
	if (!(thrown instanceof Error)) return typeof thrown;
	return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : thrown.name;
}

/** The stack without the message it begins with. */
function places({ stack = '', message }: Error): string {
	const from = stack.indexOf(message);
	return from < 0 ? '' : stack.slice(from + message.length);
}
