/** Whole turns on the disk: real files, FULL durability, many people at once; held against a raw FULL insert loop. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBundle } from '../src/bundle/load.ts';
import { Conversations } from '../src/conversation/conversations.ts';
import { openBundle } from '../src/flow/open.ts';
import { step } from '../src/flow/step.ts';
import { openSqlite } from '../src/store/better-sqlite.ts';
import { openStore } from '../src/store/open.ts';
import { quantile, type Row } from './table.ts';

const PEOPLE = 500;
const TURNS_EACH = 10;
const RAW = 2_000;
const taps = ['lang.en', 'main.menu.rights', 'rights.menu.police', 'back', 'menu'];

export async function measureTurns(): Promise<Row[]> {
	const folder = mkdtempSync(join(tmpdir(), 'bekend-bench-'));
	try {
		const raw = rawInserts(join(folder, 'raw.db'));
		const before = process.memoryUsage.rss();
		const alone = await turns(join(folder, 'alone'), 1, 200);
		const crowd = await turns(join(folder, 'crowd'), PEOPLE, TURNS_EACH);
		return [
			{ what: 'raw loop: one insert, one commit, FULL', value: raw, unit: 'a second' },
			{
				what: 'turns of one person, one after the other',
				value: alone.perSecond,
				unit: 'a second',
				against: 'the raw loop',
				ratio: alone.perSecond / raw,
			},
			{
				what: `turns of ${PEOPLE} people at once`,
				value: crowd.perSecond,
				unit: 'a second',
				against: 'the raw loop',
				ratio: crowd.perSecond / raw,
			},
			{ what: 'one turn alone, median', value: quantile(alone.took, 0.5), unit: 'ms' },
			{ what: 'one turn alone, p99', value: quantile(alone.took, 0.99), unit: 'ms' },
			{ what: `one turn among ${PEOPLE}, p99`, value: quantile(crowd.took, 0.99), unit: 'ms' },
			{
				what: `memory grown by ${PEOPLE} people talking`,
				value: (process.memoryUsage.rss() - before) / 2 ** 20,
				unit: 'MiB',
			},
		];
	} finally {
		rmSync(folder, { recursive: true });
	}
}

function rawInserts(path: string): number {
	const sql = openSqlite(path);
	sql.run('CREATE TABLE raw (id INTEGER PRIMARY KEY, body BLOB) STRICT');
	const body = new Uint8Array(700);
	const from = performance.now();
	for (let n = 0; n < RAW; n++) sql.run('INSERT INTO raw (body) VALUES (?)', body);
	const took = performance.now() - from;
	sql.close();
	return RAW / (took / 1000);
}

/** Each person waits for the answer to one tap before the next. */
async function turns(folder: string, people: number, each: number): Promise<{ perSecond: number; took: number[] }> {
	const bundle = openBundle(loadBundle({ today: '2026-11-23' }), 'draft');
	const store = openStore(folder, { secret: new Uint8Array(32).fill(7) });
	const conversations = new Conversations({
		store,
		step: (conversation, inbound, now) => step(bundle, conversation, inbound, now),
		channels: { web: { delivery: 'pull', closing: 'erases', keep: 86_400_000 } },
		retention: 90 * 86_400_000,
		report: (error) => {
			throw error;
		},
	});
	const took: number[] = [];
	const talk = async (address: string) => {
		for (let n = 0; n < each; n++) {
			const from = performance.now();
			const id = taps[n % taps.length] ?? 'menu';
			await conversations.receive({
				channel: 'web',
				bot: '',
				address,
				id: `${address}-${n}`,
				inbound: { kind: 'choice', id },
				guess: 'en',
			});
			took.push(performance.now() - from);
		}
	};
	const from = performance.now();
	await Promise.all(Array.from({ length: people }, (_, n) => talk(`person ${n}`)));
	const seconds = (performance.now() - from) / 1000;
	await conversations.close();
	store.close();
	return { perSecond: (people * each) / seconds, took };
}
