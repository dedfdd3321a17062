/** One topic in one language, as people read it: what stands beside its source text on paper and in the Desk. Pure. */
import type { Language, StepId } from '../flow/bundle.ts';
import { type Bundle, stepAt, topicAt } from '../flow/open.ts';
import { parts, resolve } from '../flow/places.ts';
import { fillIn, type Segment } from './fill.ts';

export interface Side {
	title: string;
	text: Segment[];
	/** Labels of its own choices, without the ways out that every topic has. */
	choices: string[];
}

export function sideOf(bundle: Bundle, language: Language, id: StepId): Side {
	const [flow, name] = parts(id);
	const step = stepAt(bundle, id);
	const said = bundle.texts[language]?.[flow]?.[name];
	const choices = step?.do === 'choose' ? step.choices : [];
	return {
		title: said?.title ?? '',
		text: fillIn(bundle.speak, language, said?.text ?? ''),
		choices: choices.map((choice) => {
			if ('nav' in choice) return bundle.speak.system(language, `nav.${choice.nav}`);
			const to = resolve(flow, choice.goto);
			const [toFlow, toStep] = parts(to);
			const label = said?.choices?.[choice.id] ?? bundle.texts[language]?.[toFlow]?.[toStep]?.title ?? '';
			const emoji = choice.emoji ?? topicAt(bundle, to)?.emoji;
			return emoji ? `${emoji} ${label}` : label;
		}),
	};
}
