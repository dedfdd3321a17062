/** Nothing is ever cut or dropped: every label and text fits every channel, in every language. Measured on real messages. */
import { overLong } from '../../channels/layout.ts';
import { LIST_BUTTON, type Limits, limits } from '../../channels/limits.ts';
import { waits, walk } from '../../flow/advance.ts';
import { leadsTo } from '../../flow/choices.ts';
import { compose } from '../../flow/compose.ts';
import { type Conversation, newConversation, type Wait } from '../../flow/conversation.ts';
import type { Bundle } from '../../flow/open.ts';
import { PERSON, parts } from '../../flow/places.ts';
import type { Colleague } from '../../flow/roster.ts';
import { Hours, type Step, weekdays } from '../../flow/schema.ts';
import { soundId } from '../../flow/sound.ts';
import type { Message } from '../../flow/turn.ts';
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
		// Those that stand in no message yet: pictures are off there, and there may be no audio.
		const unseen = [
			{ id: 'sound', emoji: '🔊' },
			{ id: 'pictures.words', emoji: '🔤' },
		] as const;
		const labels = unseen.map((choice) => ({ ...choice, label: bundle.speak.system(language, choice.id) }));
		for (const [channel, limit] of Object.entries(limits)) {
			for (const { id, length, limit: most } of overLong(labels, limit)) {
				report(language, `system.${id}`, `label of ${length}, ${channel} shows ${most}`, 'shorten it');
			}
		}
		for (const { message, key, labels } of messagesOf(bundle, language, now)) {
			for (const [channel, limit] of Object.entries(limits)) {
				for (const { id, what, length, limit: most } of overLong(message.choices, limit)) {
					const mend = what === 'id' ? 'shorten the names of flow and steps' : 'shorten it';
					report(language, labels(id), `${what} of ${length}, ${channel} shows ${most}`, mend);
				}
				const most = textLimit(limit);
				if (message.text.length > most) {
					report(language, key, tooLong(message.text, most, channel), 'shorten it, or part it into two topics');
				}
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

interface Composed {
	message: Message;
	/** Of its text. */
	key: string;
	/** Of the label of a choice. */
	labels(id: string): string;
}

/** Every message there can be in this language: at each step, on the way to one, and what the engine itself asks. */
function messagesOf(bundle: Bundle, language: string, now: number): Composed[] {
	const begun: Conversation = { ...newConversation('web', language), chosen: true };
	const at = (wait: Wait): Conversation => ({ ...begun, wait });
	const topics = stepsOf(bundle, (step) => step.do === 'choose' && step.topic !== undefined);
	const engine: [wait: Wait, key: string, own: Record<string, string>][] = [
		[{ on: 'guess', found: [] }, 'system.hello', { lang: 'hello-other', [`lang.${language}`]: 'hello-yes' }],
		[{ on: 'language', found: [], page: 1 }, 'system.which-language', {}],
		[{ on: 'found', topics: topics.slice(0, 1), page: 1 }, 'system.found', { person: 'none-of-these' }],
		[{ on: 'found', topics: [], page: 1 }, 'system.found-none', {}],
	];
	return [
		...aboutHumans(bundle, begun, now),
		...engine.map(([wait, key, own]) => ({
			message: compose(bundle, at(wait), now),
			key,
			labels: (id: string) => `system.${own[id] ?? `nav.${id}`}`,
		})),
		...stepsOf(bundle, waits).map((id) => ({
			message: compose(bundle, at({ on: 'step', at: id, page: 1, tries: 0 }), now),
			key: `${id}.text`,
			labels: (choice: string) => labelKey(bundle, language, id, choice),
		})),
		...stepsOf(bundle, (step) => step.do === 'say').map((id) => {
			const { conversation, said } = walk(bundle, begun, id, now);
			const { wait } = conversation;
			const there = wait.on === 'step' ? wait.at : id;
			return {
				message: compose(bundle, conversation, now, said),
				key: `${id}.text`,
				labels: (choice: string) => labelKey(bundle, language, there, choice),
			};
		}),
	];
}

/** What is said around a human, with two of a team who have as much to say of themselves as is usual. */
function aboutHumans(bundle: Bundle, begun: Conversation, now: number): Composed[] {
	const hours = Hours.parse(Object.fromEntries(weekdays.map((day) => [day, ['09:00-12:30', '13:00-17:00']])));
	const colleague = (id: string, standIn: string): Colleague => ({
		id,
		card: { name: 'Annemarie', organisation: 'Bekend Friesland', languages: bundle.languages, about: {} },
		hours,
		presence: { is: 'by-hours' },
		standIn,
	});
	const [one, other] = ['x'.repeat(22), 'y'.repeat(22)] as const;
	const team = { ...bundle, roster: { colleagues: [colleague(one, other), colleague(other, one)] } };
	const human = { heard: 0, held: [], told: false };
	const waiting: Conversation = { ...begun, phase: { is: 'waiting', wants: one, human } };
	const talking: Conversation = { ...begun, phase: { is: 'staff', owner: one, human, introduced: other } };
	const from = PERSON;
	const consent = { version: '', day: '' };
	const states: [key: string, Conversation][] = [
		['offer', { ...begun, wait: { on: 'offer', from, staff: one, urgent: false } }],
		['away', { ...begun, wait: { on: 'away', from, staff: one, instead: other, urgent: false } }],
		['time', { ...begun, wait: { on: 'time', from, staff: one, urgent: false, consent } }],
		['know', { ...begun, wait: { on: 'know', staff: one, shown: true, text: '', until: 0 } }],
		['same', { ...begun, wait: { on: 'same', text: '', until: 0 } }],
		...Object.keys(limits).map((channel): [string, Conversation] => [
			'asked',
			{ ...waiting, channel, wait: { on: 'with' } },
		]),
		['introduces', { ...talking, wait: { on: 'introduced', staff: other } }],
	];
	const named: Record<string, string> = { yes: 'yes', no: 'no', wait: 'staff.wait', instead: 'staff.instead' };
	return states.map(([key, conversation]) => ({
		message: compose(team, conversation, now),
		key: `system.staff.${key}`,
		labels: (id) =>
			`system.${named[id.split('.').at(-1) ?? ''] ?? { 'away.other': 'staff.other', withdraw: 'staff.withdraw' }[id] ?? `nav.${id}`}`,
	}));
}

function stepsOf(bundle: Bundle, wanted: (step: Step) => boolean): string[] {
	return Object.values(bundle.flows).flatMap(({ flow, steps }) =>
		Object.entries(steps).flatMap(([id, step]) => (wanted(step) ? [`${flow}.${id}`] : [])),
	);
}

/** The key of a choice's label: its own, or the title of the step it leads to, or the engine's. */
function labelKey(bundle: Bundle, language: string, at: string, id: string): string {
	if (id === soundId(at)) return 'system.sound';
	const to = leadsTo(bundle, at, id);
	if (!to) return `system.nav.${id}`;
	const [flow, step] = parts(at);
	const own = `${step}.choices.${id.slice(at.length + 1)}`;
	return bundle.speak.text(language, flow, own) === undefined ? `${to}.title` : `${flow}.${own}`;
}
