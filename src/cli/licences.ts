/** `npm run check`, last part: every package of the lock file has a licence that goes with the EUPL-1.2. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../bundle/root.ts';

/** Permissive ones, and weak copyleft for data and tools that are used unchanged. */
const allowed = new Set([
	'MIT',
	'MIT-0',
	'ISC',
	'Apache-2.0',
	'BSD-2-Clause',
	'BSD-3-Clause',
	'0BSD',
	'BlueOak-1.0.0',
	'CC0-1.0',
	'CC-BY-4.0',
	'Python-2.0',
	'Unlicense',
	'MPL-2.0',
	'LGPL-3.0-or-later',
]);

const Lock = z.object({
	packages: z.record(
		z.string(),
		z.object({
			license: z.string().optional(),
			version: z.string().optional(),
			optional: z.boolean().optional(),
			integrity: z.string().optional(),
		}),
	),
});

const { packages } = Lock.parse(JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')));
const refused = Object.entries(packages)
	.filter(([path]) => path !== '')
	// Platform packages the registry did not have (src/cli/mend-lock.ts): parts of one that is checked, not installed here.
	.filter(([, { optional, integrity }]) => !(optional && integrity === undefined))
	.filter(([, { license }]) => !isAllowed(license))
	.map(
		([path, { version, license }]) => `${path.replace(/^.*node_modules\//, '')}@${version}: ${license ?? 'no licence'}`,
	);
for (const line of refused)
	console.error(`${line}  → replace it, or add its licence to src/cli/licences.ts with a reason in docs/decisions`);
if (refused.length > 0) process.exitCode = 1;
else console.log(`licences: ${Object.keys(packages).length - 1} packages, all allowed`);

/** SPDX expressions: every part of an AND, one part of an OR. */
function isAllowed(license: string | undefined): boolean {
	return (license ?? '')
		.split(' OR ')
		.some((either) => either.split(' AND ').every((part) => allowed.has(part.replace(/[()]/g, '').trim())));
}
