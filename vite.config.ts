/** The web chat's script and styles. The pages themselves are made by the server (src/channels/web/page.ts). */
import { join } from 'node:path';
import { defineConfig } from 'vite';

const browser = join(import.meta.dirname, 'src/channels/web/browser');

export default defineConfig({
	root: browser,
	publicDir: false,
	build: {
		outDir: join(import.meta.dirname, 'dist/web'),
		emptyOutDir: true,
		// The server finds the hashed names in here: src/channels/web/read-assets.ts.
		manifest: 'manifest.json',
		modulePreload: false,
		// Phones of 2018. What is older gets the page without the script, which works too.
		target: ['chrome64', 'safari12', 'firefox67'],
		rolldownOptions: { input: ['chat.ts', 'chat.css', 'away.css'].map((file) => join(browser, file)) },
	},
});
