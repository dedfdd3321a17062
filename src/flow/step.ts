/**
 * One turn of a conversation: what came in, where it waits, who speaks, the time → the new state and what to do.
 * Pure: no clock, no I/O, no randomness. Every turn ends in a message or a letter to a human, except for a timer that came
 * too late.
 */

import { act, FOUND, offerLanguage } from './act.ts';
import { enter, forgetPlaces, goBack, relocate, waits, walk } from './advance.ts';
import type { StepId } from './bundle.ts';
import { choicesAt } from './choices.ts';
import { compose } from './compose.ts';
import { type Conversation, phaseOf, type Wait } from './conversation.ts';
import { findDanger } from './danger.ts';
import { sameAgain } from './hand-off.ts';
import type { Letter } from './letters.ts';
import { type Meaning, match } from './match.ts';
import { isHuman, stands } from './offer.ts';
import { type Bundle, stepAt } from './open.ts';
import { letters, obey } from './order.ts';
import { switchPictures } from './pictures.ts';
import { MENU, PERSON, parts, resolve } from './places.ts';
import { nobody, type Roster } from './roster.ts';
import { after, again, asked, said } from './say.ts';
import { nameOf } from './team.ts';
import type { Heard, Inbound, Turn } from './turn.ts';
import { hear } from './with-them.ts';

/** @param roster who could be brought in right now */
export function step(
	bundle: Bundle,
	before: Conversation,
	inbound: Inbound,
	now: number,
	roster: Roster = nobody,
): Turn {
	const there: Bundle = roster === bundle.roster ? bundle : { ...bundle, roster };
	const conversation = inKnownLanguage(there, forgetAnswers(before, inbound, now));
	if (inbound.kind === 'desk') {
		const turn = obey(there, conversation, inbound, now);
		return turn.refused ? { ...turn, conversation: before } : turn;
	}
	if (inbound.kind === 'due') return due(there, conversation, inbound, now);
	return tellLanguage(conversation, take(there, conversation, heard(there, conversation, inbound), now));
}

/** Words of danger under a picture are words; of all else that comes with one nothing is read. */
function heard(bundle: Bundle, { language }: Conversation, inbound: Heard): Heard {
	if (inbound.kind !== 'media' || inbound.words === undefined) return inbound;
	return findDanger(bundle, language, inbound.words) ? { kind: 'text', text: inbound.words } : inbound;
}

function take(bundle: Bundle, conversation: Conversation, inbound: Heard, now: number): Turn {
	const { wait } = conversation;
	const phase = phaseOf(conversation);
	if (wait.on === 'hello') return greet(bundle, conversation, inbound, now);
	if (!isThere(bundle, conversation)) return resume(bundle, conversation, inbound, now);
	if (phase.is === 'waiting' || phase.is === 'staff') return hear(bundle, conversation, phase, inbound, now);
	if (wait.on === 'same' || wait.on === 'know') return decide(bundle, conversation, wait, inbound, now);
	if (inbound.kind === 'media') return again(bundle, conversation, now, ['media']);
	const meaning = match(bundle, conversation, inbound, choicesAt(bundle, conversation));
	if (phase.is === 'sleeping' && now >= phase.quiet && isTalk(meaning) && inbound.kind === 'text') {
		return holding(bundle, conversation, { on: 'same', text: inbound.text.slice(0, HELD), until: now + HELD_FOR }, now);
	}
	return act(bundle, conversation, meaning, now);
}

/** How long nobody is asked again whether their words are for the human of last time, in ms. */
const QUIET = 12 * 3_600_000;
/** How long somebody is known who wants to be, in ms. */
const KNOWN = 365 * 24 * 3_600_000;
/** Words held while a question is answered: as much as one message of WhatsApp or Telegram. */
const HELD = 4096;
/** And for how long, in ms. */
const HELD_FOR = 3_600_000;

/** Words such as one says to somebody. */
function isTalk(meaning: Meaning): boolean {
	return meaning.mean === 'question' || meaning.mean === 'greeting' || meaning.mean === 'thanks';
}

/**
 * The questions after a talk: for the same person again? may you be remembered? Whatever else is said to them is taken
 * where the flows are; but words that could be for a human wait until they have been asked whether they are.
 */
function decide(
	bundle: Bundle,
	conversation: Conversation,
	wait: Extract<Wait, { on: 'same' | 'know' }>,
	inbound: Heard,
	now: number,
): Turn {
	const meaning: Meaning =
		inbound.kind === 'media'
			? { mean: 'nothing' }
			: match(bundle, conversation, inbound, wait.on === 'know' && !wait.shown ? [] : choicesAt(bundle, conversation));
	if (meaning.mean === 'choice')
		return wait.on === 'same'
			? same(bundle, conversation, wait, meaning.id, now)
			: know(bundle, conversation, wait, meaning.id, now);
	if (inbound.kind === 'text' && isTalk(meaning)) {
		const text = [wait.text, inbound.text]
			.filter((one) => one !== '')
			.join('\n')
			.slice(0, HELD);
		const until = now + HELD_FOR;
		if (wait.on === 'same') return holding(bundle, conversation, { ...wait, text, until }, now);
		if (!wait.shown) return holding(bundle, conversation, { ...wait, shown: true, text, until }, now);
	}
	return take(bundle, goBack(bundle, conversation, now).conversation, inbound, now);
}

/** Asks, and keeps the words it is about for a moment only. */
function holding(
	bundle: Bundle,
	conversation: Conversation,
	wait: Extract<Wait, { on: 'same' | 'know' }>,
	now: number,
): Turn {
	const turn = again(bundle, { ...conversation, wait }, now);
	return { ...turn, effects: [...turn.effects, { do: 'wake', timer: 'answers', at: PERSON, due: wait.until }] };
}

function same(
	bundle: Bundle,
	conversation: Conversation,
	{ text }: Extract<Wait, { on: 'same' }>,
	id: string,
	now: number,
): Turn {
	const phase = phaseOf(conversation);
	if (id === 'same.yes') return sameAgain(bundle, conversation, PERSON, text, now);
	const quiet: Conversation =
		phase.is === 'sleeping' ? { ...conversation, phase: { ...phase, quiet: now + QUIET } } : conversation;
	return goOn(bundle, quiet, [], text, now);
}

function know(
	bundle: Bundle,
	conversation: Conversation,
	{ staff, text }: Extract<Wait, { on: 'know' }>,
	id: string,
	now: number,
): Turn {
	const yes = id.endsWith('.yes');
	const { unknown: _, ...open } = conversation;
	const decided: Conversation = yes
		? { ...open, knows: { staff, until: now + KNOWN } }
		: { ...conversation, unknown: staff };
	const name = nameOf(bundle, conversation.language, staff);
	const heard = bundle.speak.system(conversation.language, yes ? 'staff.known' : 'staff.not-known', { name });
	return goOn(bundle, decided, [heard], text, now);
}

/** Where the flows are; with the words that waited, as if they came now. */
function goOn(bundle: Bundle, conversation: Conversation, before: string[], text: string, now: number): Turn {
	const back = goBack(bundle, conversation, now);
	if (text === '') return asked(bundle, { ...back, said: [...before, ...back.said] }, now);
	const turn = take(bundle, back.conversation, { kind: 'text', text }, now);
	return after(before, { ...turn, effects: [...back.effects, ...turn.effects] });
}

/** The Desk shows which language a person speaks. */
function tellLanguage(before: Conversation, turn: Turn): Turn {
	const { language } = turn.conversation;
	const changed =
		language !== before.language && phaseOf(before).is !== 'bot' && phaseOf(turn.conversation).is !== 'bot';
	const letter: Letter = { kind: 'language', language };
	return changed ? { ...turn, effects: [...letters([letter]), ...turn.effects] } : turn;
}

/** The first message: danger, a way out or a language said at once are obeyed; anything else is greeted. */
function greet(bundle: Bundle, conversation: Conversation, inbound: Heard, now: number): Turn {
	if (inbound.kind === 'media')
		return again(bundle, { ...conversation, wait: { on: 'guess', found: [] } }, now, ['media']);
	const meaning = match(bundle, conversation, inbound, []);
	switch (meaning.mean) {
		case 'danger':
		case 'language':
			return act(bundle, conversation, meaning, now);
		case 'go':
			// What the choices look like is seen when there are some.
			if (meaning.to === 'pictures') return offerLanguage(bundle, switchPictures(conversation), [], now);
			return meaning.to === 'menu' || meaning.to === 'back'
				? offerLanguage(bundle, conversation, [], now)
				: act(bundle, conversation, meaning, now);
		case 'greeting':
			return offerLanguage(bundle, { ...conversation, language: meaning.language ?? conversation.language }, [], now);
		case 'question': {
			const { topics, language } = bundle.finder.find(conversation.language, meaning.text);
			const guessed = { ...conversation, language: language ?? conversation.language };
			return offerLanguage(
				bundle,
				guessed,
				topics.slice(0, FOUND).map(({ id }) => id),
				now,
			);
		}
		default:
			return offerLanguage(bundle, conversation, [], now);
	}
}

function due(
	bundle: Bundle,
	conversation: Conversation,
	inbound: Extract<Inbound, { kind: 'due' }>,
	now: number,
): Turn {
	const { wait, language } = conversation;
	// A human speaks.
	if (phaseOf(conversation).is === 'staff' && inbound.timer === 'step') return { conversation, effects: [] };
	if (inbound.timer === 'answers') {
		return { conversation: forgetPlaces(bundle, conversation, parts(inbound.at)[0]), effects: [] };
	}
	if (inbound.timer === 'remind') {
		const [flow, name] = parts(inbound.at);
		const reminder = bundle.speak.text(language, flow, `${name}.reminder`);
		if (reminder === undefined) return { conversation, effects: [] };
		// Neutral, also for who looks at the phone: without a picture of what it was about.
		const { pictogram: _, pictures: __, ...message } = compose(bundle, conversation, now);
		return said(conversation, { ...message, text: reminder, agreed: true });
	}
	const current = wait.on === 'step' && wait.at === inbound.at ? stepAt(bundle, wait.at) : undefined;
	if (!current || !('timeout' in current) || !current.timeout) return { conversation, effects: [] };
	return asked(bundle, enter(bundle, conversation, resolve(parts(inbound.at)[0], current.timeout.goto), now), now);
}

/** Makes a state from an older bundle fit this one: a language that was switched off is asked for again. */
function inKnownLanguage(bundle: Bundle, conversation: Conversation): Conversation {
	if (bundle.languages.includes(conversation.language)) return conversation;
	return { ...conversation, language: bundle.languages[0] ?? 'en', chosen: false };
}

/** Is what the conversation waits on still there, and still something to wait on? */
function isThere(bundle: Bundle, conversation: Conversation): boolean {
	const { wait } = conversation;
	if (wait.on === 'step') return waits(stepAt(bundle, wait.at));
	if (isHuman(wait)) return stands(bundle, conversation, wait);
	return wait.on !== 'found' || wait.topics.every((id) => waits(stepAt(bundle, id)));
}

/**
 * The bundle, or the team, changed while the person was away. Numbers, labels and answers were meant for what is gone; the words that
 * work everywhere, danger and questions still do. Otherwise the person is led to where it has moved, with a word about it.
 */
function resume(bundle: Bundle, conversation: Conversation, inbound: Heard, now: number): Turn {
	const meaning: Meaning = inbound.kind === 'media' ? { mean: 'nothing' } : match(bundle, conversation, inbound, []);
	// Pictures instead of words would be of the question that is gone.
	const switches = meaning.mean === 'go' && meaning.to === 'pictures';
	if ((meaning.mean === 'go' && !switches) || meaning.mean === 'danger' || meaning.mean === 'question') {
		return act(bundle, conversation, meaning, now);
	}
	const here = meaning.mean === 'language' ? { ...conversation, language: meaning.code, chosen: true } : conversation;
	const shown = switches ? switchPictures(here) : here;
	const { wait } = shown;
	const walked = walk(bundle, shown, placeNow(bundle, wait), now);
	return asked(bundle, { ...walked, said: [bundle.speak.system(shown.language, 'moved'), ...walked.said] }, now);
}

function placeNow(bundle: Bundle, wait: Wait): StepId {
	if (wait.on === 'step') return relocate(bundle, wait.at);
	return wait.on === 'offer' || wait.on === 'away' || wait.on === 'time' ? relocate(bundle, wait.from) : MENU;
}

/** Drops what has been kept long enough: answers of a class that has run out, with a message those of a moment, held words. */
function forgetAnswers(conversation: Conversation, inbound: Inbound, now: number): Conversation {
	const { wait } = conversation;
	const heard = inbound.kind !== 'due' && inbound.kind !== 'desk';
	const kept = Object.entries(conversation.answers).filter(([, { until, once }]) => until > now && !(once && heard));
	const over = (wait.on === 'same' || wait.on === 'know') && wait.until <= now;
	return {
		...conversation,
		answers: Object.fromEntries(kept),
		wait: over ? { ...wait, text: '' } : wait,
	};
}
