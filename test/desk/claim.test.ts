import { describe, expect, test } from 'vitest';
import { Thread, Waiting } from '../../src/desk/api.ts';
import { serveDesk } from './http.ts';
import { anna, bea, carla, DAY, fakeAge, HOUR, startDesk, waitingFor } from './runtime.ts';
import { cardOf, outreach, teamOf } from './team.ts';

describe('a claim', () => {
	test('two at the same moment, 200 times through HTTP: exactly one has it, and the other sees who', async () => {
		const runtime = startDesk();
		const site = await serveDesk(runtime);
		const won = { [anna]: 0, [bea]: 0 };
		for (let round = 0; round < 200; round++) {
			const pid = `person-${round}`;
			const id = await runtime.ask(pid);
			const list = Waiting.parse((await site.as(anna).get('/waiting')).body);
			const version = list.waiting.find((summary) => summary.id === id)?.version;
			const order = round % 2 === 0 ? [anna, bea] : [bea, anna];
			const both = await Promise.all(
				order.map(async (staff) => ({ staff, ...(await site.as(staff).post(`/threads/${id}/claim`, { version })) })),
			);
			const [winner, ...others] = both.filter(({ status }) => status === 200);
			const loser = both.find(({ status }) => status !== 200);
			expect(others).toEqual([]);
			expect([loser?.status, loser?.body]).toEqual([409, { error: 'taken', by: winner?.staff }]);
			expect(Thread.parse(winner?.body).summary).toMatchObject({ owner: winner?.staff, phase: 'staff' });
			expect(runtime.talks.find(pid)).toMatchObject({ phase: 'staff', owner: winner?.staff });
			won[winner?.staff as typeof anna]++;
		}
		expect(runtime.talks.came).toHaveLength(200);
		expect(won[anna] + won[bea]).toBe(200);
	});

	test('again by the same one is no change; with a version from before the last turn it is refused', async () => {
		const runtime = startDesk();
		const { desk, talks } = runtime;
		const id = await runtime.ask('person-1');
		const seen = waitingFor(runtime, id)?.version ?? 0;
		await runtime.says('person-1', 'words do not turn it');
		await desk.claim(anna, id, seen);
		await desk.claim(anna, id, seen);
		expect(talks.came).toHaveLength(1);
		await desk.act(anna, id, 'release');
		await expect(desk.claim(bea, id, seen)).rejects.toMatchObject({ status: 409, error: 'changed' });
	});

	test('is only for those whom it is sealed to, and who have a key', async () => {
		const team = teamOf(
			outreach('anna'),
			outreach('carla', { languages: ['nl'] }),
			outreach('dora', { recipient: null }),
		);
		const runtime = startDesk({ team });
		const id = await runtime.ask('person-1');
		const version = waitingFor(runtime, id)?.version ?? 0;
		await expect(runtime.desk.claim(carla, id, version)).rejects.toMatchObject({ status: 403, error: 'not-yours' });
		await expect(runtime.desk.claim('staff-dora', id, version)).rejects.toMatchObject({ status: 403 });
		await expect(runtime.desk.claim(anna, 'no-such-thread', version)).rejects.toMatchObject({ status: 404 });
	});

	test('that the conversation refuses, because they have just left, is undone, and leaves nobody a reader', async () => {
		const runtime = startDesk();
		const { desk, talks } = runtime;
		const id = await runtime.ask('person-1');
		talks.write('person-1', { kind: 'left', why: 'stop' });
		const version = waitingFor(runtime, id)?.version ?? 0;
		await expect(desk.claim(anna, id, version)).rejects.toMatchObject({ status: 409 });
		expect(() => desk.read(anna, id)).toThrow(expect.objectContaining({ status: 404 }));
		await talks.carry(desk);
		expect([desk.waiting(), desk.threads(anna)]).toEqual([[], []]);
	});

	test('of somebody who has asked again meanwhile does not take them from those who wait', async () => {
		const runtime = startDesk();
		const { desk, talks } = runtime;
		const id = await runtime.ask('person-1');
		talks.write('person-1', { kind: 'left', why: 'stop' });
		talks.before = async () => {
			talks.before = () => {};
			await talks.carry(desk);
		};
		// Refused for having left; before the answer is heard they ask anew.
		const real = talks.tell.bind(talks);
		talks.tell = async (...order) => {
			const answer = await real(...order);
			talks.tell = real;
			await runtime.ask('person-1');
			return answer;
		};
		await expect(desk.claim(anna, id, waitingFor(runtime, id)?.version ?? 0)).rejects.toMatchObject({ status: 409 });
		expect(desk.waiting()).toHaveLength(1);
	});

	test('of what somebody else has is no more told to one who could never have had it', async () => {
		const runtime = startDesk();
		const id = await runtime.ask('person-1');
		const version = waitingFor(runtime, id)?.version ?? 0;
		await runtime.desk.claim(anna, id, version);
		await expect(runtime.desk.claim(bea, id, version)).rejects.toMatchObject({ status: 409, error: 'taken', by: anna });
		await expect(runtime.desk.claim(carla, id, version)).rejects.toMatchObject({ status: 404 });
	});

	test('of somebody whose conversation is gone takes the thread with it', async () => {
		const runtime = startDesk();
		const { desk, talks, store } = runtime;
		const id = await runtime.ask('person-1');
		talks.write('person-1', { kind: 'forgotten' });
		const version = waitingFor(runtime, id)?.version ?? 0;
		await expect(desk.claim(anna, id, version)).rejects.toMatchObject({ status: 404 });
		expect(store.data.all('SELECT 1 FROM desk_row')).toEqual([]);
		await talks.carry(desk);
		await runtime.ask('person-1');
		expect(desk.waiting()).toHaveLength(1);
	});

	test('while the conversation does not answer it holds, and is told later, once', async () => {
		const runtime = startDesk();
		const { desk, talks } = runtime;
		const id = await runtime.ask('person-1');
		talks.unavailable = 2;
		const thread = await desk.claim(anna, id, waitingFor(runtime, id)?.version ?? 0);
		expect(thread.summary.owner).toBe(anna);
		const words = { id: 'words-of-anna', text: 'hello', sealed: fakeAge('hello') };
		// Not before they know who speaks.
		await expect(desk.say(anna, id, words)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
		await desk.say(anna, id, words);
		expect(talks.came.map(({ order }) => order.do)).toEqual(['claimed', 'claimed', 'claimed', 'say']);
		expect(new Set(talks.came.map((one) => one.id)).size).toBe(2);
		expect(talks.find('person-1')).toMatchObject({ owner: anna });
	});
});

describe('the way of a conversation', () => {
	async function owned() {
		const runtime = startDesk();
		const id = await runtime.ask('person-1');
		await runtime.desk.claim(anna, id, waitingFor(runtime, id)?.version ?? 0);
		return { ...runtime, id };
	}
	const orders = ({ talks }: Pick<ReturnType<typeof startDesk>, 'talks'>) => talks.came.map(({ order }) => order);

	test('words of the ladder to somebody who has gone meanwhile change nothing', async () => {
		const runtime = startDesk({ team: teamOf(outreach('anna'), outreach('bea')) });
		const { desk, talks } = runtime;
		const id = await runtime.ask('person-1', { wants: anna });
		talks.write('person-1', { kind: 'left', why: 'close' });
		await runtime.later(15 * 60_000);
		await talks.carry(desk);
		expect([orders(runtime).map((order) => order.do), desk.waiting()]).toEqual([['late'], []]);
		expect(() => desk.read(anna, id)).toThrow(expect.objectContaining({ status: 404 }));
	});

	test('released, it waits for another, and the person hears who speaks now', async () => {
		const runtime = await owned();
		const { desk, id } = runtime;
		await desk.act(anna, id, 'release');
		expect(waitingFor(runtime, id)).toMatchObject({ phase: 'waiting', owner: null, rung: 'team', unseen: true });
		await desk.claim(bea, id, waitingFor(runtime, id)?.version ?? 0);
		expect(orders(runtime)).toEqual([
			{ do: 'claimed', staff: anna },
			{ do: 'passed', staff: bea },
		]);
		expect(runtime.talks.find('person-1')).toMatchObject({ phase: 'staff', owner: bea });
	});

	test('a colleague is introduced; it is theirs when the person says yes, and not before', async () => {
		const runtime = await owned();
		const { desk, id } = runtime;
		await expect(async () => desk.introduce(anna, id, anna)).rejects.toMatchObject({ status: 400 });
		await expect(async () => desk.introduce(anna, id, 'staff-nobody')).rejects.toMatchObject({ status: 400 });
		await desk.introduce(anna, id, bea);
		await runtime.letter('person-1', { kind: 'answered', staff: bea, yes: false });
		expect(desk.read(anna, id).summary.owner).toBe(anna);
		await desk.introduce(anna, id, bea);
		await runtime.letter('person-1', { kind: 'answered', staff: carla, yes: true });
		await desk.introduce(anna, id, bea);
		await runtime.letter('person-1', { kind: 'answered', staff: bea, yes: true });
		await desk.wake();
		expect(desk.read(bea, id).summary).toMatchObject({ owner: bea, phase: 'staff' });
		expect(orders(runtime).at(-1)).toEqual({ do: 'passed', staff: bea });
		const happened = desk.read(bea, id).rows.flatMap((row) => (row.kind === 'event' ? [row.what] : []));
		expect(happened).toEqual([
			'asked',
			'claimed',
			'introduced',
			'no',
			'introduced',
			'yes',
			'introduced',
			'yes',
			'passed',
		]);
	});

	test('handed back at a step it is the flows’ again, and stays theirs to look into; it sleeps and wakes', async () => {
		const runtime = await owned();
		const { desk, id } = runtime;
		await desk.handBack(anna, id, 'help.menu');
		expect(desk.read(anna, id).summary).toMatchObject({ phase: 'bot', owner: anna, talks: 1 });
		await runtime.ask('person-1', { knows: anna });
		await desk.claim(anna, id, waitingFor(runtime, id)?.version ?? 0);
		await desk.act(anna, id, 'sleep');
		expect(desk.read(anna, id).summary).toMatchObject({ phase: 'sleeping', talks: 2 });
		const { version } = desk.read(anna, id).summary;
		await expect(desk.claim(bea, id, version)).rejects.toMatchObject({ status: 404 });
		await desk.claim(anna, id, version);
		expect(orders(runtime).map((order) => order.do)).toEqual(['claimed', 'hand-back', 'claimed', 'sleep', 'claimed']);
	});

	test('a blocked person has flows and no humans, until they are unblocked', async () => {
		const runtime = await owned();
		const { desk, id } = runtime;
		await desk.act(anna, id, 'block');
		await desk.act(anna, id, 'block');
		expect(desk.read(anna, id).summary).toMatchObject({ phase: 'bot', blocked: true });
		await desk.act(anna, id, 'unblock');
		expect(desk.read(anna, id).summary.blocked).toBe(false);
		expect(orders(runtime).map((order) => order.do)).toEqual(['claimed', 'block', 'unblock']);
	});

	test('a stand-in reads along, and takes over only while the owner is away', async () => {
		const runtime = await owned();
		const { desk, id } = runtime;
		desk.setCard(anna, cardOf('anna', { standIn: bea }));
		const { version } = desk.read(bea, id).summary;
		await expect(desk.claim(bea, id, version)).rejects.toMatchObject({ status: 409, error: 'taken', by: anna });
		const words = { id: 'words-of-bea', text: 'hello', sealed: fakeAge('hello') };
		await expect(desk.say(bea, id, words)).rejects.toMatchObject({ error: 'taken', by: anna });
		desk.setPresence(anna, { is: 'away', until: null, standIn: bea });
		await desk.claim(bea, id, desk.read(bea, id).summary.version);
		expect(orders(runtime).at(-1)).toEqual({ do: 'passed', staff: bea });
		expect(desk.read(bea, id).summary).toMatchObject({ owner: bea });
	});

	test('of somebody who left the team waits for another; they read nothing any more', async () => {
		const runtime = await owned();
		const { desk, team, id } = runtime;
		await runtime.says('person-1', 'still there?');
		team.list = team.list.map((member) => (member.id === anna ? { ...member, left: 1, recipient: null } : member));
		desk.refresh();
		expect(waitingFor(runtime, id)).toMatchObject({ phase: 'waiting', owner: null });
		expect(desk.recipients('person-1')).toEqual(['age1bea', 'age1recovery']);
		expect(() => desk.read(anna, id)).toThrow(expect.objectContaining({ status: 404 }));
		await desk.claim(bea, id, waitingFor(runtime, id)?.version ?? 0);
		expect(orders(runtime).at(-1)).toEqual({ do: 'passed', staff: bea });
	});

	test('the decision in acute danger is logged, without a word', async () => {
		const { desk, id, store } = await owned();
		desk.danger(anna, id, 'called');
		const { rows, summary } = desk.read(anna, id);
		expect([rows.at(-1), summary.urgent]).toMatchObject([{ kind: 'event', what: 'danger-called', by: anna }, true]);
		expect(store.data.all("SELECT staff FROM desk_audit WHERE act = 'danger-called'")).toEqual([{ staff: anna }]);
	});

	test('rows go when they have been kept long enough, and the talk goes on', async () => {
		const runtime = await owned();
		const { desk, id, clock } = runtime;
		const begun = clock.now;
		await runtime.says('person-1', 'old words');
		desk.read(anna, id);
		clock.now += 89 * DAY;
		expect(desk.sweep()).toBe(0);
		await runtime.says('person-1', 'new words');
		clock.now += DAY + HOUR;
		// Those who have it are told before: which day the oldest words go.
		expect(desk.threads(anna)[0]?.erased).toBe(begun + 90 * DAY);
		expect(desk.sweep()).toBe(3);
		expect(desk.threads(anna)[0]?.erased).toBe(begun + 179 * DAY);
		expect(desk.read(anna, id).rows.map(({ kind }) => kind)).toEqual(['person']);
	});
});
