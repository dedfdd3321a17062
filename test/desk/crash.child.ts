/**
 * The Desk in a process that will be killed, with conversations beside it in a file of their own. Each person asks, is claimed
 * by two at once, is talked with, has their rows sealed anew and is handed back, over and over. What a browser has been
 * answered is printed only then; what it has not been answered it asks again in the next life.
 *
 *   claimed 2 14 staff-anna      person 2, talk 14: the claim was answered
 *   said 2 14 0                  so was the first thing that was said
 *   ended 2 14
 *   killed say:told
 *
 * Arguments: directory, `2:14` for each person the talk to go on with, the point at which to end itself and after how many
 * passes (`-`: the parent ends it).
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { Desk } from '../../src/desk/desk.ts';
import { Refused } from '../../src/desk/refused.ts';
import { threadOf } from '../../src/privacy/pseudonym.ts';
import { openSqlite } from '../../src/store/better-sqlite.ts';
import { openStore } from '../../src/store/open.ts';
import { FakeConversations } from './conversations.ts';
import { EACH, pidOf, saidOf, secret, team, wordsOf } from './crash.plan.ts';

const [directory = '', from = '', killAt = '-', passes = '1'] = process.argv.slice(2);
/** Written at once: what waits in a buffer dies with the process. */
const print = (line: string) => writeSync(1, `${line}\n`);
let left = Number(passes);
const store = openStore(join(directory, 'data'), { secret });
const talks = new FakeConversations(openSqlite(join(directory, 'conversations.db')));
const desk = new Desk({
	store,
	staff: team(),
	tell: talks,
	prepared: {
		...{ production: false, retentionSet: false },
		directory: {
			organisation: { name: 'test', demo: true, controller: null, privacy_contact: null },
			...{ hours: {}, timezone: 'Europe/Amsterdam' },
		},
	},
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
desk.start();

const sealed = (text: string) => new TextEncoder().encode(`age-encryption.org/v1\n-> fake ${text}\n--- \n`);
const staff = ['staff-anna', 'staff-bea'];

async function talk(person: number, n: number): Promise<void> {
	const pid = pidOf(person);
	const id = threadOf(store.ring, pid);
	// What the last life decided and did not tell.
	while (store.data.get('SELECT 1 FROM desk_order WHERE thread = ?', id)) await new Promise(setImmediate);
	const phase = talks.find(pid)?.phase ?? 'bot';
	// The Desk's own word decides, for what was claimed and not told yet.
	const mine = () =>
		staff.flatMap((one) => desk.threads(one)).find((summary) => summary.id === id && summary.phase === 'staff');
	await talks.carry(desk, pid);
	if (phase === 'bot' && !mine()) {
		const consent = { version: 'text', day: '2026-11-23' };
		talks.write(pid, {
			kind: 'asked',
			language: 'nl',
			channel: 'web',
			wants: null,
			knows: null,
			consent,
			urgent: false,
		});
		await talks.carry(desk, pid);
	}
	const first = saidOf(person, n, 0);
	talks.writeOnce(pid, { kind: 'said', id: first, text: first });
	await talks.carry(desk, pid);
	if (!mine()) {
		const version = desk.waiting().find((summary) => summary.id === id)?.version ?? -1;
		const taken = await Promise.all(
			staff.map((one) =>
				desk.claim(one, id, version).then(
					() => one,
					(error) => {
						if (error instanceof Refused && error.error === 'taken') return undefined;
						throw error;
					},
				),
			),
		);
		const winners = taken.filter((one) => one !== undefined);
		if (winners.length !== 1) throw new Error(`${winners.length} have claimed`);
	}
	const owner = mine()?.owner ?? '';
	print(`claimed ${person} ${n} ${owner}`);
	for (let word = 0; word < EACH; word++) {
		const text = wordsOf(person, n, word);
		await desk.say(owner, id, { id: text, text, sealed: sealed(text) });
		print(`said ${person} ${n} ${word}`);
		const heard = saidOf(person, n, word + 1);
		talks.writeOnce(pid, { kind: 'said', id: heard, text: heard });
		await talks.carry(desk, pid);
	}
	const { reseal, summary } = desk.read(owner, id);
	if (reseal.length > 0) {
		const rows = reseal.map((row) => ({ id: row, sealed: sealed(`anew ${row}`) }));
		desk.reseal(owner, id, summary.version, rows);
	}
	await desk.handBack(owner, id, null);
	print(`ended ${person} ${n}`);
}

await Promise.all(
	from.split(' ').map(async (one) => {
		const [person = 0, first = 0] = one.split(':').map(Number);
		for (let n = first; ; n++) {
			await talk(person, n);
			// Others come in between, as browsers do.
			await new Promise((resolve) => setImmediate(resolve));
		}
	}),
);
