/** `npm run check`, first part: flows, locales and evidence. Exits 1 on any finding. */
import { checkSources } from '../bundle/check.ts';
import { spell } from '../bundle/finding.ts';
import { readSources } from '../bundle/read.ts';
import { projectRoot } from '../bundle/root.ts';

const root = process.argv[2] ?? projectRoot;
const today = new Date().toISOString().slice(0, 10);
const { sources, findings } = readSources(root);
const all = sources ? checkSources(sources, today) : findings;
for (const finding of all) console.error(spell(finding));
const languages = sources?.directory.value.languages.join(' ') ?? '?';
if (all.length > 0) {
	console.error(`flows and locales: ${all.length} error(s)`);
	process.exitCode = 1;
} else {
	console.log(`flows and locales: no errors (${sources?.flows.size} flows; ${languages})`);
}
