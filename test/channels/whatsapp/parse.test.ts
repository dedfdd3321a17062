import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Event, Said } from '../../../src/channels/whatsapp/event.ts';
import { openParse } from '../../../src/channels/whatsapp/parse.ts';
import { canariesIn } from '../../support/canary.ts';
import {
	BOT,
	both,
	change,
	contact,
	message,
	NAME,
	NUMBER,
	one,
	text,
	USER_ID,
	USERNAME,
	wamid,
	webhook,
} from './payload.ts';

const parse = openParse(BOT, ['en', 'nl', 'ro']);

function only(json: unknown): Event {
	const [event, ...rest] = parse(json);
	if (!event || rest.length > 0) throw new Error(`${rest.length + (event ? 1 : 0)} events`);
	return event;
}

function said(json: unknown): Said {
	const event = only(json);
	if (event.is !== 'said') throw new Error(`not said, but ${JSON.stringify(event)}`);
	return event;
}

/** What each event is, in short. */
function short(events: Event[]): unknown[] {
	return events.map((event) => {
		if (event.is === 'said') return event.inbound.kind === 'text' ? event.inbound.text : event.inbound;
		if (event.is === 'nothing') return event.kind;
		if (event.is === 'status') return `${event.state} ${event.code ?? ''}`.trim();
		return event.is === 'moved' ? `${event.from} > ${event.to}` : `fault ${event.code}`;
	});
}

describe('the types of messages', () => {
	test.each([
		['text', { type: 'text', text: { body: 'hi' } }, { kind: 'text', text: 'hi' }],
		['nothing typed', { type: 'text', text: { body: '' } }, { kind: 'text', text: '' }],
		[
			'a tapped button',
			{ type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'menu', title: 'Menu' } } },
			{ kind: 'choice', id: 'menu' },
		],
		[
			'a chosen row',
			{
				type: 'interactive',
				interactive: { type: 'list_reply', list_reply: { id: 'main.menu.help', title: 'Help', description: 'x' } },
			},
			{ kind: 'choice', id: 'main.menu.help' },
		],
		['a form we never sent', { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: {} } }, 'other'],
		[
			"a template's button",
			{ type: 'button', button: { payload: 'person', text: 'A person' } },
			{ kind: 'choice', id: 'person' },
		],
		["a template's button without payload", { type: 'button', button: { text: 'Yes' } }, { kind: 'text', text: 'Yes' }],
		['an image', { type: 'image', image: { id: '1', mime_type: 'image/jpeg' } }, 'picture'],
		[
			'the words under an image',
			{ type: 'image', image: { id: '1', caption: 'look' } },
			{ kind: 'media', of: 'picture', words: 'look' },
		],
		[
			'the words under a document',
			{ type: 'document', document: { filename: 'x.pdf', caption: 'look' } },
			{ kind: 'media', of: 'file', words: 'look' },
		],
		['words that are none', { type: 'video', video: { id: '1', caption: 7 } }, 'video'],
		['an image of nothing', { type: 'image', image: null }, 'picture'],
		['a sticker', { type: 'sticker', sticker: { id: '1', animated: false } }, 'picture'],
		['a video', { type: 'video', video: { id: '1' } }, 'video'],
		['a voice message', { type: 'audio', audio: { id: '1', voice: true } }, 'voice'],
		['a document', { type: 'document', document: { id: '1', filename: 'x.pdf' } }, 'file'],
		['a location', { type: 'location', location: { latitude: 53.2, longitude: 5.8 } }, 'location'],
		['contacts', { type: 'contacts', contacts: [{ name: { formatted_name: 'X' } }] }, 'contact'],
		['an order', { type: 'order', order: {} }, 'other'],
		['what the API cannot show', { type: 'unsupported', errors: [{ code: 131051 }] }, 'other'],
		['what nobody knows yet', { type: 'hologram', hologram: {} }, 'other'],
		['a type that every object has', { type: 'constructor' }, 'other'],
	])('%s', (_, content, expected) => {
		expect(said(one(content)).inbound).toEqual(
			typeof expected === 'string' ? { kind: 'media', of: expected } : expected,
		);
	});

	test.each([
		['a reaction', { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } }, 'reaction'],
		[
			'an edit',
			{ type: 'edit', edit: { original_message_id: 'wamid.x', message: { type: 'text', text: { body: 'other' } } } },
			'edited',
		],
		['what was taken back', { type: 'revoke', revoke: { original_message_id: 'wamid.x' } }, 'revoked'],
		['an edit of older versions', { type: 'unsupported', unsupported: { type: 'edit' } }, 'edited'],
		['that a chat was opened', { type: 'request_welcome' }, 'service'],
		['a system message of another kind', { type: 'system', system: { type: 'customer_identity_changed' } }, 'system'],
		['text without text', { type: 'text', text: 'hi' }, 'misshapen'],
		['a tap without anything', { type: 'interactive' }, 'misshapen'],
		['a message in a group', { type: 'text', text: { body: 'hi' }, group_id: 'G' }, 'group'],
	])('%s is not answered', (_, content, kind) => {
		expect(only(one(content))).toEqual({ is: 'nothing', kind });
	});

	test('an id longer than any of ours comes in cut, and is none of ours', () => {
		const id = 'x'.repeat(5_000);
		const json = one({ type: 'interactive', interactive: { type: 'list_reply', list_reply: { id } } });
		expect(said(json).inbound).toEqual({ kind: 'choice', id: 'x'.repeat(256) });
	});
});

describe('who it is', () => {
	const hi = { type: 'text', text: { body: 'hi' } };
	const who = (json: unknown) => {
		const { address, alias } = said(json);
		return [address, alias];
	};

	test('the user id where there is one, with the number beside it', () => {
		expect(who(one(hi))).toEqual([USER_ID, NUMBER]);
	});

	test('the number alone', () => {
		expect(who(one(hi, { number: NUMBER }))).toEqual([NUMBER, undefined]);
	});

	test('the user id alone: `from` and `wa_id` may be absent', () => {
		expect(who(one(hi, { userId: USER_ID }))).toEqual([USER_ID, undefined]);
	});

	test('without contacts', () => {
		expect(who(webhook([change({ messages: [text('hi')] })]))).toEqual([USER_ID, NUMBER]);
	});

	test('what the message leaves out stands in the contact', () => {
		const json = (sender: object) =>
			webhook([change({ contacts: [contact(both)], messages: [{ id: wamid(), ...hi, ...sender }] })]);
		expect(who(json({ from: NUMBER }))).toEqual([USER_ID, NUMBER]);
		expect(who(json({ from_user_id: USER_ID }))).toEqual([USER_ID, NUMBER]);
		expect(who(json({}))).toEqual([USER_ID, NUMBER]);
	});

	test("another one's contact adds nothing", () => {
		const stranger = { number: '31970105550099', userId: 'NL.999' };
		const json = webhook([change({ contacts: [contact(stranger)], messages: [text('hi', { number: NUMBER })] })]);
		expect(who(json)).toEqual([NUMBER, undefined]);
	});

	test('of two people each has their own contact', () => {
		const other = { number: '31970105550002', userId: 'NL.222' };
		const messages = [text('a', { number: NUMBER }), text('b', { number: other.number })];
		const events = parse(webhook([change({ contacts: [contact(other), contact(both)], messages })]));
		expect(events.map((event) => event.is === 'said' && [event.address, event.alias])).toEqual([
			[USER_ID, NUMBER],
			[other.userId, other.number],
		]);
	});

	test('nobody: not answered', () => {
		expect(only(webhook([change({ messages: [{ id: 'wamid.1', ...hi }] })]))).toEqual({
			is: 'nothing',
			kind: 'no-sender',
		});
		const misshapen = { from: '31x', from_user_id: '12345', id: 'wamid.1', ...hi };
		expect(only(webhook([change({ messages: [misshapen] })]))).toEqual({ is: 'nothing', kind: 'no-sender' });
	});

	test.each([
		['31970105550001', 'nl'],
		['40700000000', 'ro'],
		['37360000000', 'ro'],
		['4915500000000', 'en'],
		['999000000', 'en'],
	])('%s may read %s', (number, guess) => {
		expect(said(one(hi, { number })).guess).toBe(guess);
	});

	test('the country of an id says it too', () => {
		expect(said(one(hi, { userId: 'RO.123' })).guess).toBe('ro');
		expect(said(one(hi, { userId: 'constructor.1' })).guess).toBe('en');
	});

	test('when it was sent; nonsense is not believed', () => {
		expect(said(one(hi)).at).toBe(1_795_431_600_000);
		for (const timestamp of ['-5', 'NaN', '99999999999999999', 5])
			expect(said(one({ ...hi, timestamp })).at).toBeUndefined();
	});
});

describe('a changed number or id is followed', () => {
	const NEW = '31970105550077';
	const NEW_ID = 'NL.77777';
	const system = (content: object, who: object = { from: NUMBER }) =>
		short(parse(webhook([change({ messages: [{ ...who, id: wamid(), type: 'system', system: content }] })])));

	test('both, of one system message', () => {
		const type = 'user_changed_number';
		expect(
			system({ type, body: `User ${NAME} changed`, wa_id: NEW, user_id: NEW_ID, previous_user_id: USER_ID }),
		).toEqual([`${USER_ID} > ${NEW_ID}`, `${NUMBER} > ${NEW}`]);
		expect(system({ type, wa_id: NEW, user_id: NEW_ID }, { from: NUMBER, from_user_id: USER_ID })).toEqual([
			`${USER_ID} > ${NEW_ID}`,
			`${NUMBER} > ${NEW}`,
		]);
	});

	test('the number alone, in the old writing too', () => {
		expect(system({ type: 'user_changed_number', new_wa_id: NEW })).toEqual([`${NUMBER} > ${NEW}`]);
	});

	test('the id alone', () => {
		const content = { type: 'user_changed_user_id', user_id: NEW_ID, previous_user_id: USER_ID };
		expect(system(content, {})).toEqual([`${USER_ID} > ${NEW_ID}`]);
	});

	test('the user-id update, one or many', () => {
		const pair = { previous: USER_ID, current: NEW_ID };
		const followed = [`${USER_ID} > ${NEW_ID}`];
		expect(short(parse(webhook([change({ user_id_update: pair }, 'user_id_update')])))).toEqual(followed);
		expect(short(parse(webhook([change({ user_id_update: [{ wa_id: NEW, user_id: pair }] })])))).toEqual(followed);
	});

	test('from nowhere, to nowhere or to the same is none', () => {
		expect(system({ type: 'user_changed_number', wa_id: NUMBER })).toEqual(['system']);
		expect(system({ type: 'user_changed_user_id', user_id: NEW_ID }, {})).toEqual(['system']);
		expect(short(parse(webhook([change({ user_id_update: { current: NEW_ID } })])))).toEqual(['misshapen']);
	});
});

describe('all of it', () => {
	test('2 entries × 2 changes × 3 messages, in order', () => {
		const three = (name: string) =>
			change({ contacts: [contact(both)], messages: [1, 2, 3].map((n) => text(`${name}${n}`)) });
		const json = webhook([three('a'), three('b')], [three('c'), three('d')]);
		expect(short(parse(json))).toEqual(['a', 'b', 'c', 'd'].flatMap((name) => [1, 2, 3].map((n) => `${name}${n}`)));
	});

	test('messages, statuses, errors and updates beside each other: who has moved first', () => {
		const json = webhook([
			change({
				messages: [text('hi')],
				statuses: [
					{ id: 'wamid.1', status: 'read', recipient_id: NUMBER },
					{ id: 'wamid.1', status: 'sent' },
					{ id: 'wamid.2', status: 'failed', errors: [{ code: 131026, title: 'x' }] },
					{ id: 'wamid.3', status: 'warning' },
					{ status: 'sent' },
				],
				errors: [{ code: 130429, title: 'Rate limit hit' }, 'odd'],
				user_id_update: [{ previous: USER_ID, current: 'NL.2' }],
			}),
		]);
		expect(short(parse(json))).toEqual([
			`${USER_ID} > NL.2`,
			'hi',
			'read',
			'sent',
			'failed 131026',
			'unknown-status',
			'misshapen',
			'fault 130429',
			'fault undefined',
		]);
	});

	test('one that is misshapen spoils none beside it', () => {
		const messages = [null, 5, text('a'), { id: 7 }, [], text('b')];
		expect(short(parse(webhook([change({ contacts: ['odd', null], messages }), 'odd' as unknown as object])))).toEqual([
			'misshapen',
			'misshapen',
			'a',
			'misshapen',
			'misshapen',
			'b',
			'misshapen',
		]);
	});

	test('a batch of 1,000', () => {
		const messages = Array.from({ length: 1_000 }, (_, n) => text(String(n)));
		expect(parse(webhook([change({ messages })])).length).toBe(1_000);
	});

	test.each([
		["another phone number's", webhook([change({ messages: [text('hi')] }, 'messages', '999')]), 'foreign'],
		["nobody's", webhook([{ field: 'messages', value: { messages: [text('hi')] } }]), 'misshapen'],
		['another field', webhook([change({ message_echoes: [text('hi')] }, 'smb_message_echoes')]), 'other-field'],
		['our account', webhook([{ field: 'account_update', value: { event: 'DISABLED_UPDATE' } }]), 'account'],
		['our quality', webhook([{ field: 'phone_number_quality_update', value: {} }]), 'account'],
		["another product's", { object: 'page', entry: [] }, 'other-object'],
		['an array', [webhook([change({ messages: [text('hi')] })])], 'other-object'],
		['a word', 'webhook', 'other-object'],
		['nothing', null, 'other-object'],
	])('%s is ignored', (_, json: unknown, kind) => {
		expect(only(json)).toEqual({ is: 'nothing', kind });
	});

	test('unknown fields anywhere change nothing', () => {
		const odd = { field_of_2027: { deep: [1] }, __proto__x: 1 };
		const json = webhook([
			{
				...change({ contacts: [{ ...contact(both), ...odd }], messages: [{ ...text('hi'), ...odd }], ...odd }),
				...odd,
			},
		]);
		expect(said({ ...json, ...odd })).toMatchObject({ address: USER_ID, inbound: { text: 'hi' } });
	});

	test('`__proto__` and doubled keys do nothing', () => {
		const json = JSON.stringify(one({ type: 'text', text: { body: 'hi' } }));
		const hostile = json.replace('{"object"', '{"__proto__":{"object":"x"},"object":"x","object"');
		expect(said(JSON.parse(hostile)).inbound).toEqual({ kind: 'text', text: 'hi' });
		expect(({} as { object?: string }).object).toBeUndefined();
	});

	test('whatever comes, it never throws', () => {
		const piece = fc.oneof(
			fc.jsonValue(),
			fc.constantFrom<unknown>(text('hi'), contact(both), message({ type: 'image' })),
		);
		const lists = fc.record(
			{
				messages: fc.oneof(fc.array(piece), piece),
				statuses: fc.oneof(fc.array(piece), piece),
				contacts: fc.oneof(fc.array(piece), piece),
				errors: fc.oneof(fc.array(piece), piece),
				user_id_update: piece,
			},
			{ requiredKeys: [] },
		);
		fc.assert(
			fc.property(lists, fc.jsonValue(), (value, entry) => {
				for (const event of parse(webhook([change(value)]))) expect(event.is).toBeTypeOf('string');
				parse({ object: 'whatsapp_business_account', entry });
				parse({ object: 'whatsapp_business_account', entry: [{ changes: entry }] });
				parse({ object: 'whatsapp_business_account', entry: [{ changes: [{ field: 'messages', value: entry }] }] });
			}),
		);
	});
});

test('no name, username, file name, place or contact comes through', () => {
	const canaries = {
		caption: 'canary-caption-0123456789',
		file: 'canary-file-name-0123456789.pdf',
		place: 'canary-place-name-0123456789',
		title: 'canary-title-of-a-row-0123456789',
		shared: 'canary-shared-contact-0123456789',
		body: 'canary-system-body-0123456789',
		error: 'canary-error-details-0123456789',
		display: 'canary-display-number-0123456789',
	};
	const contents = [
		{ type: 'text', text: { body: 'hi' } },
		{ type: 'image', image: { id: canaries.file, caption: canaries.caption } },
		{ type: 'document', document: { filename: canaries.file, caption: canaries.caption } },
		{ type: 'location', location: { name: canaries.place, address: canaries.place, latitude: 1, longitude: 2 } },
		{
			type: 'contacts',
			contacts: [{ name: { formatted_name: canaries.shared }, phones: [{ phone: canaries.shared }] }],
		},
		{ type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: 'menu', title: canaries.title } } },
		{ type: 'system', system: { body: canaries.body, type: 'user_changed_number', wa_id: '31970105550077' } },
		{ type: canaries.caption },
	];
	const errors = [{ code: 1, message: canaries.error, error_data: { details: canaries.error } }];
	const metadata = { display_phone_number: canaries.display, phone_number_id: BOT };
	const events = parse(
		webhook(
			contents.map((content) => change({ metadata, contacts: [contact(both)], messages: [message(content)], errors })),
			[change({ statuses: [{ id: 'wamid.1', status: 'failed', errors }] })],
			[change({}, canaries.error)],
		),
	);
	expect(events.length).toBeGreaterThan(15);
	const { caption, ...others } = canaries;
	expect(canariesIn(JSON.stringify(events), [NAME, USERNAME, ...Object.values(others)])).toEqual([]);
	// Under the image and under the document, to be looked at for danger, and nowhere else.
	expect(JSON.stringify(events).split(caption).length - 1).toBe(2);
});
