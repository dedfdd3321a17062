/** The dialogues of test/transcripts, in every language, through the webhook and back: what people would see there. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../../src/bundle/root.ts';
import { openRender } from '../../../src/channels/whatsapp/render.ts';
import { type Dialogue, inboundOf, readDialogue } from '../../../src/cli/dialogue.ts';
import type { Inbound, Message } from '../../../src/flow/turn.ts';
import { canariesIn, findCanaries } from '../../support/canary.ts';
import { realBundle } from '../../support/project.ts';
import { talk } from '../../support/talk.ts';
import { change, contact, message, NAME, one, SECRET, text, USERNAME, VERIFY, type Who, webhook } from './payload.ts';
import { type Running, run, type Seen } from './run.ts';

const bundle = realBundle();
const render = openRender(bundle);
const folder = join(projectRoot, 'test/transcripts');
const dialogues = readdirSync(folder)
	.filter((file) => file.endsWith('.yaml'))
	.map((file) => readDialogue(join(folder, file)));

/** Where each language is guessed from. */
const country: Record<string, string> = { nl: '31', ro: '40', en: '44' };

function content(inbound: Inbound): object {
	if (inbound.kind === 'text') return { type: 'text', text: { body: inbound.text } };
	if (inbound.kind !== 'choice') return { type: 'audio', audio: { id: '1', voice: true } };
	return { type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: inbound.id, title: 'x' } } };
}

/** One WhatsApp message for each part. */
function meant(said: Message): Seen[] {
	const { texts, offered } = render(said);
	const ids = offered.as === 'nothing' ? [] : offered.options.map(({ id }) => id);
	return texts.map((part, n) => ({ text: part, choices: n === texts.length - 1 ? ids : [] }));
}

/** One person after the other turn of one dialogue, each held against what the core alone would say. */
async function play({ post, seen }: Running, { turns }: Dialogue, language: string, who: Who): Promise<void> {
	const here = talk(bundle, { channel: 'whatsapp', guess: language });
	const wanted: Seen[] = [];
	for (const turn of turns) {
		const inbound = inboundOf(turn, language);
		here.send(inbound);
		wanted.push(...here.effects.flatMap((effect) => (effect.do === 'say' ? meant(effect.message) : [])));
		expect(await post(one(content(inbound), who))).toBe(200);
		expect(await seen(who.userId ?? who.number ?? '', wanted.length)).toEqual(wanted);
	}
}

describe.each(['number', 'userId'] as const)('by %s', (by) => {
	test('every dialogue in every language, all at once, as the core says it', async () => {
		const running = await run();
		const played = dialogues.flatMap((dialogue, d) =>
			bundle.languages.map((language, l) => {
				const number = `${country[language]}9701055${d}${l}0`;
				const userId = `${language === 'en' ? 'GB' : language.toUpperCase()}.1000${d}${l}`;
				return play(running, dialogue, language, by === 'number' ? { number } : { number, userId });
			}),
		);
		expect(played.length).toBeGreaterThan(9);
		await Promise.all(played);
	}, 60_000);
});

describe('what comes again', () => {
	const anna: Who = { number: '31970105550123' };

	test('has no second answer: at once, after others, and beside something new', async () => {
		const { post, seen } = await run();
		const hi = text('hi', anna, 'wamid.again');
		const batch = (...messages: object[]) => webhook([change({ contacts: [contact(anna)], messages })]);
		await Promise.all([post(batch(hi, hi)), post(batch(hi))]);
		await seen('31970105550123', 1);
		expect(await post(batch(hi, message({ type: 'reaction', reaction: { emoji: '👍' } }, anna)))).toBe(200);
		expect(await post(batch(hi, text('/menu', anna)))).toBe(200);
		const [first, second] = await seen('31970105550123', 2);
		expect(await post(batch(hi))).toBe(200);
		// Whatever would be said to an old message would come before what is said to a new one.
		expect(await post(batch(text('/menu', anna)))).toBe(200);
		expect(await seen('31970105550123', 3)).toEqual([first, second, second]);
	});

	test('2 entries × 2 changes × 3 messages of four people: each is answered, once', async () => {
		const { post, seen } = await run();
		const who = (n: number): Who => ({ number: `3197010555020${n}` });
		const three = (n: number) =>
			change({ contacts: [contact(who(n))], messages: ['hi', '1', '/menu'].map((word) => text(word, who(n))) });
		const json = webhook([three(1), three(2)], [three(3), three(4)]);
		expect([await post(json), await post(json)]).toEqual([200, 200]);
		const chats = await Promise.all([1, 2, 3, 4].map((n) => seen(who(n).number ?? '', 3)));
		for (const chat of chats) expect(chat).toEqual(chats[0]);
	});
});

test('no number, id, message id, name or secret stands in clear in database, WAL or log', async () => {
	const { post, seen, directory, logged, graph, stop } = await run();
	const who: Who = { number: '31970105550987654', userId: 'NL.canaryuserid0123456789' };
	const id = 'wamid.HBgLMzE5NzAxMDU1NTA5ODc2NTQVAgASGBQz';
	const answer = 'wamid.canary-id-of-an-answer-0123456789';
	graph.next.push((response) => {
		const body = { messages: [{ id: answer }], contacts: [{ input: who.number, wa_id: who.number }] };
		response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
	});
	const words = 'canary words of a person 0123456789';
	expect(await post(webhook([change({ contacts: [contact(who)], messages: [text(words, who, id)] })]))).toBe(200);
	await seen('NL.canaryuserid0123456789', 1);
	const statuses = [{ id: answer, status: 'failed', recipient_id: who.number, errors: [{ code: 131026 }] }];
	expect(await post(webhook([change({ statuses })]))).toBe(200);
	const canaries = [who.number, who.userId, id, answer, words, NAME, USERNAME, SECRET, VERIFY].map(String);
	const open = findCanaries(directory, canaries);
	await stop();
	expect([...open, ...findCanaries(directory, canaries), ...canariesIn(logged.join('\n'), canaries)]).toEqual([]);
	expect(logged.length).toBeGreaterThan(0);
});
