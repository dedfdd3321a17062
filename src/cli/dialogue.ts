/** Dialogue files: what a person types and taps, and where that should lead; played by `npm run talk` and by the tests. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Language } from '../flow/bundle.ts';
import type { Conversation } from '../flow/conversation.ts';
import type { Inbound } from '../flow/turn.ts';

/** The same in every language, or one for each. `{lang}` stands for the language the dialogue is played in. */
const words = z.union([z.string(), z.number().transform(String), z.record(z.string(), z.string())]);

export const Dialogue = z.strictObject({
	/** One sentence: what this dialogue shows. */
	shows: z.string().min(5),
	turns: z
		.array(
			z.strictObject({
				type: words.optional(),
				/** A choice id. */
				tap: z.string().optional(),
				media: z.enum(['picture', 'voice', 'video', 'file', 'contact', 'location', 'other']).optional(),
				/** Where the conversation waits afterwards: a step id, or `hello`, `guess`, `language`, `found`. */
				at: z.string().optional(),
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

/** @throws when the turn says nothing in this language. */
export function inboundOf(turn: DialogueTurn, language: Language): Exclude<Inbound, { kind: 'due' }> {
	if (turn.tap !== undefined) return { kind: 'choice', id: turn.tap.replace('{lang}', language) };
	if (turn.media !== undefined) return { kind: 'media', of: turn.media };
	const text = typeof turn.type === 'object' ? turn.type[language] : turn.type;
	if (text === undefined)
		throw new Error(`a turn of the dialogue says nothing in ${language}: ${JSON.stringify(turn)}`);
	return { kind: 'text', text: text.replace('{lang}', language) };
}

/** What `at:` in a dialogue is held against. */
export function placeOf({ wait }: Conversation): string {
	return wait.on === 'step' ? wait.at : wait.on;
}
