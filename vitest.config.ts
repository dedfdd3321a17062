import { availableParallelism } from 'node:os';
import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

// Nothing of a test run goes to the network.
process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false';
process.env.WRANGLER_SEND_METRICS = 'false';

export default defineConfig({
	test: {
		// Browsers, disks and killed processes are waited for: one worker more than cores keeps them busy.
		maxWorkers: availableParallelism() + 1,
		projects: [
			{
				test: {
					name: 'node',
					// Files of one worker share what they import, above all the opened bundle; no test leaves anything behind.
					isolate: false,
					// Processes, browsers and disks on a busy machine: slow is no failure.
					testTimeout: 60_000,
					hookTimeout: 60_000,
					include: ['test/**/*.test.ts'],
					globalSetup: ['test/support/build-once.ts'],
					setupFiles: ['test/support/seed.ts'],
					exclude: ['test/contract/workerd/**'],
				},
			},
			{
				plugins: [cloudflareTest({ wrangler: { configPath: './test/contract/workerd/wrangler.jsonc' } })],
				test: {
					name: 'workerd',
					include: ['test/contract/workerd/**/*.test.ts'],
					globalSetup: ['test/support/find-in-node.ts'],
				},
			},
		],
	},
});
