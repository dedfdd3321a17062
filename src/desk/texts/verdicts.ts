/** Verdicts in the Desk's database: each is a row that stays; the last one on a text counts. */
import type { StaffId } from '../../flow/roster.ts';
import type { NamedVerdict } from '../../report/readiness.ts';
import { schemaVersion } from '../../store/migrations.ts';
import type { Sql } from '../../store/sql.ts';
import { textsVersions } from './schema.ts';

/** The last one on each text; none where the Desk has never been opened. */
export function readVerdicts(sql: Sql): NamedVerdict[] {
	if (schemaVersion(sql, textsVersions) === 0) return [];
	const query = `
		SELECT language, topic, hash, approved, role AS "by", day AS "on", name FROM desk_verdict
		WHERE n IN (SELECT max(n) FROM desk_verdict GROUP BY language, topic) ORDER BY n`;
	return sql
		.all<Omit<NamedVerdict, 'approved'> & { approved: number }>(query)
		.map((row) => ({ ...row, approved: row.approved === 1 }));
}

/** @param at epoch ms */
export function addVerdict(sql: Sql, staff: StaffId, at: number, verdict: NamedVerdict): void {
	const { language, topic, hash, approved, by, on, name } = verdict;
	sql.run(
		`INSERT INTO desk_verdict (at, day, language, topic, hash, approved, role, staff, name)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		...[at, on, language, topic, hash, approved ? 1 : 0, by, staff, name],
	);
}
