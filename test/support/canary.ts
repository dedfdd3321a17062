/**
 * Looks for bytes that must not be there. It runs as a process of its own: reading a database's file from within the
 * process that has it open would, when the reader closes it, drop that process's POSIX locks on it.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Found {
	/** Relative to the directory. */
	file: string;
	canary: string;
	/** How it was written there. */
	as: string;
}

/** Every file under the directory, each canary in every writing known here. Canaries have 16 characters or more. */
export function findCanaries(directory: string, canaries: readonly string[]): Found[] {
	return scan(directory, { canaries, bytes: [] });
}

/** The files under the directory in which one of these stands as it is: keys, ciphertexts, names of rows. */
export function findBytes(directory: string, needles: readonly Uint8Array[]): string[] {
	const bytes = needles.map((needle) => Buffer.from(needle).toString('hex'));
	return [...new Set(scan(directory, { canaries: [], bytes }).map(({ file }) => file))].sort();
}

interface Task {
	canaries: readonly string[];
	/** In hex. */
	bytes: readonly string[];
}

function scan(directory: string, task: Task): Found[] {
	const { stdout, status, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), directory], {
		input: JSON.stringify(task),
		encoding: 'utf8',
		maxBuffer: 64 << 20,
	});
	if (status !== 0) throw new Error(`the scanner ended with ${status}: ${stderr}`);
	return JSON.parse(stdout) as Found[];
}

/** The same in one text, such as a log. */
export function canariesIn(text: string | Buffer, canaries: readonly string[]): Omit<Found, 'file'>[] {
	const bytes = Buffer.from(text);
	return canaries.flatMap((canary) =>
		writings(canary).flatMap(({ as, needle }) => (bytes.includes(needle) ? [{ canary, as }] : [])),
	);
}

/** A database cuts a long value at a page's end; then one half is still whole, so halves are looked for. */
function writings(canary: string): { as: string; needle: Buffer }[] {
	if (canary.length < 16) throw new Error('a canary needs 16 characters, else chance finds it');
	const middle = canary.length >> 1;
	return [canary.slice(0, middle), canary.slice(middle)].flatMap((half) => {
		const utf8 = Buffer.from(half);
		const base64 = [0, 1, 2].map((offset) => inside(utf8, offset));
		return [
			{ as: 'utf8', needle: utf8 },
			{ as: 'utf16', needle: Buffer.from(half, 'utf16le') },
			{ as: 'hex', needle: Buffer.from(utf8.toString('hex')) },
			{ as: 'HEX', needle: Buffer.from(utf8.toString('hex').toUpperCase()) },
			{ as: 'reversed', needle: Buffer.from(utf8).reverse() },
			{ as: 'escaped', needle: Buffer.from(JSON.stringify(half).slice(1, -1)) },
			{ as: 'uri', needle: Buffer.from(encodeURIComponent(half)) },
			...base64.map((text) => ({ as: 'base64', needle: Buffer.from(text) })),
			...base64.map((text) => ({
				as: 'base64url',
				needle: Buffer.from(text.replaceAll('+', '-').replaceAll('/', '_')),
			})),
		];
	});
}

/** What base64 makes of these bytes when `offset` others stand before them, without the characters shared with others. */
function inside(bytes: Buffer, offset: number): string {
	const text = Buffer.concat([Buffer.alloc(offset), bytes])
		.toString('base64')
		.replaceAll('=', '');
	const whole = Math.floor(((offset + bytes.length) * 8) / 6);
	return text.slice(Math.ceil((offset * 8) / 6), whole);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const directory = process.argv[2] ?? '';
	const { canaries, bytes } = JSON.parse(readFileSync(0, 'utf8')) as Task;
	const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
	const found = files.flatMap((entry) => {
		const path = join(entry.parentPath, entry.name);
		const content = readFileSync(path);
		const raw = bytes.filter((hex) => content.includes(Buffer.from(hex, 'hex')));
		return [...canariesIn(content, canaries), ...raw.map((canary) => ({ canary, as: 'bytes' }))].map((one) => ({
			file: relative(directory, path),
			...one,
		}));
	});
	process.stdout.write(JSON.stringify(found));
}
