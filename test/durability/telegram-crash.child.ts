/**
 * A server that will be killed. It has everything loaded before it is told to begin, and prints
 *
 *   loaded
 *   began
 *   killed send:marked     and nothing after that
 *
 * Arguments: the directory, a compiled bundle, and as JSON what stands for the platforms. On standard input, one line:
 * `send:marked 3` ends it at the third passing of that point; `-` leaves it to the parent. SIGTERM ends it orderly.
 */
import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import { readCompiled } from '../../src/bundle/read-compiled.ts';
import { openBundle } from '../../src/flow/open.ts';
import { openAll, type Telling } from './telegram.ts';

const [directory = '', compiled = '', platforms = '{}'] = process.argv.slice(2);
const { bot, whatsapp } = JSON.parse(platforms) as Pick<Telling, 'bot' | 'whatsapp'>;
/** Written at once: what waits in a buffer dies with the process. */
const print = (line: string) => writeSync(1, `${line}\n`);

const bundle = openBundle(readCompiled(compiled), 'draft');
const orders = createInterface({ input: process.stdin });
// The parent has gone.
orders.once('close', () => process.exit(1));
orders.once('line', (order) => {
	const [killAt = '', passes] = order.split(' ');
	let left = Number(passes ?? 1);
	const server = openAll({
		directory,
		bot,
		...(whatsapp && { whatsapp }),
		bundle,
		hook: (point) => {
			if (point !== killAt || --left > 0) return;
			print(`killed ${point}`);
			process.kill(process.pid, 'SIGKILL');
		},
	});
	process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
	void server.listening.then(() => print('began'));
});
// Whoever is killed writes no cache at the end.
flushCompileCache();
print('loaded');
