/** What somebody sees who has not written yet: the words a first message would be answered with. Makes nothing. */
import type { Language } from '../../flow/bundle.ts';
import { newConversation } from '../../flow/conversation.ts';
import type { Bundle } from '../../flow/open.ts';
import { step } from '../../flow/step.ts';
import type { Message } from '../../flow/turn.ts';

/** @param guess one of the bundle's languages */
export function greet(bundle: Bundle, guess: Language, now: number): Message {
	const { effects } = step(bundle, newConversation('web', guess), { kind: 'text', text: '' }, now);
	const said = effects.find((effect) => effect.do === 'say');
	if (!said) throw new Error('the core has greeted nobody');
	return said.message;
}
