/** A real second process, for what one process cannot show: locks and kill -9. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Child {
	/** Everything it has printed so far. */
	readonly lines: string[];
	/** Resolves at the first line that `wanted` accepts, also one printed before; rejects when the process ends first. */
	line(wanted: (line: string) => boolean): Promise<string>;
	/** kill -9. */
	kill(): void;
	/** → exit code, or the signal that ended it; when all it printed has been read. */
	ended: Promise<number | NodeJS.Signals>;
}

/** @param script a TypeScript file, run by this Node. Its standard error is this process's. */
export function startChild(script: URL, args: readonly string[], onLine: (line: string) => void = () => {}): Child {
	const child: ChildProcess = spawn(process.execPath, [script.pathname, ...args], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const lines: string[] = [];
	const waiting = new Set<(line: string) => void>();
	if (!child.stdout) throw new Error('no standard output');
	const reader = createInterface({ input: child.stdout });
	reader.on('line', (line) => {
		lines.push(line);
		onLine(line);
		for (const wait of waiting) wait(line);
	});
	const ended = Promise.all([once(child, 'exit'), once(reader, 'close')]).then(([[code, signal]]) => code ?? signal);
	return {
		lines,
		line: (wanted) =>
			new Promise((resolve, reject) => {
				const already = lines.find(wanted);
				if (already !== undefined) return resolve(already);
				const wait = (line: string) => {
					if (!wanted(line)) return;
					waiting.delete(wait);
					resolve(line);
				};
				waiting.add(wait);
				ended.then((how) => reject(new Error(`${script.pathname} ended (${how}) without saying it`)), reject);
			}),
		kill: () => void child.kill('SIGKILL'),
		ended,
	};
}
