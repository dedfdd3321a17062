/**
 * What a passphrase or a recovery code proves itself with: 32 bytes the browser makes of it and we never see it. Here is
 * their SHA-256: for a passphrase scrypt has done the slow part, a recovery code has 120 bits.
 */
import { digest, hmac, same } from '../../privacy/crypto.ts';
import { join } from '../../privacy/join.ts';
import type { NewPassphrase, Stretch } from './api.ts';
import type { StaffGround } from './ground.ts';
import { guessing } from './guess.ts';
import { Refused, wrong } from './refused.ts';
import { keepTotp, takeCode } from './totp.ts';
import { keepWrapped } from './wrapped.ts';

/** scrypt's N is 2^17 with r = 8: 128 MiB and about a second. https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
const COST = 17;

interface Stored {
	staff: string;
	hash: string;
	name: string;
	salt: string;
	cost: number;
}

/** How the browser stretches the passphrase that goes with a name. For a name nobody has: always the same, made up. */
export function stretchOf({ sql, key }: StaffGround, name: string): Stretch {
	const row = sql.get<Stored>('SELECT salt, cost FROM proof WHERE name = ?', name);
	if (row) return { salt: row.salt, cost: row.cost };
	return { salt: hmac(key, join('no such name', name)).slice(0, 22), cost: COST };
}

/** → whose they are. Throws `Refused`: 401, the same for every reason; 429. */
export function checkPassphrase(ground: StaffGround, name: string, proof: string, code: string): string {
	const staff = guessing(ground, 'name', name, () => {
		const row = ground.sql.get<Stored>('SELECT staff, hash FROM proof WHERE name = ?', name);
		const fits = same(row?.hash ?? digest(''), digest(proof));
		// A code is used up only by who knows the passphrase.
		return row && fits && takeCode(ground, row.staff, code) ? row.staff : undefined;
	});
	if (staff === undefined) throw wrong();
	return staff;
}

/** The same, for who is signed in already. */
export function checkOwnPassphrase(ground: StaffGround, staff: string, proof: string, code: string): void {
	const own = ground.sql.get<Stored>("SELECT name FROM proof WHERE staff = ? AND method = 'passphrase'", staff);
	if (!own || checkPassphrase(ground, own.name, proof, code) !== staff) throw wrong();
}

/** → whose it is. Throws `Refused`: 401, 429. */
export function checkRecovery(ground: StaffGround, proof: string): string {
	const found = guessing(
		ground,
		'recovery',
		'',
		() =>
			ground.sql.get<Stored>("SELECT staff FROM proof WHERE hash = ? AND method = 'recovery'", digest(proof))?.staff,
	);
	if (found === undefined) throw wrong();
	return found;
}

/** In place of any before. Inside a transaction. Throws `Refused`: 409 name-taken, 400 code. */
export function keepPassphrase(ground: StaffGround, staff: string, given: NewPassphrase): void {
	const { sql } = ground;
	const taken = sql.get<{ staff: string }>('SELECT staff FROM proof WHERE name = ?', given.name);
	if (taken && taken.staff !== staff) throw new Refused(409, 'name-taken');
	if (given.stretch.cost < COST) throw new Refused(400, 'stretch');
	keepProof(ground, staff, 'passphrase', given.proof);
	sql.run(
		"UPDATE proof SET name = ?, salt = ?, cost = ? WHERE staff = ? AND method = 'passphrase'",
		given.name,
		given.stretch.salt,
		given.stretch.cost,
		staff,
	);
	keepWrapped(ground, staff, 'passphrase', '', given.wrapped);
	if (given.totp === null) {
		sql.run('DELETE FROM totp WHERE staff = ?', staff);
		return;
	}
	const secret = new Uint8Array(Buffer.from(given.totp.secret, 'base64url'));
	if (!keepTotp(ground, staff, secret, given.totp.code)) throw new Refused(400, 'code');
}

/** In place of any before, which stops working. Inside a transaction. */
export function keepRecovery(ground: StaffGround, staff: string, given: { proof: string; wrapped: string }): void {
	keepProof(ground, staff, 'recovery', given.proof);
	keepWrapped(ground, staff, 'recovery', '', given.wrapped);
}

function keepProof({ sql, clock }: StaffGround, staff: string, method: 'passphrase' | 'recovery', proof: string): void {
	sql.run(
		`INSERT INTO proof (staff, method, hash, made) VALUES (?, ?, ?, ?)
		ON CONFLICT (staff, method) DO UPDATE SET hash = excluded.hash, made = excluded.made`,
		staff,
		method,
		digest(proof),
		clock(),
	);
}
