/** What the report is made of, read from the files, and from DATA_DIR where there is a Desk. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../bundle/compile.ts';
import { BrokenBundle } from '../bundle/finding.ts';
import { readSources } from '../bundle/read.ts';
import type { Sources } from '../bundle/sources.ts';
import { readVerdicts } from '../desk/texts/verdicts.ts';
import type { CompiledBundle } from '../flow/bundle.ts';
import { openSqlite } from '../store/better-sqlite.ts';
import type { Readiness } from './model.ts';
import { readiness } from './readiness.ts';

export interface Gathered {
	sources: Sources;
	bundle: CompiledBundle;
	report: Readiness;
	/** Where approvals were looked for, in words. */
	note: string;
}

/**
 * Also of texts that `npm run check` refuses: the report says what they lack.
 * @param root folder that holds `flows/` and `locales/`
 * @param dataDir what coordinators approved in the Desk there counts too; read only
 * @param today `2026-11-27`
 * @throws {BrokenBundle} when a file cannot be read
 */
export function gather(root: string, dataDir: string, today: string): Gathered {
	const { sources, findings } = readSources(root);
	if (!sources) throw new BrokenBundle(findings);
	const bundle = compile(sources, false);
	const path = join(dataDir, 'data.db');
	const verdicts = existsSync(path) ? verdictsIn(path) : [];
	const notYetOn = readdirSync(join(root, 'locales'), { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && !bundle.languages.includes(entry.name))
		.map(({ name }) => name)
		.sort();
	return {
		...{ sources, bundle },
		report: readiness(bundle, { verdicts, today, notYetOn }),
		note: existsSync(path) ? `Approved by file, and at the Desk in ${path}.` : 'Approved by file.',
	};
}

function verdictsIn(path: string) {
	const sql = openSqlite(path);
	try {
		return readVerdicts(sql);
	} finally {
		sql.close();
	}
}
