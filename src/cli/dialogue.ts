/** Dialogue files: what a person types and taps, and where that should lead; played by `npm run talk` and by the tests. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { milliseconds } from '../flow/advance.ts';
import type { Language } from '../flow/bundle.ts';
import { type Conversation, phaseOf } from '../flow/conversation.ts';
import type { Order } from '../flow/letters.ts';
import type { Bundle } from '../flow/open.ts';
import { nobody, type Roster } from '../flow/roster.ts';
import { Hours } from '../flow/schema.ts';
import type { Inbound } from '../flow/turn.ts';

/** `2026-11-23T12:00:00+01:00` → epoch ms. */
const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** The same in every language, or one for each. `{lang}` stands for the language the dialogue is played in. */
const words = z.union([z.string(), z.number().transform(String), z.record(z.string(), z.string())]);

/** The same on every channel, or one for each. */
const place = z.union([z.string(), z.record(z.string(), z.string())]);

const staff = z.string().regex(/^[\w-]{1,40}$/);
const Ordered = z.discriminatedUnion('do', [
	z.strictObject({ do: z.literal('claimed'), staff }),
	z.strictObject({ do: z.literal('say'), staff, text: z.string() }),
	z.strictObject({ do: z.literal('introduce'), staff, colleague: staff }),
	z.strictObject({ do: z.literal('passed'), staff }),
	z.strictObject({ do: z.literal('hand-back'), at: z.string().nullable() }),
	z.strictObject({ do: z.literal('sleep') }),
	z.strictObject({ do: z.literal('block') }),
	z.strictObject({ do: z.literal('unblock') }),
	z.strictObject({ do: z.literal('late'), rung: z.enum(['stand-in', 'team', 'nobody']), colleague: staff.nullable() }),
]);

/** `rosters/<name>.yaml` beside the dialogues. */
const RosterFile = z.strictObject({
	colleagues: z.array(
		z.strictObject({
			id: staff,
			card: z.strictObject({
				name: z.string(),
				organisation: z.string(),
				languages: z.array(z.string()).min(1),
				about: z.record(z.string(), z.string()).default({}),
			}),
			hours: Hours,
			presence: z
				.discriminatedUnion('is', [
					z.strictObject({ is: z.literal('by-hours') }),
					z.strictObject({ is: z.literal('here'), until: moment }),
					z.strictObject({ is: z.literal('away'), until: moment.nullable(), standIn: staff.nullable() }),
				])
				.default({ is: 'by-hours' }),
			standIn: staff.nullable().default(null),
		}),
	),
});

export const Dialogue = z.strictObject({
	/** One sentence: what this dialogue shows. */
	shows: z.string().min(5),
	/** Who could be brought in; nobody by default. */
	roster: z
		.string()
		.regex(/^[a-z-]+$/)
		.optional(),
	/** Topics that are played as if somebody had spoken them. */
	sounds: z.array(z.string()).optional(),
	/** When it begins. */
	starts: moment.optional(),
	turns: z
		.array(
			z.strictObject({
				type: words.optional(),
				/** A choice id. */
				tap: z.string().optional(),
				media: z.enum(['picture', 'voice', 'video', 'file', 'contact', 'location', 'other']).optional(),
				/** What the Desk orders. */
				order: Ordered.optional(),
				/** How much later than the turn before. */
				later: z
					.string()
					.regex(/^[1-9]\d*(m|h|d)$/)
					.optional(),
				/** Where the conversation waits afterwards: a step id, or `hello`, `guess`, `found`, `offer`, `with` … */
				at: place.optional(),
				/** Who speaks afterwards: `bot`, `waiting`, `staff`, `sleeping`. */
				phase: z.string().optional(),
				/** A choice id that must be offered afterwards. */
				offers: z.string().optional(),
			}),
		)
		.min(1),
});
export type Dialogue = z.infer<typeof Dialogue>;
export type DialogueTurn = Dialogue['turns'][number];

/** @throws with what is wrong and where, when the file is no dialogue. */
export function readDialogue(path: string): Dialogue {
	const read = Dialogue.safeParse(parse(readFileSync(path, 'utf8')));
	if (!read.success) throw new Error(`${path} is no dialogue:\n${z.prettifyError(read.error)}`);
	return read.data;
}

/** Who could be brought in while the dialogue at `path` is played. @throws as `readDialogue` does. */
export function readRoster(path: string, { roster }: Dialogue): Roster {
	if (roster === undefined) return nobody;
	const file = join(dirname(path), 'rosters', `${roster}.yaml`);
	const read = RosterFile.safeParse(parse(readFileSync(file, 'utf8')));
	if (!read.success) throw new Error(`${file} is no roster:\n${z.prettifyError(read.error)}`);
	return read.data;
}

/** The bundle in which a dialogue is played. */
export function bundleFor(bundle: Bundle, { sounds = [] }: Dialogue): Bundle {
	const spoken = Object.fromEntries(sounds.map((topic) => [topic, { hash: '', bytes: 0, seconds: 65 }]));
	return { ...bundle, sounds: Object.fromEntries(bundle.languages.map((language) => [language, spoken])) };
}

/** How much later this turn is than the one before, in ms. */
export function laterBy({ later }: DialogueTurn): number {
	return later === undefined ? 0 : milliseconds(later);
}

/** What was done, in one line: typed, tapped, sent, ordered. */
export function spell(inbound: Exclude<Inbound, { kind: 'due' }>): string {
	switch (inbound.kind) {
		case 'text':
			return `> ${inbound.text}`;
		case 'choice':
			return `> [${inbound.id}]`;
		case 'media':
			return `> ${inbound.of}`;
		case 'desk':
			return `* ${Object.values(inbound.order).filter(Boolean).join(' ')}`;
	}
}

/** @param id of the order, if it is one. @throws when the turn says nothing in this language */
export function inboundOf(turn: DialogueTurn, language: Language, id: string): Exclude<Inbound, { kind: 'due' }> {
	if (turn.order !== undefined) return { kind: 'desk', id, order: turn.order satisfies Order };
	if (turn.tap !== undefined) return { kind: 'choice', id: turn.tap.replace('{lang}', language) };
	if (turn.media !== undefined) return { kind: 'media', of: turn.media };
	const text = typeof turn.type === 'object' ? turn.type[language] : turn.type;
	if (text === undefined)
		throw new Error(`a turn of the dialogue says nothing in ${language}: ${JSON.stringify(turn)}`);
	return { kind: 'text', text: text.replace('{lang}', language) };
}

/** Where the conversation is not what the dialogue says it should be; undefined: all is well. */
export function misplaced(turn: DialogueTurn, conversation: Conversation): string | undefined {
	const { wait, channel } = conversation;
	const there = wait.on === 'step' ? wait.at : wait.on;
	const wanted = typeof turn.at === 'object' ? turn.at[channel] : turn.at;
	if (wanted !== undefined && wanted !== there) return `expected to be at ${wanted}, not at ${there}`;
	const phase = phaseOf(conversation).is;
	if (turn.phase !== undefined && turn.phase !== phase) return `expected the phase ${turn.phase}, not ${phase}`;
	return undefined;
}
