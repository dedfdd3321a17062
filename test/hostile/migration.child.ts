/** Brings a data.db to the newest schema, and is killed by itself in the middle of the migration with that number. */
import { openSqlite } from '../../src/store/better-sqlite.ts';
import { migrate } from '../../src/store/migrations.ts';
import { dataMigrations } from '../../src/store/schema.ts';

const [path = '', fatal] = process.argv.slice(2);
migrate(
	openSqlite(path),
	dataMigrations.map(({ name, up }, index) => ({
		name,
		up(sql) {
			up(sql);
			if (index === Number(fatal)) process.kill(process.pid, 'SIGKILL');
		},
	})),
);
console.log('not killed');
