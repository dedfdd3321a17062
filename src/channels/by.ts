import type { Message } from '../flow/turn.ts';

/** The words with the name of whoever says them, where a message has no better place for it: `Ana: Hello`. */
export function withName({ by, text }: Message): string {
	return by === undefined ? text : `${by}: ${text}`;
}
