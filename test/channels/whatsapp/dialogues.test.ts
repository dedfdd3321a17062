/** The dialogues of test/transcripts, in every language, through the strict fake and the real server: what people would see there. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../../src/bundle/root.ts';
import { openRender } from '../../../src/channels/whatsapp/render.ts';
import { type Dialogue, inboundOf, readDialogue } from '../../../src/cli/dialogue.ts';
import type { Inbound, Message } from '../../../src/flow/turn.ts';
import { type Change, type Person, person, type Who } from '../../support/fake-whatsapp/person.ts';
import { type Entry, type FakeWhatsApp, startFakeWhatsApp } from '../../support/fake-whatsapp/start.ts';
import { realBundle } from '../../support/project.ts';
import { talk } from '../../support/talk.ts';
import { type Running, run } from './run.ts';

let fake: FakeWhatsApp;
let close = () => {};
beforeAll(async () => {
	fake = await startFakeWhatsApp((end) => {
		close = end;
	});
});
afterAll(() => close());

const bundle = realBundle();
const render = openRender(bundle);
const folder = join(projectRoot, 'test/transcripts');
const files = readdirSync(folder)
	.filter((file) => file.endsWith('.yaml'))
	// Those with humans need a Desk: test/conversation/desk.test.ts; those with sounds a file: sound.test.ts.
	.filter((file) => {
		const { roster, sounds } = readDialogue(join(folder, file));
		return roster === undefined && sounds === undefined;
	});

/** Where each language is guessed from: a calling code, and the country a user id begins with. */
const countries: Record<string, [code: string, country: string]> = {
	bg: ['359', 'BG'],
	en: ['44', 'GB'],
	es: ['34', 'ES'],
	hu: ['36', 'HU'],
	nl: ['31', 'NL'],
	pl: ['48', 'PL'],
	'pt-BR': ['55', 'BR'],
	ro: ['40', 'RO'],
	ru: ['7', 'RU'],
	th: ['66', 'TH'],
	tr: ['90', 'TR'],
	'zh-Hans': ['86', 'CN'],
};

/** What somebody sends: buttons and rows as they were offered last. */
function change(who: Person, inbound: Inbound, last: Entry | undefined): Change {
	if (inbound.kind === 'text') return who.says(inbound.text);
	if (inbound.kind !== 'choice') return who.sends('voice');
	const title = last?.choices?.find(({ id }) => id === inbound.id)?.title;
	return last?.kind === 'list' ? who.chooses(inbound.id, title) : who.taps(inbound.id, title);
}

function shown({ kind, text, choices }: Entry): object {
	return { kind, text, choices };
}

/** One WhatsApp message for each part, and one for all that a turn says. */
function meant(messages: readonly Message[]): object[] {
	const last = messages.at(-1);
	if (!last) return [];
	const { texts, offered } = render({ ...last, text: messages.map(({ text }) => text).join('\n\n') });
	const under = { nothing: 'text', buttons: 'button', list: 'list' }[offered.as];
	return texts.map((text, n) =>
		n < texts.length - 1
			? { kind: 'text', text, choices: [] }
			: { kind: under, text, choices: offered.as === 'nothing' ? [] : offered.options },
	);
}

/** One person after the other turn of one dialogue, each held against what the core alone would say. */
async function play({ number, seen }: Running, { turns }: Dialogue, language: string, who: Person): Promise<void> {
	const here = talk(bundle, { channel: 'whatsapp', guess: language });
	const wanted: object[] = [];
	let last: Entry | undefined;
	for (const turn of turns) {
		const inbound = inboundOf(turn, language, '');
		here.send(inbound);
		wanted.push(...meant(here.effects.flatMap((effect) => (effect.do === 'say' ? [effect.message] : []))));
		await number.push(change(who, inbound, last));
		const entries = await seen(who.address, wanted.length);
		expect(entries.map(shown)).toEqual(wanted);
		last = entries.at(-1);
	}
}

/** How WhatsApp may name somebody. */
const names: ((number: string, userId: string) => Who)[] = [
	(number) => ({ number }),
	(number, userId) => ({ number, userId }),
	(_, userId) => ({ userId }),
];

test('every dialogue in every language, all at once, as the core says it', { timeout: 60_000 }, async () => {
	const running = await run(await fake.number());
	const played = files.flatMap((file, d) => {
		const dialogue = readDialogue(join(folder, file));
		return bundle.languages.map(async (language, l) => {
			const [code, country] = countries[language] ?? ['', ''];
			const n = 100 * d + l;
			// Each dialogue by each kind of name, and each language too.
			const who = names[(d + l) % names.length]?.(
				`${code}970105${1000 + n}`,
				`${country}.${13491208655302740000n + BigInt(n)}`,
			);
			try {
				await play(running, dialogue, language, person(who ?? {}));
			} catch (cause) {
				throw new Error(`${language}: ${dialogue.shows}`, { cause });
			}
		});
	});
	expect(played.length).toBe(files.length * bundle.languages.length);
	await Promise.all(played);
	const { refusals, pending, deliveries } = await running.number.untilLook(({ pending }) => pending.length === 0);
	// Nothing broke a limit, and nothing had to come twice.
	expect([refusals, pending]).toEqual([[], []]);
	expect(new Set(deliveries.map(({ status }) => status))).toEqual(new Set([200]));
});
