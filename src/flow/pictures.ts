/** For people who read little: what stands for each choice, besides its words. */
import { choiceOf, targetOf } from './choices.ts';
import type { Conversation, Wait } from './conversation.ts';
import { type Bundle, stepAt, topicAt } from './open.ts';
import type { Choice } from './turn.ts';

/** Of the choices that are the engine's own, by their emoji. */
export const ownPictograms: Record<string, string> = {
	'🏠': 'tabler:home',
	'↩': 'tabler:arrow-back-up',
	'💬': 'tabler:message-circle-user',
	'🆘': 'healthicons:alert-triangle-outline',
	'🌐': 'tabler:language',
	'✖': 'tabler:x',
	'✋': 'tabler:ban',
	'🗑': 'tabler:trash',
	'🖼': 'tabler:photo',
	'🔤': 'tabler:abc',
	'🔊': 'tabler:volume',
	'👍': 'tabler:thumb-up',
	'👎': 'tabler:thumb-down',
	'⏳': 'tabler:hourglass',
	'📖': 'tabler:book',
	'⋯': 'tabler:dots',
};

/** The choices with their pictograms, as far as they have any: a language is its name. */
export function pictured(bundle: Bundle, wait: Wait, choices: Choice[]): Choice[] {
	return choices.map((choice) => {
		const pictogram = pictogramOf(bundle, wait, choice);
		return pictogram === undefined ? choice : { ...choice, pictogram };
	});
}

function pictogramOf(bundle: Bundle, wait: Wait, { id, emoji }: Choice): string | undefined {
	if (wait.on === 'found' && wait.topics.includes(id)) return topicAt(bundle, id)?.pictogram;
	const content = wait.on === 'step' ? choiceOf(bundle, wait.at, id) : undefined;
	if (wait.on === 'step' && content) {
		if (content.pictogram !== undefined) return content.pictogram;
		const to = stepAt(bundle, targetOf(wait.at, content));
		return to?.do === 'choose' ? (to.topic?.pictogram ?? to.pictogram) : undefined;
	}
	return emoji === undefined ? undefined : ownPictograms[emoji];
}

/** Pictures instead of words, or words again. */
export function switchPictures(conversation: Conversation): Conversation {
	const { pictures, ...words } = conversation;
	return pictures ? words : { ...words, pictures: true };
}
