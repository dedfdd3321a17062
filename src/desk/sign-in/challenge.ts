/**
 * WebAuthn challenges that need no row: random, expiry and an HMAC over both, what for and for whom. So asking for them
 * fills nothing; one that was answered well is remembered until it expires, and not taken again.
 */
import { digest, hmac, same } from '../../privacy/crypto.ts';
import { join } from '../../privacy/join.ts';
import { newId, type StaffGround } from './ground.ts';
import { wrong } from './refused.ts';

/** As long as a browser shows its question, and some; at enrolment there is paper to print in between. */
const LIFE = 5 * 60_000;
const ENROLMENT = 60 * 60_000;

/** What for, and for whom: nothing made for one is taken for another. */
export type Purpose = [what: 'enrol' | 'sign-in' | 'step-up' | 'add', whom: string];

/** `<random>.<expires>.<hmac>` */
export function newChallenge(ground: Pick<StaffGround, 'key' | 'random' | 'clock'>, purpose: Purpose): string {
	const said = `${newId(ground)}.${ground.clock() + (purpose[0] === 'enrol' ? ENROLMENT : LIFE)}`;
	return `${said}.${mark(ground, purpose, said)}`;
}

/** As @simplewebauthn wants it: the challenge the browser signed, base64url. */
export function isOurs(ground: Pick<StaffGround, 'key' | 'clock'>, purpose: Purpose): (signed: string) => boolean {
	return (signed) => {
		const text = Buffer.from(signed, 'base64url').toString();
		const [random = '', expires = '', given = ''] = text.split('.');
		return same(given, mark(ground, purpose, `${random}.${expires}`)) && Number(expires) > ground.clock();
	};
}

/** Inside the transaction of what it was answered for. Throws `Refused` when it was taken before. */
export function useUp({ sql, clock }: Pick<StaffGround, 'sql' | 'clock'>, clientDataJSON: string): void {
	const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()) as { challenge: string };
	sql.run('DELETE FROM used_challenge WHERE expires <= ?', clock());
	const taken = sql.run(
		'INSERT INTO used_challenge (hash, expires) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING',
		digest(challenge),
		clock() + ENROLMENT,
	);
	if (taken === 0) throw wrong();
}

function mark({ key }: Pick<StaffGround, 'key'>, [what, whom]: Purpose, said: string): string {
	return hmac(key, join('challenge', what, whom, said));
}
