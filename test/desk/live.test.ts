import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { News } from '../../src/desk/api.ts';
import { Live } from '../../src/desk/live.ts';
import { type Site, serveDesk } from './http.ts';
import { anna, bea, startDesk, waitingFor } from './runtime.ts';

interface Told {
	id: string;
	news: News;
}

/** A tab's live stream, read as it comes. */
async function watch(site: Site, staff: string, after?: string) {
	const headers = { cookie: `staff=${staff}`, ...(after !== undefined && { 'last-event-id': after }) };
	const request = get(`${site.origin}/desk/api/live`, { headers });
	onTestFinished(() => void request.destroy());
	const [response] = (await once(request, 'response')) as [IncomingMessage];
	const told: Told[] = [];
	let text = '';
	let waiting = () => {};
	response.setEncoding('utf8').on('data', (chunk) => {
		text += chunk;
		const events = text.split('\n\n');
		text = events.pop() ?? '';
		for (const event of events) {
			const data = /^data: (.*)$/m.exec(event)?.[1];
			if (data) told.push({ id: /^id: (.*)$/m.exec(event)?.[1] ?? '', news: JSON.parse(data) });
		}
		waiting();
	});
	return {
		told,
		ended: new Promise((resolve) => response.on('error', () => {}).on('close', resolve)),
		async until(holds: (news: News) => boolean): Promise<Told> {
			for (;;) {
				const found = told.find(({ news }) => holds(news));
				if (found) return found;
				await new Promise<void>((come) => {
					waiting = come;
				});
			}
		},
		close: () => request.destroy(),
	};
}

describe('the live stream', () => {
	test('tells those whom it concerns, and never a word', async () => {
		const runtime = startDesk();
		const site = await serveDesk(runtime);
		const [one, other] = [await watch(site, anna), await watch(site, bea)];
		const id = await runtime.ask('person-1');
		for (const stream of [one, other]) await stream.until(({ what }) => what === 'waiting');
		await runtime.desk.claim(anna, id, waitingFor(runtime, id)?.version ?? 0);
		await runtime.says('person-1', 'canary: what the person said');
		const { news } = await one.until((told) => told.what === 'thread' && told.version > 2);
		expect(news).toMatchObject({ what: 'thread', id });
		runtime.desk.setPresence(bea, { is: 'by-hours' });
		await other.until(({ what }) => what === 'team');
		expect(other.told.map((told) => told.news.what)).not.toContain('thread');
		expect(JSON.stringify(one.told)).not.toContain('canary');
	});

	test('goes on where it was broken off; when that is too long ago, all has to be fetched', async () => {
		const runtime = startDesk();
		const site = await serveDesk(runtime);
		const first = await watch(site, anna);
		await runtime.ask('person-1');
		const last = (await first.until(({ what }) => what === 'waiting')).id;
		first.close();
		const id = await runtime.ask('person-2');
		await runtime.desk.claim(anna, id, waitingFor(runtime, id)?.version ?? 0);
		const again = await watch(site, anna, last);
		await again.until((news) => news.what === 'thread' && news.id === id);
		expect(again.told[0]?.news).toEqual({ what: 'waiting' });
		expect(new Set(again.told.map((told) => told.id)).has(last)).toBe(false);
		for (const old of [last.replace(/^\w+/, 'an-earlier-process'), last.replace(/\d+$/, '999999'), 'nonsense']) {
			const stream = await watch(site, anna, old);
			await stream.until((news) => news.what === 'thread');
			expect(stream.told.map(({ news }) => news.what)).toEqual(['waiting', 'team', 'thread']);
		}
	});

	test('remembers so much and no more', () => {
		const live = new Live('boot', 1_000_000);
		onTestFinished(() => live.close());
		for (let n = 0; n < 600; n++) live.publish({ what: 'team' });
		const read = async (after: string) => {
			const reader = live.open({ staff: anna, after, own: () => [], holds: () => true }).getReader();
			let events = 0;
			for (let more = true; more; ) {
				const next = await Promise.race([
					reader.read(),
					new Promise<undefined>((late) => setImmediate(late, undefined)),
				]);
				if (!next || next.done) more = false;
				else if (new TextDecoder().decode(next.value).includes('data:')) events++;
			}
			return events;
		};
		return expect(Promise.all(['boot-595', 'boot-500', 'boot-499'].map(read))).resolves.toEqual([5, 100, 2]);
	});

	test('ends with the session, and says so', async () => {
		const runtime = startDesk();
		const site = await serveDesk(runtime);
		const [mine, others] = [await watch(site, anna), await watch(site, bea)];
		site.out.add(anna);
		runtime.desk.live.recheck(anna);
		await mine.until(({ what }) => what === 'out');
		await mine.ended;
		runtime.desk.refresh();
		await others.until(({ what }) => what === 'team');
		expect((await site.as(anna).get('/live')).status).toBe(401);
	});

	test('looks at every heart-beat whether the session still holds', async () => {
		const live = new Live('boot', 5);
		onTestFinished(() => live.close());
		let holds = true;
		const reader = live.open({ staff: anna, after: undefined, own: () => [], holds: () => holds }).getReader();
		await reader.read();
		await reader.read();
		holds = false;
		let all = '';
		for (let read = await reader.read(); !read.done; read = await reader.read())
			all += new TextDecoder().decode(read.value);
		expect(all).toContain('{"what":"out"}');
		expect(live.isWatching(anna)).toBe(false);
	});
});
