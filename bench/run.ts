/** `npm run bench`: what Bekend costs, each figure beside something real in the same run. `--json` for machines. */
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { measurePage } from './page.ts';
import { measureStart } from './start.ts';
import { measureSteps } from './steps.ts';
import { type Row, spellRows } from './table.ts';
import { measureTelegram } from './telegram.ts';
import { measureTurns } from './turns.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const started = await measureStart();
const rows: Row[] = [
	...measureSteps(),
	...(await measureTurns()),
	...(await measureTelegram()),
	...started.rows,
	...measurePage(started.page),
];
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
console.log(values.json ? JSON.stringify({ machine, rows }, null, '\t') : `${machine}\n\n${spellRows(rows)}`);
