/** From "I want a person" to waiting for one: every answer to what is asked on the way, and to what comes later. */
import { goBack, walk } from './advance.ts';
import type { StepId } from './bundle.ts';
import { type Conversation, phaseOf, type Wait } from './conversation.ts';
import type { Consent, Drafted } from './letters.ts';
import { isAway } from './next-reads.ts';
import { type Bundle, stepAt } from './open.ts';
import { dropped, flush } from './order.ts';
import { parts, resolve } from './places.ts';
import type { StaffId } from './roster.ts';
import { again, asked, plain } from './say.ts';
import { colleagueOf, knownTo, nameOf } from './team.ts';
import type { Effect, Turn } from './turn.ts';
import { dayOnTheWall } from './wall-clock.ts';

/** Undefined: this is no answer to anything that is asked now, a button of before for one. */
export function answer(bundle: Bundle, conversation: Conversation, id: string, now: number): Turn | undefined {
	const { wait, language } = conversation;
	const phase = phaseOf(conversation);
	switch (wait.on) {
		case 'offer':
			if (id === `offer.${wait.staff}.yes`) return askTime(bundle, conversation, wait, now);
			if (id === `offer.${wait.staff}.no`) return leaveIt(bundle, conversation, now);
			break;
		case 'away':
			if (id === `away.${wait.staff}.wait`) return offerThem(bundle, conversation, wait, wait.staff, now);
			if (wait.instead !== null && id === `away.${wait.instead}.instead`)
				return offerThem(bundle, conversation, wait, wait.instead, now);
			if (id === 'away.other') return asked(bundle, walk(bundle, conversation, otherwise(bundle, wait.from), now), now);
			break;
		case 'time':
			if (id === 'time.yes') return begin(bundle, conversation, wait, now);
			if (id === 'time.no') {
				const back = goBack(bundle, conversation, now);
				return asked(bundle, { ...back, said: [bundle.speak.system(language, 'staff.not-now'), ...back.said] }, now);
			}
			break;
	}
	// What these are about stands in the phase, so that their buttons hold also when something was said since.
	if (phase.is === 'waiting' && id === 'withdraw') return withdraw(bundle, conversation, now);
	if ((phase.is === 'waiting' || phase.is === 'staff') && phase.human.held.length > 0) {
		if (id === 'knock.yes') return flush(bundle, conversation, now);
		if (id === 'knock.no') {
			const message = plain(language, bundle.speak.system(language, 'staff.knock-no'));
			return { conversation, effects: [{ do: 'say', message }] };
		}
	}
	if (phase.is === 'staff' && phase.introduced !== null) {
		if (id === `introduced.${phase.introduced}.yes`) return introduced(bundle, conversation, phase.introduced, true);
		if (id === `introduced.${phase.introduced}.no`) return introduced(bundle, conversation, phase.introduced, false);
	}
	return undefined;
}

/** They wait for this one, after a consent of now or, for the same one as last time, of then. */
function wait(
	bundle: Bundle,
	conversation: Conversation,
	consent: Consent,
	{ staff, urgent, text }: { staff: StaffId; urgent: boolean; text?: string },
	now: number,
): Turn {
	const { language, channel } = conversation;
	const waiting: Conversation = {
		...conversation,
		consent,
		phase: { is: 'waiting', wants: staff, human: { heard: now, held: [], told: text !== undefined } },
		wait: { on: 'with' },
	};
	const knows = knownTo(conversation, now);
	const letters: Drafted[] = [
		{ kind: 'asked', language, channel, wants: staff, knows, consent, urgent },
		...(text === undefined ? [] : [{ kind: 'said', text } as const]),
	];
	const turn = again(bundle, waiting, now);
	return { ...turn, effects: [...letters.map((letter): Effect => ({ do: 'letter', letter })), ...turn.effects] };
}

/** Whom they had last time. Away: they are asked what they would like. */
export function sameAgain(bundle: Bundle, conversation: Conversation, from: StepId, text: string, now: number): Turn {
	const phase = phaseOf(conversation);
	const colleague = phase.is === 'sleeping' ? colleagueOf(bundle, phase.owner) : undefined;
	const { consent } = conversation;
	if (!colleague || !consent || isAway(colleague, now))
		return asked(bundle, walk(bundle, conversation, from, now), now);
	return wait(bundle, conversation, consent, { staff: colleague.id, urgent: false, ...(text !== '' && { text }) }, now);
}

function askTime(bundle: Bundle, conversation: Conversation, offer: Extract<Wait, { on: 'offer' }>, now: number): Turn {
	const { from, staff, urgent } = offer;
	const consent = {
		version: bundle.consent[conversation.language] ?? '',
		day: dayOnTheWall(bundle.directory.timezone, now),
	};
	return again(bundle, { ...conversation, wait: { on: 'time', from, staff, urgent, consent } }, now);
}

function offerThem(
	bundle: Bundle,
	conversation: Conversation,
	{ from, urgent }: Extract<Wait, { on: 'away' }>,
	staff: StaffId,
	now: number,
): Turn {
	return again(bundle, { ...conversation, wait: { on: 'offer', from, staff, urgent } }, now);
}

function begin(bundle: Bundle, conversation: Conversation, time: Extract<Wait, { on: 'time' }>, now: number): Turn {
	return wait(bundle, conversation, time.consent, time, now);
}

/** No: nothing was sent, and they are where they were. */
function leaveIt(bundle: Bundle, conversation: Conversation, now: number): Turn {
	const back = goBack(bundle, conversation, now);
	return asked(bundle, { ...back, said: [bundle.speak.system(conversation.language, 'staff.no'), ...back.said] }, now);
}

function withdraw(bundle: Bundle, conversation: Conversation, now: number): Turn {
	const letters: Drafted[] = [...dropped(conversation), { kind: 'left', why: 'withdrew' }];
	const back = goBack(bundle, { ...conversation, phase: { is: 'bot' } }, now);
	const text = bundle.speak.system(conversation.language, 'staff.withdrawn');
	const effects = [...letters.map((letter): Effect => ({ do: 'letter', letter })), ...back.effects];
	return asked(bundle, { ...back, said: [text, ...back.said], effects }, now);
}

function introduced(bundle: Bundle, conversation: Conversation, staff: StaffId, yes: boolean): Turn {
	const { language } = conversation;
	const phase = phaseOf(conversation);
	if (phase.is !== 'staff') return { conversation, effects: [] };
	const name = nameOf(bundle, language, phase.owner);
	const text = bundle.speak.system(language, yes ? 'staff.introduced-yes' : 'staff.introduced-no', { name });
	return {
		conversation: { ...conversation, phase: { ...phase, introduced: null }, wait: { on: 'with' } },
		effects: [
			{ do: 'letter', letter: { kind: 'answered', staff, yes } },
			{ do: 'say', message: plain(language, text) },
		],
	};
}

function otherwise(bundle: Bundle, at: StepId): StepId {
	const step = stepAt(bundle, at);
	return step?.do === 'handoff' ? resolve(parts(at)[0], step.otherwise) : at;
}
