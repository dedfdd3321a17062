/** Each item of PRIVACY.md's "Text": through Telegram and the web chat, and proper words afterwards. */
import { expect, test } from 'vitest';
import { findCanaries } from '../support/canary.ts';
import { computed, hostile, type Surface } from './surface.ts';

const open = hostile();
const goodbye = 'OK. I will not write to you any more, unless you write first.';
const notUnderstood = 'I did not understand that.';

interface Said {
	telegram: string;
	web: string;
	/** The web page as it is. */
	html: string;
}

/** Says each to the bot on both channels, from the menu, one after the other. → what it answered */
async function sayAll({ atMenu, visitor, deliver, nth }: Surface, texts: readonly string[]): Promise<Said[]> {
	const { who } = await atMenu();
	const visited = await visitor();
	const answers: Said[] = [];
	for (const [n, text] of texts.entries()) {
		expect(await deliver(who.says(text))).toBe(200);
		const telegram = (await nth(who, 3 + n)).text ?? '';
		const { status, said, html } = await visited.type(text);
		expect(status).toBe(200);
		answers.push({ telegram, web: said.at(-1) ?? '', html });
	}
	return answers;
}

/** They are answered as these words alone would be. */
async function areReadAs(surface: Surface, texts: readonly string[], answer: string): Promise<void> {
	for (const { telegram, web } of await sayAll(surface, texts)) {
		expect(telegram).toContain(answer);
		expect(web).toContain(answer);
	}
	await surface.works();
	surface.quiet(...texts);
}

test('null bytes — are not there: the words around them are read', async () => {
	await areReadAs(await open(), ['st\0op', '\0stop\0', 'S\u0000T\u0000O\u0000P'], goodbye);
	await areReadAs(await open(), ['\0', '\0\0\0 \0', '\u0001\u0002'], notUnderstood);
});

test('lone surrogates — are not there, and nothing that is sent holds one', async () => {
	const surface = await open();
	await areReadAs(surface, ['st\ud83dop', '\udc00stop', 'stop\ud800'], goodbye);
	for (const { html, telegram } of await sayAll(surface, ['\ud83d\ud83d canary', 'x\udfff'])) {
		expect([html.isWellFormed(), telegram.isWellFormed()]).toEqual([true, true]);
	}
});

test('bidi overrides — are not there: a word is what its letters say', async () => {
	await areReadAs(await open(), ['\u202estop\u202c', 'st\u2066op\u2069', '\u200f\u200estop\u061c'], goodbye);
});

test('zalgo — a pile of marks is not there', async () => {
	const zalgo = (text: string, pile: number) =>
		[...text].map((letter) => letter + '\u0336\u0489\u0315'.repeat(pile)).join('');
	await areReadAs(await open(), [zalgo('stop', 1), zalgo('stop', 50), `s${'\u0300'.repeat(1_000)}top`], goodbye);
});

test('zero-width — is not there; words of nothing else say nothing', async () => {
	await areReadAs(await open(), ['s\u200bt\u200co\u200dp', '\ufeffstop', 'st\u00adop', 'st\u2060op'], goodbye);
	await areReadAs(await open(), ['\u200b', '\u2060\ufeff', '\u{e0041}\u{e007f}', '\u3164'], notUnderstood);
});

test('100,000 characters — are answered in no time on Telegram; on the web they are too large, and it is said', async () => {
	const surface = await open();
	const { atMenu, visitor, deliver, nth, works, quiet } = surface;
	const { who } = await atMenu();
	const visited = await visitor();
	const long = ['a', 'a '.repeat(8), 'สวัสดี', '👍', '\u0301', '((((', 'stop ', '-'].map((part) =>
		part.repeat(100_000 / part.length),
	);
	for (const [n, text] of long.entries()) {
		const took = await computed(async () => {
			expect(await deliver(who.says(text))).toBe(200);
			await nth(who, 3 + n);
		});
		expect(took).toBeLessThan(2_000);
		expect((await visited.type(text)).status).toBe(413);
	}
	expect((await visited.get()).choices).toContain('main.menu.rights');
	expect((await visited.post({ choice: 'x'.repeat(10_000) })).choices).toContain('main.menu.rights');
	await works();
	quiet('aaaaaaaa', 'stop stop');
});

test('empty — Telegram: asked again; web: the page as it was, and no turn', async () => {
	const surface = await open();
	const { who } = await surface.atMenu();
	const visited = await surface.visitor();
	const { said } = visited.page;
	for (const [n, text] of ['', ' ', '\n\t', '\u00a0'].entries()) {
		expect(await surface.deliver(who.says(text))).toBe(200);
		expect((await surface.nth(who, 3 + n)).text).toContain(notUnderstood);
		const page = await visited.type(text);
		expect([page.status, page.said]).toEqual([200, said]);
	}
	expect((await visited.post({})).said).toEqual(said);
	expect(await surface.deliver(who.taps('', 1))).toBe(200);
	await surface.works();
	surface.quiet(...who.canaries);
});

test('look-alike letters in "STOP" — Cyrillic, Greek, full-width, mathematical: it stops', async () => {
	await areReadAs(await open(), ['ЅТОР', 'SТОP', 'ＳＴＯＰ', '𝐒𝐓𝐎𝐏', 'ѕtор', 'sτop', 'ⓢⓣⓞⓟ', '/STOP'], goodbye);
});

test('markup, `{{template}}`, `$t()` and HTML injection — the page escapes it, Telegram gets plain text without it', async () => {
	const surface = await open();
	const evil = [
		'<script>alert("canary")</script>',
		'"><img src=x onerror=alert(1)>',
		"' onfocus=alert(1) autofocus='",
		'</div><form action="https://canary.example">',
		'{{emergency.number}} {{canary}}',
		'$t(forgotten) $t(nav.menu)',
		'*canary* _canary_ [canary](https://canary.example) `x`',
		'<b>canary</b> &lt;script&gt; &amp;',
		`\${canary} <%= canary %> #{canary}`,
		'javascript:alert("canary")',
	];
	const answers = await sayAll(surface, evil);
	for (const [n, { telegram, html }] of answers.entries()) {
		const text = evil[n] ?? '';
		const escaped = text
			.replaceAll('&', '&amp;')
			.replaceAll('<', '&lt;')
			.replaceAll('>', '&gt;')
			.replaceAll('"', '&quot;')
			.replaceAll("'", '&#39;');
		// What was typed stands in the answer to it, once, as text.
		expect(html).toContain(escaped);
		if (escaped !== text) expect(html).not.toContain(text);
		expect(telegram).not.toContain('canary');
		expect(telegram).not.toMatch(/\{\{|\$t\(|<b>/);
	}
	const sent = (await surface.bot.ledger()).filter(({ text }) => text !== undefined);
	for (const { parameters } of sent) expect(Object.keys(parameters)).not.toContain('parse_mode');
	// In the field, too, when it could not be taken; and in an address.
	const visited = await surface.visitor();
	const { html } = await visited.get(`/chat?lang=${encodeURIComponent('"><script>canary')}&after=<script>`);
	expect(html).not.toContain('canary');
	await surface.works();
	surface.quiet('canary', 'script', ...evil);
});

test('a shared contact or location (dropped, and said) — and every other medium', async () => {
	const { server, atMenu, deliver, nth, works, quiet } = await open();
	const { who } = await atMenu();
	const canaries = ['+31 6 00000000 of a canary', 'Canary of a contact name', 'Canary of a caption, with words'];
	const [phone_number, first_name, caption] = canaries;
	const shared = [
		{ contact: { phone_number, first_name, vcard: first_name, user_id: 7_000_999_999_999 } },
		{ location: { latitude: 53.201233, longitude: 5.799913 } },
		{ venue: { location: { latitude: 53.201233, longitude: 5.799913 }, title: first_name, address: caption } },
		{ photo: [{ file_id: first_name }], caption },
		{ voice: { file_id: first_name } },
		{ document: { file_id: 'x', file_name: first_name }, caption },
	];
	for (const [n, content] of shared.entries()) {
		expect(await deliver(who.sends(content))).toBe(200);
		expect((await nth(who, 3 + n)).text).toContain(
			'I can only read words. What you sent was not opened and is not kept.',
		);
	}
	await works();
	quiet(...canaries, '53.201233', '7000999999999', ...who.canaries);
	await server.stop();
	expect(findCanaries(server.dataDir, canaries)).toEqual([]);
});

test('somebody pastes a BSN or address — answered, and neither stored nor logged nor sent', async () => {
	const surface = await open();
	const { server, bot, quiet } = surface;
	const canaries = [
		'BSN 999999990 of a canary person',
		'my name is Canary, I live at Canarystraat 99, 8900 ZZ Leeuwarden',
		'IBAN NL00CANA0123456789 and passport CANARY0000',
	];
	for (const { telegram, web } of await sayAll(surface, canaries)) {
		for (const answer of [telegram, web]) expect(answer).not.toMatch(/canary/i);
		expect(telegram).not.toBe('');
	}
	await surface.works();
	quiet(...canaries, '999999990', 'Canarystraat');
	expect(JSON.stringify(await bot.ledger())).not.toMatch(/canar/i);
	await server.stop();
	expect(findCanaries(server.dataDir, canaries)).toEqual([]);
});
