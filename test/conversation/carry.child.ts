/**
 * Two actors in a process that will be killed: people who wait and write, and a Desk with a file of its own that claims,
 * answers and hands back, each repeating what was not acknowledged. Printed only when it is on the disk:
 *
 *   said 3 17      what person 3 wrote, number 17, was acknowledged
 *   told 3 17      the Desk's answer to it was taken
 *   killed carry:taken
 *
 * Arguments: directory, `3:18:15` for each person where to go on with both, the point at which to end itself and after
 * how many passes.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { Conversations } from '../../src/conversation/conversations.ts';
import type { Point } from '../../src/conversation/ground.ts';
import { pseudonym } from '../../src/privacy/pseudonym.ts';
import { openSqlite } from '../../src/store/better-sqlite.ts';
import { openStore } from '../../src/store/open.ts';
import { ADDRESS, answerOf, type DeskPoint, FileDesk, forgets, script, secret, wordsOf } from './carry.plan.ts';

const [directory = '', from = '', killAt = '', passes = '1'] = process.argv.slice(2);
/** Written at once: what waits in a buffer dies with the process. */
const print = (line: string) => writeSync(1, `${line}\n`);

let left = Number(passes);
const store = openStore(directory, { secret });
const hook = (point: Point | DeskPoint) => {
	if (point !== killAt || --left > 0) return;
	print(`killed ${point}`);
	process.kill(process.pid, 'SIGKILL');
};
const desk = new FileDesk(openSqlite(join(directory, 'desk.db')), hook);
const conversations = new Conversations({
	store,
	step: script,
	channels: { web: { delivery: 'pull', closing: 'erases', keep: Number.MAX_SAFE_INTEGER } },
	desk,
	retention: Number.MAX_SAFE_INTEGER,
	report: (error) => {
		throw error;
	},
	hook,
});
conversations.start();

async function live(person: number, said: number, told: number): Promise<void> {
	const address = ADDRESS + person;
	const pid = pseudonym(store.ring, 'web', 'bot', address);
	// An answer that was not acknowledged is told again, under the same id.
	const answer = async (n: number) => {
		const ordered = await conversations.tell(pid, answerOf(person, n).id, answerOf(person, n).order);
		print(`told ${person} ${n} ${ordered.outcome}`);
	};
	if (told < said) await answer(said);
	for (let n = said + 1; ; n++) {
		const inbound = { kind: 'text', text: wordsOf(person, n) } as const;
		await conversations.receive({ channel: 'web', bot: 'bot', address, id: `${person} ${n}`, inbound, guess: 'en' });
		print(`said ${person} ${n}`);
		if (!forgets(person, n)) await answer(n);
		else print(`told ${person} ${n} gone`);
	}
}

await Promise.all(
	from.split(' ').map((one) => {
		const [person = 0, said = 0, told = 0] = one.split(':').map(Number);
		return live(person, said, told);
	}),
);
