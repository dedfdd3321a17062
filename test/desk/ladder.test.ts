import { describe, expect, test } from 'vitest';
import { climb, firstRung, ladderTimes, type Reach } from '../../src/desk/ladder.ts';
import { anna, bea, HOUR, MINUTE, NOON, startDesk, waitingFor } from './runtime.ts';
import { cardOf, outreach, teamOf, weekdays } from './team.ts';

const duty = (span: string) => ({ hours: weekdays(span), presence: { is: 'by-hours' } as const });
const worker = { id: anna, ...duty('09:00-17:00') };
const standIn = { id: bea, ...duty('09:00-17:00') };
const other = duty('09:00-17:00');
const reach: Reach = {
	...{ zone: 'Europe/Amsterdam', times: ladderTimes, worker, standIn, team: [worker, standIn, other], owned: false },
};

describe('the ladder, from one who does not answer to the honest word', () => {
	/** When something happened, in minutes after it began. */
	function run(over: Reach, from: number, urgent = false) {
		let { standing, due, ring, late } = climb(firstRung(over, urgent, from), over, from);
		const story: [number, string][] = [];
		const tell = (now: number) => {
			const at = (now - from) / MINUTE;
			if (late) story.push([at, `late ${late.rung} ${late.colleague}`]);
			if (ring) story.push([at, `ring ${standing.rung}`]);
		};
		tell(from);
		for (let look = 0; due !== null && standing.rung !== 'nobody' && look < 20; look++) {
			const now = due;
			({ standing, due, ring, late } = climb(standing, over, now));
			tell(now);
		}
		return story;
	}

	test('the named one, their stand-in, the team, and nobody: each has had their time', () => {
		expect(run(reach, NOON)).toEqual([
			[0, 'ring worker'],
			[15, `late stand-in ${bea}`],
			[15, 'ring stand-in'],
			[30, 'late team null'],
			[30, 'ring team'],
			[60, 'late nobody null'],
		]);
	});

	test('nobody named: the team at once; in danger too', () => {
		const team = [
			[0, 'ring team'],
			[30, 'late nobody null'],
		];
		expect(run({ ...reach, worker: undefined, standIn: undefined }, NOON)).toEqual(team);
		expect(run(reach, NOON, true)).toEqual(team);
	});

	test('a stand-in who is not there is passed over; a team of one is asked once', () => {
		expect(run({ ...reach, standIn: { id: bea, ...duty('18:00-19:00') } }, NOON).map(([, what]) => what)).toEqual([
			'ring worker',
			'late team null',
			'ring team',
			'late nobody null',
		]);
		expect(run({ ...reach, standIn: undefined, team: [worker] }, NOON)).toEqual([
			[0, 'ring worker'],
			[15, 'late nobody null'],
		]);
	});

	test('outside hours the clock starts when somebody is next on duty, and nobody is rung before', () => {
		const evening = Date.parse('2026-11-23T20:00:00+01:00');
		const untilNine = 13 * 60;
		expect(run(reach, evening).slice(0, 3)).toEqual([
			[untilNine, 'ring worker'],
			[untilNine + 15, `late stand-in ${bea}`],
			[untilNine + 15, 'ring stand-in'],
		]);
		const friday = Date.parse('2026-11-27T16:55:00+01:00');
		expect(run(reach, friday)[1]?.[0]).toBe((Date.parse('2026-11-30T09:10:00+01:00') - friday) / MINUTE);
	});

	test('somebody who is never there is not waited for', () => {
		const never = { hours: weekdays('09:00-17:00'), presence: { is: 'away', until: null, standIn: null } as const };
		const away = { id: anna, ...never };
		expect(run({ ...reach, worker: away, standIn: undefined, team: [away, other] }, NOON)[0]).toEqual([
			0,
			'late team null',
		]);
		expect(run({ ...reach, worker: away, standIn: undefined, team: [away] }, NOON)).toEqual([[0, 'late nobody null']]);
	});

	test('a server that was off for hours skips nobody', () => {
		const begun = climb(firstRung(reach, false, NOON), reach, NOON);
		const back = climb(begun.standing, reach, NOON + 3 * HOUR);
		expect([back.standing.rung, back.late?.rung]).toEqual(['stand-in', 'stand-in']);
		expect(back.due).toBe(NOON + 3 * HOUR + 15 * MINUTE);
	});

	test('after the honest word staff are told once more at each begin of duty, the person nothing', () => {
		const said = { rung: 'nobody', since: NOON, rang: true } as const;
		const asleep = climb(said, reach, NOON + HOUR);
		const morning = Date.parse('2026-11-24T09:00:00+01:00');
		expect([asleep.ring, asleep.due]).toEqual([false, morning]);
		expect(climb(said, reach, morning)).toMatchObject({ ring: true, late: undefined, due: morning + 24 * HOUR });
	});
});

describe('a silent worker, in the Desk', () => {
	test('the person reads who was asked, and at last that nobody could read', async () => {
		const runtime = startDesk();
		const { desk, talks, later, rung } = runtime;
		desk.setCard(anna, cardOf('anna', { standIn: bea }));
		const id = await runtime.ask('person-1', { wants: anna, language: 'nl' });
		expect([waitingFor(runtime, id)?.rung, rung()]).toEqual(['worker', 1]);
		await later(14 * MINUTE);
		expect(talks.came).toEqual([]);
		await later(MINUTE);
		await later(15 * MINUTE);
		await later(30 * MINUTE);
		expect(talks.came.map(({ order }) => order)).toEqual([
			{ do: 'late', rung: 'stand-in', colleague: bea },
			{ do: 'late', rung: 'team', colleague: null },
			{ do: 'late', rung: 'nobody', colleague: null },
		]);
		expect(waitingFor(runtime, id)).toMatchObject({ phase: 'waiting', rung: 'nobody' });
		expect(rung()).toBe(3);
	});

	test('one who comes on duty is told then, and a claim ends the ladder', async () => {
		const runtime = startDesk();
		const { desk, talks, clock, later, rung } = runtime;
		clock.now = Date.parse('2026-11-23T20:00:00+01:00');
		const id = await runtime.ask('person-1', { wants: anna });
		expect(rung()).toBe(0);
		desk.setPresence(anna, { is: 'here', until: clock.now + 2 * HOUR });
		await later(0);
		expect(rung()).toBe(1);
		await desk.claim(anna, id, waitingFor(runtime, id)?.version ?? 0);
		await later(5 * HOUR);
		expect(talks.came.map(({ order }) => order.do)).toEqual(['claimed']);
	});

	test('going away hands on at once; danger asks everybody', async () => {
		const runtime = startDesk();
		const { desk, talks, rung } = runtime;
		const id = await runtime.ask('person-1', { wants: anna });
		desk.setPresence(anna, { is: 'away', until: null, standIn: bea });
		expect(waitingFor(runtime, id)?.rung).toBe('stand-in');
		await runtime.letter('person-1', { kind: 'urgent' });
		expect(waitingFor(runtime, id)).toMatchObject({ rung: 'team', urgent: true });
		await desk.wake();
		expect(talks.came.map(({ order }) => order)).toEqual([{ do: 'late', rung: 'stand-in', colleague: bea }]);
		expect(rung()).toBe(1);
	});

	test('a notice that fails is tried again, and many who wait are one notice', async () => {
		let fails = 1;
		let rung = 0;
		const notify = {
			async somebodyWaits() {
				if (fails-- > 0) throw new Error('no network');
				rung++;
			},
		};
		const runtime = startDesk({ notify });
		for (const n of [1, 2, 3]) await runtime.ask(`person-${n}`);
		await runtime.later(0);
		expect([rung, runtime.reported.length]).toEqual([0, 1]);
		await runtime.later(20_000);
		await runtime.later(20_000);
		expect(rung).toBe(1);
	});

	test('words nobody answers: the owner, after their time the stand-in, who may take over then, at last an honest word', async () => {
		const runtime = startDesk();
		const { desk, talks, later, rung } = runtime;
		desk.setCard(anna, cardOf('anna', { standIn: bea }));
		const id = await runtime.ask('person-1');
		await desk.claim(anna, id, waitingFor(runtime, id)?.version ?? 0);
		const before = rung();
		const version = () => desk.threads(bea)[0]?.version ?? 0;
		await runtime.says('person-1', 'are you there?');
		await later(14 * MINUTE);
		expect(rung()).toBe(before + 1);
		await expect(desk.claim(bea, id, version())).rejects.toMatchObject({ status: 409, error: 'taken', by: anna });
		await later(MINUTE);
		expect([rung(), desk.threads(bea)[0]?.rung]).toEqual([before + 2, 'stand-in']);
		await later(15 * MINUTE);
		await later(30 * MINUTE);
		const late = talks.came.map(({ order }) => order).filter((order) => order.do === 'late');
		expect(late).toEqual([
			{ do: 'late', rung: 'stand-in', colleague: bea },
			{ do: 'late', rung: 'nobody', colleague: null },
		]);
		// To nobody but those two: the others of the team may not read it.
		expect(rung()).toBe(before + 2);
		await desk.claim(bea, id, version());
		expect(talks.came.at(-1)?.order).toEqual({ do: 'passed', staff: bea });
	});

	test('an owner who looks ends it; one who comes on duty only then is told only then', async () => {
		const runtime = startDesk({ team: teamOf(outreach('anna')) });
		const { desk, clock, later, rung, talks } = runtime;
		const id = await runtime.ask('person-1');
		await desk.claim(anna, id, waitingFor(runtime, id)?.version ?? 0);
		const before = rung();
		await runtime.says('person-1', 'hello');
		desk.read(anna, id);
		await later(HOUR);
		clock.now = Date.parse('2026-11-23T21:00:00+01:00');
		await runtime.says('person-1', 'are you there?');
		await later(HOUR);
		expect(rung()).toBe(before + 1);
		await later(11 * HOUR);
		expect(rung()).toBe(before + 2);
		await later(15 * MINUTE);
		expect(talks.came.at(-1)?.order).toEqual({ do: 'late', rung: 'nobody', colleague: null });
	});

	test('an owner who talks outside their hours is there: nobody is asked before their time is over, and they are not rung', async () => {
		const runtime = startDesk({ team: teamOf(outreach('anna')) });
		const { desk, clock, later, rung, talks } = runtime;
		const late = () => talks.came.filter(({ order }) => order.do === 'late').length;
		const id = await runtime.ask('person-1');
		await desk.claim(anna, id, waitingFor(runtime, id)?.version ?? 0);
		const before = rung();
		// In the evening, with the console open; then without any hours at all.
		clock.now = Date.parse('2026-11-23T21:00:00+01:00');
		const stream = desk.watch({ staff: anna, after: undefined, holds: () => true });
		await runtime.says('person-1', 'still there?');
		await later(14 * MINUTE);
		expect([late(), rung()]).toEqual([0, before]);
		// They close it: told when they are next on duty, and have their time from then.
		await stream.cancel();
		await later(MINUTE);
		await later(11 * HOUR + 45 * MINUTE);
		expect([late(), rung()]).toEqual([0, before + 1]);
		desk.read(anna, id);
		const { mon: _, ...hours } = cardOf('anna').hours;
		const none = Object.fromEntries(Object.keys(hours).map((day) => [day, []])) as unknown as typeof hours;
		desk.setCard(anna, cardOf('anna', { hours: { ...none, mon: [] } }));
		await runtime.says('person-1', 'hello?');
		await later(14 * MINUTE);
		expect([late(), rung()]).toEqual([0, before + 1]);
		await later(MINUTE);
		expect([late(), rung()]).toEqual([1, before + 1]);
	});

	test('who was introduced is told that it is theirs now', async () => {
		const runtime = startDesk();
		const { desk, rung } = runtime;
		const id = await runtime.ask('person-1');
		await desk.claim(anna, id, waitingFor(runtime, id)?.version ?? 0);
		await desk.introduce(anna, id, bea);
		runtime.clock.now += MINUTE;
		const before = rung();
		await runtime.letter('person-1', { kind: 'answered', staff: bea, yes: true });
		await runtime.later(0);
		expect([rung(), desk.threads(bea)[0]?.unread]).toEqual([before + 1, 1]);
	});
});
