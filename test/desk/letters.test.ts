import { describe, expect, test } from 'vitest';
import { LetterGap } from '../../src/desk/take.ts';
import { anna, asked, bea, carla, fakeAge, startDesk, waitingFor } from './runtime.ts';
import { cardOf, outreach } from './team.ts';

const carried = (n: number, letter: Parameters<ReturnType<typeof startDesk>['desk']['take']>[0]['letter']) => ({
	...{ pid: 'person-1', n, at: 1, letter },
});

describe('letters', () => {
	test('who asks waits, under a name of two words, with nothing else to tell who they are', async () => {
		const runtime = startDesk();
		const id = await runtime.ask('person-1', { urgent: true });
		const summary = waitingFor(runtime, id);
		expect(summary).toMatchObject({
			phase: 'waiting',
			language: 'ro',
			channel: 'telegram',
			urgent: true,
			unseen: true,
		});
		expect(summary?.alias).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
		expect(JSON.stringify(summary)).not.toContain('person-1');
	});

	test('come in order, each once; one that is missing is asked for', async () => {
		const { desk, store } = startDesk();
		await expect(desk.take(carried(2, { kind: 'urgent' }))).rejects.toThrow(LetterGap);
		await expect(desk.take(carried(1, { kind: 'urgent' }))).rejects.toThrow(LetterGap);
		const first = carried(1, asked() as { kind: 'asked' } & ReturnType<typeof asked> as never);
		await desk.take(first);
		await desk.take(first);
		const said = carried(2, { kind: 'said', id: 'said-one', sealed: fakeAge('one') });
		await desk.take(said);
		await desk.take(said);
		await expect(desk.take(carried(4, { kind: 'urgent' }))).rejects.toMatchObject({ code: 'LETTER_GAP' });
		expect(desk.waiting()[0]).toMatchObject({ unread: 1, urgent: false });
		expect(store.data.all("SELECT 1 FROM desk_row WHERE kind <> 'event'")).toHaveLength(1);
		expect(store.data.all('SELECT 1 FROM desk_row WHERE what = ?', 'asked')).toHaveLength(1);
	});

	test('forgotten takes everything, whatever its number, and the next life begins at 1', async () => {
		const runtime = startDesk();
		const { desk, store, talks } = runtime;
		await runtime.ask('person-1');
		await runtime.says('person-1', 'help');
		talks.unavailable = 1;
		await desk.claim(anna, runtime.thread('person-1'), desk.waiting()[0]?.version ?? 0);
		await desk.take(carried(99, { kind: 'forgotten' }));
		await desk.take(carried(99, { kind: 'forgotten' }));
		for (const table of ['desk_thread', 'desk_row', 'desk_order']) {
			expect(store.data.all(`SELECT 1 FROM ${table}`), table).toEqual([]);
		}
		await desk.take(carried(1, asked() as never));
		expect(desk.waiting()).toHaveLength(1);
	});

	test('are sealed to those whom it can be brought to, then to owner and stand-in, always to the offline key', async () => {
		const runtime = startDesk();
		const { desk } = runtime;
		desk.setCard(anna, cardOf('anna', { standIn: carla }));
		const id = await runtime.ask('person-1', { wants: anna });
		expect(desk.recipients('person-1')).toEqual(['age1anna', 'age1bea', 'age1carla', 'age1recovery']);
		await desk.claim(anna, id, waitingFor(runtime, id)?.version ?? 0);
		expect(desk.recipients('person-1')).toEqual(['age1anna', 'age1carla', 'age1recovery']);
		desk.setCard(anna, cardOf('anna', { standIn: bea }));
		expect(desk.recipients('person-1')).toEqual(['age1anna', 'age1bea', 'age1recovery']);
		expect(desk.recipients('nobody-we-know')).toEqual(['age1recovery']);
	});

	test('a language nobody speaks goes to everybody', async () => {
		const { desk, ask } = startDesk();
		await ask('person-1', { language: 'th' });
		expect(desk.recipients('person-1')).toEqual(['age1anna', 'age1bea', 'age1carla', 'age1recovery']);
	});

	test('who leaves does not wait; what became of words only moves forward, but for failed', async () => {
		const runtime = startDesk();
		const { desk, letter } = runtime;
		const id = await runtime.ask('person-1');
		await desk.claim(anna, id, waitingFor(runtime, id)?.version ?? 0);
		const words = { id: 'words-of-anna', text: 'hello', sealed: fakeAge('hello') };
		await desk.say(anna, id, words);
		const said = async (what: 'sent' | 'delivered' | 'read' | 'unknown' | 'failed') => {
			await letter('person-1', { kind: 'delivery', id: words.id, said: what });
			return desk.read(anna, id).rows.flatMap((row) => (row.kind === 'staff' ? [row.said] : []))[0];
		};
		expect([await said('unknown'), await said('sent'), await said('unknown')]).toEqual(['sent', 'sent', 'sent']);
		expect([await said('read'), await said('delivered')]).toEqual(['read', 'read']);
		expect([await said('failed'), await said('read')]).toEqual(['failed', 'failed']);
		await letter('person-1', { kind: 'left', why: 'stop' });
		expect(desk.threads(anna)[0]).toMatchObject({ phase: 'bot', left: 'stop', talks: 1, owner: anna });
		await expect(desk.say(anna, id, { ...words, id: 'more-words' })).rejects.toMatchObject({ status: 409 });
	});

	test('the window and the language of the conversation are shown as they are', async () => {
		const runtime = startDesk();
		const id = await runtime.ask('person-1', { channel: 'whatsapp' });
		await runtime.letter('person-1', { kind: 'window', until: 1_800_000_000_000 });
		await runtime.letter('person-1', { kind: 'language', language: 'nl' });
		expect(waitingFor(runtime, id)).toMatchObject({ window: 1_800_000_000_000, language: 'nl' });
		expect(runtime.desk.recipients('person-1')).toContain('age1carla');
	});
});

describe('the roster', () => {
	test('has those with a key only, nobody without a recovery key, and follows the team', () => {
		const { desk, team } = startDesk();
		expect(desk.roster.colleagues.map(({ id }) => id)).toEqual([anna, bea, carla]);
		team.list = [
			outreach('anna', { recipient: null }),
			outreach('bea'),
			outreach('carla', { left: 1 }),
			outreach('dora', { roles: ['coordinator'] }),
		];
		desk.setCard(bea, cardOf('Bea', { standIn: anna, about: { nl: 'Ik luister.' } }));
		const [only, ...more] = desk.roster.colleagues;
		expect(more).toEqual([]);
		expect(only).toMatchObject({ id: bea, standIn: null, card: { name: 'Bea', about: { nl: 'Ik luister.' } } });
		team.recoveryKey = null;
		desk.refresh();
		expect(desk.roster.colleagues).toEqual([]);
	});

	test('what somebody said of today ends by itself', async () => {
		const { desk, clock, later } = startDesk();
		desk.setPresence(anna, { is: 'away', until: clock.now + 60_000, standIn: bea });
		expect(desk.roster.colleagues[0]?.presence).toMatchObject({ is: 'away', standIn: bea });
		await later(60_000);
		expect(desk.roster.colleagues[0]?.presence).toEqual({ is: 'by-hours' });
	});
});
