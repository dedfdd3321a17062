/** The secret of a trial: made once in DATA_DIR, so that `npm start` needs no settings. Never in production. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { KEY_BYTES } from './privacy/crypto.ts';
import { parseSecret } from './privacy/secret.ts';

/** Reads `secret` in the folder, or makes folder (0700) and file (0600). Throws `SecretUnfit` when the file holds none. */
export function trialSecret(dataDir: string): { secret: Uint8Array; made: boolean } {
	const path = join(dataDir, 'secret');
	mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	const found = read(path);
	if (found !== undefined) return { secret: parseSecret(path, found), made: false };
	const made = writeWhole(path, `${randomBytes(KEY_BYTES).toString('base64')}\n`);
	return { secret: parseSecret(path, read(path) ?? ''), made };
}

function read(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8').trim();
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return undefined;
		throw error;
	}
}

/** Whole or not at all, also when two processes start at once or one is killed here. False: it was there first. */
function writeWhole(path: string, text: string): boolean {
	const draft = `${path}.${process.pid}`;
	const file = openSync(draft, 'w', 0o600);
	try {
		writeSync(file, text);
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
	try {
		linkSync(draft, path);
		return true;
	} catch (error) {
		if (hasCode(error, 'EEXIST')) return false;
		throw error;
	} finally {
		unlinkSync(draft);
	}
}

function hasCode(error: unknown, code: string): boolean {
	return error instanceof Error && 'code' in error && error.code === code;
}
