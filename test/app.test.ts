import { describe, expect, test } from 'vitest';
import { startServer } from './support/server.ts';
import { visit } from './support/visitor.ts';

describe('the HTTP surface', () => {
	test('says that it is ready', async () => {
		const { url } = await startServer();
		const health = await fetch(`${url}/healthz`);
		expect(health.status).toBe(200);
		expect(await health.json()).toMatchObject({ ok: true, publish: 'draft' });
	});

	test('the bare address leads to the chat', async () => {
		const { url } = await startServer();
		const answer = await fetch(url, { redirect: 'manual' });
		expect([answer.status, answer.headers.get('location')]).toEqual([302, '/chat']);
	});

	test('refuses other methods with 405 and other paths with 404, in plain words', async () => {
		const { url } = await startServer();
		for (const path of ['/healthz', '/metrics', '/privacy', '/away', '/chat/live']) {
			expect((await fetch(url + path, { method: 'POST' })).status, path).toBe(405);
		}
		const put = await fetch(`${url}/chat`, { method: 'PUT' });
		expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
		for (const path of ['/x', '/chat/x', '/assets/x.js', '/assets/..%2fmanifest.json', '/dist/bundle.json', '/.env']) {
			const answer = await fetch(url + path);
			expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
				path,
				404,
				'text/plain; charset=UTF-8',
			]);
		}
	});

	test('every response carries the strict headers, errors too', async () => {
		const { url } = await startServer();
		for (const path of ['/chat', '/privacy', '/away', '/healthz', '/nothing']) {
			const { headers } = await fetch(url + path);
			const csp = headers.get('content-security-policy') ?? '';
			expect(csp).toContain("default-src 'none'");
			expect(csp).toContain("require-trusted-types-for 'script'");
			expect(csp).not.toMatch(/unsafe|http|\*/);
			expect(headers.get('referrer-policy')).toBe('no-referrer');
			expect(headers.get('x-content-type-options')).toBe('nosniff');
			expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
			expect(headers.get('permissions-policy')).toContain('geolocation=()');
			expect(headers.get('cache-control')).toBe('no-store');
		}
	});

	test('pages hold no script or style of their own, and name no other host', async () => {
		const { url } = await startServer();
		for (const path of ['/chat', '/privacy', '/away']) {
			const html = await (await fetch(url + path)).text();
			expect(html).not.toMatch(
				/<style|<script(?! type="module" src="\/assets\/)|\son\w+=|\sstyle=|(src|href)="https?:|\/\/cdn/,
			);
		}
	});

	test('script and styles are kept for a year under a name that changes with them, and come gzipped', async () => {
		const { url } = await startServer();
		const html = await (await fetch(`${url}/chat`)).text();
		const paths = [...html.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path);
		expect(paths).toHaveLength(2);
		for (const path of paths) {
			const { status, headers } = await fetch(`${url}${path}`, { headers: { 'accept-encoding': 'gzip' } });
			expect(status).toBe(200);
			expect(path).toMatch(/-[\w-]{8}\.(js|css)$/);
			expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
			expect(headers.get('content-encoding')).toBe('gzip');
		}
	});

	test('a public address by https is said to browsers, and binds the cookie to the host', async () => {
		const server = await startServer({ publicUrl: new URL('https://chat.example.org') });
		const visitor = visit(server);
		await visitor.type('hello');
		const set = visitor.page.headers.get('set-cookie');
		expect(set).toMatch(/^__Host-visit=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/);
		expect(visitor.page.headers.get('strict-transport-security')).toBe('max-age=31536000');
	});
});

describe('the metrics', () => {
	test('answer to this machine when there is no token', async () => {
		const server = await startServer();
		await visit(server).type('hello');
		const answer = await fetch(`${server.url}/metrics`);
		const text = await answer.text();
		expect(answer.status).toBe(200);
		expect(text).toContain('bekend_turns_total{channel="web"} 1');
		expect(text).toContain('nodejs_eventloop_lag_seconds');
	});

	test('without a token are silent behind a proxy, whatever shows it', async () => {
		const { url } = await startServer();
		for (const header of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip']) {
			expect((await fetch(`${url}/metrics`, { headers: { [header]: '127.0.0.1' } })).status).toBe(403);
		}
		const trusting = await startServer({ trustProxy: true });
		expect((await fetch(`${trusting.url}/metrics`)).status).toBe(403);
		const open = await startServer({ publicUrl: new URL('https://chat.example.org') });
		expect((await fetch(`${open.url}/metrics`)).status).toBe(403);
	});

	test('with a token answer to nobody else', async () => {
		const { url } = await startServer({ metricsToken: 'a-token-of-a-test' });
		const ask = async (authorization?: string) =>
			(await fetch(`${url}/metrics`, { headers: authorization ? { authorization } : {} })).status;
		expect(await ask()).toBe(401);
		expect(await ask('Bearer a-token-of-a-tesT')).toBe(401);
		expect(await ask('Bearer ')).toBe(401);
		expect(await ask('a-token-of-a-test')).toBe(401);
		expect(await ask('Bearer a-token-of-a-test')).toBe(200);
	});

	test('say nothing about anybody, and know no path', async () => {
		const server = await startServer();
		const visitor = visit(server);
		await visitor.type('canary-in-a-question');
		await visitor.get('/canary-in-a-path?canary=query');
		const text = await (await fetch(`${server.url}/metrics`)).text();
		expect(text).not.toContain('canary');
		expect(text).not.toContain(visitor.cookie?.split('=')[1]);
		expect(text).toContain('route="other"');
	});
});

describe('the log', () => {
	test('has routes and times, and never words, cookies, queries or addresses', async () => {
		const server = await startServer();
		const visitor = visit(server);
		await visitor.get('/chat?lang=nl&canary=query', { 'user-agent': 'canary-agent', referer: 'http://canary.example' });
		await visitor.type('canary-in-a-question');
		await visitor.post({ text: 'canary' }, { 'sec-fetch-site': 'cross-site' });
		await visitor.get('/canary-path');
		expect(server.log()).toContain('"route":"/chat","method":"POST","status":200');
		expect(server.log()).toContain('"why":"cross-site"');
		for (const secret of ['canary', '127.0.0.1', visitor.cookie?.split('=')[1]])
			expect(server.log()).not.toContain(secret);
	});
});

describe('the privacy page', () => {
	test('speaks the language asked for, else the browser’s, and offers the others', async () => {
		const { url } = await startServer();
		const nl = await (await fetch(`${url}/privacy?lang=nl`, { headers: { 'accept-language': 'ro' } })).text();
		expect(nl).toContain('<html lang="nl">');
		const ro = await (await fetch(`${url}/privacy`, { headers: { 'accept-language': 'ro-RO,en;q=0.5' } })).text();
		expect(ro).toContain('<html lang="ro">');
		for (const language of ['en', 'nl', 'ro']) expect(ro).toContain(`href="/privacy?lang=${language}"`);
	});

	test('leaves no placeholder open, and says the retention that is set', async () => {
		const { url } = await startServer({ retentionDays: 77 });
		for (const language of ['en', 'nl', 'ro']) {
			const html = await (await fetch(`${url}/privacy?lang=${language}`)).text();
			expect(html).not.toContain('{{');
			expect(html).toContain('77');
			expect(html).toContain('Bekend (demo)');
		}
	});
});

describe('the page that Close leads to', () => {
	test('is the calendar of this month in the browser’s language, also one the chat does not speak', async () => {
		const { url } = await startServer();
		const away = async (language: string) =>
			(await fetch(`${url}/away`, { headers: { 'accept-language': language } })).text();
		const fr = await away('fr-FR,en;q=0.5');
		expect(fr).toContain('<title>novembre 2026</title>');
		expect(fr).toContain('<td aria-current="date"><b>23</b></td>');
		expect(await away('en-US')).toMatch(/<thead><tr><th scope="col" abbr="Sunday">/);
		expect(await away('nl')).toMatch(/<thead><tr><th scope="col" abbr="maandag">/);
		expect(await away('!!')).toContain('November 2026');
		expect(fr).not.toMatch(/chat|bekend/i);
	});
});
