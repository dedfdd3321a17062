/** Plays the audio of the topic where the conversation waits. */
import { compose, titleOf } from './compose.ts';
import type { Conversation } from './conversation.ts';
import type { Bundle } from './open.ts';
import { said } from './say.ts';
import { soundId, soundOf } from './sound.ts';
import type { Turn } from './turn.ts';

/** The conversation stays where it is, and what it waits on is not asked again. Undefined: this id plays nothing here. */
export function listen(bundle: Bundle, conversation: Conversation, id: string, now: number): Turn | undefined {
	const { wait, language } = conversation;
	if (wait.on !== 'step' || id !== soundId(wait.at)) return undefined;
	const sound = soundOf(bundle, language, wait.at);
	if (!sound) return undefined;
	const { pictogram: _, text: instead, ...message } = compose(bundle, conversation, now);
	const { hash, seconds } = sound;
	const title = titleOf(bundle, language, wait.at);
	return said(conversation, { ...message, text: '', sound: { topic: wait.at, hash, seconds, title, instead } });
}
