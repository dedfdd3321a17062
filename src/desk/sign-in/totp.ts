/** Codes of an authenticator app, RFC 6238: 6 digits, 30 seconds, SHA-1, because that is what every app takes. */
import { Secret, TOTP } from 'otpauth';
import { open, type Place, seal } from '../../privacy/seal.ts';
import type { StaffGround } from './ground.ts';

const PERIOD = 30_000;

/** Sealed with a key that is in no file: the disk alone makes no codes. */
function place(staff: string): Place {
	return { table: 'totp', column: 'secret', row: staff, version: 1 };
}

/** In place of any before. False: the code was not made from it. Inside a transaction. */
export function keepTotp(ground: StaffGround, staff: string, secret: Uint8Array, code: string): boolean {
	const step = stepOf(secret, code, ground.clock());
	if (step === undefined) return false;
	ground.sql.run(
		'INSERT INTO totp (staff, secret, step) VALUES (?, ?, ?) ON CONFLICT (staff) DO UPDATE SET secret = excluded.secret, step = excluded.step',
		staff,
		seal(ground.key, place(staff), secret, ground.random),
		step,
	);
	return true;
}

/** Each code works once: one from the same or an earlier half minute than the last is refused. Inside a transaction. */
export function takeCode({ sql, key, clock }: StaffGround, staff: string, code: string): boolean {
	const row = sql.get<{ secret: Uint8Array; step: number }>('SELECT secret, step FROM totp WHERE staff = ?', staff);
	if (!row) return false;
	const step = stepOf(open(key, place(staff), row.secret), code, clock());
	if (step === undefined || step <= row.step) return false;
	return sql.run('UPDATE totp SET step = ? WHERE staff = ?', step, staff) === 1;
}

/** Which half minute it is of: now, the one before or the next, for clocks that are a little off. */
function stepOf(secret: Uint8Array, code: string, now: number): number | undefined {
	const totp = new TOTP({ secret: new Secret({ buffer: new Uint8Array(secret).buffer }) });
	const delta = totp.validate({ token: code, timestamp: now, window: 1 });
	return delta === null ? undefined : Math.floor(now / PERIOD) + delta;
}
