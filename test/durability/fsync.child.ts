/**
 * The runtime, watched by strace: many people write at once, round after round. On standard output, a file, at once, what
 * strace then shows between the calls that write to the disk:
 *
 *   keys:committed · turn:committed     the commit is said to be on the disk
 *   acknowledged 3                      somebody is told that their message of round 3 was taken
 *
 * Arguments: the directory, rounds, and `weak` to show what the test would see if a commit did not wait for the disk.
 */
import { writeSync } from 'node:fs';
import { Conversations } from '../../src/conversation/conversations.ts';
import { openStore } from '../../src/store/open.ts';
import { numbered } from './numbered.ts';
import { secret } from './telegram.ts';

const [directory = '', rounds = '', weak] = process.argv.slice(2);
const print = (line: string) => writeSync(1, `${line}\n`);

const store = openStore(directory, { secret });
if (weak) for (const sql of [store.data, store.keys]) sql.run('PRAGMA synchronous = NORMAL');
const conversations = new Conversations({
	store,
	step: numbered,
	channels: { telegram: { delivery: 'push', closing: 'keeps', keep: Number.MAX_SAFE_INTEGER } },
	retention: Number.MAX_SAFE_INTEGER,
	report: (error) => {
		throw error;
	},
	hook: (point) => {
		if (point === 'keys:committed' || point === 'turn:committed') print(point);
	},
});
print('began');
for (let round = 1; round <= Number(rounds); round++) {
	const people = Array.from({ length: 3 * round }, (_, person) => person);
	await Promise.all(
		people.map(async (person) => {
			const inbound = { kind: 'text', text: `say ${round}` } as const;
			const [address, id] = [`person ${person}`, `${person} ${round}`];
			await conversations.receive({ channel: 'telegram', bot: 'bot', address, id, inbound, guess: 'en' });
			print(`acknowledged ${round}`);
		}),
	);
}
print('ended');
