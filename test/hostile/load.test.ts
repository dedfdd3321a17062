/** Each item of PRIVACY.md's "Load", through the webhook and the web chat. */
import { expect, test } from 'vitest';
import { visit } from '../support/visitor.ts';
import { hostile } from './surface.ts';

const open = hostile();
const words = 'Canary words of somebody';

/** In the order of what is given, all at once. */
function all<T, R>(many: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
	return Promise.all(many.map(work));
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

test('one person floods — 200 or 429 and never lost in between; nobody else waits for them', async () => {
	const { server, somebody, deliver, nth, shown, visitor, works, quiet } = await open();
	const [anna, bea] = [await somebody(), await somebody()];
	const flood = all(numbers(80), () => deliver(anna.says(words)));
	expect(await deliver(bea.says('hi'))).toBe(200);
	await nth(bea, 1);
	const statuses = await flood;
	expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
	const taken = statuses.filter((status) => status === 200).length;
	await nth(anna, taken);
	const [flooder, other] = [await visitor(), await visitor()];
	const pages = all(numbers(30), (n) => visitAs(flooder.cookie).post({ text: words, id: String(n) }));
	expect((await other.tap('main.menu.rights')).choices).toContain('rights.menu.police');
	for (const { status, typed, notice } of await pages) {
		if (status === 200) continue;
		// The words are back in the field, to be sent again.
		expect([status, typed, notice]).toEqual([429, words, 'That was very fast. Wait a moment and send it again.']);
	}
	await flooder.get();
	expect((await flooder.type('menu')).choices).toContain('main.menu.rights');
	expect(await deliver(anna.says('menu'))).toBe(200);
	await nth(anna, taken + 1);
	expect((await shown(anna)).length).toBe(taken + 1);
	await works();
	quiet(words, ...anna.canaries, String(anna.id), flooder.cookie ?? 'no cookie');

	function visitAs(cookie: string | undefined) {
		const one = visit(server);
		one.cookie = cookie;
		return one;
	}
});

test('many do — everybody is answered, once', async () => {
	const { server, somebody, deliver, nth, shown, works, quiet } = await open();
	const people = await all(numbers(60), somebody);
	expect(new Set(await all(people, (who) => deliver(who.says(words))))).toEqual(new Set([200]));
	const visitors = numbers(20).map(() => visit(server));
	for (const { status, choices } of await all(visitors, (one) => one.post({ choice: 'lang.en' })))
		expect([status, choices.includes('main.menu.rights')]).toEqual([200, true]);
	expect(new Set(visitors.map(({ cookie }) => cookie)).size).toBe(20);
	for (const who of people) await nth(who, 1);
	for (const who of people.slice(0, 5)) expect((await shown(who)).length).toBe(1);
	await works();
	quiet(words, ...people.flatMap(({ canaries }) => canaries));
});

test('double taps — the second changes nothing and does no harm, and no button goes on turning', async () => {
	const { bot, atMenu, deliver, nth, shown, visitor, works, quiet } = await open();
	const { who, menu } = await atMenu();
	const tap = who.taps('main.menu.rights', menu.message_id ?? 0);
	// Two queries of two taps; and one that Telegram hands over twice.
	expect(await all([81, 82, 82], (id) => deliver(tap, id))).toEqual([200, 200, 200]);
	const rights = await nth(who, 3);
	expect(rights.buttons?.flat().map(({ data }) => data)).toContain('rights.menu.police');
	expect(await deliver(who.taps('rights.menu.police', rights.message_id ?? 0))).toBe(200);
	await bot.until((entries) => entries.some(({ chat, text }) => chat === who.id && text?.includes('police')));
	for (const { text, buttons } of (await shown(who)).slice(2, -1)) {
		expect([text?.endsWith(rights.text ?? '?'), buttons]).toEqual([true, rights.buttons]);
	}
	const queries = await bot.untilLook(({ unanswered }) => unanswered.length === 0);
	expect(queries.unanswered).toEqual([]);

	const visited = await visitor();
	const { id } = visited.page;
	const first = await all([1, 2, 3], () => visited.post({ choice: 'main.menu.rights', id }));
	expect(first.map(({ status }) => status)).toEqual([200, 200, 200]);
	expect((await visited.get()).said.length).toBe(2);
	await works();
	quiet(...who.canaries);
});

test('stale and forged buttons — a way out still works, anything else asks the current question again', async () => {
	const { atMenu, deliver, nth, visitor, works, quiet } = await open();
	const { who, menu } = await atMenu();
	await deliver(who.taps('main.menu.rights', menu.message_id ?? 0));
	const rights = await nth(who, 3);
	const visited = await visitor();
	const asked = (await visited.tap('main.menu.rights')).choices;
	const forged = [
		'main.menu.help',
		'help.menu.nothing',
		'help.condom-broke',
		'../../etc/passwd',
		'lang.xx',
		'page.-1',
		'page.1e9',
		'forget ',
		'FORGET',
		'main',
		'.',
		'canary'.repeat(10),
		"'; DROP TABLE conversation; --",
	];
	for (const [n, data] of forged.entries()) {
		expect(await deliver(who.taps(data, 999))).toBe(200);
		const entry = await nth(who, 4 + n);
		expect([data, entry.text?.endsWith(rights.text ?? '?'), entry.buttons]).toEqual([data, true, rights.buttons]);
		const page = await visited.tap(data);
		expect([data, page.status, page.choices]).toEqual([data, 200, asked]);
	}
	expect(await deliver(who.taps('menu', 1))).toBe(200);
	expect((await nth(who, 4 + forged.length)).buttons).toEqual(menu.buttons);
	expect((await visited.tap('menu')).choices).toContain('main.menu.rights');
	await works();
	quiet('canary', 'DROP', 'passwd', ...who.canaries);
});

test('blocked mid-send — nothing more is sent to them, nobody else waits, and who comes back is answered', async () => {
	const { bot, atMenu, deliver, nth, shown, somebody, works, quiet } = await open();
	const { who: anna } = await atMenu();
	const bea = await somebody();
	await bot.chat(anna.id, { closed: true });
	expect(await all([1, 2, 3], () => deliver(anna.says(words)))).toEqual([200, 200, 200]);
	expect(await deliver(anna.blocks())).toBe(200);
	expect(await deliver(bea.says('hi'))).toBe(200);
	await nth(bea, 1);
	await bot.untilLook(({ refusals }) => refusals.some(({ status, chat }) => status === 403 && chat === anna.id));
	await bot.chat(anna.id, { closed: false });
	expect(await deliver(anna.unblocks())).toBe(200);
	expect((await shown(anna)).length).toBe(2);
	expect(await deliver(anna.says('menu'))).toBe(200);
	expect((await nth(anna, 3)).buttons?.flat().map(({ data }) => data)).toContain('main.menu.rights');
	await works();
	quiet(words, ...anna.canaries, String(anna.id));
});

test('two channels, one person — are two conversations: what is said or forgotten on one stays off the other', async () => {
	const { server, atMenu, deliver, nth, visitor, works, quiet } = await open();
	const { who, menu } = await atMenu();
	const visited = await visitor();
	const [, answer] = await Promise.all([
		deliver(who.taps('main.menu.rights', menu.message_id ?? 0)),
		visited.tap('main.menu.help'),
	]);
	const rights = await nth(who, 3);
	expect(answer.choices.some((id) => id.startsWith('rights.'))).toBe(false);
	// The number of the chat is no key to anything here.
	const guessed = visit(server);
	guessed.cookie = `visit=${String(who.id).padStart(43, '0')}`;
	expect((await guessed.get()).choices).toEqual(['lang.en', 'lang']);
	expect((await visited.type('forget me')).status).toBe(200);
	expect(await deliver(who.says('zzzz qqqq'))).toBe(200);
	await nth(who, 4);
	expect(await deliver(who.says('back'))).toBe(200);
	expect((await nth(who, 5)).text).toBe(rights.text);
	await works();
	quiet(...who.canaries, String(who.id));
});
