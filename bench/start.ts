/** From the start of the server's process until it answers, and what it holds in memory then. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../src/bundle/root.ts';
import { quantile, type Row } from './table.ts';

const STARTS = 5;

/** Also gives the first page, as the server sends it to somebody who has never been here. */
export async function measureStart(): Promise<{ rows: Row[]; page: string }> {
	const took: number[] = [];
	let memory = 0;
	let page = '';
	for (let n = 0; n < STARTS; n++) {
		const folder = mkdtempSync(join(tmpdir(), 'bekend-bench-'));
		const from = performance.now();
		const server = spawn(process.execPath, [join(projectRoot, 'src/node.ts')], {
			env: { PATH: process.env.PATH, PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent' },
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		const url = await chatUrl(server.stdout);
		await healthy(new URL('/healthz', url));
		took.push(performance.now() - from);
		memory = residentMemory(server.pid);
		page = await (await fetch(url)).text();
		server.kill('SIGTERM');
		await new Promise((resolve) => server.once('exit', resolve));
		rmSync(folder, { recursive: true });
	}
	const rows: Row[] = [
		{ what: 'start until /healthz, median', value: quantile(took, 0.5), unit: 'ms' },
		{ what: 'memory of the server after the start', value: memory / 2 ** 20, unit: 'MiB' },
	];
	return { rows, page };
}

function chatUrl(output: NodeJS.ReadableStream): Promise<string> {
	return new Promise((resolve, reject) => {
		let seen = '';
		// Read on afterwards: a server whose output nobody takes any more would end.
		output.on('data', (chunk) => {
			seen += chunk;
			const url = /^chat: (\S+)$/m.exec(seen)?.[1];
			if (url) resolve(url);
		});
		output.on('end', () => reject(new Error(`the server ended without a chat: line, and said: ${seen}`)));
	});
}

async function healthy(url: URL): Promise<void> {
	for (let tries = 0; tries < 500; tries++) {
		if ((await fetch(url)).status === 200) return;
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
	throw new Error('the server did not become healthy within five seconds');
}

/** Bytes, from /proc; 0 where there is none. */
function residentMemory(pid: number | undefined): number {
	try {
		return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
	} catch {
		return 0;
	}
}
