/**
 * The Desk's tables. On Node they stand in `data.db` beside those of Conversation, which does not read them; on Cloudflare
 * they are a Durable Object of their own. Hence names and versions of their own: `migrate(sql, deskMigrations, deskVersions)`.
 */
import { insertsOnly } from '../store/inserts-only.ts';
import type { Migration } from '../store/migrations.ts';

export const deskVersions = 'desk_version';

export const deskMigrations: readonly Migration[] = [
	{
		name: 'threads, rows, orders, cards, audit',
		up(sql) {
			sql.run(`
				CREATE TABLE desk_thread (
					-- src/privacy/pseudonym.ts
					id TEXT PRIMARY KEY,
					pid TEXT NOT NULL UNIQUE,
					alias TEXT NOT NULL UNIQUE,
					phase TEXT NOT NULL CHECK (phase IN ('bot', 'waiting', 'staff', 'sleeping')),
					-- who speaks, or last spoke, null while anybody may take it
					owner TEXT,
					-- who Conversation thinks speaks, after a release, the next claim is a pass to it
					held TEXT,
					-- who had it before and can still open rows that others cannot
					former TEXT,
					-- whom the person is being asked about
					introduced TEXT,
					wants TEXT,
					knows TEXT,
					language TEXT NOT NULL,
					channel TEXT NOT NULL,
					urgent INTEGER NOT NULL,
					parted TEXT,
					blocked INTEGER NOT NULL,
					-- since when, epoch ms
					waiting INTEGER,
					-- src/desk/ladder.ts: the rung, since when, has it been rung, and its next moment, epoch ms
					rung TEXT,
					since INTEGER NOT NULL,
					rang INTEGER NOT NULL,
					due INTEGER,
					-- a notice is owed to staff
					bell INTEGER NOT NULL,
					seen INTEGER NOT NULL,
					unread INTEGER NOT NULL,
					talks INTEGER NOT NULL,
					-- until when free text may be sent, epoch ms
					until INTEGER,
					-- JSON: which text was agreed to, on which day
					consent TEXT NOT NULL,
					-- recipients of now, parted by spaces
					sealed TEXT NOT NULL,
					-- of every change, and of the newest one of phase, owner or recipients
					version INTEGER NOT NULL,
					turned INTEGER NOT NULL,
					-- the newest letter, the newest row
					letter INTEGER NOT NULL,
					last INTEGER NOT NULL
				) STRICT`);
			sql.run('CREATE INDEX desk_thread_phase ON desk_thread (phase)');
			sql.run('CREATE INDEX desk_thread_due ON desk_thread (due) WHERE due IS NOT NULL');
			sql.run(`
				CREATE TABLE desk_row (
					thread TEXT NOT NULL REFERENCES desk_thread (id) ON DELETE CASCADE,
					n INTEGER NOT NULL,
					id TEXT NOT NULL,
					kind TEXT NOT NULL CHECK (kind IN ('person', 'staff', 'note', 'event')),
					at INTEGER NOT NULL,
					-- who of the staff
					author TEXT,
					-- an age file, and whom it was sealed to, null: an event
					sealed BLOB,
					recipients TEXT,
					-- of staff: what became of it, null: it may not have been told yet, and is not shown
					said TEXT,
					-- of an event: what, and about whom
					what TEXT,
					who TEXT,
					PRIMARY KEY (thread, n),
					UNIQUE (thread, id)
				) STRICT`);
			sql.run('CREATE INDEX desk_row_at ON desk_row (at)');
			sql.run(`
				CREATE TABLE desk_order (
					seq INTEGER PRIMARY KEY,
					id TEXT NOT NULL UNIQUE,
					thread TEXT NOT NULL REFERENCES desk_thread (id) ON DELETE CASCADE,
					-- JSON, and never of somebody's words
					body TEXT NOT NULL
				) STRICT`);
			sql.run('CREATE INDEX desk_order_thread ON desk_order (thread, seq)');
			sql.run(`
				CREATE TABLE desk_member (
					staff TEXT PRIMARY KEY,
					-- JSON: src/desk/api.ts
					card TEXT NOT NULL,
					presence TEXT NOT NULL
				) STRICT, WITHOUT ROWID`);
			sql.run(`
				CREATE TABLE desk_audit (
					n INTEGER PRIMARY KEY,
					at INTEGER NOT NULL,
					staff TEXT NOT NULL,
					act TEXT NOT NULL,
					thread TEXT,
					who TEXT
				) STRICT`);
			insertsOnly(sql, 'desk_audit');
		},
	},
];
