/** The `Sql` port on a Durable Object's SQLite: Cloudflare Workers. */
import { StoreMisused } from './errors.ts';
import { refuseBinds, refusePromise, refuseQuery, refuseRows } from './refuse.ts';
import type { Bind, Sql } from './sql.ts';

type Values = Record<string, unknown>;

/** What is used of `DurableObjectStorage`; said here so that Node's types and Cloudflare's need not meet. */
export interface DurableStorage {
	sql: { exec(query: string, ...binds: Bind[]): { columnNames: string[]; toArray(): Values[] } };
	transactionSync<T>(work: () => T): T;
}

export function overDurableObject(storage: DurableStorage): Sql {
	const checked = new Set<string>();

	const execute = (query: string, binds: Bind[], rows: boolean): Values[] => {
		refuseBinds(binds);
		if (!checked.has(query)) {
			refuseQuery(query);
			// Also refused by the platform, with another error.
			if (/^\s*pragma\b/i.test(query)) throw new StoreMisused('PRAGMA');
			checked.add(query);
		}
		const cursor = storage.sql.exec(query, ...binds);
		// ALTER TABLE names a column here, and has no rows.
		refuseRows(cursor.columnNames.length > 0 && !/^\s*alter\b/i.test(query), rows);
		return cursor.toArray().map(plain);
	};

	return {
		run(query, ...binds) {
			execute(query, binds, false);
			// The cursor's rowsWritten also counts what indexes wrote.
			return Number(execute('SELECT changes() AS changes', [], true)[0]?.changes);
		},
		get: <Row>(query: string, ...binds: Bind[]) => execute(query, binds, true)[0] as Row | undefined,
		all: <Row>(query: string, ...binds: Bind[]) => execute(query, binds, true) as Row[],
		transaction: (work) =>
			storage.transactionSync(() => {
				const result = work();
				refusePromise(result);
				return result;
			}),
		// There is no file of ours here; an object that forgets deletes everything it has.
		purge: () => true,
	};
}

function plain(row: Values): Values {
	for (const [name, value] of Object.entries(row)) {
		if (value instanceof ArrayBuffer) row[name] = new Uint8Array(value);
	}
	return row;
}
