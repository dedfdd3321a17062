import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import { openStaff } from '../../src/desk/sign-in/staff.ts';
import { StoreFailed } from '../../src/store/errors.ts';
import { openStore } from '../../src/store/open.ts';
import type { Sql } from '../../src/store/sql.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { random } from './staff-client.ts';

test('when the database fails, nobody is told that they were wrong: the failure goes on to the app, which answers 503', async () => {
	const store = openStore(temporaryDirectory(), { secret: new Uint8Array(32).fill(7) });
	let full = false;
	const sql: Sql = {
		...store.data,
		transaction(work) {
			if (full) throw new StoreFailed(new Error('full'));
			return store.data.transaction(work);
		},
	};
	const staff = openStaff({ sql, ring: store.ring, publicUrl: undefined, organisation: 'x' });
	onTestFinished(() => {
		staff.close();
		store.close();
	});
	const app = new Hono().route('/desk/api', staff.routes);
	const failed: unknown[] = [];
	app.onError((error, c) => {
		failed.push(error);
		return c.text('503', 503);
	});
	const headers = {
		host: 'localhost',
		origin: 'http://localhost',
		'x-bekend-desk': '1',
		'content-type': 'application/json',
	};
	const guess = () => {
		const body = JSON.stringify({ name: 'anna', proof: random(32), code: '000000' });
		return app.request('http://localhost/desk/api/sign-in/passphrase', { method: 'POST', headers, body });
	};
	expect((await guess()).status).toBe(401);
	full = true;
	expect((await guess()).status).toBe(503);
	expect(failed).toEqual([expect.any(StoreFailed)]);
});
