/** Nothing is ever cut or dropped: every label and text fits every channel, in every language. Measured on real messages. */
import { overLong } from '../../channels/layout.ts';
import { LIST_BUTTON, type Limits, limits } from '../../channels/limits.ts';
import { waits } from '../../flow/advance.ts';
import { leadsTo } from '../../flow/choices.ts';
import { compose } from '../../flow/compose.ts';
import { type Conversation, newConversation } from '../../flow/conversation.ts';
import type { Bundle } from '../../flow/open.ts';
import { parts } from '../../flow/places.ts';
import type { Finding } from '../finding.ts';
import type { Sources } from '../sources.ts';
import { placeOf } from './texts.ts';

/**
 * @param bundle of these sources, in draft: the longest texts
 * @param today `2026-11-23`: a text past its review carries a line more
 */
export function findOverLong(sources: Sources, bundle: Bundle, today: string): Finding[] {
	const now = Date.parse(today);
	const findings = new Map<string, Finding>();
	const report = (language: string, key: string, what: string, mend: string) => {
		const at = placeOf(sources, language, key);
		findings.set(`${at.file}:${at.line} ${what}`, {
			rule: 'length',
			...at,
			what: `${key} (${language}): ${what}`,
			mend,
		});
	};
	for (const language of bundle.languages) {
		const button = bundle.speak.system(language, 'list-button');
		if (button.length > LIST_BUTTON)
			report(language, 'system.list-button', tooLong(button, LIST_BUTTON, 'whatsapp'), 'shorten it');
		for (const at of stepsOf(bundle)) {
			const conversation: Conversation = {
				...newConversation('web', language),
				chosen: true,
				wait: { on: 'step', at, page: 1, tries: 0 },
			};
			const message = compose(bundle, conversation, now);
			for (const [channel, limit] of Object.entries(limits)) {
				for (const { id, what, length, limit: most } of overLong(message.choices, limit)) {
					const key = labelKey(bundle, language, at, id);
					report(
						language,
						key,
						`${what} of ${length}, ${channel} shows ${most}`,
						what === 'id' ? 'shorten the names of flow and steps' : 'shorten it',
					);
				}
				const most = textLimit(limit);
				if (message.text.length > most)
					report(
						language,
						`${at}.text`,
						tooLong(message.text, most, channel),
						'shorten it, or part it into two topics',
					);
			}
		}
	}
	return [...findings.values()];
}

function tooLong(text: string, most: number, channel: string): string {
	return `text of ${text.length} with all that stands under it, ${channel} shows ${most}`;
}

/** The text that carries the choices, whichever way they are offered. */
function textLimit({ inline, buttons, list }: Limits): number {
	return Math.min(...[inline, buttons, list].flatMap((offer) => (offer ? [offer.text] : [])));
}

function stepsOf(bundle: Bundle): string[] {
	return Object.values(bundle.flows).flatMap(({ flow, steps }) =>
		Object.entries(steps).flatMap(([id, step]) => (waits(step) ? [`${flow}.${id}`] : [])),
	);
}

/** The key of a choice's label: its own, or the title of the step it leads to, or the engine's. */
function labelKey(bundle: Bundle, language: string, at: string, id: string): string {
	const to = leadsTo(bundle, at, id);
	if (!to) return `system.nav.${id}`;
	const [flow, step] = parts(at);
	const own = `${step}.choices.${id.slice(at.length + 1)}`;
	return bundle.speak.text(language, flow, own) === undefined ? `${to}.title` : `${flow}.${own}`;
}
