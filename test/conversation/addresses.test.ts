/** One person, two addresses that come and go: one conversation, and a stranger on an old number has none of it. */
import { describe, expect, test } from 'vitest';
import { NOON, type Runtime, startRuntime, texts } from './runtime.ts';

const number = '31600000001';
const id = 'NL.1111';

/** Says it on WhatsApp, from one address or from two at once. → what is answered */
async function say(runtime: Runtime, text: string, address: string, alias?: string): Promise<string[]> {
	const receipt = await runtime.send(address, text, { channel: 'whatsapp', ...(alias !== undefined && { alias }) });
	return texts(receipt.messages);
}

function move(runtime: Runtime, notice: string, from: string, to: string): Promise<void> {
	return runtime.conversations.follow('whatsapp', 'bot', notice, { from, to });
}

function count({ store }: Runtime): Record<string, number> {
	const of = (table: string) => store.data.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n ?? -1;
	const keys = store.keys.get<{ n: number }>('SELECT count(*) AS n FROM person_key')?.n ?? -1;
	return { conversations: of('conversation'), addresses: of('address'), superseded: of('superseded'), keys };
}

describe('number and user id', () => {
	test('a conversation begun by number goes on by number and id, by id alone, and by number again', async () => {
		const runtime = startRuntime();
		expect(await say(runtime, 'say 1', number)).toEqual(['1 heard, after nothing']);
		expect(await say(runtime, 'say 2', id, number)).toEqual(['2 heard, after 1']);
		expect(await say(runtime, 'say 3', id)).toEqual(['3 heard, after 2']);
		expect(await say(runtime, 'say 4', number)).toEqual(['4 heard, after 3']);
		expect(count(runtime)).toEqual({ conversations: 1, addresses: 1, superseded: 0, keys: 1 });
	});

	test('a first message with both makes one conversation, whichever the next comes from', async () => {
		const runtime = startRuntime();
		await say(runtime, 'say 1', id, number);
		expect(await say(runtime, 'say 2', number)).toEqual(['2 heard, after 1']);
		expect(await say(runtime, 'say 3', id)).toEqual(['3 heard, after 2']);
	});

	test('all at once, before anything of it is written, is one conversation too', async () => {
		const runtime = startRuntime();
		const answers = await Promise.all([
			say(runtime, 'say 1', number),
			say(runtime, 'say 2', id, number),
			say(runtime, 'say 3', id),
			say(runtime, 'say 4', number),
		]);
		expect(answers.flat()).toEqual([
			'1 heard, after nothing',
			'2 heard, after 1',
			'3 heard, after 2',
			'4 heard, after 3',
		]);
		expect(count(runtime).conversations).toBe(1);
	});

	test('they are answered where they last wrote from', async () => {
		const runtime = startRuntime();
		await say(runtime, 'say 1', number);
		expect(runtime.state(number, 'whatsapp')?.route).toEqual({ bot: 'bot', address: number });
		await say(runtime, 'say 2', id, number);
		expect(runtime.state(number, 'whatsapp')?.route).toEqual({ bot: 'bot', address: id, paired: true });
	});

	test('of two conversations begun apart the longer stays, and the other goes when it has nothing to say', async () => {
		const runtime = startRuntime();
		for (const n of [1, 2, 3]) await say(runtime, `say ${n}`, number);
		await say(runtime, 'say a', id);
		expect(await say(runtime, 'say 4', id, number)).toEqual(['4 heard, after 3']);
		expect(await say(runtime, 'say 5', id)).toEqual(['5 heard, after 4']);
		expect(await say(runtime, 'say 6', number)).toEqual(['6 heard, after 5']);
		// Its answer has not gone out yet: no sender is there.
		runtime.conversations.sweep();
		expect(count(runtime)).toMatchObject({ conversations: 2, superseded: 1 });
		runtime.store.data.run("UPDATE outbox SET state = 'dead' WHERE pid = ?", runtime.pid(id, 'whatsapp'));
		runtime.conversations.sweep();
		expect(count(runtime)).toMatchObject({ conversations: 1, superseded: 0, keys: 1 });
		expect(await say(runtime, 'say 7', id)).toEqual(['7 heard, after 6']);
	});

	test('to be forgotten means both addresses, and both conversations', async () => {
		const runtime = startRuntime();
		for (const n of [1, 2]) await say(runtime, `say ${n}`, number);
		await say(runtime, 'say a', id);
		await say(runtime, 'say 3', id, number);
		expect(count(runtime)).toMatchObject({ conversations: 2, keys: 2 });
		await say(runtime, 'forget', id);
		expect(count(runtime)).toEqual({ conversations: 0, addresses: 0, superseded: 0, keys: 0 });
		expect(await say(runtime, 'say 4', number)).toEqual(['4 heard, after nothing']);
	});

	test('a number that comes with another id now is somebody else’s: nothing of before is theirs', async () => {
		const runtime = startRuntime();
		await say(runtime, 'say 1', id, number);
		expect(await say(runtime, 'say 2', 'NL.2222', number)).toEqual(['2 heard, after nothing']);
		expect(await say(runtime, 'say 3', number)).toEqual(['3 heard, after 2']);
		expect(await say(runtime, 'say 4', id)).toEqual(['4 heard, after 1']);
	});

	test('also when the conversation was begun by the number alone', async () => {
		const runtime = startRuntime();
		await say(runtime, 'say 1', number);
		await say(runtime, 'say 2', id, number);
		expect(await say(runtime, 'say 3', 'NL.2222', number)).toEqual(['3 heard, after nothing']);
		expect(await say(runtime, 'say 4', id)).toEqual(['4 heard, after 2']);
		expect(await say(runtime, 'say 5', number)).toEqual(['5 heard, after 3']);
	});
});

describe('a changed address', () => {
	const other = '31600000002';

	test('is followed, and answered there', async () => {
		const runtime = startRuntime();
		await say(runtime, 'say 1', number);
		await move(runtime, 'notice', number, other);
		expect(runtime.state(number, 'whatsapp')?.route).toEqual({ bot: 'bot', address: other });
		expect(await say(runtime, 'say 2', other)).toEqual(['2 heard, after 1']);
	});

	test('number and id change together, as WhatsApp tells it', async () => {
		const runtime = startRuntime();
		await say(runtime, 'say 1', id, number);
		await move(runtime, 'notice id', id, 'NL.2222');
		await move(runtime, 'notice number', number, other);
		expect(await say(runtime, 'say 2', 'NL.2222', other)).toEqual(['2 heard, after 1']);
		expect(await say(runtime, 'say 3', other)).toEqual(['3 heard, after 2']);
	});

	test('whoever writes from the old one begins anew, and is not moved by the old notice again', async () => {
		const runtime = startRuntime();
		await say(runtime, 'say 1', number);
		await move(runtime, 'notice', number, other);
		expect(await say(runtime, 'say a', number)).toEqual(['a heard, after nothing']);
		await move(runtime, 'notice', number, other);
		expect(await say(runtime, 'say b', number)).toEqual(['b heard, after a']);
		expect(await say(runtime, 'say 2', other)).toEqual(['2 heard, after 1']);
	});

	test('the stranger on the old number is forgotten without the one who left it, and the other way round', async () => {
		const runtime = startRuntime();
		await say(runtime, 'say 1', number);
		await move(runtime, 'notice', number, other);
		await say(runtime, 'say a', number);
		await say(runtime, 'forget', number);
		expect(await say(runtime, 'say 2', other)).toEqual(['2 heard, after 1']);
		await say(runtime, 'say b', number);
		await say(runtime, 'forget', other);
		expect(await say(runtime, 'say c', number)).toEqual(['c heard, after b']);
		await say(runtime, 'forget', number);
		expect(count(runtime)).toEqual({ conversations: 0, addresses: 0, superseded: 0, keys: 0 });
	});

	test('somebody who wrote from the new one before the notice came keeps what is longer', async () => {
		const runtime = startRuntime();
		for (const n of [1, 2]) await say(runtime, `say ${n}`, number);
		await say(runtime, 'say a', other);
		await move(runtime, 'notice', number, other);
		expect(await say(runtime, 'say 3', other)).toEqual(['3 heard, after 2']);
		await say(runtime, 'forget', other);
		expect(count(runtime)).toEqual({ conversations: 0, addresses: 0, superseded: 0, keys: 0 });
	});

	test('of nobody we know moves nobody', async () => {
		const runtime = startRuntime();
		await move(runtime, 'notice', number, other);
		expect(count(runtime)).toEqual({ conversations: 0, addresses: 0, superseded: 0, keys: 0 });
		expect(await say(runtime, 'say 1', other)).toEqual(['1 heard, after nothing']);
	});

	test('what a start finds is what was left', async () => {
		let runtime = startRuntime();
		await say(runtime, 'say 1', id, number);
		await move(runtime, 'notice', id, 'NL.2222');
		runtime = runtime.restart();
		expect(await say(runtime, 'say 2', 'NL.2222')).toEqual(['2 heard, after 1']);
		expect(await say(runtime, 'say 3', number)).toEqual(['3 heard, after 2']);
	});
});

test('the time of their last words is kept where it closes a window, and is never later than now', async () => {
	const runtime = startRuntime();
	await runtime.send(number, 'say 1', { channel: 'whatsapp', sent: NOON - 5_000 });
	expect(runtime.state(number, 'whatsapp')?.heard).toBe(NOON - 5_000);
	await runtime.send(number, 'say 2', { channel: 'whatsapp', sent: NOON + 3_600_000 });
	expect(runtime.state(number, 'whatsapp')?.heard).toBe(NOON);
	await runtime.send('anna', 'say 1', { channel: 'telegram' });
	expect(runtime.state('anna', 'telegram')?.heard).toBeUndefined();
});
