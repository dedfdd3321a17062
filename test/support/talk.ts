/** Talks with the core: keeps the state as a channel would, serialised and reloaded between all turns. */
import type { Language } from '../../src/flow/bundle.ts';
import { type Conversation, newConversation } from '../../src/flow/conversation.ts';
import type { Bundle } from '../../src/flow/open.ts';
import { step } from '../../src/flow/step.ts';
import type { Effect, Inbound, Message } from '../../src/flow/turn.ts';
import { noon } from './project.ts';

export interface Talk {
	conversation: Conversation;
	/** Epoch ms; a test may move it. */
	now: number;
	effects: Effect[];
	/** The last message of the last turn; throws when there was none. */
	message(): Message;
	labels(): string[];
	send(inbound: Inbound): Talk;
	type(text: string): Talk;
	tap(id: string): Talk;
	/** Taps the choice with that label. */
	choose(label: string): Talk;
}

export function talk(
	bundle: Bundle,
	options: { channel?: string; guess?: Language; conversation?: Conversation } = {},
): Talk {
	const here: Talk = {
		conversation: options.conversation ?? newConversation(options.channel ?? 'web', options.guess ?? 'en'),
		now: noon,
		effects: [],
		message() {
			const said = here.effects.findLast((effect) => effect.do === 'say');
			if (!said) throw new Error('nothing was said');
			return said.message;
		},
		labels: () => here.message().choices.map(({ label }) => label),
		send(inbound) {
			const turn = step(bundle, here.conversation, inbound, here.now);
			here.conversation = JSON.parse(JSON.stringify(turn.conversation));
			here.effects = JSON.parse(JSON.stringify(turn.effects));
			return here;
		},
		type: (text) => here.send({ kind: 'text', text }),
		tap: (id) => here.send({ kind: 'choice', id }),
		choose(label) {
			const choice = here.message().choices.find((offered) => offered.label === label);
			if (!choice) throw new Error(`"${label}" was not offered, but: ${here.labels().join(' | ')}`);
			return here.tap(choice.id);
		},
	};
	return here;
}

/** A talk that has chosen its language and stands in the main menu. */
export function started(bundle: Bundle, language: Language = 'en', channel = 'web'): Talk {
	return talk(bundle, { channel, guess: language }).type('/start').tap(`lang.${language}`);
}
