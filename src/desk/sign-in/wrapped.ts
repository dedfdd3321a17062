/** The staff member's own key, wrapped in their browser, once for each way to open it. We cannot. */
import type { SignedIn } from './api.ts';
import type { StaffGround } from './ground.ts';
import { stillHere } from './members.ts';
import { Refused } from './refused.ts';

type Method = 'passphrase' | 'passkey' | 'recovery';

/** In place of any before. Inside a transaction. @param credential which passkey; '' for the others */
export function keepWrapped(
	{ sql }: Pick<StaffGround, 'sql'>,
	staff: string,
	method: Method,
	credential: string,
	wrapped: string,
): void {
	sql.run(
		`INSERT INTO wrapped_key (staff, method, credential, wrapped) VALUES (?, ?, ?, ?)
		ON CONFLICT (staff, method, credential) DO UPDATE SET wrapped = excluded.wrapped`,
		staff,
		method,
		credential,
		wrapped,
	);
}

interface Stored {
	name: string;
	salt: string;
	cost: number;
}

/** All a browser needs to open the key of who has signed in. */
export function signedIn({ sql }: Pick<StaffGround, 'sql'>, staff: string): SignedIn {
	const { name, roles, recipient } = stillHere({ sql }, staff);
	if (recipient === null) throw new Refused(404, 'nobody');
	const rows = sql.all<{ method: Method; credential: string; wrapped: string }>(
		'SELECT method, credential, wrapped FROM wrapped_key WHERE staff = ?',
		staff,
	);
	const by = (method: Method) => rows.find((row) => row.method === method)?.wrapped ?? null;
	const own = sql.get<Stored>("SELECT name, salt, cost FROM proof WHERE staff = ? AND method = 'passphrase'", staff);
	const passphrase = by('passphrase');
	return {
		staff,
		name,
		roles,
		recipient,
		keys: {
			passkeys: rows
				.filter(({ method }) => method === 'passkey')
				.map(({ credential, wrapped }) => ({ id: credential, wrapped })),
			passphrase:
				own && passphrase !== null
					? {
							name: own.name,
							stretch: { salt: own.salt, cost: own.cost },
							wrapped: passphrase,
							signsIn: sql.get('SELECT 1 AS one FROM totp WHERE staff = ?', staff) !== undefined,
						}
					: null,
			recovery: by('recovery'),
		},
	};
}
