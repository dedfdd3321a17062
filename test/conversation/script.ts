/**
 * A `step` for tests, pure and small. It does what a text says and keeps a list of what it was told:
 *
 *   say 7            remembers "7", says "7 heard, after 6"
 *   forget · close   says goodbye, erases · closes
 *   wipe             says so, and has the chat emptied
 *   wake remind 500  sets the timer `remind` for 500;  cancel remind  takes it off
 *   many 3           says three messages
 *   throw            fails, with the text in its error
 */
import type { Conversation } from '../../src/flow/conversation.ts';
import type { Effect, Inbound, Message, TimerName, Turn } from '../../src/flow/turn.ts';

export function script(conversation: Conversation, inbound: Inbound, now: number): Turn {
	if (inbound.kind === 'due') return heard(conversation, `due:${inbound.timer}:${inbound.at}`);
	if (inbound.kind !== 'text') return { conversation, effects: [say(conversation, 'only text, please')] };
	const [word, ...rest] = inbound.text.split(' ');
	switch (word) {
		case 'say':
			return heard(conversation, rest.join(' '));
		case 'many':
			return {
				conversation,
				effects: Array.from({ length: Number(rest[0]) }, (_, index) => say(conversation, `message ${index + 1}`)),
			};
		case 'forget':
			return { conversation, effects: [say(conversation, 'all forgotten'), { do: 'erase' }] };
		case 'close':
			return { conversation, effects: [say(conversation, 'goodbye'), { do: 'close' }] };
		case 'wipe':
			return { conversation, effects: [say(conversation, 'wiped'), { do: 'wipe' }] };
		case 'wake':
			return {
				conversation,
				effects: [{ do: 'wake', timer: rest[0] as TimerName, at: rest[2] ?? 'flow.step', due: Number(rest[1]) }],
			};
		case 'cancel':
			return { conversation, effects: [{ do: 'cancel', timer: rest[0] as TimerName }] };
		case 'throw':
			throw new Error(`cannot make sense of "${inbound.text}" at ${now}`);
		default:
			return { conversation, effects: [say(conversation, 'I do not know that')] };
	}
}

/** What a conversation has been told, in order. */
export function toldTo(conversation: Conversation | undefined): string[] {
	const told = conversation?.answers.told?.value;
	return typeof told === 'string' ? told.split('|') : [];
}

function heard(conversation: Conversation, what: string): Turn {
	const told = toldTo(conversation);
	const value = [...told, what].join('|');
	return {
		conversation: { ...conversation, answers: { told: { value, until: Number.MAX_SAFE_INTEGER, once: false } } },
		effects: [say(conversation, `${what} heard, after ${told.at(-1) ?? 'nothing'}`)],
	};
}

function say({ language }: Conversation, text: string): Effect {
	const message: Message = { language, text, choices: [], shape: 'menu', page: 1 };
	return { do: 'say', message };
}
