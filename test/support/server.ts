/** The real server in this process: real HTTP on a free port, real SQLite in a temporary folder, the real content. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { type Config, readConfig } from '../../src/config.ts';
import { openLog } from '../../src/log.ts';
import { type ServeOptions, serve } from '../../src/serve.ts';
import { noon, realCompiled } from './project.ts';

const secret = new Uint8Array(32).fill(7);

export interface TestServer {
	url: string;
	dataDir: string;
	/** Token of the link for the first coordinator; '' when somebody coordinates. */
	readonly enrol: string;
	/** Everything logged, in one text. */
	log(): string;
	/** Epoch ms; a test may move it. */
	now: number;
	stop(): Promise<void>;
	/** Stops if need be, and starts again on the same port and data. */
	restart(): Promise<void>;
}

/** Stopped when the test ends. @param more pace, time limits, hooks; `now`: where its clock stands at first; `dist`: other content */
export async function startServer(
	settings: Partial<Config> = {},
	{
		now = noon,
		dist = inject('dist'),
		...more
	}: Pick<ServeOptions, 'pace' | 'hook' | 'slowest' | 'dist'> & { now?: number } = {},
): Promise<TestServer> {
	const dataDir = mkdtempSync(join(tmpdir(), 'bekend-'));
	const lines: string[] = [];
	const log = openLog('trace', { write: (line) => void lines.push(line) });
	const config = { ...readConfig({ PORT: '0', DATA_DIR: dataDir }), secret, ...settings };
	const read = dist === inject('dist') ? { compiled: realCompiled() } : {};
	const start = (port: number) =>
		serve({ config: { ...config, secret, port }, log, dist, ...read, clock: () => server.now, ...more });
	const server: TestServer = {
		url: '',
		dataDir,
		get enrol() {
			return running?.enrol?.token ?? '';
		},
		log: () => lines.join(''),
		now,
		stop: async () => {
			await running?.stop();
			running = undefined;
		},
		async restart() {
			await server.stop();
			running = await start(Number(new URL(server.url).port));
		},
	};
	let running: Awaited<ReturnType<typeof serve>> | undefined = await start(0);
	server.url = `http://localhost:${running.port}`;
	onTestFinished(async () => {
		await server.stop();
		rmSync(dataDir, { recursive: true, force: true });
	});
	return server;
}
