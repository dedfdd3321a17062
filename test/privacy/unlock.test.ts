import { describe, expect, onTestFinished, test } from 'vitest';
import { systemRandom } from '../../src/privacy/crypto.ts';
import { SecretWrong } from '../../src/privacy/errors.ts';
import { destroyPersonKeys, makePersonKey, openPersonKey } from '../../src/privacy/person-key.ts';
import { messageId, pseudonym } from '../../src/privacy/pseudonym.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { findBytes } from '../support/canary.ts';
import { temporaryDirectory } from '../support/directory.ts';

const old = new Uint8Array(32).fill(1);
const renewed = new Uint8Array(32).fill(2);

function opened(directory: string, secret: Uint8Array, previous?: Uint8Array): Store {
	const store = openStore(directory, { secret, previous });
	onTestFinished(store.close);
	return store;
}

describe('a person is known by a name that says nothing', () => {
	test('the same address is the same person, and only on the same channel and bot', () => {
		const { ring } = opened(temporaryDirectory(), old);
		const pid = pseudonym(ring, 'telegram', 'bot', '31600000000');
		expect(pid).toMatch(/^[A-Za-z0-9_-]{43}$/);
		expect(pseudonym(ring, 'telegram', 'bot', '31600000000')).toBe(pid);
		const others = [
			pseudonym(ring, 'whatsapp', 'bot', '31600000000'),
			pseudonym(ring, 'telegram', 'other', '31600000000'),
			pseudonym(ring, 'telegram', 'bot', '31600000001'),
			pseudonym(ring, 'telegram', 'bot3', '1600000000'),
			pseudonym(ring, 'telegrambot', '', '31600000000'),
			messageId(ring, 'telegram', 'bot', '31600000000'),
		];
		expect(new Set([pid, ...others]).size).toBe(7);
	});

	test('two installations with the same secret know one person by two names', () => {
		const names = [0, 1].map(() => pseudonym(opened(temporaryDirectory(), old).ring, 'web', 'bot', 'address'));
		expect(names[0]).not.toBe(names[1]);
	});
});

describe('a person key', () => {
	test('comes back, is replaced by a new one, and is gone when destroyed', () => {
		const { keys, ring } = opened(temporaryDirectory(), old);
		const first = makePersonKey(keys, ring, 'somebody', systemRandom);
		expect(Buffer.from(openPersonKey(keys, ring, 'somebody') ?? [])).toEqual(Buffer.from(first));
		const second = makePersonKey(keys, ring, 'somebody', systemRandom);
		expect(Buffer.from(second)).not.toEqual(Buffer.from(first));
		expect(Buffer.from(openPersonKey(keys, ring, 'somebody') ?? [])).toEqual(Buffer.from(second));
		expect(destroyPersonKeys(keys, ['somebody', 'nobody'])).toBe(1);
		expect(openPersonKey(keys, ring, 'somebody')).toBeUndefined();
	});

	test('of somebody else, put in its place, does not open', () => {
		const { keys, ring } = opened(temporaryDirectory(), old);
		makePersonKey(keys, ring, 'somebody', systemRandom);
		makePersonKey(keys, ring, 'thief', systemRandom);
		keys.run(
			"UPDATE person_key SET wrapped = (SELECT wrapped FROM person_key WHERE pid = 'somebody') WHERE pid = 'thief'",
		);
		expect(openPersonKey(keys, ring, 'thief')).toBeUndefined();
		expect(openPersonKey(keys, ring, 'somebody')).toBeDefined();
	});
});

describe('a new secret', () => {
	test('needs the previous one once; people, their keys and their messages stay the same', () => {
		const directory = temporaryDirectory();
		const before = openStore(directory, { secret: old });
		const pid = pseudonym(before.ring, 'web', 'bot', 'address');
		const message = messageId(before.ring, 'web', 'bot', '1');
		const key = makePersonKey(before.keys, before.ring, pid, systemRandom);
		before.close();

		expect(() => openStore(directory, { secret: renewed })).toThrow(SecretWrong);
		const rotating = openStore(directory, { secret: renewed, previous: old });
		expect(pseudonym(rotating.ring, 'web', 'bot', 'address')).toBe(pid);
		expect(messageId(rotating.ring, 'web', 'bot', '1')).toBe(message);
		rotating.close();

		const after = openStore(directory, { secret: renewed });
		expect(Buffer.from(openPersonKey(after.keys, after.ring, pid) ?? [])).toEqual(Buffer.from(key));
		expect(after.ring.wrap).not.toEqual(before.ring.wrap);
		after.close();
		expect(() => openStore(directory, { secret: old })).toThrow(SecretWrong);
		// A rotation left in the settings does no harm.
		openStore(directory, { secret: renewed, previous: old }).close();
	});

	test('leaves nothing behind that the old one opens, not even in the log', () => {
		const directory = temporaryDirectory();
		const before = openStore(directory, { secret: old });
		makePersonKey(before.keys, before.ring, 'somebody', systemRandom);
		const wrapped = before.keys.get<{ wrapped: Uint8Array }>('SELECT wrapped FROM person_key')?.wrapped;
		before.close();
		expect(wrapped).toHaveLength(61);
		expect(findBytes(directory, [wrapped ?? new Uint8Array()])).toEqual(['keys.db']);
		opened(directory, renewed, old);
		expect(findBytes(directory, [wrapped ?? new Uint8Array()])).toEqual([]);
	});

	test('does not stop at a damaged person key', () => {
		const directory = temporaryDirectory();
		const before = openStore(directory, { secret: old });
		makePersonKey(before.keys, before.ring, 'damaged', systemRandom);
		makePersonKey(before.keys, before.ring, 'whole', systemRandom);
		before.keys.run("UPDATE person_key SET wrapped = ? WHERE pid = 'damaged'", new Uint8Array(61));
		before.close();
		const { keys, ring } = opened(directory, renewed, old);
		expect(openPersonKey(keys, ring, 'whole')).toBeDefined();
		expect(openPersonKey(keys, ring, 'damaged')).toBeUndefined();
	});
});
