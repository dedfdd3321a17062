import { describe, expect, test } from 'vitest';
import { anna, bea, fakeAge, startDesk, waitingFor } from './runtime.ts';
import { cardOf } from './team.ts';

async function owned() {
	const runtime = startDesk();
	const id = await runtime.ask('person-1');
	await runtime.says('person-1', 'before the claim');
	await runtime.desk.claim(anna, id, waitingFor(runtime, id)?.version ?? 0);
	return { ...runtime, id };
}
const words = { id: 'words-of-anna', text: 'canary: what anna said', sealed: fakeAge('one') };

describe('what staff say', () => {
	test('goes out once, however often it is sent, and is kept sealed', async () => {
		const { desk, talks, id } = await owned();
		const [first, again] = [await desk.say(anna, id, words), await desk.say(anna, id, words)];
		expect([first.kind, again]).toEqual(['staff', first]);
		expect(talks.told('person-1')).toEqual([{ id: words.id, staff: anna, text: words.text }]);
		await talks.carry(desk);
		expect(desk.read(anna, id).rows.at(-1)).toMatchObject({ kind: 'staff', by: anna, said: 'sent' });
	});

	test('is not said when the conversation has gone to somebody else, and leaves no row', async () => {
		const { desk, talks, id } = await owned();
		talks.write('person-1', { kind: 'left', why: 'close' });
		await expect(desk.say(anna, id, words)).rejects.toMatchObject({ status: 409 });
		expect(desk.read(anna, id).rows.map(({ kind }) => kind)).not.toContain('staff');
		expect(desk.read(anna, id).summary.phase).toBe('bot');
	});

	test('of which nobody knows whether it was said is shown by its first delivery letter', async () => {
		const { desk, talks, id } = await owned();
		talks.before = (order) => {
			if (order.do === 'say') talks.unavailable = 1;
		};
		await expect(desk.say(anna, id, words)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
		expect(desk.read(anna, id).rows.map(({ kind }) => kind)).not.toContain('staff');
		// It had arrived after all, and only the answer was lost.
		talks.before = () => {};
		await talks.tell('person-1', words.id, { do: 'say', staff: anna, text: words.text });
		await talks.carry(desk);
		expect(desk.read(anna, id).rows.at(-1)).toMatchObject({ kind: 'staff', said: 'sent' });
		await desk.say(anna, id, words);
		expect(talks.told('person-1')).toHaveLength(1);
	});

	test('a delivery letter that is faster than the answer is not overwritten', async () => {
		const { desk, talks, id } = await owned();
		const tell = talks.tell.bind(talks);
		talks.tell = async (...order) => {
			const answer = await tell(...order);
			await talks.carry(desk);
			return answer;
		};
		expect(await desk.say(anna, id, words)).toMatchObject({ said: 'sent' });
	});

	test('an id that is somebody else’s row is refused', async () => {
		const { desk, id } = await owned();
		desk.setCard(anna, cardOf('anna', { standIn: bea }));
		const note = { id: 'note-of-bea', sealed: fakeAge('note') };
		desk.note(bea, id, note);
		expect(desk.note(bea, id, note)).toMatchObject({ kind: 'note', by: bea });
		await expect(desk.say(anna, id, { ...words, id: note.id })).rejects.toMatchObject({ status: 409 });
		expect(() => desk.note(anna, id, note)).toThrow(expect.objectContaining({ status: 409 }));
	});

	test('a note is never told to anybody', async () => {
		const { desk, talks, id } = await owned();
		desk.note(anna, id, { id: 'note-of-anna', sealed: fakeAge('note') });
		expect(desk.read(anna, id).rows.at(-1)).toMatchObject({ kind: 'note', by: anna });
		expect(talks.came.map(({ order }) => order.do)).toEqual(['claimed']);
	});

	test('is in no row, order or audit line as it was said', async () => {
		const { desk, store, id } = await owned();
		await desk.say(anna, id, words);
		for (const table of ['desk_thread', 'desk_row', 'desk_order', 'desk_audit']) {
			const all = store.data.all<Record<string, unknown>>(`SELECT * FROM ${table}`);
			const text = all.flatMap((row) =>
				Object.values(row).map((value) => Buffer.from(value instanceof Uint8Array ? value : String(value)).toString()),
			);
			expect(text.join(' '), table).not.toContain('canary');
		}
	});
});

describe('sealing anew', () => {
	test('after a claim: the rows of before, all or in parts, until none is left', async () => {
		const runtime = await owned();
		const { desk, id } = runtime;
		await runtime.says('person-1', 'after the claim');
		const { reseal, recipients, summary } = desk.read(anna, id);
		expect([reseal.length, recipients]).toEqual([1, ['age1anna', 'age1recovery']]);
		desk.reseal(anna, id, summary.version, [{ id: reseal[0] ?? '', sealed: fakeAge('anew') }]);
		expect(desk.read(anna, id).reseal).toEqual([]);
	});

	test('for recipients who are not those of now is refused, and changes nothing', async () => {
		const { desk, store, id } = await owned();
		const { reseal, summary } = desk.read(anna, id);
		const rows = [{ id: reseal[0] ?? '', sealed: fakeAge('anew') }];
		desk.setCard(anna, cardOf('anna', { standIn: bea }));
		expect(() => desk.reseal(anna, id, summary.version, rows)).toThrow(expect.objectContaining({ error: 'changed' }));
		const { version } = desk.read(anna, id).summary;
		const wrong = [...rows, { id: 'no-such-row', sealed: fakeAge('anew') }];
		expect(() => desk.reseal(anna, id, version, wrong)).toThrow(expect.objectContaining({ status: 400 }));
		expect(() => desk.reseal('staff-carla', id, version, rows)).toThrow(expect.objectContaining({ status: 404 }));
		expect(store.data.all("SELECT 1 FROM desk_row WHERE CAST(sealed AS TEXT) LIKE '%anew%'")).toEqual([]);
	});

	test('after an introduction whoever had it seals for whoever has it, and then reads no more', async () => {
		const runtime = await owned();
		const { desk, id } = runtime;
		await desk.introduce(anna, id, bea);
		await runtime.letter('person-1', { kind: 'answered', staff: bea, yes: true });
		expect(desk.threads(anna).map((summary) => summary.id)).toEqual([id]);
		const { reseal, recipients, summary } = desk.read(anna, id);
		expect([reseal.length, recipients]).toEqual([1, ['age1bea', 'age1recovery']]);
		// Of those who wait the row was sealed to both.
		expect(desk.read(bea, id).reseal).toEqual(reseal);
		desk.reseal(anna, id, summary.version, [{ id: reseal[0] ?? '', sealed: fakeAge('anew') }]);
		expect(() => desk.read(anna, id)).toThrow(expect.objectContaining({ status: 404 }));
		expect(desk.read(bea, id).reseal).toEqual([]);
	});

	test('what somebody else cannot open is not asked of them', async () => {
		const runtime = await owned();
		const { desk, id } = runtime;
		const { reseal, summary } = desk.read(anna, id);
		desk.reseal(anna, id, summary.version, [{ id: reseal[0] ?? '', sealed: fakeAge('anew') }]);
		await desk.handBack(anna, id, null);
		await runtime.ask('person-1', { wants: bea });
		await desk.claim(bea, id, waitingFor(runtime, id)?.version ?? 0);
		const thread = desk.read(bea, id);
		expect([thread.rows.filter(({ kind }) => kind === 'person').length, thread.reseal]).toEqual([1, []]);
	});

	test('words said by a browser that did not know yet of a new stand-in are sealed anew', async () => {
		const { desk, id } = await owned();
		desk.read(anna, id);
		desk.setCard(anna, cardOf('anna', { standIn: bea }));
		await desk.say(anna, id, words);
		expect(desk.read(anna, id).reseal).toContain(words.id);
	});
});
