/**
 * `npm run bench`: what Bekend costs, each figure beside something real in the same run. `--json` for machines.
 * `npm run bench -- questions`: how well it finds what people ask; `--reveal` names what was missed of the part kept aside.
 */
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { loadBundle } from '../src/bundle/load.ts';
import { measureBothChannels } from './both-channels.ts';
import { measureDesk } from './desk.ts';

import { measurePage } from './page.ts';
import { judgeQuestions, spellJudged } from './questions.ts';
import { measureStart } from './start.ts';
import { measureSteps } from './steps.ts';
import { type Row, spellRows } from './table.ts';
import { measureTelegram } from './telegram.ts';
import { measureTurns } from './turns.ts';

const { values, positionals } = parseArgs({
	options: { json: { type: 'boolean', default: false }, reveal: { type: 'boolean', default: false } },
	allowPositionals: true,
});
if (positionals[0] === 'questions') {
	const judged = judgeQuestions(loadBundle({ today: new Date().toISOString().slice(0, 10) }));
	console.log(values.json ? JSON.stringify(judged, null, '\t') : spellJudged(judged, values.reveal));
	process.exit();
}
const started = await measureStart();
const rows: Row[] = [
	...measureSteps(),
	...(await measureTurns()),
	...(await measureTelegram()),
	...(await measureBothChannels()),
	...(await measureDesk()),
	...started.rows,
	...measurePage(started.page),
];
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
console.log(values.json ? JSON.stringify({ machine, rows }, null, '\t') : `${machine}\n\n${spellRows(rows)}`);
