/** Each item of PRIVACY.md's "Load", through WhatsApp's webhook. */
import { expect, test } from 'vitest';
import { person } from '../support/fake-whatsapp/person.ts';
import { visit } from '../support/visitor.ts';
import { hostile, tracesOf } from './whatsapp-surface.ts';

const open = hostile();
const words = 'Canary words of somebody';
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

test('one person floods — 200, or 503 and it comes again; nothing is lost, and nobody else waits for them', async () => {
	const { post, asSent, somebody, deliver, nth, shown, works, quiet } = await open();
	const [anna, bo] = [await somebody(), await somebody()];
	const bodies = numbers(80).map(() => asSent(anna.says(words)));
	const flood = Promise.all(bodies.map(async (body) => (await post(body)).status));
	expect(await deliver(bo.says('hi'))).toEqual([200]);
	await nth(bo, 1);
	const statuses = await flood;
	expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
	// Meta sends again what was not taken; what was is known.
	for (const body of bodies) expect((await post(body)).status).toBe(200);
	await nth(anna, 80);
	expect(await deliver(anna.says('menu'))).toEqual([200]);
	await nth(anna, 81);
	await works();
	expect((await shown(anna)).length).toBe(81);
	quiet(words, ...tracesOf(anna));
});

test('many do — everybody is answered, once', async () => {
	const { somebody, deliver, nth, shown, works, quiet } = await open();
	const people = await Promise.all(numbers(60).map(somebody));
	const statuses = await Promise.all(people.map((who) => deliver(who.says(words))));
	expect(new Set(statuses.flat())).toEqual(new Set([200]));
	for (const who of people) await nth(who, 1);
	await works();
	for (const who of people) expect((await shown(who)).length).toBe(1);
	quiet(words, ...people.flatMap(tracesOf));
});

test('double taps — the second changes nothing and does no harm', async () => {
	const { post, asSent, atMenu, deliver, nth, shown, works, quiet } = await open();
	const { who } = await atMenu();
	const tap = who.chooses('main.menu.rights');
	// Two messages of two taps; and one that Meta hands over twice.
	const again = asSent(tap);
	const statuses = await Promise.all([asSent(tap), again, again].map(async (body) => (await post(body)).status));
	expect(statuses).toEqual([200, 200, 200]);
	const rights = await nth(who, 3);
	expect(rights.choices?.map(({ id }) => id)).toContain('rights.menu.police');
	expect(await deliver(who.chooses('rights.menu.police'))).toEqual([200]);
	expect((await nth(who, 5)).text).toContain('police');
	for (const { text, choices } of (await shown(who)).slice(2, -1))
		expect([text?.endsWith(rights.text ?? '?'), choices]).toEqual([true, rights.choices]);
	await works();
	quiet(...tracesOf(who));
});

test('stale and forged buttons — a way out still works, anything else asks the current question again', async () => {
	const { atMenu, deliver, nth, works, quiet } = await open();
	const { who, menu } = await atMenu();
	await deliver(who.chooses('main.menu.rights'));
	const rights = await nth(who, 3);
	const forged = [
		'main.menu.help',
		'help.menu.nothing',
		'../../etc/passwd',
		'lang.xx',
		'page.-1',
		'page.1e9',
		'forget ',
		'FORGET',
		'main',
		'.',
		'canary'.repeat(40),
		"'; DROP TABLE conversation; --",
	];
	for (const [n, id] of forged.entries()) {
		// As a button, a row and the button of a template.
		const tapped = [who.taps(id), who.chooses(id), who.presses(id)][n % 3];
		expect(await deliver(tapped ?? who.taps(id))).toEqual([200]);
		const entry = await nth(who, 4 + n);
		expect([id, entry.text?.endsWith(rights.text ?? '?'), entry.choices]).toEqual([id, true, rights.choices]);
	}
	expect(await deliver(who.taps('menu'))).toEqual([200]);
	expect((await nth(who, 4 + forged.length)).choices).toEqual(menu.choices);
	await works();
	quiet('canary', 'DROP', 'passwd', ...tracesOf(who));
});

test('blocked mid-send — what cannot be delivered is given up, nobody else waits, and who comes back is answered', async () => {
	const { number, atMenu, deliver, nth, shown, somebody, works, quiet } = await open();
	const { who: anna } = await atMenu();
	const bo = await somebody();
	// WhatsApp does not say that somebody has blocked us: the message is undeliverable, at once or later.
	await number.fault('message', { play: 'error', code: 131026 }, { address: anna.address, times: 3 });
	expect(await deliver(anna.says(words), anna.says(words), anna.says(words))).toEqual([200, 200, 200]);
	expect(await deliver(bo.says('hi'))).toEqual([200]);
	await nth(bo, 1);
	await number.untilLook(({ refusals }) => refusals.filter(({ code }) => code === 131026).length === 3);
	expect((await shown(anna)).length).toBe(2);
	expect(await deliver(anna.says('menu'))).toEqual([200]);
	expect((await nth(anna, 3)).choices?.map(({ id }) => id)).toContain('main.menu.rights');
	await works();
	expect((await shown(anna)).length).toBe(3);
	quiet(words, ...tracesOf(anna));
});

test('two channels, one person — are two conversations; two addresses of WhatsApp are one', async () => {
	const { server, atMenu, deliver, nth, works, quiet } = await open();
	const { who } = await atMenu();
	const visitor = visit(server);
	await visitor.get();
	await visitor.tap('lang.en');
	await Promise.all([deliver(who.chooses('main.menu.rights')), visitor.tap('main.menu.help')]);
	const rights = await nth(who, 3);
	expect((await visitor.type('forget me')).status).toBe(200);
	// Forgotten on the web, and nowhere else; and under the number alone they are who they were.
	const number = person({ number: who.number ?? '' });
	expect(await deliver(number.taps('forged.tap'))).toEqual([200]);
	expect((await nth(number, 1)).choices).toEqual(rights.choices);
	// Forgotten under one address is forgotten under both.
	expect(await deliver(number.says('forget me'))).toEqual([200]);
	await nth(number, 2);
	expect(await deliver(who.taps('rights.menu.police'))).toEqual([200]);
	expect((await nth(who, 4)).choices?.map(({ id }) => id)).toEqual(['lang.en', 'lang']);
	await works();
	quiet(...tracesOf(who));
});
