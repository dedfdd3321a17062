/**
 * Who the staff are and what they prove it with. What stands here opens nothing: hashes of what nobody can guess, public
 * keys, keys wrapped in the browser, and the TOTP secret sealed with a key that is in no file (src/privacy/unlock.ts).
 *
 * They stand in `data.db` beside the others, on Cloudflare in the Desk's Durable Object: hence versions of their own,
 * `migrate(sql, staffMigrations, staffVersions)`.
 */
import { insertsOnly } from '../../store/inserts-only.ts';
import type { Migration } from '../../store/migrations.ts';

export const staffVersions = 'staff_version';

export const staffMigrations: readonly Migration[] = [
	{
		name: 'staff and how they sign in',
		up(sql) {
			sql.run(`
			CREATE TABLE staff (
				id TEXT PRIMARY KEY,
				name TEXT NOT NULL,
				organisation TEXT NOT NULL,
				-- JSON: ["outreach"]
				roles TEXT NOT NULL,
				languages TEXT NOT NULL,
				-- age1…, or null: not enrolled, or left
				recipient TEXT,
				made INTEGER NOT NULL,
				-- epoch ms: who left stays by name, for the audit log, and can do nothing
				left INTEGER
			) STRICT`);
			sql.run(`
			CREATE TABLE enrolment (
				-- SHA-256 of the token in the link
				hash TEXT PRIMARY KEY,
				staff TEXT NOT NULL REFERENCES staff (id),
				expires INTEGER NOT NULL,
				used INTEGER
			) STRICT, WITHOUT ROWID`);
			sql.run(`
			CREATE TABLE credential (
				-- WebAuthn's id, base64url
				id TEXT PRIMARY KEY,
				staff TEXT NOT NULL REFERENCES staff (id),
				public_key BLOB NOT NULL,
				counter INTEGER NOT NULL,
				transports TEXT NOT NULL,
				label TEXT NOT NULL,
				made INTEGER NOT NULL,
				used INTEGER
			) STRICT`);
			sql.run('CREATE INDEX credential_staff ON credential (staff)');
			sql.run(`
			CREATE TABLE proof (
				staff TEXT NOT NULL REFERENCES staff (id),
				method TEXT NOT NULL CHECK (method IN ('passphrase', 'recovery')),
				-- SHA-256 of the 32 bytes that the browser makes of the passphrase or the code
				hash TEXT NOT NULL UNIQUE,
				made INTEGER NOT NULL,
				-- of a passphrase: the sign-in name, and how the browser stretches
				name TEXT UNIQUE,
				salt TEXT,
				cost INTEGER,
				PRIMARY KEY (staff, method)
			) STRICT`);
			sql.run(`
			CREATE TABLE totp (
				staff TEXT PRIMARY KEY REFERENCES staff (id),
				secret BLOB NOT NULL,
				-- the last 30 seconds a code was taken from: it works once
				step INTEGER NOT NULL
			) STRICT`);
			sql.run(`
			CREATE TABLE wrapped_key (
				staff TEXT NOT NULL REFERENCES staff (id),
				method TEXT NOT NULL CHECK (method IN ('passphrase', 'passkey', 'recovery')),
				-- which passkey, '' for the others
				credential TEXT NOT NULL,
				wrapped TEXT NOT NULL,
				PRIMARY KEY (staff, method, credential)
			) STRICT`);
			sql.run(`
			CREATE TABLE session (
				-- SHA-256 of the cookie
				hash TEXT PRIMARY KEY,
				-- the cookie before the last step-up: requests under way still carry it
				former TEXT,
				-- what a list may show
				id TEXT NOT NULL UNIQUE,
				staff TEXT NOT NULL REFERENCES staff (id),
				how TEXT NOT NULL CHECK (how IN ('enrolment', 'passkey', 'passphrase', 'recovery')),
				label TEXT NOT NULL,
				made INTEGER NOT NULL,
				seen INTEGER NOT NULL,
				-- when they last proved who they are
				shown INTEGER NOT NULL
			) STRICT, WITHOUT ROWID`);
			sql.run('CREATE INDEX session_staff ON session (staff)');
			// Only those that were answered well: who cannot sign in cannot fill the disk.
			sql.run('CREATE TABLE used_challenge (hash TEXT PRIMARY KEY, expires INTEGER NOT NULL) STRICT, WITHOUT ROWID');
			sql.run(`
			CREATE TABLE guess (
				bucket TEXT PRIMARY KEY,
				fails INTEGER NOT NULL,
				last INTEGER NOT NULL,
				-- nothing is tried before, epoch ms
				until INTEGER NOT NULL
			) STRICT, WITHOUT ROWID`);
			sql.run(`
			CREATE TABLE offline_recovery (
				id INTEGER PRIMARY KEY CHECK (id = 1),
				recipient TEXT NOT NULL,
				made INTEGER NOT NULL,
				staff TEXT NOT NULL REFERENCES staff (id)
			) STRICT`);
			// Counts changes of who the staff are, so that one process notices another's (npm run staff).
			sql.run('CREATE TABLE staff_change (id INTEGER PRIMARY KEY CHECK (id = 1), n INTEGER NOT NULL) STRICT');
			sql.run('INSERT INTO staff_change (id, n) VALUES (1, 0)');
		},
	},
	{
		name: 'what was done to team and keys',
		up(sql) {
			sql.run(`
			CREATE TABLE staff_audit (
				n INTEGER PRIMARY KEY,
				at INTEGER NOT NULL,
				-- null: the command line
				staff TEXT,
				act TEXT NOT NULL,
				who TEXT
			) STRICT`);
			insertsOnly(sql, 'staff_audit');
		},
	},
];
