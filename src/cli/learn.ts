/** `npm run learn`: learns from `locales/<lang>/_examples.json` what danger sounds like, and writes it beside them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { learn } from '../bundle/learn.ts';
import { readSources } from '../bundle/read.ts';
import { projectRoot } from '../bundle/root.ts';
import { LEARNT } from '../bundle/sources.ts';

const { sources, findings } = readSources(projectRoot);
if (sources) {
	writeFileSync(join(projectRoot, LEARNT), `${JSON.stringify(learn(sources), null, '\t')}\n`);
	console.log(`written: ${LEARNT}`);
} else {
	console.error(findings.map(({ file, line, what }) => `${file}:${line}  ${what}`).join('\n'));
	process.exitCode = 1;
}
