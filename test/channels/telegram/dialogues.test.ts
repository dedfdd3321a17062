/** The dialogues of test/transcripts, in every language, through Telegram's fake: what people would see there. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../../src/bundle/root.ts';
import { type Dialogue, inboundOf, readDialogue } from '../../../src/cli/dialogue.ts';
import type { Inbound, Message } from '../../../src/flow/turn.ts';
import { type Person, person } from '../../support/fake-telegram/person.ts';
import { type Entry, type FakeBot, type FakeTelegram, startFakeTelegram } from '../../support/fake-telegram/start.ts';
import { noon } from '../../support/project.ts';
import { talk } from '../../support/talk.ts';
import { run, shown } from './run.ts';
import { picturedBundle } from './surface.ts';

let fake: FakeTelegram;
let close = () => {};
beforeAll(async () => {
	fake = await startFakeTelegram((end) => {
		close = end;
	});
});
afterAll(() => close());

const bundle = picturedBundle();
const folder = join(projectRoot, 'test/transcripts');
const dialogues = readdirSync(folder)
	.filter((file) => file.endsWith('.yaml'))
	.map((file) => readDialogue(join(folder, file)))
	// Those with humans need a Desk: test/conversation/desk.test.ts; those with sounds a file: sound.test.ts.
	.filter(({ roster, sounds }) => roster === undefined && sounds === undefined);

/** What somebody sends, as Telegram words it. */
function update(who: Person, inbound: Inbound, on: number): object {
	if (inbound.kind === 'text') return who.says(inbound.text);
	if (inbound.kind === 'choice') return who.taps(inbound.id, on);
	return who.sends({ voice: { file_id: 'x', duration: 1 } });
}

function seen({ text, buttons }: Entry): object {
	return { text, choices: (buttons ?? []).flat().map(({ data }) => data) };
}

function meant({ text, choices }: Message): object {
	return { text, choices: choices.map(({ id }) => id) };
}

/** One person after the other turn of one dialogue, each held against what the core alone would say. */
async function play(bot: FakeBot, { turns }: Dialogue, language: string, who: Person): Promise<void> {
	const here = talk(bundle, { channel: 'telegram', guess: language });
	let last: Entry | undefined;
	let count = 0;
	for (const turn of turns) {
		const inbound = inboundOf(turn, language, '');
		here.send(inbound);
		const said = here.effects.flatMap((effect) => (effect.do === 'say' ? [effect.message] : []));
		await bot.push(update(who, inbound, last?.message_id ?? 0));
		const wanted = said.map(meant);
		// The same again over the same menu changes nothing there.
		const same = inbound.kind === 'choice' && last && JSON.stringify(wanted) === JSON.stringify([seen(last)]);
		if (same) continue;
		const before = count;
		count += wanted.length;
		let entries: Entry[] = [];
		await bot.until((all) => {
			entries = shown(all, who.id);
			return entries.length >= count;
		});
		expect(entries.slice(before).map(seen)).toEqual(wanted);
		last = entries.at(-1);
	}
}

describe.each(['polling', 'webhook'] as const)('by %s', (by) => {
	test('every dialogue in every language, all at once, as the core says it', { timeout: 60_000 }, async () => {
		const bot = await fake.bot();
		await run({ by, bot, clock: () => noon });
		const played = bundle.languages.flatMap((language, l) =>
			dialogues.map(async (dialogue, d) => {
				try {
					await play(bot, dialogue, language, person(7_000_000_000 + 1_000 * l + d, language));
				} catch (cause) {
					throw new Error(`${language}: ${dialogue.shows}`, { cause });
				}
			}),
		);
		expect(played.length).toBe(bundle.languages.length * dialogues.length);
		await Promise.all(played);
		const { refusals } = await bot.untilLook(({ pending, unanswered }) => pending.length + unanswered.length === 0);
		// Nothing broke a limit; at most a menu was to take its own place.
		expect(refusals.filter(({ description }) => !description.includes('message is not modified'))).toEqual([]);
	});
});
