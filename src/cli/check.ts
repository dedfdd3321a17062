/** `npm run check`, first part: flows, locales and evidence; and how many people wait where. Exits 1 on any finding. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkSources } from '../bundle/check.ts';
import { spell } from '../bundle/finding.ts';
import { readSources } from '../bundle/read.ts';
import { projectRoot } from '../bundle/root.ts';
import type { Sources } from '../bundle/sources.ts';
import { readConfig } from '../config.ts';
import { countWaiting } from '../conversation/count-waiting.ts';
import { openStore } from '../store/open.ts';
import { trialSecret } from '../trial-secret.ts';

const root = process.argv[2] ?? projectRoot;
const today = new Date().toISOString().slice(0, 10);
const { sources, findings } = readSources(root);
const all = sources ? checkSources(sources, today) : findings;
for (const finding of all) console.error(spell(finding));
if (all.length > 0) {
	console.error(`flows and locales: ${all.length} error(s)`);
	process.exitCode = 1;
} else {
	console.log(
		`flows and locales: no errors (${sources?.flows.size} flows; ${sources?.directory.value.languages.join(' ')})`,
	);
}
if (sources) tellWaiting(sources);

/** Where there is data of a server that does not run now: who would be moved by this version of the flows. */
function tellWaiting(sources: Sources): void {
	try {
		const { dataDir, secret } = readConfig(process.env);
		const known = secret ?? (existsSync(join(dataDir, 'secret')) ? trialSecret(dataDir).secret : undefined);
		if (!known || !existsSync(join(dataDir, 'data.db'))) return;
		const store = openStore(dataDir, { secret: known });
		for (const [step, people] of countWaiting(store)) {
			const [flow = '', name = ''] = step.split('.');
			const there = Object.hasOwn(sources.flows.get(flow)?.value.steps ?? {}, name);
			console.log(`${String(people).padStart(6)} wait at ${step}${there ? '' : '  (gone: see moved:)'}`);
		}
		store.close();
	} catch (error) {
		console.log(`who waits where was not counted: ${error instanceof Error ? error.message : error}`);
	}
}
