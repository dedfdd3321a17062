/** The console as it is shipped, but for signing in: see test/desk/browser. Built once a test file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { projectRoot } from '../../src/bundle/root.ts';

const inPlace: Record<string, string> = {
	'session.ts': 'test/desk/browser/session.ts',
	'sign-in/gate.tsx': 'test/desk/browser/gate.tsx',
	'sign-in/beside.tsx': 'test/desk/browser/none.ts',
	'sign-in/devices.tsx': 'test/desk/browser/none.ts',
	'team/team-screen.tsx': 'test/desk/browser/none.ts',
};
const swapped = new Map(
	Object.entries(inPlace).map(([real, fake]) => [join(projectRoot, 'src/console', real), join(projectRoot, fake)]),
);

let built: Promise<string> | undefined;

/** → the folder. */
export function buildConsole(): Promise<string> {
	built ??= (async () => {
		const folder = mkdtempSync(join(tmpdir(), 'bekend-console-'));
		process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
		await build({
			configFile: join(projectRoot, 'vite.console.config.ts'),
			build: { outDir: folder },
			logLevel: 'warn',
			plugins: [
				{
					name: 'test-session',
					enforce: 'pre',
					resolveId(id, importer) {
						return importer && id.startsWith('.') ? swapped.get(join(importer, '..', id)) : undefined;
					},
				},
			],
		});
		return folder;
	})();
	return built;
}
