import { connect } from 'node:net';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { readRange, soundPath } from '../../../src/channels/web/media.ts';
import { openRender } from '../../../src/channels/web/render.ts';
import { startServer, type TestServer } from '../../support/server.ts';
import { soundedProject, topic } from '../../support/sounds.ts';
import { started } from '../../support/talk.ts';

const project = soundedProject();
const path = soundPath(project.sound.hash);
let server: TestServer;
beforeEach(async () => {
	server = await startServer({}, { dist: project.dist });
});

const get = (headers: Record<string, string> = {}, method = 'GET') => fetch(server.url + path, { headers, method });
const bytes = async (response: Response) => Buffer.from(await response.arrayBuffer());

describe('an audio by its address', () => {
	test('is given whole, without a cookie, and kept in no cache', async () => {
		const response = await get();
		expect(response.status).toBe(200);
		expect(await bytes(response)).toEqual(project.file);
		expect(Object.fromEntries(response.headers)).toMatchObject({
			'content-type': 'audio/ogg; codecs=opus',
			'content-length': String(project.file.length),
			'accept-ranges': 'bytes',
			'cache-control': 'no-store',
			'x-content-type-options': 'nosniff',
			'cross-origin-resource-policy': 'same-origin',
		});
		expect(response.headers.get('set-cookie')).toBeNull();
		expect(response.headers.get('content-security-policy')).toContain("media-src 'self'");
	});

	test.each([
		['bytes=0-', 0, undefined],
		['bytes=0-0', 0, 1],
		['bytes=100-199', 100, 200],
		['bytes=-10', -10, undefined],
		['bytes=200-99999', 200, undefined],
	])('is given in part for "%s"', async (range, from, to) => {
		const response = await get({ Range: range });
		expect(response.status).toBe(206);
		const part = await bytes(response);
		expect(part).toEqual(project.file.subarray(from, to));
		const start = from < 0 ? project.file.length + from : from;
		expect(response.headers.get('content-range')).toBe(
			`bytes ${start}-${start + part.length - 1}/${project.file.length}`,
		);
	});

	test.each(['bytes=999999-', 'bytes=-0'])('has nothing at "%s"', async (range) => {
		const response = await get({ Range: range });
		expect([response.status, response.headers.get('content-range')]).toEqual([416, `bytes */${project.file.length}`]);
		expect((await bytes(response)).length).toBe(0);
	});

	test.each(['bytes=5-2', 'bytes=0-1,4-5', 'lines=0-1', 'bytes=a-b', 'bytes=-', ''])(
		'is given whole for "%s"',
		async (range) => {
			expect((await bytes(await get({ Range: range }))).length).toBe(project.file.length);
		},
	);

	test('is given whole when it is not what the range was meant for', async () => {
		expect((await get({ Range: 'bytes=0-9', 'If-Range': '"another"' })).status).toBe(200);
		expect((await get({ Range: 'bytes=0-9', 'If-Range': `"${project.sound.hash}"` })).status).toBe(206);
	});

	test('HEAD says how long it is; other methods are refused', async () => {
		const head = await get({}, 'HEAD');
		expect([head.status, head.headers.get('content-length'), (await bytes(head)).length]).toEqual([
			200,
			String(project.file.length),
			0,
		]);
		expect((await get({}, 'POST')).status).toBe(405);
	});

	test('nothing else is there, whatever is asked for', async () => {
		const asked = [
			`/media/${'0'.repeat(64)}.ogg`,
			`/media/${project.sound.hash}`,
			`/media/${project.sound.hash.toUpperCase()}.ogg`,
			'/media/../bundle.json',
			'/media/..%2fbundle.json',
			'/media/%2e%2e/bundle.json',
			'/media/',
			'/media/constructor',
		];
		for (const target of asked) expect(await status(target), target).toBe(404);
		expect(server.log()).not.toContain('bundle.json');
		expect(server.log()).not.toContain(project.sound.hash);
	});
});

/** Asks for just this: fetch would tidy the path up first. */
function status(target: string): Promise<number> {
	return new Promise((resolve, reject) => {
		const { port, host } = new URL(server.url);
		const socket = connect(Number(port), 'localhost', () => {
			socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
		});
		socket.once('data', (data) => {
			resolve(Number(data.toString().split(' ')[1]));
			socket.destroy();
		});
		socket.once('error', reject);
	});
}

test('a range is in the file, or refused, or the whole is given', () => {
	fc.assert(
		fc.property(fc.string({ unit: fc.constantFrom(...'bytes=-0123456789, ') }), fc.nat(2_000), (header, length) => {
			const range = readRange(`bytes=${header}`, length + 1);
			if (!range || range === 'beyond') return;
			expect(range.from >= 0 && range.from <= range.to && range.to <= length).toBe(true);
		}),
	);
});

describe('in the page', () => {
	test('an audio is played by the browser itself, under a name; its words are not said again', () => {
		const here = started(project.bundle).tap('main.menu.help').tap('help.menu.condom-broke').tap(`${topic}.sound`);
		expect(String(openRender(project.bundle)(here.message()).said)).toBe(
			`<figure class="sound"><figcaption><span aria-hidden="true">🔊</span> Condom broke</figcaption><audio controls preload="metadata" src="${path}" aria-label="Listen: Condom broke"></audio></figure>`,
		);
	});

	test('one that was replaced since is said in words', () => {
		const here = started(project.bundle).tap('main.menu.help').tap('help.menu.condom-broke').tap(`${topic}.sound`);
		const said = String(openRender({ ...project.bundle, sounds: {} })(here.message()).said);
		expect(said).not.toContain('<audio');
		expect(said).toContain('Act fast');
	});

	test('choices by pictures are tiles: number, pictogram and label, and the label alone is the name', () => {
		const here = started(project.bundle).tap('pictures').tap('main.menu.help');
		const html = String(openRender(project.bundle)(here.message()).choices);
		expect(html).toMatch(
			/^<div class="tiles"><button name="choice" value="help.menu.xenia"><span class="n" aria-hidden="true">1<\/span><span class="drawing" aria-hidden="true"><svg [\s\S]*?<\/svg><\/span><span>Support point Xenia<\/span><\/button>/,
		);
		expect(html).not.toContain('class="out"');
	});

	test('languages are words, as they are for everybody', () => {
		const here = started(project.bundle).tap('pictures').tap('lang');
		expect(String(openRender(project.bundle)(here.message()).choices)).toContain('class="own"');
	});
});
