/**
 * One turn of a conversation: what came in, where it waits, the time → the new state and what to do.
 * Pure: no clock, no I/O, no randomness. Every turn ends in a message, except for a timer that came too late.
 */
import { enter, milliseconds, relocate, remember, type Walk, waits, walk } from './advance.ts';
import type { Language, StepId } from './bundle.ts';
import { choicesAt, isMenu, leadsTo } from './choices.ts';
import { compose } from './compose.ts';
import { type Conversation, newConversation, type Wait } from './conversation.ts';
import { findDanger } from './danger.ts';
import { type Meaning, match } from './match.ts';
import { type Bundle, servedIn, stepAt, topicAt } from './open.ts';
import { MENU, PERSON, parts, resolve, START, URGENT } from './places.ts';
import type { AnswerClass, Navigation } from './schema.ts';
import type { SystemKey } from './system-keys.ts';
import type { Effect, Inbound, Turn } from './turn.ts';

/** How many topics a question offers. */
const FOUND = 3;

export function step(bundle: Bundle, before: Conversation, inbound: Inbound, now: number): Turn {
	const conversation = inKnownLanguage(bundle, forgetAnswers(before, inbound, now));
	if (inbound.kind === 'due') return due(bundle, conversation, inbound, now);
	const danger = inbound.kind === 'media' && findDanger(bundle.words, conversation.language, inbound.words ?? '');
	if (danger) return act(bundle, conversation, { mean: 'danger', language: danger.language }, now);
	if (conversation.wait.on === 'hello') return greet(bundle, conversation, inbound, now);
	if (!isThere(bundle, conversation.wait)) return resume(bundle, conversation, inbound, now);
	if (inbound.kind === 'media') return again(bundle, conversation, now, ['media']);
	return act(bundle, conversation, match(bundle, conversation, inbound, choicesAt(bundle, conversation)), now);
}

function act(bundle: Bundle, conversation: Conversation, meaning: Meaning, now: number): Turn {
	switch (meaning.mean) {
		case 'choice':
			return choose(bundle, conversation, meaning.id, now);
		case 'go':
			return go(bundle, conversation, meaning.to, now);
		case 'language':
			return speakIn(bundle, conversation, meaning.code, now);
		case 'page':
			return again(bundle, turnPage(conversation, meaning.page), now);
		case 'danger':
			return asked(bundle, enter(bundle, spoken(conversation, meaning.language), URGENT, now), now);
		case 'answer':
			return answer(bundle, conversation, meaning.value, now);
		case 'misfit':
			return misfit(bundle, conversation, now);
		case 'greeting':
			return conversation.chosen
				? asked(bundle, enter(bundle, conversation, MENU, now), now)
				: again(bundle, conversation, now);
		case 'thanks':
			return again(bundle, conversation, now, ['thanks']);
		case 'question':
			return find(bundle, conversation, meaning.text, now);
		case 'stale':
			return again(bundle, conversation, now);
		case 'nothing':
			return again(bundle, conversation, now, conversation.chosen ? ['not-understood'] : []);
	}
}

/** The first message: danger, a way out or a language said at once are obeyed; anything else is greeted. */
function greet(
	bundle: Bundle,
	conversation: Conversation,
	inbound: Exclude<Inbound, { kind: 'due' }>,
	now: number,
): Turn {
	if (inbound.kind === 'media')
		return again(bundle, { ...conversation, wait: { on: 'guess', found: [] } }, now, ['media']);
	const meaning = match(bundle, conversation, inbound, []);
	switch (meaning.mean) {
		case 'danger':
		case 'language':
			return act(bundle, conversation, meaning, now);
		case 'go':
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

function offerLanguage(bundle: Bundle, conversation: Conversation, found: StepId[], now: number): Turn {
	return again(bundle, { ...conversation, wait: { on: 'guess', found } }, now);
}

function choose(bundle: Bundle, conversation: Conversation, id: string, now: number): Turn {
	const { wait } = conversation;
	if (wait.on === 'found') return asked(bundle, enter(bundle, conversation, id, now), now);
	if (wait.on !== 'step') return again(bundle, conversation, now);
	const current = stepAt(bundle, wait.at);
	if (current?.do === 'remind') {
		const walked = enter(bundle, conversation, resolve(parts(wait.at)[0], current.goto), now);
		const agreed: Effect[] =
			id === `${wait.at}.yes`
				? [{ do: 'wake', timer: 'remind', at: wait.at, due: now + milliseconds(current.after) }]
				: [{ do: 'cancel', timer: 'remind' }];
		return asked(bundle, { ...walked, effects: [...walked.effects, ...agreed] }, now);
	}
	const to = leadsTo(bundle, wait.at, id);
	return to ? asked(bundle, enter(bundle, conversation, to, now), now) : again(bundle, conversation, now);
}

function go(bundle: Bundle, conversation: Conversation, to: Navigation, now: number): Turn {
	switch (to) {
		case 'menu':
			return asked(bundle, enter(bundle, { ...spoken(conversation), calls: [] }, MENU, now), now);
		case 'back':
			return back(bundle, conversation, now);
		case 'person':
			return asked(bundle, enter(bundle, spoken(conversation), PERSON, now), now);
		case 'urgent':
			return asked(bundle, enter(bundle, spoken(conversation), URGENT, now), now);
		case 'lang': {
			const found = 'found' in conversation.wait ? conversation.wait.found : [];
			return again(bundle, { ...remember(conversation), wait: { on: 'language', found, page: 1 } }, now);
		}
		case 'close':
			return end(bundle, conversation, 'closed', [{ do: 'close' }]);
		case 'stop':
			return end(bundle, conversation, 'stopped', []);
		case 'forget':
			return end(bundle, conversation, 'forgotten', [{ do: 'erase' }]);
	}
}

function back(bundle: Bundle, conversation: Conversation, now: number): Turn {
	const stop = conversation.trail.at(-1);
	if (!stop) {
		const { wait } = conversation;
		const elsewhere = wait.on === 'found' || (wait.on === 'step' && !isMenu(wait));
		return elsewhere ? asked(bundle, walk(bundle, conversation, MENU, now), now) : again(bundle, conversation, now);
	}
	const returned: Conversation = { ...conversation, trail: conversation.trail.slice(0, -1), calls: stop.calls };
	// Walking, not only setting the wait: a step that has moved meanwhile is followed, a timeout starts anew.
	if (stop.wait.on === 'step') return asked(bundle, walk(bundle, returned, stop.wait.at, now), now);
	return again(bundle, { ...returned, wait: stop.wait }, now);
}

/** A language was chosen: the first time the flows start; later the pending question is asked again in it. */
function speakIn(bundle: Bundle, conversation: Conversation, code: Language, now: number): Turn {
	const { wait, trail } = conversation;
	const switched: Conversation = { ...conversation, language: code, chosen: true };
	if (conversation.chosen) {
		if (wait.on === 'language') return back(bundle, switched, now);
		return again(bundle, switched, now);
	}
	const started = walk(bundle, { ...switched, trail: [] }, START, now);
	const found = 'found' in wait ? wait.found : [];
	if (found.length > 0) {
		const shown: Conversation = { ...remember(started.conversation), wait: { on: 'found', topics: found, page: 1 } };
		return { conversation: shown, effects: [...started.effects, { do: 'say', message: compose(bundle, shown, now) }] };
	}
	return trail.length > 0 ? back(bundle, switched, now) : asked(bundle, started, now);
}

function find(bundle: Bundle, conversation: Conversation, text: string, now: number): Turn {
	const { topics, language } = bundle.finder.find(conversation.language, text);
	// Nobody has chosen a language yet: what was typed says more than the browser or the platform did.
	if (!conversation.chosen) {
		const guessed = { ...conversation, language: language ?? conversation.language };
		const asking = language === undefined && conversation.wait.on === 'language';
		if (asking && topics.length === 0) return again(bundle, conversation, now);
		return offerLanguage(
			bundle,
			guessed,
			topics.slice(0, FOUND).map(({ id }) => id),
			now,
		);
	}
	const served = topics.filter(({ id }) => topicAt(bundle, id)?.emergency || servedIn(bundle, id).length > 0);
	const wait: Wait = { on: 'found', topics: served.slice(0, FOUND).map(({ id }) => id), page: 1 };
	return again(bundle, { ...remember(spoken(conversation)), wait }, now);
}

function answer(bundle: Bundle, conversation: Conversation, value: string | number, now: number): Turn {
	const { wait } = conversation;
	const current = wait.on === 'step' ? stepAt(bundle, wait.at) : undefined;
	if (wait.on !== 'step' || current?.do !== 'ask') return again(bundle, conversation, now);
	const until = now + lives[current.class];
	const stored = { value, until, once: current.class === 'moment' };
	const known: Conversation = { ...conversation, answers: { ...conversation.answers, [current.store]: stored } };
	const walked = enter(bundle, known, resolve(parts(wait.at)[0], current.goto), now);
	const wake: Effect = { do: 'wake', timer: 'answers', at: wait.at, due: until };
	return asked(bundle, { ...walked, effects: [...walked.effects, wake] }, now);
}

const hour = 3_600_000;
/** How long each class of answer lives, in ms. The longest is cut by the conversation's own retention. */
const lives: Record<AnswerClass, number> = {
	moment: hour,
	day: 24 * hour,
	week: 7 * 24 * hour,
	conversation: 3650 * 24 * hour,
};

function misfit(bundle: Bundle, conversation: Conversation, now: number): Turn {
	const { wait, language } = conversation;
	if (wait.on !== 'step') return again(bundle, conversation, now);
	const tried: Conversation = { ...conversation, wait: { ...wait, tries: wait.tries + 1 } };
	const [flow, name] = parts(wait.at);
	const retry = bundle.speak.text(language, flow, `${name}.retry`) ?? bundle.speak.system(language, 'not-understood');
	return said(tried, compose(bundle, tried, now, [retry]));
}

/** Everything about where the person was is gone; what is left greets whoever writes next as if nothing had been. */
function end(bundle: Bundle, conversation: Conversation, key: SystemKey, effects: Effect[]): Turn {
	const { channel, language } = conversation;
	const text = bundle.speak.system(language, key);
	return {
		conversation: newConversation(channel, language),
		effects: [
			{ do: 'cancel', timer: 'step' },
			{ do: 'cancel', timer: 'remind' },
			{ do: 'cancel', timer: 'answers' },
			{ do: 'say', message: { language, text, choices: [], shape: 'menu', page: 1 } },
			...effects,
		],
	};
}

function due(
	bundle: Bundle,
	conversation: Conversation,
	inbound: Extract<Inbound, { kind: 'due' }>,
	now: number,
): Turn {
	const { wait, language } = conversation;
	if (inbound.timer === 'answers') return { conversation, effects: [] };
	if (inbound.timer === 'remind') {
		const [flow, name] = parts(inbound.at);
		const reminder = bundle.speak.text(language, flow, `${name}.reminder`);
		if (reminder === undefined) return { conversation, effects: [] };
		return said(conversation, { ...compose(bundle, conversation, now), text: reminder, agreed: true });
	}
	const current = wait.on === 'step' && wait.at === inbound.at ? stepAt(bundle, wait.at) : undefined;
	if (!current || !('timeout' in current) || !current.timeout) return { conversation, effects: [] };
	return asked(bundle, enter(bundle, conversation, resolve(parts(inbound.at)[0], current.timeout.goto), now), now);
}

/** Asks what the conversation waits on, once more; `keys` of the engine's sentences are said before it. */
function again(bundle: Bundle, conversation: Conversation, now: number, keys: SystemKey[] = []): Turn {
	const before = keys.map((key) => bundle.speak.system(conversation.language, key));
	return said(conversation, compose(bundle, conversation, now, before));
}

function asked(bundle: Bundle, { conversation, said: before, effects }: Walk, now: number): Turn {
	return {
		conversation,
		effects: [...effects, { do: 'say', message: compose(bundle, conversation, now, before) }],
	};
}

function said(conversation: Conversation, message: Extract<Effect, { do: 'say' }>['message']): Turn {
	return { conversation, effects: [{ do: 'say', message }] };
}

/** Somebody who uses the bot has accepted its language, or has just shown theirs. */
function spoken(conversation: Conversation, language = conversation.language): Conversation {
	return { ...conversation, language, chosen: true };
}

function turnPage(conversation: Conversation, page: number): Conversation {
	const { wait } = conversation;
	return 'page' in wait ? { ...conversation, wait: { ...wait, page } } : conversation;
}

/** Makes a state from an older bundle fit this one: a language that was switched off is asked for again. */
function inKnownLanguage(bundle: Bundle, conversation: Conversation): Conversation {
	if (bundle.languages.includes(conversation.language)) return conversation;
	return { ...conversation, language: bundle.languages[0] ?? 'en', chosen: false };
}

/** Is what the conversation waits on still there, and still something to wait on? */
function isThere(bundle: Bundle, wait: Wait): boolean {
	if (wait.on === 'step') return waits(stepAt(bundle, wait.at));
	return wait.on !== 'found' || wait.topics.every((id) => waits(stepAt(bundle, id)));
}

/**
 * The bundle changed while the person was away. Numbers, labels and answers were meant for what is gone; the words that
 * work everywhere, danger and questions still do. Otherwise the person is led to where it has moved, with a word about it.
 */
function resume(
	bundle: Bundle,
	conversation: Conversation,
	inbound: Exclude<Inbound, { kind: 'due' }>,
	now: number,
): Turn {
	const meaning: Meaning = inbound.kind === 'media' ? { mean: 'nothing' } : match(bundle, conversation, inbound, []);
	if (meaning.mean === 'go' || meaning.mean === 'danger' || meaning.mean === 'question') {
		return act(bundle, conversation, meaning, now);
	}
	const here = meaning.mean === 'language' ? { ...conversation, language: meaning.code, chosen: true } : conversation;
	const { wait } = here;
	const walked = walk(bundle, here, wait.on === 'step' ? relocate(bundle, wait.at) : MENU, now);
	return asked(bundle, { ...walked, said: [bundle.speak.system(here.language, 'moved'), ...walked.said] }, now);
}

/** Drops answers whose class has run out, and with a message those that live only until the next one. */
function forgetAnswers(conversation: Conversation, inbound: Inbound, now: number): Conversation {
	const kept = Object.entries(conversation.answers).filter(
		([, { until, once }]) => until > now && !(once && inbound.kind !== 'due'),
	);
	return { ...conversation, answers: Object.fromEntries(kept) };
}
