/** The two files' schemas. Data and keys are apart, so that backups of the keys can be short-lived. */
import type { Migration } from './migrations.ts';

/** `data.db`. Nothing in it says in the clear who a person is, what they read or where in a flow they are. */
export const dataMigrations: readonly Migration[] = [
	{
		name: 'conversations, outbox, message ids',
		up(sql) {
			sql.run('CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID');
			sql.run(`
				CREATE TABLE conversation (
					-- src/privacy/pseudonym.ts
					pid TEXT PRIMARY KEY,
					-- whose retention rules
					channel TEXT NOT NULL,
					-- sealed with the person's key: src/conversation/state.ts
					state BLOB NOT NULL,
					-- the newest row of the outbox, also when that is gone
					last INTEGER NOT NULL,
					-- when the person last wrote, epoch ms rounded down to the hour or the day
					touched INTEGER NOT NULL,
					-- the earliest timer, epoch ms (which one it is stands in the state)
					due INTEGER
				) STRICT`);
			sql.run('CREATE INDEX conversation_due ON conversation (due) WHERE due IS NOT NULL');
			sql.run('CREATE INDEX conversation_touched ON conversation (channel, touched)');
			sql.run(`
				CREATE TABLE outbox (
					pid TEXT NOT NULL REFERENCES conversation (pid) ON DELETE CASCADE,
					seq INTEGER NOT NULL,
					-- mailbox: the person fetches it. pending → sending → sent | unknown | dead: we send it
					state TEXT NOT NULL CHECK (state IN ('mailbox', 'pending', 'sending', 'sent', 'unknown', 'dead')),
					-- sealed with the person's key
					message BLOB NOT NULL,
					PRIMARY KEY (pid, seq)
				) STRICT`);
			// Ordered by its own hash and without a link to a person: which message was whose cannot be read from it.
			sql.run(`
				CREATE TABLE message_id (
					id TEXT PRIMARY KEY,
					-- epoch days
					day INTEGER NOT NULL
				) STRICT, WITHOUT ROWID`);
			sql.run('CREATE INDEX message_id_day ON message_id (day)');
		},
	},
	{
		name: 'sending: attempts, and what stands in the chat',
		up(sql) {
			// src/conversation/retry.ts
			sql.run('ALTER TABLE outbox ADD COLUMN tries INTEGER NOT NULL DEFAULT 0');
			sql.run('ALTER TABLE outbox ADD COLUMN unknown INTEGER NOT NULL DEFAULT 0');
			// not before, epoch ms
			sql.run('ALTER TABLE outbox ADD COLUMN due INTEGER NOT NULL DEFAULT 0');
			sql.run("CREATE INDEX outbox_unsent ON outbox (pid, seq) WHERE state IN ('pending', 'sending')");
			sql.run(`
				CREATE TABLE trace (
					pid TEXT NOT NULL REFERENCES conversation (pid) ON DELETE CASCADE,
					n INTEGER NOT NULL,
					-- epoch ms, kept for 48 hours
					at INTEGER NOT NULL,
					-- the platform's id, sealed with the person's key
					message BLOB NOT NULL,
					PRIMARY KEY (pid, n)
				) STRICT`);
			sql.run('CREATE INDEX trace_at ON trace (at)');
		},
	},
	{
		name: 'what platforms tell later about what they took',
		up(sql) {
			// src/conversation/awaited.ts
			sql.run(`
				CREATE TABLE awaited (
					-- HMAC of the platform's id
					id TEXT PRIMARY KEY,
					pid TEXT NOT NULL REFERENCES conversation (pid) ON DELETE CASCADE,
					-- of the outbox
					seq INTEGER NOT NULL,
					state TEXT NOT NULL CHECK (state IN ('sent', 'delivered', 'read')),
					-- epoch days
					day INTEGER NOT NULL
				) STRICT, WITHOUT ROWID`);
			sql.run('CREATE INDEX awaited_message ON awaited (pid, seq)');
			sql.run('CREATE INDEX awaited_day ON awaited (day)');
			sql.run("CREATE INDEX outbox_sent ON outbox (due) WHERE state = 'sent'");
		},
	},
	{
		name: 'addresses that lead to one conversation',
		up(sql) {
			// src/conversation/addresses.ts
			sql.run('CREATE TABLE address (address TEXT PRIMARY KEY, pid TEXT NOT NULL) STRICT, WITHOUT ROWID');
			sql.run('CREATE INDEX address_pid ON address (pid)');
			sql.run(`
				CREATE TABLE superseded (
					pid TEXT PRIMARY KEY REFERENCES conversation (pid) ON DELETE CASCADE,
					by TEXT NOT NULL
				) STRICT, WITHOUT ROWID`);
			sql.run('CREATE INDEX superseded_by ON superseded (by)');
		},
	},
	{
		name: 'message ids are looked through when they are forgotten',
		up(sql) {
			// Its entries lie as scattered as the ids: every message dirtied a page of it.
			sql.run('DROP INDEX message_id_day');
		},
	},
	{
		name: 'letters to the Desk',
		up(sql) {
			// how many letters were written of this conversation: the number of the newest
			sql.run('ALTER TABLE conversation ADD COLUMN letters INTEGER NOT NULL DEFAULT 0');
			// whose words this is: the id of the Desk's order, so that it hears what became of them
			sql.run('ALTER TABLE outbox ADD COLUMN order_id TEXT');
			sql.run(`
				CREATE TABLE letter (
					-- their order, also over an erasure, after which n begins anew
					id INTEGER PRIMARY KEY AUTOINCREMENT,
					-- no reference: the last letter, "forgotten", outlives the conversation
					pid TEXT NOT NULL,
					n INTEGER NOT NULL,
					-- epoch ms
					at INTEGER NOT NULL,
					-- sealed with the person's key, or NULL for "forgotten"
					body BLOB
				) STRICT`);
			sql.run('CREATE INDEX letter_pid ON letter (pid, id)');
		},
	},
];

/** `keys.db`. Everything in it is wrapped by a key that derives from BEKEND_SECRET and is in no file. */
export const keysMigrations: readonly Migration[] = [
	{
		name: 'the lookup key, person keys',
		up(sql) {
			sql.run('CREATE TABLE vault (id INTEGER PRIMARY KEY CHECK (id = 1), lookup BLOB NOT NULL) STRICT');
			sql.run('CREATE TABLE person_key (pid TEXT PRIMARY KEY, wrapped BLOB NOT NULL) STRICT, WITHOUT ROWID');
		},
	},
];
