/** What to say when something was not done. */
import { whyNot } from '../keys/passkey.ts';
import { Refused } from '../session.ts';
import { type Key, say } from './say.ts';

const codes: Partial<Record<string, Key>> = {
	wrong: 'wrong',
	'name-taken': 'name-taken',
	code: 'clock',
	link: 'link',
	'last-way': 'devices.last-way',
	'last-coordinator': 'team.last-coordinator',
};

/** @param error of `call`, or of the network */
export function failure(error: unknown): string {
	if (!(error instanceof Refused)) return say('no-connection');
	if (error.code === 'too-often' && error.retryAfter !== null) {
		const seconds = error.retryAfter;
		const time = seconds > 90 ? say('minutes', { n: Math.ceil(seconds / 60) }) : say('seconds', { n: seconds });
		return say('too-often', { time });
	}
	return say(codes[error.code] ?? 'failed');
}

/** @param error of a passkey, or of `call` */
export function passkeyFailure(error: unknown): string {
	// The network throws a TypeError or a time-out, a passkey what WebAuthn says.
	const network = error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError');
	return error instanceof Refused || network ? failure(error) : say(`passkey.${whyNot(error)}`);
}
