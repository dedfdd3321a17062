import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { overDurableObject } from '../../../src/store/durable-object.ts';
import { StoreMisused } from '../../../src/store/errors.ts';
import type { Sql } from '../../../src/store/sql.ts';
import { cases } from '../sql.cases.ts';
import type { Contract } from './worker.ts';

declare global {
	namespace Cloudflare {
		interface Env {
			CONTRACT: DurableObjectNamespace<Contract>;
		}
	}
}

async function inObject(run: (sql: Sql) => void): Promise<void> {
	const object = env.CONTRACT.get(env.CONTRACT.newUniqueId());
	await runInDurableObject(object, (_, { storage }) => run(overDurableObject(storage)));
}

describe('the Sql port on a Durable Object', () => {
	test.each(cases)('$name', ({ run }) => inObject(run));

	test('refuses PRAGMA by itself, with its own error', () =>
		inObject((sql) => expect(() => sql.get('PRAGMA user_version')).toThrow(StoreMisused)));
});
