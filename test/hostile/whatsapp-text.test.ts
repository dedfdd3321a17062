/** Each item of PRIVACY.md's "Text", through WhatsApp. */
import { expect, test } from 'vitest';
import { findCanaries } from '../support/canary.ts';
import { computed } from './surface.ts';
import { hostile, type Surface, tracesOf } from './whatsapp-surface.ts';

const open = hostile();
const goodbye = 'OK. I will not write to you any more, unless you write first.';
const notUnderstood = 'I did not understand that.';

/** Says each, from the menu, one after the other. → what was answered */
async function sayAll({ atMenu, deliver, nth }: Surface, texts: readonly string[]): Promise<string[]> {
	const { who } = await atMenu();
	const answers: string[] = [];
	for (const [n, text] of texts.entries()) {
		expect(await deliver(who.says(text))).toEqual([200]);
		answers.push((await nth(who, 3 + n)).text ?? '');
	}
	return answers;
}

/** They are answered as these words alone would be. */
async function areReadAs(surface: Surface, texts: readonly string[], answer: string): Promise<void> {
	for (const said of await sayAll(surface, texts)) expect(said).toContain(answer);
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
	for (const said of await sayAll(surface, ['\ud83d\ud83d canary', 'x\udfff'])) expect(said.isWellFormed()).toBe(true);
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

test('100,000 characters — are answered in no time', async () => {
	const { atMenu, deliver, nth, works, quiet } = await open();
	const { who } = await atMenu();
	const long = ['a', 'a '.repeat(8), 'สวัสดี', '👍', '\u0301', '((((', 'stop ', '-'].map((part) =>
		part.repeat(100_000 / part.length),
	);
	for (const [n, text] of long.entries()) {
		const took = await computed(async () => {
			expect(await deliver(who.says(text))).toEqual([200]);
			await nth(who, 3 + n);
		});
		expect(took).toBeLessThan(2_000);
	}
	expect(await deliver(who.taps('x'.repeat(100_000)))).toEqual([200]);
	await nth(who, 3 + long.length);
	await works();
	quiet('aaaaaaaa', 'stop stop');
});

test('empty — asked again', async () => {
	const { atMenu, deliver, nth, works, quiet } = await open();
	const { who } = await atMenu();
	for (const [n, text] of ['', ' ', '\n\t', '\u00a0'].entries()) {
		expect(await deliver(who.says(text))).toEqual([200]);
		expect((await nth(who, 3 + n)).text).toContain(notUnderstood);
	}
	expect(await deliver(who.taps(''), who.presses('', ''))).toEqual([200, 200]);
	await nth(who, 8);
	await works();
	quiet(...tracesOf(who));
});

test('look-alike letters in "STOP" — Cyrillic, Greek, full-width, mathematical: it stops', async () => {
	await areReadAs(await open(), ['ЅТОР', 'SТОP', 'ＳＴＯＰ', '𝐒𝐓𝐎𝐏', 'ѕtор', 'sτop', 'ⓢⓣⓞⓟ', '/STOP'], goodbye);
});

test('markup, `{{template}}`, `$t()` and HTML injection — nothing of what was typed is sent back', async () => {
	const surface = await open();
	const evil = [
		'<script>alert("canary")</script>',
		'{{emergency.number}} {{canary}} {{1}}',
		'$t(forgotten) $t(nav.menu)',
		'*canary* _canary_ ~canary~ ```canary```',
		'<b>canary</b> &lt;script&gt; &amp;',
		`\${canary} <%= canary %> #{canary}`,
		'https://canary.example wa.me/canary',
	];
	for (const said of await sayAll(surface, evil)) {
		expect(said).not.toContain('canary');
		expect(said).not.toMatch(/\{\{|\$t\(|<b>/);
	}
	await surface.works();
	surface.quiet('canary', 'script', ...evil);
});

test('a shared contact or location (dropped, and said) — and every other medium', async () => {
	const { server, atMenu, deliver, nth, works, quiet } = await open();
	const { who } = await atMenu();
	const all = ['contacts', 'location', 'image', 'voice', 'audio', 'video', 'document', 'sticker'] as const;
	for (const [n, what] of all.entries()) {
		expect(await deliver(who.sends(what))).toEqual([200]);
		expect((await nth(who, 3 + n)).text).toContain(
			'I can only read words. What you sent was not opened and is not kept.',
		);
	}
	await works();
	const canaries = ['+31970105550999', '1908647269898587', ...tracesOf(who)];
	quiet(...canaries, 'formatted_name', '.pdf');
	await server.stop();
	expect(
		findCanaries(
			server.dataDir,
			canaries.filter(({ length }) => length >= 16),
		),
	).toEqual([]);
});

test('somebody pastes a BSN or address — answered, and neither stored nor logged nor sent', async () => {
	const surface = await open();
	const { server, number, quiet } = surface;
	const canaries = [
		'BSN 999999990 of a canary person',
		'my name is Canary, I live at Canarystraat 99, 8900 ZZ Leeuwarden',
		'IBAN NL00CANA0123456789 and passport CANARY0000',
	];
	for (const said of await sayAll(surface, canaries)) expect(said).not.toMatch(/canary|^$/i);
	await surface.works();
	quiet(...canaries, '999999990', 'Canarystraat');
	expect(JSON.stringify(await number.ledger())).not.toMatch(/canar/i);
	await server.stop();
	expect(findCanaries(server.dataDir, canaries)).toEqual([]);
});
