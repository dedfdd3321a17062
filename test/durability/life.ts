/** One life of a server in a process of its own: loaded ahead of time, begun with an order, ended by a kill. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Life {
	/** → when everything is open and the server asks for updates. Rejects when the process ends before. */
	begin(order: string): Promise<void>;
	kill(signal: 'SIGKILL' | 'SIGTERM'): void;
	/** → how it ended, and at which named point; when all it printed has been read. */
	ended: Promise<{ how: number | NodeJS.Signals; at: string | undefined }>;
}

/** @param script prints `loaded`, `began` and `killed <point>`, and takes one line. Its standard error is this process's. */
export function startLife(script: URL, args: readonly string[], env: NodeJS.ProcessEnv): Life {
	const child = spawn(process.execPath, [script.pathname, ...args], { env, stdio: ['pipe', 'pipe', 'inherit'] });
	const lines: string[] = [];
	const reader = createInterface({ input: child.stdout });
	const ended = Promise.all([once(child, 'exit'), once(reader, 'close')]).then(([[code, signal]]) => {
		const killed = lines.find((line) => line.startsWith('killed '));
		return { how: code ?? signal, at: killed?.slice('killed '.length) };
	});
	const said = (wanted: string) =>
		new Promise<void>((resolve, reject) => {
			reader.on('line', (line) => {
				if (line === wanted) resolve();
			});
			void ended.then(({ how }) => reject(new Error(`ended (${how}) before it had ${wanted}`)));
		});
	reader.on('line', (line) => lines.push(line));
	const loaded = said('loaded');
	const began = said('began');
	// Some are ended before anybody asks.
	for (const unheard of [loaded, began]) unheard.catch(() => {});
	// A process that is killed does not read its orders.
	child.stdin.on('error', () => {});
	return {
		async begin(order) {
			await loaded;
			child.stdin.write(`${order}\n`);
			await began;
		},
		kill: (signal) => void child.kill(signal),
		ended,
	};
}
