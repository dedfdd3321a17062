/**
 * The runtime in a process that will be killed. Several people write, each sending the next messages while the last
 * are on their way; what is acknowledged is printed only after `receive` resolved:
 *
 *   sent 3 17     person 3 sends message 17
 *   done 3 17     it was acknowledged
 *   killed erase:truncated
 *
 * Arguments: directory, `3:18` for each person where to go on, the point at which to end itself and after how many
 * passes (`-`: the parent ends it).
 */
import { writeSync } from 'node:fs';
import { Conversations } from '../../src/conversation/conversations.ts';
import { openStore } from '../../src/store/open.ts';
import { ADDRESS, messageOf, PIPELINE, rules, secret } from './crash.plan.ts';
import { script } from './script.ts';

const [directory = '', from = '', killAt = '-', passes = '1'] = process.argv.slice(2);
/** Written at once: what waits in a buffer dies with the process. */
const print = (line: string) => writeSync(1, `${line}\n`);

let left = Number(passes);
const conversations = new Conversations({
	store: openStore(directory, { secret }),
	step: script,
	channels: rules,
	retention: Number.MAX_SAFE_INTEGER,
	report: (error) => {
		throw error;
	},
	hook: (point) => {
		if (point !== killAt || --left > 0) return;
		print(`killed ${point}`);
		process.kill(process.pid, 'SIGKILL');
	},
});
conversations.start();

async function write(person: number, next: number): Promise<void> {
	const onTheWay: Promise<void>[] = [];
	for (let n = next; ; n++) {
		print(`sent ${person} ${n}`);
		const { text, id } = messageOf(person, n);
		const inbound = { kind: 'text', text } as const;
		const sent = conversations.receive({
			channel: 'web',
			bot: 'bot',
			address: ADDRESS + person,
			id,
			inbound,
			guess: 'en',
		});
		onTheWay.push(sent.then(() => void print(`done ${person} ${n}`)));
		if (onTheWay.length >= PIPELINE) await onTheWay.shift();
	}
}

await Promise.all(
	from.split(' ').map((one) => {
		const [person = 0, next = 0] = one.split(':').map(Number);
		return write(person, next);
	}),
);
