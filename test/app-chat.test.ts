import { request } from 'node:http';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { findCanaries } from './support/canary.ts';
import { startServer, type TestServer } from './support/server.ts';
import { type Visitor, visit } from './support/visitor.ts';

const HOUR = 3_600_000;

/** Only while the server is stopped: closing any descriptor of the file would drop the process's locks on it. */
async function rows(server: TestServer): Promise<number> {
	await server.stop();
	const data = new Database(`${server.dataDir}/data.db`, { readonly: true });
	const { count } = data.prepare<[], { count: number }>('SELECT count(*) AS count FROM conversation').get() ?? {
		count: -1,
	};
	data.close();
	return count;
}

async function atMenu(server: TestServer): Promise<Visitor> {
	const visitor = visit(server);
	await visitor.get();
	await visitor.tap('lang.en');
	return visitor;
}

describe('somebody who only looks', () => {
	test('is greeted in the browser’s language, and leaves no row and no cookie', async () => {
		const server = await startServer();
		const visitor = visit(server);
		await visitor.get('/chat', { 'accept-language': 'ro-RO,ro;q=0.9,en;q=0.5' });
		expect(visitor.page.html).toContain('<html lang="ro">');
		expect(visitor.page.said).toEqual(['Bună 👋 Română?']);
		expect(visitor.page.choices).toEqual(['lang.ro', 'lang']);
		expect(visitor.page.headers.get('set-cookie')).toBeNull();
		await visitor.get('/chat?lang=nl');
		expect(visitor.page.choices).toEqual(['lang.nl', 'lang']);
		await visitor.get('/chat?lang=%3Cscript%3E');
		expect(visitor.page.choices).toEqual(['lang.en', 'lang']);
		expect(await rows(server)).toBe(0);
	});

	test('may close the chat without having begun one', async () => {
		const server = await startServer();
		const visitor = visit(server);
		await visitor.get();
		await visitor.tap('close');
		expect([visitor.page.status, visitor.page.headers.get('location')]).toEqual([303, '/away']);
		expect(visitor.cookie).toBeUndefined();
		expect(await rows(server)).toBe(0);
	});
});

describe('a conversation without script', () => {
	test('begins with the first message, which makes a cookie for this visit only', async () => {
		const visitor = await atMenu(await startServer());
		expect(visitor.page.headers.get('set-cookie')).toMatch(/^visit=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
		expect(visitor.page.choices).toContain('main.menu.rights');
		await visitor.tap('main.menu.rights');
		expect(visitor.page.headers.get('set-cookie')).toBeNull();
	});

	test('greets in the language the page had, though the browser asks for another', async () => {
		const visitor = visit(await startServer());
		await visitor.get('/chat?lang=ro');
		await visitor.post({ text: 'xyzzy', guess: 'ro' });
		expect(visitor.page.html).toContain('<html lang="ro">');
		await visitor.post({ text: 'xyzzy', guess: '__proto__' });
		expect(visitor.page.status).toBe(200);
	});

	test('goes by taps, numbers and words alike', async () => {
		const visitor = await atMenu(await startServer());
		await visitor.tap('main.menu.rights');
		const byTap = visitor.page.said.at(-1);
		await visitor.type('menu');
		await visitor.type('2');
		expect(visitor.page.said.at(-1)).toBe(byTap);
		await visitor.type('can polise send me away');
		expect(visitor.page.choices).toContain('rights.police');
	});

	test('shows the words just sent once, escaped, and never again', async () => {
		const visitor = await atMenu(await startServer());
		await visitor.type('<script>alert("1")</script> 112');
		expect(visitor.page.html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; 112</div>');
		expect(visitor.page.html).not.toContain('<script>');
		await visitor.tap('menu');
		expect(visitor.page.html).toMatch(/<div class="person" id="new"><span class="hidden">You: <\/span>Menu<\/div>/);
		expect(visitor.page.html).not.toContain('alert');
	});

	test('keeps the tap’s label, and the page opens at it', async () => {
		const visitor = await atMenu(await startServer());
		await visitor.tap('main.menu.help');
		expect(visitor.page.html).toContain('<span class="hidden">You: </span>Help</div>');
		expect(visitor.page.html.match(/id="new"/g)).toHaveLength(1);
	});

	test('a page sent twice is one turn, and another choice of the same page is another', async () => {
		const visitor = await atMenu(await startServer());
		const { id } = visitor.page;
		await visitor.post({ id, choice: 'main.menu.rights' });
		const { said } = visitor.page;
		await visitor.post({ id, choice: 'main.menu.rights' });
		expect(visitor.page.said).toEqual(said);
		await visitor.post({ id, choice: 'main.menu.help' });
		expect(visitor.page.said.length).toBe(said.length + 1);
	});

	test('two visitors may send the same page', async () => {
		const server = await startServer();
		const [one, two] = [visit(server), visit(server)];
		for (const visitor of [one, two]) await visitor.post({ id: 'same', choice: 'lang.en' });
		expect(two.page.choices).toContain('main.menu.rights');
	});

	test('works for a form that names no page', async () => {
		const visitor = visit(await startServer());
		await visitor.post({ id: '', choice: 'lang.en' });
		await visitor.post({ id: '', choice: 'main.menu.rights' });
		await visitor.post({ id: '', choice: 'back' });
		expect(visitor.page.choices).toContain('main.menu.rights');
	});

	test('an empty form shows the page again', async () => {
		const visitor = await atMenu(await startServer());
		const { said } = visitor.page;
		await visitor.type('   ');
		expect([visitor.page.status, visitor.page.said]).toEqual([200, said]);
	});

	test('a stale or forged choice repeats the question', async () => {
		const visitor = await atMenu(await startServer());
		for (const choice of ['rights.menu.police', '__proto__', 'x'.repeat(5000), '<b>', 'lang.xx']) {
			await visitor.tap(choice);
			expect(visitor.page.choices, choice).toContain('main.menu.rights');
		}
	});

	test('goes on after the server was restarted', async () => {
		const server = await startServer();
		const visitor = await atMenu(server);
		await visitor.tap('main.menu.rights');
		const { said, choices } = visitor.page;
		await server.restart();
		await visitor.get();
		expect([visitor.page.said, visitor.page.choices]).toEqual([said, choices]);
		await visitor.tap('back');
		expect(visitor.page.choices).toContain('main.menu.rights');
	});
});

describe('what is refused', () => {
	test('a form of another site', async () => {
		const server = await startServer();
		const visitor = await atMenu(server);
		await visitor.post({ choice: 'forget' }, { 'sec-fetch-site': 'cross-site' });
		expect(visitor.page.status).toBe(403);
		await visitor.get();
		expect(visitor.page.choices).toContain('main.menu.rights');
	});

	test('a body that is too long, whatever its length is said to be', async () => {
		const server = await startServer();
		const visitor = visit(server);
		await visitor.type('x'.repeat(17_000));
		expect(visitor.page.status).toBe(413);
		const streamed = await new Promise<number | undefined>((resolve, reject) => {
			const sending = request(
				`${server.url}/chat`,
				{ method: 'POST', headers: { 'transfer-encoding': 'chunked' } },
				(answer) => {
					answer.resume();
					resolve(answer.statusCode);
				},
			);
			sending.on('error', reject);
			for (let sent = 0; sent < 20; sent++) sending.write('text=xxxx'.repeat(200));
			sending.end();
		});
		expect(streamed).toBe(413);
		expect(await rows(server)).toBe(0);
	});

	test('what is no form', async () => {
		const server = await startServer();
		const visitor = visit(server);
		await visitor.post({ text: 'x' }, { 'content-type': 'application/json' });
		expect(visitor.page.status).toBe(415);
		await visitor.post({ text: 'x' }, { 'content-encoding': 'gzip' });
		expect(visitor.page.status).toBe(415);
		expect(await rows(server)).toBe(0);
	});
});

describe('the end of a visit', () => {
	test('Close erases it, drops the cookie and leads away', async () => {
		const server = await startServer();
		const visitor = await atMenu(server);
		await visitor.tap('close');
		expect([visitor.page.status, visitor.page.headers.get('location')]).toEqual([303, '/away']);
		expect(visitor.cookie).toBeUndefined();
		await visitor.get();
		expect(visitor.page.choices).toEqual(['lang.en', 'lang']);
		expect(await rows(server)).toBe(0);
	});

	test('a script is told to leave, because it could not follow', async () => {
		const visitor = await atMenu(await startServer());
		await visitor.post({ choice: 'close', scripted: '1' });
		expect([visitor.page.status, visitor.page.headers.get('chat-leave')]).toEqual([204, '1']);
		expect(visitor.cookie).toBeUndefined();
	});

	test('“forget me” says goodbye, and nothing of it stays on the disk or in the log', async () => {
		const server = await startServer();
		const visitor = await atMenu(server);
		const canaries = ['canary of a typed question', visitor.cookie?.split('=')[1] ?? ''];
		await visitor.type(canaries[0] ?? '');
		await visitor.type('forget me');
		expect(visitor.page.said.join()).toContain('deleted');
		expect(visitor.page.choices).toEqual(['menu']);
		expect(visitor.cookie).toBeUndefined();
		await visitor.tap('menu');
		expect(visitor.page.choices).toEqual(['lang.en', 'lang']);
		expect(findCanaries(server.dataDir, canaries)).toEqual([]);
		for (const canary of canaries) expect(server.log()).not.toContain(canary);
	});

	test('a visit that has run out is nowhere spoken of, and the next words open one that nothing links to it', async () => {
		const server = await startServer();
		const visitor = await atMenu(server);
		server.now += 12 * HOUR;
		await server.restart();
		const old = visitor.cookie;
		await visitor.type('can the police send me away');
		expect(visitor.page).toMatchObject({ choices: ['lang.en', 'lang'], notice: '' });
		expect(visitor.page.said).toHaveLength(1);
		expect(visitor.cookie).not.toBe(old);
		visitor.cookie = old;
		await visitor.get();
		expect(visitor.page.choices).toEqual(['lang.en', 'lang']);
		expect(visitor.cookie ?? '').toBe('');
	});
});

test('Close leaves and ends the cookie also when nothing can be stored', async () => {
	const server = await startServer();
	for (const close of [{ choice: 'close' }, { text: 'close' }]) {
		const visitor = await atMenu(server);
		const other = new Database(join(server.dataDir, 'data.db'));
		other.exec('BEGIN IMMEDIATE');
		const response = await visitor.post({ ...close, id: 'x' });
		other.exec('ROLLBACK');
		other.close();
		expect(response.status).toBe(303);
		expect(response.headers.get('set-cookie')).toMatch(/Max-Age=0/);
	}
});

describe('many at once', () => {
	test('who floods does not starve another', async () => {
		const server = await startServer();
		const [flooder, other] = [await atMenu(server), await atMenu(server)];
		const statuses: number[] = [];
		let flooding = true;
		const flood = Array.from({ length: 20 }, async () => {
			const one = visit(server);
			one.cookie = flooder.cookie;
			while (flooding) statuses.push((await one.post({ id: '', text: 'question' })).status);
		});
		for (let turn = 0; turn < 5; turn++) {
			await other.tap('main.menu.rights');
			expect(other.page.choices).toContain('rights.menu.police');
			await other.tap('back');
			expect(other.page.choices).toContain('main.menu.rights');
		}
		flooding = false;
		await Promise.all(flood);
		expect(statuses.length).toBeGreaterThan(20);
		expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
	});

	test('each of 200 visitors gets the answers to their own messages', async () => {
		const server = await startServer();
		const visitors = Array.from({ length: 200 }, () => visit(server));
		await Promise.all(
			visitors.map(async (visitor, n) => {
				const language = ['en', 'nl', 'ro'][n % 3] ?? 'en';
				await visitor.post({ choice: `lang.${language}`, guess: language });
				await visitor.tap('main.menu.rights');
				await visitor.tap('rights.menu.police');
			}),
		);
		for (const [n, { page }] of visitors.entries()) {
			expect(page.html).toContain(`<html lang="${['en', 'nl', 'ro'][n % 3]}">`);
			expect(page.said).toHaveLength(3);
		}
		expect(new Set(visitors.map(({ cookie }) => cookie)).size).toBe(200);
		expect(await rows(server)).toBe(200);
	});
});
