/** The message that asks what a conversation waits on: text, pictogram, choices. */
import type { Language, StepId } from './bundle.ts';
import { choicesAt } from './choices.ts';
import type { Conversation, Wait } from './conversation.ts';
import { askAbout } from './offer-texts.ts';
import { type Bundle, isServed, stepAt } from './open.ts';
import { pictured } from './pictures.ts';
import { parts } from './places.ts';
import type { Topic } from './schema.ts';
import type { Message } from './turn.ts';

/** @param before what the flow said on its way here; it opens the same message, because every message costs a glance. */
export function compose(bundle: Bundle, conversation: Conversation, now: number, before: string[] = []): Message {
	const { wait, language, pictures } = conversation;
	const choices = choicesAt(bundle, conversation);
	const asked = question(bundle, conversation, now);
	const topic = wait.on === 'step' ? servedTopic(bundle, wait.at, language) : undefined;
	return {
		language,
		text: [...before, ...asked].join('\n\n'),
		...(topic &&
			wait.on === 'step' && { pictogram: { name: topic.pictogram, alt: titleOf(bundle, language, wait.at) } }),
		...(pictures && { pictures }),
		choices: pictures ? pictured(bundle, wait, choices) : choices,
		shape: isTopic(bundle, wait) && !isUnfolded(bundle, wait) ? 'topic' : 'menu',
		page: 'page' in wait ? wait.page : 1,
	};
}

function question(bundle: Bundle, conversation: Conversation, now: number): string[] {
	const { wait, language, pictures } = conversation;
	const { speak } = bundle;
	// The rest of a topic's choices: it has been read, and for who reads little its name is enough.
	if (pictures && wait.on === 'step' && wait.page > 1 && isTopic(bundle, wait)) {
		return [titleOf(bundle, language, wait.at)];
	}
	switch (wait.on) {
		case 'hello':
			return [];
		case 'guess':
			return [speak.system(language, 'hello', { name: bundle.words[language]?.name ?? language })];
		case 'language':
			return [speak.system(language, 'which-language')];
		case 'found':
			return [speak.system(language, wait.topics.length > 0 ? 'found' : 'found-none')];
		case 'step':
			return stepText(bundle, language, wait.at, now);
		default:
			return askAbout(bundle, conversation, wait, now);
	}
}

function stepText(bundle: Bundle, language: Language, at: StepId, now: number): string[] {
	const [flow, name] = parts(at);
	const step = stepAt(bundle, at);
	const text = bundle.speak.text(language, flow, `${name}.text`) ?? '';
	if (step?.do === 'ask' && step.accept === 'text') return [text, bundle.speak.system(language, 'no-names')];
	if (step?.do !== 'choose' || !step.topic) return [text];
	if (!isServed(bundle, at, language)) {
		return [bundle.speak.system(language, step.topic.emergency ? 'emergency' : 'not-approved')];
	}
	return [text, standing(bundle, language, at, step.topic, now)];
}

/** How far this text may be trusted: checked by whom and when, not confirmed yet, or overdue. */
function standing(bundle: Bundle, language: Language, at: StepId, topic: Topic, now: number): string {
	const { speak } = bundle;
	if (new Date(now).toISOString().slice(0, 10) > topic.review_by) {
		return speak.system(language, 'overdue', { day: speak.day(language, topic.review_by) });
	}
	const approval = bundle.approved[language]?.[at];
	if (approval) return speak.system(language, 'checked', { day: speak.day(language, approval.on), by: approval.by });
	const checked = topic.sources.map((source) => source.checked).sort();
	return speak.system(language, 'draft', { day: speak.day(language, checked.at(-1) ?? topic.review_by) });
}

function servedTopic(bundle: Bundle, at: StepId, language: Language): Topic | undefined {
	const step = stepAt(bundle, at);
	return step?.do === 'choose' && isServed(bundle, at, language) ? step.topic : undefined;
}

/** What is to stay to be read again: an answer, and who reads along. */
function isTopic(bundle: Bundle, wait: Wait): boolean {
	if (wait.on !== 'step') return wait.on === 'offer' || wait.on === 'with' || wait.on === 'introduced';
	const step = stepAt(bundle, wait.at);
	return step?.do === 'choose' && step.topic !== undefined;
}

function isUnfolded(bundle: Bundle, wait: Wait): boolean {
	const step = wait.on === 'step' ? stepAt(bundle, wait.at) : undefined;
	return step?.do === 'choose' && step.topic?.unfolded === true;
}

export function titleOf(bundle: Bundle, language: Language, at: StepId): string {
	const [flow, name] = parts(at);
	return bundle.speak.text(language, flow, `${name}.title`) ?? '';
}
