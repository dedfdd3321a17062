/** Takes the lock of a directory, says so, and keeps it until it is killed. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { lock } from '../../src/store/lock.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** In a function of its own, and without keeping what it returns: nothing here may be what holds the lock. */
function take(): void {
	lock(process.argv[2] ?? '');
}

try {
	take();
	// A connection that nothing refers to is closed by the collector, and its lock is free.
	setImmediate(() => {
		collectGarbage();
		setImmediate(() => console.log('locked'));
	});
	setInterval(() => {}, 1000);
} catch (error) {
	console.log(error instanceof Error && 'code' in error ? `${error.code}: ${error.message}` : error);
}
