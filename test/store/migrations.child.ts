/** Brings a file to version 3 and is killed by itself in the middle of the second. */
import { openSqlite } from '../../src/store/better-sqlite.ts';
import { migrate } from '../../src/store/migrations.ts';
import { steps } from './migrations.steps.ts';

const sql = openSqlite(process.argv[2] ?? '');
migrate(
	sql,
	steps((at) => {
		if (at !== process.argv[3]) return;
		process.kill(process.pid, 'SIGKILL');
	}),
);
console.log('not killed');
