/** The golden dialogues: every one in every language and inside every channel's limits, as people would see them. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/bundle/root.ts';
import { layout } from '../../src/channels/layout.ts';
import { type ChannelName, limits } from '../../src/channels/limits.ts';
import { bundleFor, inboundOf, laterBy, misplaced, readDialogue, readRoster, spell } from '../../src/cli/dialogue.ts';
import { draw } from '../../src/cli/draw.ts';
import type { Bundle } from '../../src/flow/open.ts';
import type { Effect } from '../../src/flow/turn.ts';
import { realBundle } from '../support/project.ts';
import { talk } from '../support/talk.ts';

const folder = join(projectRoot, 'test/transcripts');
const real = realBundle();
const dialogues = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
const channels = Object.keys(limits) as ChannelName[];

describe.each(dialogues)('%s', (file) => {
	const dialogue = readDialogue(join(folder, file));
	const roster = readRoster(join(folder, file), dialogue);
	const bundle = bundleFor(real, dialogue);

	describe.each(real.languages)('in %s', (language) => {
		it.each(channels)('within the limits of %s', async (channel) => {
			const here = talk(bundle, { channel, guess: language, roster });
			here.now = dialogue.starts ?? here.now;
			const seen: string[] = [`${dialogue.shows}`];
			for (const [n, turn] of dialogue.turns.entries()) {
				const inbound = inboundOf(turn, language, String(n));
				here.now += laterBy(turn);
				here.send(inbound);
				seen.push('', spell(inbound));
				if (here.refused) seen.push('(refused)');
				for (const effect of here.effects) {
					seen.push(...shown(bundle, effect, channel));
				}
				expect(misplaced(turn, here.conversation), JSON.stringify(turn)).toBeUndefined();
				if (turn.offers !== undefined) expect(here.message().choices.map(({ id }) => id)).toContain(turn.offers);
				fits(
					bundle,
					here.effects.flatMap((effect) => (effect.do === 'say' ? [effect.message] : [])),
					channel,
				);
			}
			await expect(`${seen.join('\n')}\n`).toMatchFileSnapshot(
				join(folder, 'golden', `${file.replace('.yaml', '')}.${language}.${channel}.txt`),
			);
		});
	});
});

function shown(bundle: Bundle, effect: Effect, channel: ChannelName): string[] {
	if (effect.do === 'say') return draw(bundle, effect.message, channel);
	return [`(${effect.do}${effect.do === 'letter' ? `: ${JSON.stringify(effect.letter)}` : ''})`];
}

/** Nothing shown breaks a limit of the platform. */
function fits(bundle: Bundle, messages: Parameters<typeof layout>[0][], channel: ChannelName): void {
	for (const message of messages) {
		const { as, shown } = layout(message, limits[channel], bundle.speak.system(message.language, 'more'));
		const offer = limits[channel][as];
		if (!offer) throw new Error(`${channel} has no ${as}`);
		expect(shown.length).toBeLessThanOrEqual(offer.most);
		for (const { id, emoji, label } of shown) {
			expect(`${emoji ?? ''} ${label}`.trim().length).toBeLessThanOrEqual(offer.label);
			expect(Buffer.byteLength(id)).toBeLessThanOrEqual(offer.id);
		}
	}
}
