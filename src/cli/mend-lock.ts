/**
 * `npm run mend-lock`, after every `npm install`: puts back the entries of optional platform packages that npm left out.
 * npm writes no entry for a package its registry does not have (some are published late, or never mirrored), and then
 * `npm ci` refuses the lock file as not in sync. The entry needs the version and the platform; npm skips it elsewhere.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../bundle/root.ts';

interface Entry {
	version?: string;
	optional?: true;
	os?: string[];
	cpu?: string[];
	libc?: string[];
	optionalDependencies?: Record<string, string>;
}

const systems: Record<string, string> = {
	android: 'android',
	darwin: 'darwin',
	freebsd: 'freebsd',
	linux: 'linux',
	win32: 'win32',
	windows: 'win32',
	openharmony: 'openharmony',
};
const processors: Record<string, string> = {
	arm64: 'arm64',
	arm: 'arm',
	x64: 'x64',
	64: 'x64',
	ia32: 'ia32',
	ppc64: 'ppc64',
	riscv64: 'riscv64',
	s390x: 's390x',
	wasm32: 'wasm32',
};

const path = join(projectRoot, 'package-lock.json');
const lock: { packages: Record<string, Entry> } = JSON.parse(readFileSync(path, 'utf8'));
const { packages } = lock;
let added = 0;
for (const [from, entry] of Object.entries(packages)) {
	for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
		if (isThere(from, name)) continue;
		packages[`node_modules/${name}`] = platformEntry(name, version);
		added++;
	}
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${added} platform package(s) added`);

/** Where Node would look for it: beside the package, then in every folder above. */
function isThere(from: string, name: string): boolean {
	for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
		if (packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true;
		if (at === '') return false;
	}
}

/** What such packages say of themselves in their names: `@biomejs/cli-linux-x64-musl`. */
function platformEntry(name: string, version: string): Entry {
	const words = name.replace(/^@[^/]+\//, '').split(/[-_]/);
	const [os] = words.flatMap((word) => systems[word] ?? []);
	const [cpu] = words.flatMap((word) => processors[word] ?? []);
	if (!os && !cpu) throw new Error(`${name} names no platform: add it by hand, or ask why npm left it out`);
	return {
		version,
		...(cpu && { cpu: [cpu] }),
		...(words.includes('musl') && { libc: ['musl'] }),
		optional: true,
		...(os && { os: [os] }),
	};
}
