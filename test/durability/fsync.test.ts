/**
 * That a commit waits for the disk cannot be seen by kill -9: the system keeps what was written. So the calls are
 * counted, by strace: before every commit that is said to be made, its log has been flushed, and before every
 * acknowledgement a commit was made.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../support/directory.ts';

const LONG = 120_000;
const ROUNDS = 20;
const script = new URL('./fsync.child.ts', import.meta.url).pathname;

/** What happened, in order: `sync data.db-wal`, `turn:committed`, `acknowledged 1`, … Undefined: strace may not watch here. */
function watch(...more: string[]): string[] | undefined {
	const [directory, files] = [join(temporaryDirectory(), 'data'), temporaryDirectory()];
	const out = join(files, 'calls');
	// A file and no pipe: that is full when this process is not let on the processor for a while, and then the child,
	// which does not wait for it, fails (EAGAIN).
	const said = openSync(join(files, 'said'), 'w');
	// -y: descriptors with their paths; -s: strings of that length.
	const args = ['-f', '-y', '-s', '80', '-o', out, '-e', 'trace=fsync,fdatasync,write'];
	const run = spawnSync('strace', [...args, process.execPath, script, directory, String(ROUNDS), ...more], {
		encoding: 'utf8',
		stdio: ['ignore', said, 'pipe'],
	});
	closeSync(said);
	if (run.error || /PTRACE|ptrace|Operation not permitted/.test(run.stderr)) return undefined;
	expect([run.status, run.stderr]).toEqual([0, '']);
	return readFileSync(out, 'utf8').split('\n').flatMap(read);
}

/** `1234  fdatasync(21</tmp/x/data.db-wal>) = 0` → `sync data.db-wal`; `write(1</tmp/x/said>, "acknowledged 1\n", 15)` → what it says. */
function read(line: string): string[] {
	const synced = /\bf(?:data)?sync\(\d+<[^>]*\/([^/>]+)>\)?/.exec(line)?.[1];
	if (synced !== undefined) return [`sync ${synced}`];
	const said = /\bwrite\(1<[^>]*>, "([a-z:]+(?: \d+)?)\\n"/.exec(line)?.[1];
	return said === undefined ? [] : [said];
}

/** Commits before which nothing was flushed, and acknowledgements before which nothing was committed. */
function judge(events: readonly string[]): { commits: number; flushes: number; acknowledged: number; wrong: string[] } {
	const flushed = new Set<string>();
	const wrong: string[] = [];
	const count = { commits: 0, flushes: 0, acknowledged: 0 };
	let turns = 0;
	for (const event of events.slice(events.indexOf('began'), events.indexOf('ended'))) {
		if (event.startsWith('sync ')) {
			count.flushes++;
			flushed.add(event.slice('sync '.length));
		} else if (event.startsWith('acknowledged ')) {
			count.acknowledged++;
			// A round is one commit.
			if (turns < Number(event.slice('acknowledged '.length))) wrong.push(event);
		} else if (event.endsWith(':committed')) {
			count.commits++;
			if (event === 'turn:committed') turns++;
			// Each is a flush of its own.
			if (!flushed.delete(event === 'keys:committed' ? 'keys.db-wal' : 'data.db-wal')) wrong.push(event);
		}
	}
	return { ...count, wrong };
}

test(
	'every commit is flushed to the disk before it is said to be made, and one flush serves many people',
	({ skip }) => {
		const events = watch();
		if (events === undefined) return skip('strace is missing here, or may not watch other processes');
		expect(events).toContain('ended');
		const { commits, flushes, acknowledged, wrong } = judge(events);
		expect(wrong).toEqual([]);
		// 3, 6, … 60 people, each round in one commit.
		expect(acknowledged).toBe((3 * ROUNDS * (ROUNDS + 1)) / 2);
		expect(flushes).toBeGreaterThanOrEqual(commits);
		// Each round: keys of who is new, and the turns.
		expect(commits).toBe(2 * ROUNDS);

		// And the same eyes see it when a commit does not wait.
		const weak = watch('weak');
		expect(weak && judge(weak).wrong.length).toBeGreaterThan(ROUNDS);
	},
	LONG,
);
