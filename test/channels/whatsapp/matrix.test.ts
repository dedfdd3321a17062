/**
 * Webhooks in the shapes Meta documents, from the strict fake into the real server: the right result, never a crash, and
 * never a second answer.
 *
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/errors
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
 */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
	type Change,
	type Person,
	person,
	tells,
	together,
	type Who,
	type Without,
} from '../../support/fake-whatsapp/person.ts';
import { type Entry, type FakeWhatsApp, startFakeWhatsApp } from '../../support/fake-whatsapp/start.ts';
import { type Running, run } from './run.ts';

const DAY = 86_400_000;

let fake: FakeWhatsApp;
let close = () => {};
beforeAll(async () => {
	fake = await startFakeWhatsApp((end) => {
		close = end;
	});
});
afterAll(() => close());

let running: Running;
beforeEach(async () => {
	running = await run(await fake.number());
});

let people = 0;
/** New ones each time, of a country where English is guessed. */
function somebody(): Required<Who> {
	people++;
	return { number: `4497010551${1000 + people}`, userId: `GB.${13491208655302741000n + BigInt(people)}` };
}

/** After three messages in the menu of rights. → what was shown last */
async function atRights(who: Person): Promise<Entry> {
	const { number, seen } = running;
	await number.push([who.says('/start'), who.taps('lang.en'), who.chooses('main.menu.rights')]);
	const rights = (await seen(who.address, 3))[2];
	if (!rights) throw new Error('it was there a moment ago');
	expect(rights.choices?.map(({ id }) => id)).toContain('rights.menu.police');
	return rights;
}

/** A tap that is none of ours asks the current question again: the conversation is the one it was. */
const forged = 'forged.tap';

/** Says one thing more, which is answered: whatever was said before it in secret would stand there. → all answers */
async function atLast(who: Person, count: number): Promise<Entry[]> {
	const { number, seen } = running;
	await number.untilLook(({ pending }) => pending.length === 0);
	await number.push(who.says('menu'));
	const entries = await seen(who.address, count);
	expect([entries.length, entries.at(-1)?.choices?.map(({ id }) => id)]).toEqual([
		count,
		expect.arrayContaining(['main.menu.rights']),
	]);
	return entries;
}

/** Every webhook was answered with 200, and nothing in the log is an error. */
async function allIsWell(): Promise<void> {
	const { deliveries, refusals } = await running.number.untilLook(({ pending }) => pending.length === 0);
	expect(new Set(deliveries.map(({ status }) => status))).toEqual(new Set([200]));
	expect(refusals).toEqual([]);
	expect(running.server.log()).not.toMatch(/"level":[56]0/);
}

describe('batches and repetitions', () => {
	test('2 entries × 2 changes × 3 messages, and all of it again: each is answered once, each person’s in order', async () => {
		const { number, seen } = running;
		const all = [1, 2, 3, 4].map(() => person(somebody()));
		const three = (who: Person, n: number) =>
			together(...['/start', '1', 'menu'].map((word, m) => who.says(word, { id: `wamid.batch.${n}.${m}` })));
		const [a, b, c, d] = all.map(three) as [Change, Change, Change, Change];
		await number.pushBatch(
			[
				[a, b],
				[c, d],
			],
			{ times: 2 },
		);
		for (const who of all) await seen(who.address, 3);
		const chats = [];
		for (const who of all) chats.push((await atLast(who, 4)).map(({ text }) => text));
		for (const chat of chats) expect(chat).toEqual(chats[0]);
		await allIsWell();
	});

	test('of several people mixed in one change, with their contacts in another order', async () => {
		const { number, seen } = running;
		const [anna, bo] = [person(somebody()), person(somebody())];
		const { field, value } = together(anna.says('/start'), bo.says('/start'), anna.says('1'), bo.says('1'));
		await number.push({ field, value: { ...value, contacts: [...(value.contacts ?? [])].reverse() } });
		for (const who of [anna, bo]) {
			expect((await seen(who.address, 2))[1]?.choices?.map(({ id }) => id)).toContain('main.menu.rights');
			await atLast(who, 3);
		}
		await allIsWell();
	});

	test('twice in one change, many times at once, after others, and beside something new: one answer', async () => {
		const { number } = running;
		const anna = person(somebody());
		await number.webhooks({ order: 'any' });
		const hi = anna.says('/start', { id: 'wamid.again' });
		await number.push(together(hi, hi), { times: 5 });
		await running.seen(anna.address, 1);
		await number.push(together(hi, anna.says('1')));
		await running.seen(anna.address, 2);
		await number.push(hi);
		await atLast(anna, 3);
		await allIsWell();
	});

	test.each([1, 7])(
		'an old message, again after %i days: neither answered nor a way back into its flow',
		async (days) => {
			const { number, server } = running;
			const anna = person(somebody());
			await number.push([anna.says('/start', { id: 'wamid.a' }), anna.taps('lang.en', 'x', { id: 'wamid.b' })]);
			const rights = anna.chooses('main.menu.rights', 'x', { id: 'wamid.c' });
			await number.push(rights);
			await running.seen(anna.address, 3);
			await number.push(anna.says('menu'));
			await running.seen(anna.address, 4);
			server.now += days * DAY;
			await number.clock(server.now);
			await server.restart();
			await number.push([anna.says('/start', { id: 'wamid.a' }), rights], { times: 2 });
			await number.untilLook(({ pending }) => pending.length === 0);
			await number.push(anna.taps(forged));
			expect((await running.seen(anna.address, 5))[4]?.choices?.map(({ id }) => id)).toContain('main.menu.rights');
			await atLast(anna, 6);
		},
	);
});

describe('who it is', () => {
	const shapes: [string, Without[]][] = [
		['everything is told', []],
		['`from` is absent', ['from']],
		['`from` and `wa_id` are absent', ['from', 'wa_id']],
		['`from_user_id` is absent', ['from_user_id']],
		['no user id at all', ['from_user_id', 'user_id']],
		['`contacts` is absent', ['contacts']],
		['`contacts` and `from` are absent', ['contacts', 'from']],
		['only the contact says it', ['from', 'from_user_id']],
	];
	test.each(shapes)('%s: answered, and remembered', async (_, without) => {
		const { number } = running;
		const known = somebody();
		const withoutId = without.includes('user_id');
		const anna = { ...person(known, without), address: withoutId ? known.number : known.userId };
		const rights = await atRights(anna);
		await number.push(anna.taps(forged));
		expect((await running.seen(anna.address, 4))[3]?.choices).toEqual(rights.choices);
		await atLast(anna, 5);
		await allIsWell();
	});

	test('nobody: not answered, and nothing is made of it', async () => {
		const { number, server } = running;
		await number.push(person(somebody(), ['from', 'from_user_id', 'contacts']).says('hi'));
		await allIsWell();
		expect(await number.ledger()).toEqual([]);
		await server.stop();
		expect(count(server.dataDir, 'conversation')).toBe(0);
	});

	test('both and mismatching: another’s contact adds nothing, and leads nobody into a strange conversation', async () => {
		const { number } = running;
		const [anna, bo] = [person(somebody()), person(somebody())];
		const rights = await atRights(anna);
		const { value } = bo.says('/start');
		const [contact] = anna.says('x').value.contacts ?? [];
		await number.push({ field: 'messages', value: { ...value, contacts: [contact ?? {}] } });
		expect((await running.seen(bo.address, 1))[0]?.choices?.map(({ id }) => id)).toEqual(['lang.en', 'lang']);
		await number.push(anna.taps(forged));
		expect((await running.seen(anna.address, 4))[3]?.choices).toEqual(rights.choices);
		await allIsWell();
	});
});

const numberOf = ({ number }: Required<Who>): Who => ({ number });
const idOf = ({ userId }: Required<Who>): Who => ({ userId });
const bothOf = (who: Required<Who>): Who => who;

describe('a person who changes from number to business-scoped id keeps the conversation', () => {
	test.each<[string, Without[]]>([
		['both come once', []],
		['both come once, the number only in the contact', ['from']],
		['both come once, the id only in the contact', ['from_user_id']],
	])('%s', async (_, without) => {
		const { number } = running;
		const known = somebody();
		const before = person(numberOf(known));
		await atRights(before);
		const on = await number.push(person(known, without).chooses('rights.menu.police'));
		expect(on.length).toBe(1);
		const [police] = await running.seen(known.userId, 1);
		const after = person(idOf(known));
		await number.push(after.taps(forged));
		const [, again] = await running.seen(known.userId, 2);
		expect(again?.text?.endsWith(police?.text ?? '?')).toBe(true);
		// And back: whoever writes from the number is still the same person.
		await number.push(before.taps(forged));
		expect((await running.seen(before.address, 4))[3]?.choices).toEqual(police?.choices);
		await allIsWell();
	});
});

describe('a changed number or id', () => {
	interface Move {
		/** What is known of them before, and what Meta says then. */
		from: (who: Required<Who>) => Who;
		told(before: Person, to: Required<Who>): Change[];
		/** What stands in their next message. */
		to: (who: Required<Who>) => Who;
	}
	const changesNumber: Move['told'] = (before, to) => [before.changesNumber(to)];
	const moves: [string, Move][] = [
		['number', { from: numberOf, told: (before, { number }) => [before.changesNumber({ number })], to: numberOf }],
		['number and id, both told', { from: bothOf, told: changesNumber, to: bothOf }],
		['number and id, then the new id alone', { from: bothOf, told: changesNumber, to: idOf }],
		['number and id, then the new number alone', { from: bothOf, told: changesNumber, to: numberOf }],
		['id, as a system message', { from: idOf, told: (before, { userId }) => [before.changesUserId(userId)], to: idOf }],
		['id, as `user_id_update`', { from: idOf, told: (before, { userId }) => [before.updatesUserId(userId)], to: idOf }],
		[
			'id, in both ways and again',
			{
				from: bothOf,
				told: (before, { userId }) =>
					[1, 2].flatMap(() => [before.changesUserId(userId), before.updatesUserId(userId)]),
				to: idOf,
			},
		],
	];
	test.each(moves)('is followed: %s', async (_, { from, told, to }) => {
		const { number } = running;
		const [old, other] = [somebody(), somebody()];
		const before = person(from(old));
		const rights = await atRights(before);
		await number.push(told(before, other));
		await number.untilLook(({ pending }) => pending.length === 0);
		const after = person(to(other));
		await number.push(after.taps(forged));
		expect((await running.seen(after.address, 1))[0]?.choices).toEqual(rights.choices);
		await atLast(after, 2);
		await allIsWell();
	});

	test('the old number is nobody’s: whoever writes from it next begins anew, and disturbs nobody', async () => {
		const { number } = running;
		const [was, to] = [somebody(), somebody()];
		const anna = person(was);
		const rights = await atRights(anna);
		await number.push(anna.changesNumber(to));
		await number.untilLook(({ pending }) => pending.length === 0);
		const stranger = person({ number: was.number });
		await number.push(stranger.taps('rights.menu.police'));
		expect((await running.seen(stranger.address, 1))[0]?.choices?.map(({ id }) => id)).toEqual(['lang.en', 'lang']);
		await number.push(person(to).taps(forged));
		expect((await running.seen(to.userId, 1))[0]?.choices).toEqual(rights.choices);
		await allIsWell();
	});
});

describe('what became of our messages', () => {
	const orders = permutations(['sent', 'delivered', 'read'] as const);
	test.each(orders)('%s, %s, %s, each twice: nothing is said again, and nothing waits for news', async (...states) => {
		const { number, server } = running;
		const anna = person(somebody());
		await number.push(anna.says('/start'));
		const [hello] = await running.seen(anna.address, 1);
		if (!hello) throw new Error('it was there a moment ago');
		for (const state of states) for (const _ of [1, 2]) await number.status(hello, state);
		// That it failed after it was read is old news.
		await number.status(hello, 'failed', 130429);
		const [, menu] = await atLast(anna, 2);
		if (menu) await number.status(menu, 'delivered');
		await number.untilLook(({ pending }) => pending.length === 0);
		await server.stop();
		expect(count(server.dataDir, 'outbox')).toBe(0);
	});

	test('of messages nobody knows, of an unknown state, and misshapen: 200', async () => {
		const { number } = running;
		const anna = person(somebody());
		const statuses = [
			{ id: 'wamid.never', status: 'delivered', recipient_id: anna.number },
			{ id: 'wamid.never', status: 'warped' },
			{ id: 7, status: 'read' },
			{ status: 'read' },
			{},
		];
		await number.push({ field: 'messages', value: { statuses } });
		await number.push(anna.says('/start'));
		await running.seen(anna.address, 1);
		await allIsWell();
	});
});

describe('what else comes', () => {
	test.each(['raw', 'escaped'] as const)('emoji and letters beyond ASCII, signed as they come: %s', async (writing) => {
		const { number } = running;
		const anna = person(somebody());
		await number.push(
			[anna.says('/start'), anna.taps('lang.en', '✅ Ja / nee – да'), anna.says('🚨 ÜRGENT 💬 / \\ "urgent"')],
			{
				writing,
			},
		);
		await running.seen(anna.address, 3);
		// The letters, and not only the bytes, are what was written.
		await number.push(anna.says('ｕｒｇｅｎｔ'), { writing });
		expect((await running.seen(anna.address, 4))[3]?.choices?.map(({ id }) => id)).toContain('safety.urgent.hurt');
		await allIsWell();
	});

	test('unknown fields and types: 200; an unknown type of message is answered kindly', async () => {
		const { number } = running;
		const anna = person(somebody());
		await number.push([anna.says('/start'), anna.taps('lang.en')]);
		await running.seen(anna.address, 2);
		const { value } = anna.says('x');
		await number.push([
			{ field: 'holograms', value: { holograms: [{}] } },
			{ field: 'smb_message_echoes', value: { message_echoes: value.messages ?? [] } },
			anna.reacts('👍', 'wamid.x'),
			anna.edits('wamid.x', 'stop'),
			anna.revokes('wamid.x'),
			anna.writes({ type: 'system', system: { type: 'customer_identity_changed' } }),
		]);
		await number.push(anna.writes({ type: 'hologram', hologram: { id: '1' } }));
		expect((await running.seen(anna.address, 3))[2]?.text).toContain('I can only read words');
		await number.push(anna.sendsUnsupported());
		await running.seen(anna.address, 4);
		await atLast(anna, 5);
	});

	test('errors that belong to no message: 200, and somebody of the organisation reads of it', async () => {
		const { number, server } = running;
		const anna = person(somebody());
		await number.push([tells(130429), tells(131031), { field: 'messages', value: { errors: ['odd', {}] } }]);
		await number.push(anna.says('/start'));
		await running.seen(anna.address, 1);
		const { deliveries } = await number.untilLook(({ pending }) => pending.length === 0);
		expect(new Set(deliveries.map(({ status }) => status))).toEqual(new Set([200]));
		expect(server.log()).toContain('"code":130429');
		expect(server.log()).toContain('"why":"account"');
	});

	test('another phone number id, another product: 200, and nobody is answered', async () => {
		const { number } = running;
		const anna = person(somebody());
		const { field, value } = anna.says('/start');
		const metadata = { display_phone_number: '15550783881', phone_number_id: '106540352242922' };
		await number.push({ field, value: { ...value, metadata } });
		await number.untilLook(({ pending }) => pending.length === 0);
		expect(await number.ledger()).toEqual([]);
		await number.push(anna.says('/start'));
		expect((await running.seen(anna.address, 1)).length).toBe(1);
		await allIsWell();
	});
});

function permutations<T>(all: readonly T[]): T[][] {
	if (all.length < 2) return [[...all]];
	return all.flatMap((one, n) => permutations(all.toSpliced(n, 1)).map((rest) => [one, ...rest]));
}

/** Of a server that has stopped. */
function count(dataDir: string, table: 'conversation' | 'outbox'): number {
	const data = new Database(join(dataDir, 'data.db'), { readonly: true });
	const { n } = data.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number };
	data.close();
	return n;
}
