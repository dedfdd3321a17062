/** What coordinators said of texts, in the Desk's database. Versions of their own: `migrate(sql, textsMigrations, textsVersions)`. */
import type { Migration } from '../../store/migrations.ts';

export const textsVersions = 'desk_texts_version';

export const textsMigrations: readonly Migration[] = [
	{
		name: 'verdicts on texts, inserts only',
		up(sql) {
			sql.run(`
				CREATE TABLE desk_verdict (
					n INTEGER PRIMARY KEY,
					at INTEGER NOT NULL,
					-- as people read it: 2026-11-27
					day TEXT NOT NULL,
					language TEXT NOT NULL,
					topic TEXT NOT NULL,
					-- of the text that was read: src/bundle/hash.ts
					hash TEXT NOT NULL,
					approved INTEGER NOT NULL CHECK (approved IN (0, 1)),
					-- as people read it: 'lawyer'
					role TEXT NOT NULL,
					staff TEXT NOT NULL,
					-- as the team knew them on that day
					name TEXT NOT NULL
				) STRICT`);
			sql.run('CREATE INDEX desk_verdict_text ON desk_verdict (language, topic)');
			for (const what of ['UPDATE', 'DELETE']) {
				sql.run(`
					CREATE TRIGGER desk_verdict_no_${what.toLowerCase()} BEFORE ${what} ON desk_verdict
					BEGIN SELECT RAISE(ABORT, 'verdicts take inserts only'); END`);
			}
			// INSERT OR REPLACE deletes without asking the trigger of DELETE.
			sql.run(`
				CREATE TRIGGER desk_verdict_no_replace BEFORE INSERT ON desk_verdict
				WHEN EXISTS (SELECT 1 FROM desk_verdict WHERE n = NEW.n)
				BEGIN SELECT RAISE(ABORT, 'verdicts take inserts only'); END`);
		},
	},
];
