import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { readConsole } from '../../src/desk/console-files.ts';
import { consoleRoutes } from '../../src/desk/console-routes.ts';
import { ownOrigin } from '../../src/desk/origin.ts';
import { securityHeaders } from '../../src/security-headers.ts';
import { temporaryDirectory } from '../support/directory.ts';

/** What Vite leaves, behind the headers of every answer. */
function app() {
	const folder = join(temporaryDirectory(), 'desk');
	mkdirSync(join(folder, 'assets'), { recursive: true });
	writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Desk</title>');
	writeFileSync(join(folder, 'app.webmanifest'), '{}');
	writeFileSync(join(folder, 'assets/index-5f3a9c12.js'), 'export {}');
	writeFileSync(join(folder, 'assets/index-5f3a9c12.js.map'), '{}');
	const all = new Hono().use(securityHeaders(undefined, '/away')).route('/', consoleRoutes(readConsole(folder)));
	return (path: string, headers: Record<string, string> = {}) =>
		all.request(`http://localhost:8080${path}`, { headers });
}

describe('the console', () => {
	test('is one page that nobody keeps or frames, with nothing from elsewhere', async () => {
		const { status, headers } = await app()('/desk');
		expect(status).toBe(200);
		expect(headers.get('cache-control')).toBe('no-store');
		const policy = headers.get('content-security-policy') ?? '';
		for (const line of [
			"default-src 'none'",
			"script-src 'self'",
			"frame-ancestors 'none'",
			"base-uri 'none'",
			"require-trusted-types-for 'script'",
			"trusted-types 'none'",
		]) {
			expect(policy.split('; ')).toContain(line);
		}
		expect(policy).not.toMatch(/unsafe|http|\*/);
		expect(headers.get('x-frame-options')).toBe('DENY');
		expect(headers.get('referrer-policy')).toBe('no-referrer');
	});

	test('on an address of this machine leads to its name, which passkeys need', async () => {
		const all = new Hono().route('/', consoleRoutes(readConsole('no-such-folder')));
		for (const host of ['127.0.0.1:8080', '[::1]:8080']) {
			const { status, headers } = await all.request(`http://${host}/desk`);
			expect([status, headers.get('location')]).toEqual([302, 'http://localhost:8080/desk']);
		}
		expect((await all.request('http://localhost/desk')).status).toBe(404);
	});

	test('serves what was built and nothing else: hashed files for a year, others asked about each time', async () => {
		const ask = app();
		const script = await ask('/desk/assets/index-5f3a9c12.js', { 'accept-encoding': 'gzip' });
		expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
		expect(script.headers.get('content-type')).toContain('text/javascript');
		expect(script.headers.get('content-encoding')).toBe('gzip');
		expect((await ask('/desk/app.webmanifest')).headers.get('cache-control')).toBe('no-cache');
		for (const path of [
			'/desk/index.html',
			'/desk/assets/index-5f3a9c12.js.map',
			'/desk/..%2f..%2fpackage.json',
			'/desk/../package.json',
			'/desk/assets/',
			'/desk/constructor',
		]) {
			expect([path, (await ask(path)).status]).toEqual([path, 404]);
		}
	});

	test('knows its own origin: the public one, else this machine by name', () => {
		const url = (text: string) => new URL(text);
		expect(ownOrigin(url('https://chat.example.org'), 'evil.example')).toBe('https://chat.example.org');
		expect(ownOrigin(url('http://127.0.0.1:8080'), undefined)).toBe('http://localhost:8080');
		expect(ownOrigin(undefined, 'localhost:8080')).toBe('http://localhost:8080');
		expect(ownOrigin(undefined, '127.0.0.1:8080')).toBe('http://localhost:8080');
		for (const host of ['evil.example:8080', 'localhost.evil.example', '192.168.1.4', '', 'a b']) {
			expect(ownOrigin(undefined, host)).toBeUndefined();
		}
	});
});
