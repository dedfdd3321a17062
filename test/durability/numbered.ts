/**
 * What people say in these tests: numbered, so that it can be told what was processed and answered, how often and in
 * which order. `say 7` → "7 heard, after 6"; `forget 8` → "forgotten at 8", and nothing is kept.
 */
import type { Conversation } from '../../src/flow/conversation.ts';
import type { Inbound, Turn } from '../../src/flow/turn.ts';

export function numbered(conversation: Conversation, inbound: Inbound): Turn {
	const [word = '', n = ''] = inbound.kind === 'text' ? inbound.text.split(' ') : [];
	if (word === 'forget') return { conversation, effects: [say(conversation, `forgotten at ${n}`), { do: 'erase' }] };
	const heard = heardBy(conversation);
	const told = { value: [...heard, n].join('|'), until: Number.MAX_SAFE_INTEGER, once: false };
	return {
		conversation: { ...conversation, answers: { told } },
		effects: [say(conversation, `${n} heard, after ${heard.at(-1) ?? 'nothing'}`)],
	};
}

/** Which numbers a conversation has been told since it began, in order. */
export function heardBy(conversation: Conversation | undefined): number[] {
	const told = conversation?.answers.told?.value;
	return typeof told === 'string' ? told.split('|').map(Number) : [];
}

/** Which numbers these messages answer, in order; goodbyes are not among them. */
export function answered(texts: readonly (string | undefined)[]): number[] {
	return texts.flatMap((text) => {
		const n = /^(\d+) heard/.exec(text ?? '')?.[1];
		return n === undefined ? [] : [Number(n)];
	});
}

function say({ language }: Conversation, text: string): Turn['effects'][number] {
	return { do: 'say', message: { language, text, choices: [], shape: 'menu', page: 1 } };
}
