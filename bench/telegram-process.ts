/** A server that is measured, in a process of its own: started, asked what it has used, and ended. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** What a process has used since its start. */
export interface Used {
	/** ms of the processor. */
	cpu: number;
	/** Bytes that it had the disk write; 0 where there is no /proc. */
	written: number;
	/** Commits, and how often it was recorded in one what became of a message; the rest of them is turns. */
	commits: number;
	records: number;
}

export interface Measured {
	port: number;
	used(): Promise<Used>;
	stop(): Promise<void>;
}

/** @param script a TypeScript file that calls `answerFor`; its only argument is the root of the Bot API */
export async function startMeasured(script: URL, ...args: string[]): Promise<Measured> {
	const child = fork(script, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
	const port = (await nextMessage(child)) as number;
	return {
		port,
		async used() {
			const answer = nextMessage(child);
			child.send('used');
			return (await answer) as Used;
		},
		async stop() {
			const ended = once(child, 'exit');
			child.disconnect();
			await ended;
		},
	};
}

function nextMessage(child: ChildProcess): Promise<unknown> {
	return new Promise((resolve, reject) => {
		const ended = () => reject(new Error('the measured server ended'));
		child.once('exit', ended);
		child.once('message', (message) => {
			child.off('exit', ended);
			resolve(message);
		});
	});
}

/** In the measured process: says where it listens, what it has used when it is asked, and ends with its parent. */
export function answerFor(port: number, committed: () => Pick<Used, 'commits' | 'records'>, stop: () => Promise<void>) {
	process.on('message', () => {
		const { user, system } = process.cpuUsage();
		process.send?.({ cpu: (user + system) / 1000, written: bytesWritten(), ...committed() } satisfies Used);
	});
	process.once('disconnect', () => {
		stop().then(() => process.exit(0));
	});
	process.send?.(port);
}

function bytesWritten(): number {
	try {
		return Number(/^write_bytes: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1] ?? 0);
	} catch {
		return 0;
	}
}
