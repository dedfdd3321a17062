import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from '../../../src/channels/parse-json.ts';
import { openParse } from '../../../src/channels/telegram/parse.ts';
import type { Update } from '../../../src/channels/telegram/update.ts';
import { canariesIn } from '../../support/canary.ts';
import { person } from '../../support/fake-telegram/person.ts';

const parse = openParse(['en', 'nl', 'ro', 'pt-BR', 'zh-Hans']);
const anna = person(7_000_000_001, 'nl');

/** What an update says, given as Telegram would word it. */
function read(content: object, update_id = 900): Update | undefined {
	return parse({ update_id, ...content });
}

function inbound(content: object) {
	const update = read(content);
	return update?.is === 'said' ? update.inbound : update;
}

/** As the fake gives a message an id. */
function numbered(content: object): object {
	const { message } = content as { message: object };
	return { message: { message_id: 5, ...message } };
}

const says = (text: string) => numbered(anna.says(text));
const sends = (content: object) => numbered(anna.sends(content));

describe('what a person sends', () => {
	test('words', () => {
		expect(read(says('Can I say no?'))).toEqual({
			id: '900',
			is: 'said',
			address: '7000000001',
			inbound: { kind: 'text', text: 'Can I say no?' },
			guess: 'nl',
			message: '5',
		});
	});

	test('a tap: the choice is its data, and the query wants an answer', () => {
		const tap = anna.taps('main.menu.help', 17, { id: 'query-1' });
		expect(read(tap)).toEqual({
			id: '900',
			is: 'said',
			address: '7000000001',
			inbound: { kind: 'choice', id: 'main.menu.help' },
			guess: 'nl',
			message: undefined,
			tap: { query: 'query-1', on: '17' },
		});
	});

	test('a forged tap is no more than an id the core does not know', () => {
		expect(inbound(anna.taps('x'.repeat(500), 17, { id: 'q' }))).toEqual({ kind: 'choice', id: 'x'.repeat(64) });
		expect(inbound(anna.taps('__proto__', 17, { id: 'q' }))).toEqual({ kind: 'choice', id: '__proto__' });
		expect(inbound(anna.taps('', 17, { id: 'q', data: undefined }))).toEqual({ kind: 'choice', id: '' });
	});

	test.each([
		['photo', { photo: [{ file_id: 'x' }] }, 'picture'],
		['live photo', { live_photo: {}, photo: [] }, 'picture'],
		['sticker', { sticker: { emoji: '👍' } }, 'picture'],
		['animation, which comes as a document too', { animation: {}, document: {} }, 'video'],
		['video', { video: {} }, 'video'],
		['video note', { video_note: {} }, 'video'],
		['voice', { voice: {} }, 'voice'],
		['audio', { audio: {} }, 'voice'],
		['document', { document: {} }, 'file'],
		['contact', { contact: { phone_number: '+31600000000', first_name: 'X' } }, 'contact'],
		['shared person', { users_shared: {} }, 'contact'],
		['location', { location: { latitude: 53.2, longitude: 5.8 } }, 'location'],
		['venue, which comes as a location too', { venue: {}, location: {} }, 'location'],
		['poll', { poll: {} }, 'other'],
		['dice', { dice: { emoji: '🎲', value: 3 } }, 'other'],
		['something of next year', { hologram: {} }, 'other'],
	])('media: %s', (_, content, of) => {
		expect(inbound(sends(content))).toEqual({ kind: 'media', of });
	});

	test('of what somebody sends, nothing is left in the value', () => {
		const content = {
			contact: { phone_number: '+31612345678901234', first_name: 'Canary of a contact' },
			caption: 'Canary of a caption',
			venue: { title: 'Canary of a venue', location: { latitude: 53.2012345678901 } },
		};
		const value = JSON.stringify(read(sends(content)));
		expect(
			canariesIn(value, ['+31612345678901234', 'Canary of a contact', 'Canary of a caption', 'Canary of a venue']),
		).toEqual([]);
	});

	test('ten pictures of one album are known as one message, another album as another', () => {
		const album = (group: string, id: number) => read(sends({ photo: [], media_group_id: group }), id)?.id;
		expect(album('a', 1)).toBe(album('a', 2));
		expect(album('b', 3)).not.toBe(album('a', 1));
	});

	test('words under a picture, a video, a sound or a file are read, and under nothing else', () => {
		const under = (content: object) => inbound(sends({ ...content, caption: 'look' }));
		for (const [name, of] of [
			['photo', 'picture'],
			['video', 'video'],
			['voice', 'voice'],
			['document', 'file'],
		]) {
			expect(under({ [name ?? '']: {} })).toEqual({ kind: 'media', of, words: 'look' });
		}
		expect(under({ location: {} })).toEqual({ kind: 'media', of: 'location' });
		expect(inbound(sends({ photo: [], caption: 7 }))).toEqual({ kind: 'media', of: 'picture' });
	});

	test('words under one picture of an album are not passed over', () => {
		const one = (id: number, more: object) => read(sends({ photo: [], media_group_id: 'a', ...more }), id)?.id;
		expect(one(1, {})).toBe(one(2, {}));
		expect(one(3, { caption: 'look' })).not.toBe(one(1, {}));
	});

	test('forwarded words are words, and whose they were is not in the value', () => {
		const origin = { type: 'user', sender_user: { id: 5, first_name: 'Canary of the origin' }, date: 1 };
		const update = read(
			numbered(anna.says('Look at this', { forward_origin: origin, forward_from: origin.sender_user })),
		);
		expect(update).toMatchObject({ inbound: { kind: 'text', text: 'Look at this' } });
		expect(canariesIn(JSON.stringify(update), ['Canary of the origin'])).toEqual([]);
	});
});

describe('commands and links', () => {
	test.each([
		['/menu', '/menu'],
		['/forget@fake_bot', '/forget@fake_bot'],
		['/start', '/start'],
		['/start@fake_bot', '/start'],
		['/start ro', '/start'],
		['/start abc-DEF_123', '/start'],
		[`/start ${'x'.repeat(64)}`, '/start'],
		['/started', '/started'],
		['/start I need help', '/start I need help'],
	])('%j is %j', (typed, text) => {
		expect(inbound(says(typed))).toEqual({ kind: 'text', text });
	});

	test.each([
		['ro', 'ro'],
		['RO', 'ro'],
		['pt_BR', 'pt-BR'],
		['zh-hans', 'zh-Hans'],
		// Not a language of ours: what the app says.
		['xx', 'nl'],
		['campaign-7', 'nl'],
		['__proto__', 'nl'],
	])('a link with ?start=%s suggests %s', (payload, guess) => {
		expect(read(says(`/start ${payload}`))).toMatchObject({ guess });
	});

	test.each([
		['nl', 'nl'],
		['en-GB', 'en'],
		['pt', 'pt-BR'],
		['pt-br', 'pt-BR'],
		['zh', 'zh-Hans'],
		['zh-hant', 'zh-Hans'],
		['xx', 'en'],
		['', 'en'],
		['../../etc', 'en'],
	])('an app in %j suggests %s', (code, guess) => {
		expect(read(numbered(person(1, code).says('x')))).toMatchObject({ guess });
	});

	test('an app that does not say its language, or says it in no word, suggests the first', () => {
		expect(read(numbered(person(1).says('x')))).toMatchObject({ guess: 'en' });
		const odd = {
			message_id: 1,
			chat: { id: 1, type: 'private' },
			from: { id: 1, language_code: { $ne: null } },
			text: 'x',
		};
		expect(read({ message: odd })).toMatchObject({ is: 'said', guess: 'en' });
	});
});

describe('what is not said by a person here', () => {
	const nothing = (kind: string) => ({ id: '900', is: 'nothing', kind });

	test('an edited message is not answered a second time', () => {
		expect(read(anna.edits('Can I say yes?'))).toEqual(nothing('edited'));
	});

	test('blocked, and unblocked', () => {
		expect(read(anna.blocks())).toEqual({ id: '900', is: 'blocked', address: '7000000001' });
		expect(read(anna.unblocks())).toEqual({ id: '900', is: 'unblocked', address: '7000000001' });
	});

	test.each(['group', 'supergroup', 'channel'])('put into a %s, or hearing from one', (type) => {
		const group = { id: '900', is: 'group', chat: '-100123' };
		expect(read(anna.adds(-100_123, type))).toEqual(group);
		expect(read(numbered(anna.writesIn(-100_123, 'hello', type)))).toEqual(group);
		const post = { chat: { id: -100_123, type }, message_id: 1, text: 'x' };
		expect(read({ channel_post: post })).toEqual(group);
	});

	test('put out of a group', () => {
		const out = { chat: { id: -1, type: 'group' }, new_chat_member: { status: 'left' } };
		expect(read({ my_chat_member: out })).toEqual(nothing('left-group'));
	});

	test('a group that became a supergroup', () => {
		const moved = { message_id: 1, chat: { id: -5, type: 'group' }, migrate_to_chat_id: -1_005 };
		expect(read({ message: moved })).toEqual({ id: '900', is: 'moved', from: '-5', to: '-1005' });
	});

	test('another bot', () => {
		const from = { id: 3, is_bot: true, first_name: 'Other' };
		expect(read({ message: { message_id: 1, from, chat: { id: 3, type: 'private' }, text: 'hi' } })).toEqual(
			nothing('bot'),
		);
	});

	test.each(['pinned_message', 'message_auto_delete_timer_changed', 'chat_background_set', 'write_access_allowed'])(
		'a notice of Telegram itself: %s',
		(name) => {
			expect(read(sends({ [name]: {} }))).toEqual(nothing('service'));
		},
	);

	test('a tap under a message in a group or of an inline query is answered, and is nothing more', () => {
		const inline = { callback_query: { id: 'q', from: { id: 1 }, inline_message_id: 'x', data: 'menu' } };
		expect(read(inline)).toEqual({ ...nothing('no-chat'), tap: { query: 'q', on: undefined } });
		const group = {
			id: 'q',
			from: { id: 1 },
			data: 'menu',
			message: { message_id: 4, chat: { id: -5, type: 'group' } },
		};
		expect(read({ callback_query: group })).toEqual({ ...nothing('no-chat'), tap: { query: 'q', on: '4' } });
	});

	test.each([
		'poll_answer',
		'inline_query',
		'business_message',
		'guest_message',
		'managed_bot',
		'of_next_year',
		'__proto__',
	])('an update of a kind we do not use: %s', (kind) => {
		expect(read(JSON.parse(`{"${kind}":{"text":"x"}}`))).toEqual(nothing('unknown'));
	});
});

describe('hostile JSON', () => {
	const said = { message_id: 5, chat: { id: 7, type: 'private' }, from: { id: 7, is_bot: false }, text: 'hi' };

	test.each([
		['cut off', '{"update_id":1,"message":{'],
		['empty', ''],
		['NaN', '{"update_id":NaN}'],
		['not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
		['a word', 'update'],
	])('%s is no JSON', (_, body) => {
		expect(parseJson(Buffer.from(body))).toBeUndefined();
	});

	test.each([
		['null', null],
		['a number', 5],
		['an array of 1,000', Array.from({ length: 1_000 }, (_, n) => ({ update_id: n, message: said }))],
		['no id', { message: said }],
		['an id as a string', { update_id: '1', message: said }],
		['an id over 2^53', JSON.parse('{"update_id":9007199254740993,"message":{}}')],
		['a negative id', { update_id: -1, message: said }],
		['an id that is no whole number', { update_id: 1.5, message: said }],
	])('%s is no update', (_, value) => {
		expect(parse(value)).toBeUndefined();
	});

	test.each([
		['text that is a number', { ...said, text: 5 }],
		['text that is an object', { ...said, text: { $gt: '' } }],
		['a chat without an id', { ...said, chat: { type: 'private' } }],
		['a chat over 2^53', { ...said, chat: JSON.parse('{"id":9007199254740993,"type":"private"}') }],
		['a chat of no type', { ...said, chat: { id: 7 } }],
		['a message without an id', { ...said, message_id: undefined }],
		['a message that is null', null],
		['a message that is an array', [said]],
		['a message that is words', 'hi'],
	])('%s: nothing, by kind', (_, message) => {
		expect(parse({ update_id: 1, message })).toEqual({ id: '1', is: 'nothing', kind: 'misshapen' });
	});

	test('what is not needed may be misshapen, and the person is answered all the same', () => {
		const odd = { ...said, from: 'nobody', date: -5, media_group_id: 7, entities: 'x', message_thread_id: null };
		expect(parse({ update_id: 1, message: odd })).toMatchObject({ is: 'said', inbound: { kind: 'text', text: 'hi' } });
	});

	test('a chat of a type we do not know is nobody', () => {
		expect(parse({ update_id: 1, message: { ...said, chat: { id: 7, type: 'sender' } } })).toMatchObject({
			kind: 'no-chat',
		});
	});

	test('depth 10,000, in what we read and in what we do not', () => {
		const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
		const texts = [
			deep,
			`{"update_id":1,"message":${deep}}`,
			`{"update_id":1,"message":{"message_id":5,"chat":{"id":7,"type":"private"},"text":"hi","entities":${deep}}}`,
			`${`{"a":`.repeat(10_000)}1${'}'.repeat(10_000)}`,
		];
		const read = texts.map((text) => parse(parseJson(Buffer.from(text))?.json));
		expect(read.map((update) => update?.is)).toEqual([undefined, 'nothing', 'said', undefined]);
	});

	test('of doubled keys the last counts, and no key reaches a prototype', () => {
		const doubled =
			'{"update_id":1,"update_id":2,"message":{"message_id":5,"chat":{"id":7,"type":"private"},"text":"a","text":"b"}}';
		expect(parse(parseJson(Buffer.from(doubled))?.json)).toMatchObject({ id: '2', inbound: { text: 'b' } });
		const polluting = `{"update_id":1,"__proto__":{"is":"said","polluted":1},"constructor":{"prototype":{"polluted":1}},"message":{"__proto__":{"text":"from the prototype"},"message_id":5,"chat":{"id":7,"type":"private","__proto__":{"id":8}}}}`;
		expect(parse(parseJson(Buffer.from(polluting))?.json)).toMatchObject({ address: '7', inbound: { kind: 'media' } });
		expect('polluted' in {}).toBe(false);
	});

	test('null bytes, lone surrogates and 100,000 characters come through as they are; the core cleans them', () => {
		for (const text of ['a\u0000b', 'a\ud800b', 'x'.repeat(100_000)]) {
			const body = Buffer.from(JSON.stringify({ update_id: 1, message: { ...said, text } }));
			expect(parse(parseJson(body)?.json)).toMatchObject({ inbound: { kind: 'text', text } });
		}
	});
});

describe('whatever comes', () => {
	const kinds = ['message', 'callback_query', 'my_chat_member', 'channel_post', 'edited_message', 'poll'];
	const keys = fc.constantFrom(
		'message_id',
		'chat',
		'from',
		'text',
		'id',
		'type',
		'data',
		'message',
		'new_chat_member',
		'status',
		'update_id',
		'__proto__',
		'photo',
		'migrate_to_chat_id',
		'media_group_id',
		'language_code',
		'is_bot',
	);
	const values = fc.letrec((tie) => ({
		value: fc.oneof(
			{ depthSize: 'small' },
			fc.constantFrom<unknown>(
				'private',
				'group',
				'channel',
				'member',
				'kicked',
				'/start ro',
				null,
				true,
				0,
				-1,
				7,
				2 ** 53,
				1.5,
				'',
			),
			fc.string(),
			fc.integer(),
			fc.dictionary(keys, tie('value'), { noNullPrototype: true }),
			fc.array(tie('value'), { maxLength: 3 }),
		),
	})).value;

	test('it is one of our words or undefined, and nothing throws', () => {
		const updates = fc.tuple(fc.oneof(fc.nat(), values), fc.constantFrom(...kinds), values);
		fc.assert(
			fc.property(updates, ([update_id, kind, value]) => {
				const update = parse({ update_id, [kind]: value });
				if (update === undefined) return;
				expect(['said', 'blocked', 'unblocked', 'moved', 'group', 'nothing']).toContain(update.is);
				if (update.is === 'said') expect(update.address).toMatch(/^-?\d{1,16}$/);
			}),
			{ numRuns: 2_000 },
		);
	});

	test('any bytes are JSON or not, and nothing throws', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.uint8Array(),
					fc.json().map((json) => Buffer.from(json)),
				),
				(body) => {
					const json = parseJson(body);
					if (json) parse(json.json);
				},
			),
		);
	});

	test('no name, username or title is in the value, wherever it stood', () => {
		const bea = person(7_000_000_002, 'ro');
		const everything = [
			numbered(bea.says('hi')),
			numbered(bea.says('/start ro')),
			numbered(bea.sends({ photo: [] })),
			numbered(bea.sends({ contact: {} })),
			bea.taps('menu', 3, { id: 'q' }),
			bea.edits('hi'),
			bea.blocks(),
			bea.unblocks(),
			bea.adds(-1_001),
			numbered(bea.writesIn(-1_001, 'hi')),
		];
		for (const content of everything) expect(canariesIn(JSON.stringify(content), bea.canaries)).not.toEqual([]);
		expect(canariesIn(JSON.stringify(everything.map((content) => read(content))), bea.canaries)).toEqual([]);
	});
});
