/** A topic spoken by somebody of the organisation: which audio there is, if it speaks today's text. */
import type { Language, Sound, StepId } from './bundle.ts';
import { type Bundle, isServed } from './open.ts';

/** The choice that plays it. */
export function soundId(topic: StepId): string {
	return `${topic}.sound`;
}

/** Undefined: there is none in this language, or what it speaks may not be shown. */
export function soundOf(bundle: Bundle, language: Language, topic: StepId): Sound | undefined {
	const sounds = bundle.sounds[language];
	return sounds && Object.hasOwn(sounds, topic) && isServed(bundle, topic, language) ? sounds[topic] : undefined;
}
