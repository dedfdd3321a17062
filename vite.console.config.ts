/** The Desk's console: one page for staff, its script, styles and icons. Served under /desk. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { icons } from './src/console/shell/icons.ts';

const root = join(import.meta.dirname, 'src/console');

export default defineConfig({
	root,
	base: '/desk/',
	publicDir: false,
	plugins: [iconPaths()],
	oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
	build: {
		outDir: join(import.meta.dirname, 'dist/desk'),
		emptyOutDir: true,
		modulePreload: false,
		// Nothing as data: in a style or script: what is loaded is a file of ours, under a hashed name.
		assetsInlineLimit: 0,
		// One page that keeps working where the network comes and goes: sealing, passkeys and every screen, 150 kB gzip.
		chunkSizeWarningLimit: 600,
		// Passkeys with PRF, which staff sign in with, begin later than these.
		target: ['chrome116', 'safari17', 'firefox115'],
	},
});

/**
 * `virtual:icon-paths`: of each icon in src/console/shell/icons.ts the outlines of its paths, from Tabler's set. Not its
 * markup: that would have to become HTML in the page, which require-trusted-types-for refuses.
 */
function iconPaths(): Plugin {
	const name = 'virtual:icon-paths';
	return {
		name: 'icon-paths',
		resolveId: (id) => (id === name ? `\0${name}` : undefined),
		load(id) {
			if (id !== `\0${name}`) return undefined;
			const file = createRequire(import.meta.url).resolve('@iconify-json/tabler/icons.json');
			const set = JSON.parse(readFileSync(file, 'utf8')) as { icons: Record<string, { body: string }> };
			const paths = Object.entries(icons).map(([ours, theirs]) => {
				const body = set.icons[theirs]?.body;
				if (!body) throw new Error(`Tabler has no icon ${theirs}: see src/console/shell/icons.ts`);
				return [ours, [...body.matchAll(/ d="([^"]+)"/g)].map(([, d]) => d)];
			});
			return `export default ${JSON.stringify(Object.fromEntries(paths))}`;
		},
	};
}
