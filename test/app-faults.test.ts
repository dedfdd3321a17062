/** What a person sees when something goes wrong: asked of the app itself, with faults put between it and the conversations. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { createApp, startingApp } from '../src/app.ts';
import type { Assets } from '../src/channels/web/assets.ts';
import type { Talks } from '../src/channels/web/converse.ts';
import { webChannel } from '../src/channels/web/web.ts';
import { Conversations } from '../src/conversation/conversations.ts';
import { TooMany, TurnFailed, Unavailable } from '../src/conversation/errors.ts';
import { step } from '../src/flow/step.ts';
import { openLog } from '../src/log.ts';
import { openMetrics } from '../src/metrics.ts';
import { StoreFailed } from '../src/store/errors.ts';
import { openStore } from '../src/store/open.ts';
import { temporaryDirectory } from './support/directory.ts';
import { noon, realBundle } from './support/project.ts';
import { noSounds } from './support/sounds.ts';

const assets: Assets = { script: '/assets/x.js', style: '/assets/x.css', awayStyle: '/assets/y.css', files: new Map() };

/** @param fault what the conversations do in this test, over what they really do */
function appWith(fault: (real: Talks) => Partial<Talks>) {
	const bundle = realBundle();
	const store = openStore(temporaryDirectory(), { secret: new Uint8Array(32).fill(7) });
	const web = webChannel(bundle, undefined);
	const real = new Conversations({
		store,
		step: (conversation, inbound, now) => step(bundle, conversation, inbound, now),
		channels: { web: web.rules },
		retention: 1,
		report: () => {},
		clock: () => noon,
	});
	const talks: Talks = {
		receive: (arrival) => real.receive(arrival),
		mailbox: (...where) => real.mailbox(...where),
		listen: (...where) => real.listen(...where),
		...fault(real),
	};
	const lines: string[] = [];
	const app = createApp({
		config: { publicUrl: undefined, trustProxy: false, metricsToken: undefined, retentionDays: 90 },
		bundle,
		web,
		talks,
		telegram: undefined,
		whatsapp: undefined,
		desk: undefined,
		assets,
		readSound: noSounds,
		log: openLog('trace', { write: (line) => void lines.push(line) }),
		metrics: openMetrics(),
		peer: () => '127.0.0.1',
		clock: () => noon,
	});
	onTestFinished(async () => {
		app.close();
		await real.close();
		store.close();
	});
	const ask = async (path: string, init?: RequestInit) => app.fetch(new Request(`http://localhost${path}`, init));
	const post = (fields: Record<string, string>, cookie = '') =>
		ask('/chat', { method: 'POST', body: new URLSearchParams(fields), headers: { cookie } });
	return { ask, post, log: () => lines.join('') };
}

const words = 'my own <words>';
const kept = 'value="my own &lt;words&gt;"';

describe('what a person sees when something goes wrong', () => {
	test('not stored: 503, said in their language, and the words are back in the field', async () => {
		const { post } = appWith(() => ({ receive: () => Promise.reject(new Unavailable('the database')) }));
		for (const [guess, said] of [
			['en', 'Nothing is lost'],
			['nl', 'Je bent niets kwijt'],
			['ro', 'Nu s-a pierdut nimic'],
		]) {
			const answer = await post({ text: words, guess: guess ?? '' });
			const html = await answer.text();
			expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
			expect(answer.headers.get('set-cookie')).toBeNull();
			expect(html).toContain(said);
			expect(html).toContain(kept);
		}
	});

	test('nothing can be read: 503 in the same way, and no page pretends to be new', async () => {
		const failing = () => {
			throw new StoreFailed(new Error('disk I/O'));
		};
		const { ask, post } = appWith(() => ({ mailbox: failing }));
		const cookie = `visit=${'x'.repeat(43)}`;
		const posted = await post({ text: words }, cookie);
		expect([posted.status, (await posted.text()).includes(kept)]).toEqual([503, true]);
		const looked = await ask('/chat', { headers: { cookie } });
		expect([looked.status, looked.headers.get('retry-after')]).toEqual([503, '5']);
	});

	test('too many waiting: 429, and the words are back in the field', async () => {
		const { post } = appWith(() => ({ receive: () => Promise.reject(new TooMany()) }));
		const answer = await post({ text: words });
		expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '2']);
		expect(await answer.text()).toContain(kept);
	});

	test('a flood is stopped before anything is read for it, and still gets its words back', async () => {
		let reads = 0;
		const { post } = appWith((real) => ({
			mailbox: (...where) => {
				reads++;
				return real.mailbox(...where);
			},
		}));
		const cookie = `visit=${'x'.repeat(43)}`;
		const answers = await Promise.all(
			Array.from({ length: 100 }, (_, n) => post({ text: words, id: String(n) }, cookie)),
		);
		const busy = answers.filter(({ status }) => status === 429);
		expect(busy.length).toBeGreaterThanOrEqual(80);
		expect(busy.length + answers.filter(({ status }) => status === 200).length).toBe(100);
		expect(reads).toBeLessThanOrEqual(2 * (100 - busy.length));
		expect(await busy[0]?.text()).toContain(kept);
		expect((await post({ text: 'menu' }, cookie)).status).toBe(200);
	});

	test('a turn that failed: 500, said kindly; the choices are still there, and the log has the kind only', async () => {
		const { post, log } = appWith(() => ({ receive: () => Promise.reject(new TurnFailed(new Error(words))) }));
		const answer = await post({ text: words });
		const html = await answer.text();
		expect(answer.status).toBe(500);
		expect(html).toContain('Something went wrong on our side');
		expect(html).toContain('value="lang.en"');
		expect(log()).toContain('TURN_FAILED');
		expect(log()).not.toContain('my own');
	});

	test('before everything is open, nothing is promised', async () => {
		const app = startingApp();
		const health = await app.request('/healthz');
		expect([health.status, await health.json()]).toEqual([503, { ok: false }]);
		expect((await app.request('/chat')).status).toBe(503);
	});
});
