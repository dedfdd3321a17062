import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openApi } from '../../../src/channels/whatsapp/api.ts';
import type { Event, Said } from '../../../src/channels/whatsapp/event.ts';
import { openTake, type TakeOptions, type Taking } from '../../../src/channels/whatsapp/take.ts';
import type { Receipt } from '../../../src/conversation/conversations.ts';
import { Unavailable } from '../../../src/conversation/errors.ts';
import type { Log } from '../../../src/log.ts';
import { canariesIn } from '../../support/canary.ts';
import { person } from '../../support/fake-whatsapp/person.ts';
import { type FakeNumber, type FakeWhatsApp, startFakeWhatsApp } from '../../support/fake-whatsapp/start.ts';
import { NUMBER, USER_ID, wamid } from './payload.ts';

const done: Receipt = { outcome: 'done', messages: [], closed: false, erased: false, wipe: [] };
let fake: FakeWhatsApp;
let close = () => {};
let number: FakeNumber;
let receive: TakeOptions['talks']['receive'];
let follow: TakeOptions['talks']['follow'];
let heard: Parameters<TakeOptions['talks']['receive']>[0][];
let learnt: unknown[][];
let counted: string[];
let logged: unknown[][];
let said: unknown[];
let answering: boolean;
let taking: Taking;

beforeAll(async () => {
	fake = await startFakeWhatsApp((end) => {
		close = end;
	});
});
afterAll(() => close());

beforeEach(async () => {
	number = await fake.number();
	[heard, learnt, counted, logged, said] = [[], [], [], [], []];
	receive = async () => done;
	answering = false;
	follow = async () => {};
	// Its own: what a test leaves under way must not be found in the next one's.
	const lines = logged;
	const keep = (...line: unknown[]) => void lines.push(line);
	taking = openTake({
		bot: number.phoneNumberId,
		api: openApi({ token: number.token, apiRoot: number.root, graphVersion: number.version }),
		talks: {
			async receive(arrival) {
				heard.push(arrival);
				return receive(arrival);
			},
			follow: (...moved) => follow(...moved),
			learn: async (_channel, _bot, id, told) => void learnt.push([id, told]),
		},
		sender: {
			async send(_, { message }) {
				said.push(message.text);
				return { outcome: 'sent', ids: [] };
			},
			wipe: async () => {},
			isSending: () => answering,
		},
		log: { debug: keep, info: keep, warn: keep, error: keep, fatal: keep } as Log,
		metrics: { turn: (channel) => void counted.push(channel), refused: (_, why) => void counted.push(why) },
	});
});

function words(text: string, address = USER_ID, id = wamid()): Said {
	return {
		is: 'said',
		id,
		address,
		alias: undefined,
		inbound: { kind: 'text', text },
		guess: 'en',
		at: undefined,
	};
}

const texts = () => heard.map(({ inbound }) => inbound.kind === 'text' && inbound.text);

/** Which messages were marked as read, and what stood with that, when nothing is under way any more. */
async function marked(): Promise<unknown[]> {
	await taking.close();
	return (await number.ledger()).map(({ call, id, body }) => [call, id, body.typing_indicator]);
}

describe('what people say', () => {
	test('is a turn', async () => {
		await taking.take([{ ...words('hi', USER_ID, 'wamid.a'), alias: NUMBER, at: 5_000 }]);
		expect(heard).toEqual([
			{
				channel: 'whatsapp',
				bot: number.phoneNumberId,
				address: USER_ID,
				alias: NUMBER,
				sent: 5000,
				id: 'wamid.a',
				inbound: { kind: 'text', text: 'hi' },
				guess: 'en',
			},
		]);
		expect(counted).toEqual(['whatsapp']);
	});

	test('of one person one after the other, and nobody waits for another', async () => {
		let release = () => {};
		receive = ({ inbound }) =>
			inbound.kind === 'text' && inbound.text === 'a1'
				? new Promise((resolve) => (release = () => resolve(done)))
				: Promise.resolve(done);
		const taken = taking.take([words('a1'), words('a2'), words('b1', NUMBER)]);
		await new Promise(setImmediate);
		expect(texts()).toEqual(['a1', 'b1']);
		release();
		await taken;
		expect(texts()).toEqual(['a1', 'b1', 'a2']);
	});

	test('that was not taken rejects when all the others are, and what comes after it from the same person waits', async () => {
		receive = async ({ inbound }) => {
			if (inbound.kind === 'text' && inbound.text === 'a2') throw new Unavailable('the database');
			return done;
		};
		const events = [words('a1'), words('a2'), words('a3'), words('b1', NUMBER)];
		await expect(taking.take(events)).rejects.toThrow(Unavailable);
		expect(texts().toSorted()).toEqual(['a1', 'a2', 'b1']);
	});

	test('and fails by itself again and again is given up, so that Meta need not repeat all beside it for a week', async () => {
		receive = async () => {
			throw Object.assign(new Error('x'), { code: 'TURN_FAILED' });
		};
		const event = words('a');
		await expect(taking.take([event])).rejects.toThrow();
		await expect(taking.take([event])).rejects.toThrow();
		await taking.take([event]);
		expect(counted).toEqual(['given-up']);
	});

	test('last, by who is forgotten, is answered before they are', async () => {
		const message = { language: 'en', text: 'Gone.', choices: [], shape: 'menu' as const, page: 1 };
		receive = async () => ({ ...done, erased: true, messages: [{ seq: 1, message }] });
		await taking.take([words('forget me')]);
		expect(await marked()).toEqual([]);
		expect(said).toEqual(['Gone.']);
	});
});

describe('the mark "read"', () => {
	test('comes after the commit, with "typing…", for the last of each person', async () => {
		const anna = person({ userId: USER_ID });
		const [a1 = '', a2 = ''] = await number.push([anna.says('a1'), anna.says('a2')]);
		await taking.take([words('a1', USER_ID, a1), words('a2', USER_ID, a2)]);
		expect(await marked()).toEqual([['read', a2, { type: 'text' }]]);
	});

	test('comes without "typing…" when the answer is on its way: nothing would follow', async () => {
		const [id = ''] = await number.push(person({ userId: USER_ID }).says('a'));
		answering = true;
		await taking.take([words('a', USER_ID, id)]);
		expect(await marked()).toEqual([['read', id, undefined]]);
	});

	test('is not made for what was not taken, or came again', async () => {
		receive = async () => ({ ...done, outcome: 'repeated' });
		await taking.take([words('a')]);
		receive = async () => Promise.reject(new Unavailable('x'));
		await expect(taking.take([words('a')])).rejects.toThrow();
		expect(await marked()).toEqual([]);
		expect(counted).toEqual([]);
	});

	test('that fails hurts nobody', async () => {
		// The fake does not know this message.
		await taking.take([words('a')]);
		expect(await marked()).toEqual([]);
		expect((await number.look()).refusals.map(({ call }) => call)).toEqual(['read']);
		expect(logged.length).toBe(1);
	});
});

describe('what Meta tells', () => {
	test('that somebody has moved is followed in its place between their messages', async () => {
		const order: string[] = [];
		receive = async ({ address }) => {
			order.push(address);
			return done;
		};
		follow = async (_channel, _bot, id, { from, to }) => void order.push(`${id}: ${from} > ${to}`);
		const moved: Event = { is: 'moved', id: 'wamid.moved', from: 'NL.1', to: 'NL.2' };
		await taking.take([words('before', 'NL.1'), moved, words('after', 'NL.2')]);
		expect(order).toEqual(['NL.1', 'wamid.moved: NL.1 > NL.2', 'NL.2']);
	});

	test('a move that could not be stored comes again with all that stands beside it', async () => {
		follow = async () => {
			throw new Unavailable('the database');
		};
		await expect(taking.take([{ is: 'moved', id: 'x', from: 'NL.1', to: 'NL.2' }])).rejects.toThrow(Unavailable);
	});

	test('one person’s messages stay in order when number and user id come by turns', async () => {
		const order: string[] = [];
		let first = () => {};
		const held = new Promise<void>((resolve) => {
			first = resolve;
		});
		receive = async ({ inbound }) => {
			const text = inbound.kind === 'text' ? inbound.text : '';
			if (text === 'one') await held;
			order.push(text);
			return done;
		};
		const [one, other] = [words('one', NUMBER), words('other', 'NL.9')];
		const taken = taking.take([one, { ...words('two'), alias: NUMBER }, words('three'), other]);
		await new Promise((resolve) => setImmediate(resolve));
		expect(order).toEqual(['other']);
		first();
		await taken;
		expect(order).toEqual(['other', 'one', 'two', 'three']);
	});

	test('what became of our messages is learnt, and in the log only where it failed, with why', async () => {
		await taking.take([
			{ is: 'status', id: 'wamid.1', state: 'delivered', code: undefined },
			{ is: 'status', id: 'wamid.2', state: 'failed', code: 131047 },
			{ is: 'status', id: 'wamid.3', state: 'failed', code: 130429 },
			{ is: 'status', id: 'wamid.4', state: 'failed', code: 131026 },
			{ is: 'status', id: 'wamid.5', state: 'failed', code: undefined },
		]);
		expect(learnt).toMatchObject([
			['wamid.1', { state: 'delivered' }],
			['wamid.2', { state: 'failed', fate: { outcome: 'closed' } }],
			['wamid.3', { state: 'failed', fate: { outcome: 'later', after: 30_000 } }],
			['wamid.4', { state: 'failed', fate: { outcome: 'refused', why: 'undeliverable' } }],
			['wamid.5', { state: 'failed', fate: { outcome: 'refused' } }],
		]);
		expect(logged.length).toBe(4);
		expect(JSON.stringify(logged)).toContain('window-closed');
		expect(JSON.stringify(logged)).not.toContain('wamid');
	});

	test('errors, changes to our account and what is ignored are logged by kind, and nobody by name', async () => {
		const [known = ''] = await number.push(person({ userId: USER_ID }).says('hi'));
		await taking.take([
			{ is: 'fault', code: 130429 },
			{ is: 'nothing', kind: 'account' },
			{ is: 'nothing', kind: 'reaction' },
			{ is: 'moved', id: 'wamid.moved', from: NUMBER, to: USER_ID },
			{ is: 'status', id: wamid(), state: 'failed', code: 131026 },
			words('hi', USER_ID, known),
		]);
		await taking.close();
		expect(logged.length).toBe(5);
		const log = JSON.stringify(logged);
		expect(log).toContain('130429');
		expect(canariesIn(log, [USER_ID])).toEqual([]);
		expect(log).not.toMatch(new RegExp(`${NUMBER}|wamid`));
	});
});
