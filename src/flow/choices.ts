/** What a person may choose where they are, in order. The nth of these is what typing n means. */
import type { Language, StepId } from './bundle.ts';
import type { Conversation, Wait } from './conversation.ts';
import { choicesAbout } from './offer-texts.ts';
import { type Bundle, isServed, servedIn, stepAt, topicAt } from './open.ts';
import { MENU, parts, resolve } from './places.ts';
import type { Navigation, Step } from './schema.ts';
import { soundId, soundOf } from './sound.ts';
import type { Choice } from './turn.ts';

const topicWaysOut: Navigation[] = ['person', 'urgent', 'close', 'back', 'menu'];
const menuWaysOut: Navigation[] = ['back', 'menu', 'person', 'urgent'];

/** The ways out shown under a step, before those the step lists itself are taken away. */
export function waysOut(step: Step): Navigation[] {
	if (step.do !== 'choose' && step.do !== 'ask') return menuWaysOut;
	return step.nav ?? (step.do === 'choose' && step.topic ? topicWaysOut : menuWaysOut);
}

/** Of the ways out. */
export const navEmoji: Record<Navigation, string> = {
	menu: '🏠',
	back: '↩',
	person: '💬',
	urgent: '🆘',
	lang: '🌐',
	close: '✖',
	stop: '✋',
	forget: '🗑',
	pictures: '🖼',
};

function navChoice(bundle: Bundle, language: Language, nav: Navigation, pictures = false): Choice {
	// The same choice leads back.
	if (nav === 'pictures' && pictures) {
		return { id: nav, label: bundle.speak.system(language, 'pictures.words'), emoji: '🔤' };
	}
	return { id: nav, label: bundle.speak.system(language, `nav.${nav}`), emoji: navEmoji[nav] };
}

function languageChoice(bundle: Bundle, language: Language): Choice {
	return { id: `lang.${language}`, label: bundle.words[language]?.name ?? language };
}

/** All choices where this conversation waits; empty only before the greeting. */
export function choicesAt(bundle: Bundle, conversation: Conversation): Choice[] {
	const { wait, language } = conversation;
	switch (wait.on) {
		case 'hello':
			return [];
		case 'guess':
			return [
				{ id: `lang.${language}`, label: bundle.speak.system(language, 'hello-yes'), emoji: '👍' },
				{ id: 'lang', label: bundle.speak.system(language, 'hello-other'), emoji: navEmoji.lang },
			];
		case 'language':
			return [language, ...bundle.languages.filter((other) => other !== language)].map((code) =>
				languageChoice(bundle, code),
			);
		case 'found':
			return foundChoices(bundle, language, wait);
		case 'step':
			return stepChoices(bundle, conversation, wait.at);
		default:
			return choicesAbout(bundle, conversation, wait);
	}
}

function foundChoices(bundle: Bundle, language: Language, { topics }: Extract<Wait, { on: 'found' }>): Choice[] {
	const person: Choice = {
		...navChoice(bundle, language, 'person'),
		...(topics.length > 0 && { label: bundle.speak.system(language, 'none-of-these') }),
	};
	if (topics.length === 0) return [navChoice(bundle, language, 'menu'), navChoice(bundle, language, 'urgent'), person];
	return [...topics.map((id) => stepChoice(bundle, language, id, id)), navChoice(bundle, language, 'urgent'), person];
}

function stepChoices(bundle: Bundle, conversation: Conversation, at: StepId): Choice[] {
	const { language } = conversation;
	const step = stepAt(bundle, at);
	if (!step) return [navChoice(bundle, language, 'menu'), navChoice(bundle, language, 'person')];
	const own = [...ownChoices(bundle, conversation, at, step), ...soundChoice(bundle, language, at)];
	const offered = new Set(own.map(({ id }) => id));
	const out = waysOut(step).filter((nav) => !offered.has(nav));
	return [...own, ...out.map((nav) => navChoice(bundle, language, nav))];
}

function soundChoice(bundle: Bundle, language: Language, at: StepId): Choice[] {
	if (!soundOf(bundle, language, at)) return [];
	return [{ id: soundId(at), label: bundle.speak.system(language, 'sound'), emoji: '🔊' }];
}

function ownChoices(bundle: Bundle, { language, pictures }: Conversation, at: StepId, step: Step): Choice[] {
	if (step.do === 'remind') {
		return (['yes', 'no'] as const).map((id) => ({
			id: `${at}.${id}`,
			label: bundle.speak.system(language, id),
			emoji: id === 'yes' ? '👍' : '👎',
		}));
	}
	if (step.do !== 'choose') return [];
	if (!isServed(bundle, at, language) && !step.topic?.emergency) {
		return servedIn(bundle, at).map((other) => languageChoice(bundle, other));
	}
	const [flow] = parts(at);
	return step.choices.map((choice) => {
		if ('nav' in choice) return navChoice(bundle, language, choice.nav, pictures);
		const spoken = stepChoice(bundle, language, `${at}.${choice.id}`, targetOf(at, choice), choice.emoji);
		const label = bundle.speak.text(language, flow, `${parts(at)[1]}.choices.${choice.id}`);
		return label === undefined ? spoken : { ...spoken, label };
	});
}

/** A choice that leads to a step, under that step's title and emoji unless it has its own. */
function stepChoice(bundle: Bundle, language: Language, id: string, to: StepId, emoji?: string): Choice {
	const [flow, step] = parts(to);
	const label = bundle.speak.text(language, flow, `${step}.title`) ?? bundle.speak.system(language, 'nav.menu');
	const shown = emoji ?? topicAt(bundle, to)?.emoji;
	return shown === undefined ? { id, label } : { id, label, emoji: shown };
}

/** A choice of the content. */
export type OwnChoice = Extract<Extract<Step, { do: 'choose' }>['choices'][number], { id: string }>;

/** Undefined: the id is not one of the content's choices at this step. */
export function choiceOf(bundle: Bundle, at: StepId, id: string): OwnChoice | undefined {
	const step = stepAt(bundle, at);
	if (step?.do !== 'choose') return undefined;
	return step.choices.find((choice): choice is OwnChoice => 'id' in choice && id === `${at}.${choice.id}`);
}

export function targetOf(at: StepId, { goto }: OwnChoice): StepId {
	return resolve(parts(at)[0], goto);
}

/** Where a content choice of this step leads; undefined for anything that is not one. */
export function leadsTo(bundle: Bundle, at: StepId, id: string): StepId | undefined {
	const choice = choiceOf(bundle, at, id);
	return choice && targetOf(at, choice);
}

/** Is this the main menu, where "back" has nowhere to go? */
export function isMenu(wait: Wait): boolean {
	return wait.on === 'step' && wait.at === MENU;
}
