/** What the flows do about what was meant: walk on, go somewhere, look for topics, say goodbye. */
import { enter, goBack, milliseconds, remember, walk } from './advance.ts';
import type { Language, StepId } from './bundle.ts';
import { isMenu, leadsTo } from './choices.ts';
import { compose } from './compose.ts';
import { type Conversation, newConversation, phaseOf, type Wait } from './conversation.ts';
import { answer } from './hand-off.ts';
import { listen } from './listen.ts';
import type { Meaning } from './match.ts';
import { isHuman, stands } from './offer.ts';
import { type Bundle, stepAt } from './open.ts';
import { dropped, letters } from './order.ts';
import { switchPictures } from './pictures.ts';
import { MENU, PERSON, parts, resolve, START, URGENT } from './places.ts';
import { again, asked, said, spoken } from './say.ts';
import type { AnswerClass, Navigation } from './schema.ts';
import type { SystemKey } from './system-keys.ts';
import type { Effect, Turn } from './turn.ts';

/** How many topics a question offers. */
export const FOUND = 3;

export function act(bundle: Bundle, conversation: Conversation, meaning: Meaning, now: number): Turn {
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
			return store(bundle, conversation, meaning.value, now);
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

export function offerLanguage(bundle: Bundle, conversation: Conversation, found: StepId[], now: number): Turn {
	return again(bundle, { ...conversation, wait: { on: 'guess', found } }, now);
}

function choose(bundle: Bundle, conversation: Conversation, id: string, now: number): Turn {
	const { wait } = conversation;
	const human = answer(bundle, conversation, id, now);
	if (human) return human;
	const heard = listen(bundle, conversation, id, now);
	if (heard) return heard;
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
			const { wait } = conversation;
			const found = 'found' in wait ? wait.found : [];
			const pending = isHuman(wait) ? { pending: wait } : {};
			return again(bundle, { ...remember(conversation), wait: { on: 'language', found, page: 1, ...pending } }, now);
		}
		case 'close':
			return end(bundle, conversation, 'closed', [...leave(conversation, 'close'), { do: 'close' }]);
		case 'stop':
			return end(bundle, conversation, 'stopped', leave(conversation, 'stop'));
		case 'forget':
			return end(bundle, conversation, 'forgotten', [{ do: 'erase' }]);
		case 'pictures': {
			const switched = switchPictures(conversation);
			return again(bundle, switched, now, [switched.pictures ? 'pictures.on' : 'pictures.off']);
		}
	}
}

function back(bundle: Bundle, conversation: Conversation, now: number): Turn {
	const { wait, trail } = conversation;
	const nowhere = trail.length === 0 && !isHuman(wait) && wait.on !== 'found' && (wait.on !== 'step' || isMenu(wait));
	return nowhere ? again(bundle, conversation, now) : asked(bundle, goBack(bundle, conversation, now), now);
}

/** A language was chosen: the first time the flows start; later the pending question is asked again in it. */
function speakIn(bundle: Bundle, conversation: Conversation, code: Language, now: number): Turn {
	const { wait, trail } = conversation;
	const switched: Conversation = { ...conversation, language: code, chosen: true };
	if (conversation.chosen) {
		if (wait.on !== 'language') return again(bundle, switched, now);
		const { pending } = wait;
		if (pending && isHuman(pending) && stands(bundle, switched, pending)) {
			return again(bundle, { ...switched, wait: pending }, now);
		}
		return back(bundle, switched, now);
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
	// Also what is not approved yet: that it is known, but not confirmed, is said when it is tapped; not that it is unknown.
	const wait: Wait = { on: 'found', topics: topics.slice(0, FOUND).map(({ id }) => id), page: 1 };
	return again(bundle, { ...remember(spoken(conversation)), wait }, now);
}

function store(bundle: Bundle, conversation: Conversation, value: string | number, now: number): Turn {
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

/**
 * Everything about where the person was is gone; what is left greets whoever writes next as if nothing had been. Whom they
 * wanted to be remembered with, and that humans do not come in any more, holds on.
 */
function end(bundle: Bundle, conversation: Conversation, key: SystemKey, effects: Effect[]): Turn {
	const { channel, language, knows, unknown, blocked } = conversation;
	const kept = { ...(knows && { knows }), ...(unknown !== undefined && { unknown }), ...(blocked && { blocked }) };
	const text = bundle.speak.system(language, key);
	return {
		conversation: { ...newConversation(channel, language), ...kept },
		effects: [
			{ do: 'cancel', timer: 'step' },
			{ do: 'cancel', timer: 'remind' },
			{ do: 'cancel', timer: 'answers' },
			{ do: 'say', message: { language, text, choices: [], shape: 'menu', page: 1 } },
			...effects,
		],
	};
}

/** To the Desk, if somebody there waits for them or they for somebody. */
function leave(conversation: Conversation, why: 'close' | 'stop'): Effect[] {
	if (phaseOf(conversation).is === 'bot') return [];
	return letters([...dropped(conversation), { kind: 'left', why }]);
}

function turnPage(conversation: Conversation, page: number): Conversation {
	const { wait } = conversation;
	return 'page' in wait ? { ...conversation, wait: { ...wait, page } } : conversation;
}
