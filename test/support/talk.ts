/** Talks with the core: keeps the state as a channel would, serialised and reloaded between all turns. */
import type { Language } from '../../src/flow/bundle.ts';
import { type Conversation, newConversation } from '../../src/flow/conversation.ts';
import type { Order } from '../../src/flow/letters.ts';
import type { Bundle } from '../../src/flow/open.ts';
import { nobody, type Roster } from '../../src/flow/roster.ts';
import { step } from '../../src/flow/step.ts';
import type { Effect, Inbound, Message } from '../../src/flow/turn.ts';
import { noon } from './project.ts';

export interface Talk {
	conversation: Conversation;
	/** Epoch ms; a test may move it. */
	now: number;
	/** Who could be brought in; a test may change it. */
	roster: Roster;
	effects: Effect[];
	/** The last order did not fit. */
	refused: boolean;
	/** The last message of the last turn; throws when there was none. */
	message(): Message;
	labels(): string[];
	send(inbound: Inbound): Talk;
	type(text: string): Talk;
	tap(id: string): Talk;
	/** Something a staff member does; ids count by themselves. */
	order(order: Order): Talk;
	/** Taps the choice with that label. */
	choose(label: string): Talk;
}

export function talk(
	bundle: Bundle,
	options: { channel?: string; guess?: Language; conversation?: Conversation; roster?: Roster } = {},
): Talk {
	let orders = 0;
	const here: Talk = {
		conversation: options.conversation ?? newConversation(options.channel ?? 'web', options.guess ?? 'en'),
		now: noon,
		roster: options.roster ?? nobody,
		effects: [],
		refused: false,
		message() {
			const said = here.effects.findLast((effect) => effect.do === 'say');
			if (!said) throw new Error('nothing was said');
			return said.message;
		},
		labels: () => here.message().choices.map(({ label }) => label),
		send(inbound) {
			const turn = step(bundle, here.conversation, inbound, here.now, here.roster);
			here.refused = turn.refused ?? false;
			here.conversation = JSON.parse(JSON.stringify(turn.conversation));
			here.effects = JSON.parse(JSON.stringify(turn.effects));
			return here;
		},
		type: (text) => here.send({ kind: 'text', text }),
		tap: (id) => here.send({ kind: 'choice', id }),
		order: (order) => here.send({ kind: 'desk', id: `order ${++orders}`, order }),
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
