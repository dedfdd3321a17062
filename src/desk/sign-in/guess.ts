/**
 * How often may be guessed. Counted before the answer is known and kept in the database, so that a restart forgets
 * nothing and many at once gain nothing. Passkeys cannot be guessed and are not counted: who holds one still gets in
 * while somebody else tries passphrases.
 */
import { hmac } from '../../privacy/crypto.ts';
import { join } from '../../privacy/join.ts';
import type { StaffGround } from './ground.ts';
import { Refused } from './refused.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Limit {
	/** So many may be wrong before anybody has to wait. */
	free: number;
	/** The first wait; each further wrong one doubles it, up to `longest`. */
	first: number;
	longest: number;
	/** After so long without a wrong one it begins anew. */
	quiet: number;
}

const limits = {
	/** Of one sign-in name, whether anybody has it or not. */
	name: { free: 5, first: MINUTE / 2, longest: HOUR, quiet: 24 * HOUR },
	/** Recovery codes name nobody: 120 bits, all guesses together. */
	recovery: { free: 10, first: MINUTE, longest: HOUR, quiet: 24 * HOUR },
	/** Everything together: many names, few guesses each. */
	all: { free: 60, first: 5_000, longest: 5 * MINUTE, quiet: HOUR },
} as const satisfies Record<string, Limit>;

interface Counted {
	fails: number;
	last: number;
	until: number;
}

/**
 * Runs `check` if another guess is allowed. It counts as wrong until `check` says otherwise.
 * @param name of `name`: the sign-in name
 * @param check in the same transaction; undefined: wrong
 * @throws {Refused} 429
 */
export function guessing<T>(
	{ sql, key, clock }: StaffGround,
	kind: 'name' | 'recovery',
	name: string,
	check: () => T | undefined,
): T | undefined {
	const now = clock();
	// Names nobody has are counted as well, and none can be read from here.
	const own = hmac(key, join('guess', kind, name));
	return sql.transaction(() => {
		sql.run('DELETE FROM guess WHERE last < ?', now - 24 * HOUR);
		const buckets: [string, Limit][] = [
			[own, limits[kind]],
			['all', limits.all],
		];
		const counts = buckets.map(([bucket, limit]) => read(bucket, limit));
		const until = Math.max(...counts.map((count) => count.until));
		if (until > now) throw new Refused(429, 'too-often', Math.ceil((until - now) / 1000));
		const right = check();
		if (right !== undefined) {
			sql.run('DELETE FROM guess WHERE bucket = ?', own);
			return right;
		}
		for (const [index, [bucket, limit]] of buckets.entries()) {
			const fails = (counts[index]?.fails ?? 0) + 1;
			const over = fails - limit.free;
			const wait = over < 0 ? 0 : Math.min(limit.longest, limit.first * 2 ** Math.min(over, 30));
			sql.run(
				`INSERT INTO guess (bucket, fails, last, until) VALUES (?, ?, ?, ?)
				ON CONFLICT (bucket) DO UPDATE SET fails = excluded.fails, last = excluded.last, until = excluded.until`,
				bucket,
				fails,
				now,
				now + wait,
			);
		}
		return undefined;
	});

	function read(bucket: string, { quiet }: Limit): Counted {
		const row = sql.get<Counted>('SELECT fails, last, until FROM guess WHERE bucket = ?', bucket);
		return row && row.last > now - quiet ? row : { fails: 0, last: 0, until: 0 };
	}
}
