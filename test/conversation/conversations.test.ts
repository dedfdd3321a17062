import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Receipt } from '../../src/conversation/conversations.ts';
import { TooMany, TurnFailed, Unavailable } from '../../src/conversation/errors.ts';
import { arrival, NOON, startRuntime, texts } from './runtime.ts';
import { script, toldTo } from './script.ts';

describe('a message', () => {
	test('is answered, and the answer is in the receipt, in the mailbox and with whoever listens', async () => {
		const { conversations, send } = startRuntime();
		const news: unknown[] = [];
		conversations.listen('web', 'bot', 'anna', (one) => news.push(one));
		const { messages, ...rest } = await send('anna', 'say 1');
		expect(rest).toEqual({ outcome: 'done', closed: false, erased: false, wipe: [] });
		expect(texts(messages)).toEqual(['1 heard, after nothing']);
		expect(conversations.mailbox('web', 'bot', 'anna')).toEqual(messages);
		expect(news).toEqual([{ messages, closed: false, erased: false }]);
	});

	test('is committed when its receipt comes: another process would find it', async () => {
		const { send, restart } = startRuntime();
		await send('anna', 'say 1');
		await send('anna', 'say 2');
		const again = restart();
		expect(toldTo(again.state('anna')?.conversation)).toEqual(['1', '2']);
		expect(texts(again.conversations.mailbox('web', 'bot', 'anna'))).toEqual([
			'1 heard, after nothing',
			'2 heard, after 1',
		]);
	});

	test('starts in the language that was guessed, and later ones do not change it', async () => {
		const { send } = startRuntime();
		const first = await send('anna', 'say 1', { guess: 'ro' });
		const second = await send('anna', 'say 2', { guess: 'nl' });
		expect([...first.messages, ...second.messages].map(({ message }) => message.language)).toEqual(['ro', 'ro']);
	});

	test('of the same address on another channel or bot is of somebody else', async () => {
		const { send } = startRuntime();
		await send('anna', 'say 1');
		const others = await Promise.all([
			send('anna', 'say 2', { channel: 'telegram' }),
			send('anna', 'say 3', { bot: 'other' }),
		]);
		expect(others.flatMap(({ messages }) => texts(messages))).toEqual([
			'2 heard, after nothing',
			'3 heard, after nothing',
		]);
	});

	test('that comes again is not answered again, also after a restart and for somebody erased meanwhile', async () => {
		const first = startRuntime();
		const same = { id: 'the same' };
		await first.send('anna', 'say 1', same);
		const repeated: Receipt = { outcome: 'repeated', messages: [], closed: false, erased: false, wipe: [] };
		expect(await first.send('anna', 'say 1', same)).toEqual(repeated);
		const second = first.restart();
		expect(await second.send('anna', 'say 1', same)).toEqual(repeated);
		expect(toldTo(second.state('anna')?.conversation)).toEqual(['1']);
		await second.send('anna', 'forget', { id: 'forget' });
		expect(await second.send('anna', 'say 1', same)).toEqual(repeated);
		expect(await second.send('anna', 'forget', { id: 'forget' })).toEqual(repeated);
		expect(second.state('anna')).toBeUndefined();
	});

	test('with the id of a message on another channel is another message', async () => {
		const { send } = startRuntime();
		await send('anna', 'say 1', { id: '7' });
		expect(await send('anna', 'say 1', { id: '7', channel: 'telegram' })).toMatchObject({ outcome: 'done' });
		expect(await send('anna', 'say 1', { id: '7', bot: 'other' })).toMatchObject({ outcome: 'done' });
	});
});

describe('a mailbox', () => {
	test('gives what came after a number, and nothing to a stranger, who leaves no row', async () => {
		const { conversations, send, store } = startRuntime();
		await send('anna', 'many 5');
		const since = (seq: number) => conversations.mailbox('web', 'bot', 'anna', seq).map((one) => one.seq);
		expect(since(0)).toEqual([1, 2, 3, 4, 5]);
		expect(since(3)).toEqual([4, 5]);
		expect(since(5)).toEqual([]);
		expect(conversations.mailbox('web', 'bot', 'nobody')).toEqual([]);
		expect(store.data.all('SELECT pid FROM conversation')).toHaveLength(1);
		expect(store.keys.all('SELECT pid FROM person_key')).toHaveLength(1);
	});

	test('keeps the newest 40, and their numbers go on', async () => {
		const { conversations, send, restart } = startRuntime();
		await send('anna', 'many 39');
		await send('anna', 'many 3');
		const numbers = () => conversations.mailbox('web', 'bot', 'anna').map(({ seq }) => seq);
		expect(numbers()).toEqual(Array.from({ length: 40 }, (_, index) => index + 3));
		const again = restart();
		await again.send('anna', 'many 1');
		expect(again.conversations.mailbox('web', 'bot', 'anna').map(({ seq }) => seq)).toEqual(
			Array.from({ length: 40 }, (_, index) => index + 4),
		);
	});

	test('shows all of a new conversation to a screen that still has the number of an erased one', async () => {
		const { conversations, send } = startRuntime();
		await send('anna', 'many 7');
		await send('anna', 'forget');
		await send('anna', 'many 2');
		expect(conversations.mailbox('web', 'bot', 'anna', 8).map(({ seq }) => seq)).toEqual([1, 2]);
	});

	test('of a channel that is sent to stays empty: its messages wait to be sent, all of them', async () => {
		const { conversations, send, store, state } = startRuntime();
		await send('anna', 'many 50', { channel: 'telegram' });
		expect(conversations.mailbox('telegram', 'bot', 'anna')).toEqual([]);
		expect(store.data.get('SELECT state, count(*) AS rows FROM outbox GROUP BY state')).toEqual({
			state: 'pending',
			rows: 50,
		});
		expect(state('anna', 'telegram')?.route).toEqual({ bot: 'bot', address: 'anna' });
		await send('anna', 'many 1');
		expect(state('anna')?.route).toBeNull();
	});
});

describe('a listener', () => {
	test('hears only its own person, until it stops', async () => {
		const { conversations, send } = startRuntime();
		const heard: string[] = [];
		const stop = conversations.listen('web', 'bot', 'anna', ({ messages }) => heard.push(...texts(messages)));
		conversations.listen('web', 'bot', 'anna', ({ messages }) => heard.push(`too: ${texts(messages)}`));
		await send('berta', 'say 1');
		await send('anna', 'say 2');
		stop();
		stop();
		await send('anna', 'say 3');
		expect(heard).toEqual(['2 heard, after nothing', 'too: 2 heard, after nothing', 'too: 3 heard, after 2']);
	});

	test('that fails is reported, and keeps neither the others nor the receipt from anything', async () => {
		const { conversations, send, reported, pid } = startRuntime();
		const heard: string[] = [];
		const bug = new Error('a broken pipe');
		conversations.listen('web', 'bot', 'anna', () => {
			throw bug;
		});
		conversations.listen('web', 'bot', 'anna', ({ messages }) => heard.push(...texts(messages)));
		expect(await send('anna', 'say 1')).toMatchObject({ outcome: 'done' });
		expect(heard).toEqual(['1 heard, after nothing']);
		expect(reported).toEqual([{ error: bug, pid: pid('anna') }]);
	});

	test('reading the mailbox as it begins misses nothing and gets nothing twice', async () => {
		const { conversations, send } = startRuntime();
		const turns = Array.from({ length: 20 }, (_, n) => send('anna', `say ${n}`));
		await turns[7];
		const numbers: number[] = [];
		conversations.listen('web', 'bot', 'anna', ({ messages }) => numbers.push(...messages.map(({ seq }) => seq)));
		numbers.push(...conversations.mailbox('web', 'bot', 'anna').map(({ seq }) => seq));
		expect(numbers.length).toBeLessThan(20);
		await Promise.all(turns);
		expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
	});
});

describe('many at once', () => {
	test('1,000 people talk at once: each turn is processed once and in order', async () => {
		const { conversations, state } = startRuntime();
		const people = Array.from({ length: 1000 }, (_, n) => `person ${n}`);
		const turns = ['1', '2', '3', '4', '5'];
		await Promise.all(
			people.flatMap((address) => turns.map((n) => conversations.receive(arrival(address, `say ${n}`)))),
		);
		for (const address of people) {
			expect(toldTo(state(address)?.conversation)).toEqual(turns);
			expect(conversations.mailbox('web', 'bot', address).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
		}
	});

	test('share commits: 640 turns at once take five', async () => {
		let commits = 0;
		const { send } = startRuntime({ hook: (point) => (commits += point === 'turn:committed' ? 1 : 0) });
		await Promise.all(Array.from({ length: 640 }, (_, n) => send(`person ${n}`, 'say 1')));
		expect(commits).toBe(5);
	});

	test('whatever order and however often messages come, each is processed once', async () => {
		const people = ['anna', 'berta', 'carla'];
		const runtime = startRuntime();
		let round = 0;
		const messages = fc.uniqueArray(fc.tuple(fc.constantFrom(...people), fc.integer({ min: 0, max: 9 })), {
			maxLength: 12,
			selector: String,
		});
		const rounds = messages.chain((unique) =>
			fc.record({
				order: fc.shuffledSubarray([...unique, ...unique, ...unique], { minLength: unique.length * 3 }),
				together: fc.integer({ min: 1, max: 9 }),
			}),
		);
		await fc.assert(
			fc.asyncProperty(rounds, async ({ order, together }) => {
				const tag = `r${round++}`;
				const first = new Map(people.map((address) => [address, [] as string[]]));
				for (let from = 0; from < order.length; from += together) {
					const some = order.slice(from, from + together);
					await Promise.all(
						some.map(async ([address, n]) => {
							const id = `${tag} ${address} ${n}`;
							const { outcome } = await runtime.send(`${tag} ${address}`, `say ${n}`, { id });
							if (outcome === 'done') first.get(address)?.push(String(n));
						}),
					);
				}
				for (const address of people) {
					const expected = [...new Set(order.flatMap(([one, n]) => (one === address ? [String(n)] : [])))];
					expect(toldTo(runtime.state(`${tag} ${address}`)?.conversation)).toEqual(expected);
					expect(first.get(address)).toEqual(expected);
				}
			}),
			{ numRuns: 60 },
		);
	});

	test('one who floods is told so after 20, keeps nobody waiting, and is served in order', async () => {
		const { send, state } = startRuntime();
		const order: string[] = [];
		const flood = Array.from({ length: 25 }, (_, n) => send('flooder', `say ${n}`).then(() => order.push('flooder')));
		const other = send('anna', 'say 1').then(() => order.push('anna'));
		const results = await Promise.allSettled(flood);
		await other;
		const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
		expect(refused).toHaveLength(5);
		for (const reason of refused) expect(reason).toBeInstanceOf(TooMany);
		// In the first batch, behind at most three of the flood.
		expect(order.indexOf('anna')).toBeLessThanOrEqual(3);
		expect(toldTo(state('flooder')?.conversation)).toEqual(Array.from({ length: 20 }, (_, n) => String(n)));
		expect(await send('flooder', 'say again')).toMatchObject({ outcome: 'done' });
	});

	test('too many people at once are refused, and those who waited are served', async () => {
		const { send } = startRuntime();
		const waiting = Array.from({ length: 5000 }, (_, n) => send(`person ${n >> 4}`, 'say 1'));
		await expect(send('one more', 'say 1')).rejects.toThrow(Unavailable);
		await Promise.all(waiting);
		expect(await send('one more', 'say 1')).toMatchObject({ outcome: 'done' });
	});
});

describe('a turn that fails', () => {
	test('keeps nothing of it, fails alone, and the person can go on', async () => {
		const { conversations, send, state } = startRuntime();
		await send('anna', 'say 1');
		const [before, failed, after, other] = await Promise.allSettled([
			send('anna', 'say 2'),
			send('anna', 'throw this', { id: 'bad' }),
			send('anna', 'say 3'),
			send('berta', 'say 1'),
		]);
		expect([before.status, failed.status, after.status, other.status]).toEqual([
			'fulfilled',
			'rejected',
			'fulfilled',
			'fulfilled',
		]);
		expect(toldTo(state('anna')?.conversation)).toEqual(['1', '2', '3']);
		expect(conversations.mailbox('web', 'bot', 'anna').map(({ seq }) => seq)).toEqual([1, 2, 3]);
		// It was not remembered: the same message may come again.
		await expect(send('anna', 'throw this', { id: 'bad' })).rejects.toThrow(TurnFailed);
	});

	test('of a stranger leaves no conversation, and the next one works', async () => {
		const { send, state } = startRuntime();
		await expect(send('anna', 'throw this')).rejects.toThrow(TurnFailed);
		expect(state('anna')).toBeUndefined();
		await send('anna', 'say 1');
		expect(toldTo(state('anna')?.conversation)).toEqual(['1']);
	});

	test('says where, and never what the person wrote', async () => {
		const { send } = startRuntime();
		const canary = 'my name is\n    at Jasmijn (secret.ts:1:1)';
		const error = await send('anna', `throw ${canary}`).catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(TurnFailed);
		const written = error instanceof Error ? `${error.message} ${error.stack} ${JSON.stringify(error)}` : '';
		expect(written).toContain('script.ts');
		expect(written).not.toMatch(/Jasmijn|secret\.ts|my name/);
		expect(error).toMatchObject({ code: 'TURN_FAILED', reason: 'Error' });
		expect(error).not.toHaveProperty('cause');
	});

	test('because it says more than a row can hold fails alone', async () => {
		const { send } = startRuntime({
			step: (conversation, inbound, now) => {
				const turn = script(conversation, inbound, now);
				if (inbound.kind !== 'text' || inbound.text !== 'huge') return turn;
				return { ...turn, conversation: { ...conversation, calls: ['x'.repeat(3_000_000)] } };
			},
		});
		const [huge, other] = await Promise.allSettled([send('anna', 'huge'), send('berta', 'say 1')]);
		expect(huge).toMatchObject({ status: 'rejected', reason: { reason: 'STORE_MISUSED' } });
		expect(other.status).toBe('fulfilled');
	});
});

describe('a commit that fails', () => {
	test('rejects everybody in it, keeps nothing in file or memory, and what comes again is answered once', async () => {
		const { send, store, state, conversations } = startRuntime();
		await send('anna', 'say 1');
		const heard: unknown[] = [];
		conversations.listen('web', 'bot', 'anna', (news) => heard.push(news));
		const pages = store.data.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0;
		store.data.get(`PRAGMA max_page_count = ${pages + 4}`);
		const again = () =>
			Promise.allSettled([
				send('anna', 'say 2', { id: 'second' }),
				...Array.from({ length: 40 }, (_, n) => send(`person ${n}`, 'many 5', { id: `many ${n}` })),
			]);
		const results = await again();
		expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['rejected']));
		for (const result of results) expect(result).toMatchObject({ reason: { code: 'UNAVAILABLE' } });
		expect(heard).toEqual([]);
		expect(toldTo(state('anna')?.conversation)).toEqual(['1']);
		expect(store.data.all('SELECT id FROM message_id')).toHaveLength(1);

		store.data.get('PRAGMA max_page_count = 1000000');
		for (const result of await again()) expect(result).toMatchObject({ value: { outcome: 'done' } });
		expect(toldTo(state('anna')?.conversation)).toEqual(['1', '2']);
		expect(heard).toHaveLength(1);
	});

	test('in keys.db rejects too, and no conversation is made without its key', async () => {
		const { send, store } = startRuntime();
		const pages = store.keys.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0;
		store.keys.get(`PRAGMA max_page_count = ${pages}`);
		const results = await Promise.allSettled(Array.from({ length: 64 }, (_, n) => send(`person ${n}`, 'say 1')));
		expect(results).toContainEqual(expect.objectContaining({ status: 'rejected' }));
		expect(store.data.all('SELECT pid FROM conversation')).toEqual([]);
		expect(store.keys.all('SELECT pid FROM person_key')).toEqual([]);
	});
});

describe('damaged data', () => {
	test("somebody else's state, put in one's place, does not open: that person's turns fail, nothing leaks", async () => {
		const { send, store, pid, conversations } = startRuntime();
		await send('anna', 'say secret');
		await send('berta', 'say hello');
		const steal = (table: string, column: string) =>
			store.data.run(
				`UPDATE ${table} SET ${column} = (SELECT ${column} FROM ${table} WHERE pid = ?) WHERE pid = ?`,
				pid('anna'),
				pid('berta'),
			);
		steal('outbox', 'message');
		expect(() => conversations.mailbox('web', 'bot', 'berta')).toThrow(/does not open/);
		steal('conversation', 'state');
		await expect(send('berta', 'say more')).rejects.toMatchObject({ code: 'TURN_FAILED', reason: 'SEAL_BROKEN' });
		expect(await send('anna', 'say more')).toMatchObject({ outcome: 'done' });
	});

	test('one message in the place of another of the same person does not open either', async () => {
		const { send, store, conversations } = startRuntime();
		await send('anna', 'many 2');
		store.data.run('UPDATE outbox SET message = (SELECT message FROM outbox WHERE seq = 1) WHERE seq = 2');
		expect(() => conversations.mailbox('web', 'bot', 'anna')).toThrow(/outbox.message does not open/);
	});

	test('a conversation whose key is gone is erased, and the person is met as a stranger', async () => {
		const { send, store, state, conversations, clock } = startRuntime();
		await send('anna', 'say 1');
		await send('anna', `wake step ${NOON + 1}`);
		await send('berta', `wake step ${NOON + 1}`);
		store.keys.run('DELETE FROM person_key');
		expect(conversations.mailbox('web', 'bot', 'anna')).toEqual([]);
		expect(texts((await send('anna', 'say 2')).messages)).toEqual(['2 heard, after nothing']);
		expect(conversations.mailbox('web', 'bot', 'anna').map(({ seq }) => seq)).toEqual([1]);
		clock.now += 10;
		await conversations.wake();
		expect(state('berta')).toBeUndefined();
		expect(store.data.all('SELECT pid FROM conversation')).toHaveLength(1);
	});
});

describe('close', () => {
	test('answers everybody who waits, takes nobody new, and resolves when done', async () => {
		const { conversations, send, state } = startRuntime();
		const waiting = Array.from({ length: 200 }, (_, n) => send(`person ${n % 50}`, `say ${n}`));
		const closed = conversations.close();
		await expect(send('late', 'say 1')).rejects.toThrow(Unavailable);
		await closed;
		for (let n = 0; n < 50; n++) expect(toldTo(state(`person ${n}`)?.conversation)).toHaveLength(4);
		await Promise.all(waiting);
		await conversations.close();
	});

	test('of an idle runtime resolves at once', async () => {
		const { conversations } = startRuntime();
		conversations.start();
		await conversations.close();
	});
});

test('a channel that is switched off now is treated as one that is sent to, and kept', async () => {
	const { state, send } = startRuntime({ channels: {} });
	await send('anna', 'close', { channel: 'telegram' });
	expect(state('anna', 'telegram')?.route).toEqual({ bot: 'bot', address: 'anna' });
});
