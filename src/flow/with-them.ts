/**
 * While somebody waits for a human, or talks with one: typed words are for the human, taps and the words that work
 * everywhere for the bot. The flows keep their place and are silent, unless the person goes to them.
 */
import { act } from './act.ts';
import { remember } from './advance.ts';
import { choicesAt } from './choices.ts';
import { type Conversation, type Phase, phaseOf } from './conversation.ts';
import { answer } from './hand-off.ts';
import type { Drafted } from './letters.ts';
import { type Meaning, match } from './match.ts';
import { whenRead } from './offer-texts.ts';
import { type Bundle, stepAt } from './open.ts';
import { letters } from './order.ts';
import { URGENT } from './places.ts';
import { after, again, plain, remark } from './say.ts';
import { nameOf } from './team.ts';
import type { Heard, Turn } from './turn.ts';

type With = Extract<Phase, { is: 'waiting' | 'staff' }>;

/** Longest letter, in UTF-16 units; a longer text becomes several. */
const LONGEST = 4096;

export function hear(bundle: Bundle, before: Conversation, phase: With, inbound: Heard, now: number): Turn {
	const conversation = withHuman(before, phase, { heard: now });
	if (inbound.kind === 'media') {
		const text = bundle.speak.system(conversation.language, 'media');
		return phase.is === 'waiting' ? remark(bundle, conversation, now, text) : sentence(conversation, text);
	}
	// Also a button of before: what it answers stands in the phase.
	const answered = inbound.kind === 'choice' && answer(bundle, conversation, inbound.id, now);
	if (answered) return answered;
	const meaning = match(bundle, conversation, inbound, choicesAt(bundle, conversation));
	if (meaning.mean === 'danger') {
		const cards = act(bundle, conversation, meaning, now);
		return post(cards, [{ kind: 'urgent' }, ...words(inbound)]);
	}
	if (isForBot(bundle, conversation, inbound, meaning)) return toFlows(bundle, conversation, phase, meaning, now);
	const drafted = words(inbound);
	if (drafted.length === 0) return sentence(conversation, bundle.speak.system(conversation.language, 'media'));
	return post(keep(bundle, conversation, now), drafted);
}

/** A tap always is. Typed: ways out, languages, and what names a choice that is shown. */
function isForBot(bundle: Bundle, { wait, ...conversation }: Conversation, inbound: Heard, meaning: Meaning): boolean {
	if (inbound.kind === 'choice') return true;
	const talking = phaseOf({ wait, ...conversation }).is === 'staff' && (wait.on === 'with' || wait.on === 'introduced');
	switch (meaning.mean) {
		case 'go':
			// With a human before them, "back" and "person" are words like others.
			return !talking || (meaning.to !== 'back' && meaning.to !== 'person');
		case 'choice':
		case 'page':
		case 'language':
			return true;
		case 'answer': {
			const step = wait.on === 'step' ? stepAt(bundle, wait.at) : undefined;
			return step?.do === 'ask' && step.accept === 'number';
		}
		default:
			return false;
	}
}

function toFlows(bundle: Bundle, conversation: Conversation, phase: With, meaning: Meaning, now: number): Turn {
	const turn = act(bundle, conversation, meaning, now);
	const { wait } = turn.conversation;
	const urgent = wait.on === 'step' && wait.at === URGENT && !isAt(conversation, URGENT);
	const posted = post(turn, urgent ? [{ kind: 'urgent' }] : []);
	if (phase.is !== 'staff' || phase.human.told || wait.on !== 'step') return posted;
	// Once: that the talk goes on beside it.
	const { language } = turn.conversation;
	const text = bundle.speak.system(language, 'staff.beside', { name: nameOf(bundle, language, phase.owner) });
	const still = phaseOf(turn.conversation);
	if (still.is !== 'staff') return posted;
	return after([text], { ...posted, conversation: withHuman(turn.conversation, still, { told: true }) });
}

function isAt({ wait }: Conversation, at: string): boolean {
	return wait.on === 'step' && wait.at === at;
}

/** What the bot says to words it has kept for a human: while they wait, once at length and then shortly; then nothing. */
function keep(bundle: Bundle, conversation: Conversation, now: number): Turn {
	const phase = phaseOf(conversation);
	const { language } = conversation;
	if (phase.is !== 'waiting' && phase.is !== 'staff') return { conversation, effects: [] };
	if (phase.human.held.length > 0) return again(bundle, { ...remember(conversation), wait: { on: 'with' } }, now);
	if (phase.is === 'staff') return { conversation: { ...remember(conversation), wait: { on: 'with' } }, effects: [] };
	if (phase.human.told) return remark(bundle, conversation, now, bundle.speak.system(language, 'staff.kept'));
	const name = nameOf(bundle, language, phase.wants);
	const text = `${bundle.speak.system(language, 'staff.kept-for', { name })} ${whenRead(bundle, conversation, now)}`;
	return remark(bundle, withHuman(conversation, phase, { told: true }), now, text);
}

/** Typed words as letters: whole, but for what no human types. */
function words(inbound: Heard): Drafted[] {
	if (inbound.kind !== 'text') return [];
	const text = inbound.text
		.toWellFormed()
		.replace(/[^\P{Cc}\n\t]/gu, '')
		.trim();
	const drafted: Drafted[] = [];
	for (let rest = text; rest !== ''; ) {
		// Not between the halves of one character.
		const end = /[\ud800-\udbff]$/.test(rest.slice(0, LONGEST)) ? LONGEST - 1 : LONGEST;
		drafted.push({ kind: 'said', text: rest.slice(0, end) });
		rest = rest.slice(end);
	}
	return drafted;
}

function sentence(conversation: Conversation, text: string): Turn {
	return { conversation, effects: [{ do: 'say', message: plain(conversation.language, text) }] };
}

function post(turn: Turn, drafted: Drafted[]): Turn {
	return { ...turn, effects: [...letters(drafted), ...turn.effects] };
}

function withHuman(conversation: Conversation, phase: With, change: Partial<With['human']>): Conversation {
	return { ...conversation, phase: { ...phase, human: { ...phase.human, ...change } } };
}
