import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { StoreFailed, StoreLocked } from '../../src/store/errors.ts';
import { lock } from '../../src/store/lock.ts';
import { openStore } from '../../src/store/open.ts';
import { startChild } from '../support/child.ts';
import { temporaryDirectory } from '../support/directory.ts';

const script = new URL('./lock.child.ts', import.meta.url);

test('a second process on the same directory is refused with a clear word, and the first goes on', async () => {
	const directory = temporaryDirectory();
	const free = lock(directory);
	onTestFinished(free);
	const second = startChild(script, [directory]);
	expect(await second.ended).toBe(0);
	expect(second.lines).toEqual([
		`STORE_LOCKED: ${directory} is in use by another Bekend process. Stop that one first, or set another DATA_DIR.`,
	]);
	expect(() => lock(directory)).toThrow(StoreLocked);
});

test('after kill -9 of the holder the next start works', async () => {
	const directory = temporaryDirectory();
	const holder = startChild(script, [directory]);
	onTestFinished(() => holder.kill());
	await holder.line((line) => line === 'locked');
	expect(() => openStore(directory, { secret: new Uint8Array(32) })).toThrow(StoreLocked);
	holder.kill();
	expect(await holder.ended).toBe('SIGKILL');
	openStore(directory, { secret: new Uint8Array(32) }).close();
	lock(directory)();
});

test('a directory that cannot be written is not called locked', () => {
	expect(() => lock(join(temporaryDirectory(), 'nowhere'))).toThrow(StoreFailed);
});
