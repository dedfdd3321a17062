/** What somebody in danger relies on: the whole safety flow, hand-offs that reach somebody, evidence, quiet previews. */
import type { Speaker } from '../../flow/speak.ts';
import type { SystemKey } from '../../flow/system-keys.ts';
import type { Finding } from '../finding.ts';
import { textsOf } from '../hash.ts';
import type { Sources } from '../sources.ts';
import { eachStep } from './reach.ts';
import { placeOf } from './texts.ts';

/** The emergency topic of CONTENT.md and the four topics without which no language may be switched on. */
const safetyTopics = ['F1', 'F2', 'F3', 'F4'];

export function findSafetyErrors(sources: Sources): Finding[] {
	const flow = sources.flows.get('safety');
	const findings: Finding[] = [];
	const codes = new Map<string, string>();
	for (const [id, step] of Object.entries(flow?.value.steps ?? {})) {
		if (step.do === 'choose' && step.topic && !codes.has(step.topic.code)) codes.set(step.topic.code, id);
	}
	for (const code of safetyTopics.filter((code) => !codes.has(code))) {
		findings.push({
			rule: 'safety',
			file: 'flows/safety.yaml',
			line: 1,
			what: `the safety flow lacks topic ${code}`,
			mend: 'add it: see CONTENT.md, SAFETY',
		});
	}
	for (const [language, locale] of sources.locales) {
		const texts = locale.texts.get('safety');
		const lacking = Object.keys(flow?.value.steps ?? {}).filter(
			(id) => flow?.value.steps[id]?.do === 'choose' && !texts?.value[id]?.text,
		);
		if (lacking.length === 0) continue;
		const { file, line } = sources.directory;
		findings.push({
			rule: 'safety',
			file,
			line: line('languages', sources.directory.value.languages.indexOf(language)),
			what: `${language} is switched on without its complete safety flow (${lacking.join(', ')})`,
			mend: `complete locales/${language}/safety.json, or take ${language} out of languages`,
		});
	}
	return findings;
}

/** Each language needs somebody: one of the team who speaks it, or a stand-in. */
export function findUncoveredHandoffs(sources: Sources): Finding[] {
	const { languages, team } = sources.directory.value;
	return eachStep(sources, (id, step, at) => {
		if (step.do !== 'handoff') return [];
		const spoken =
			step.languages === 'any' ? team.languages : step.languages.filter((code) => team.languages.includes(code));
		const uncovered = languages.filter((code) => !spoken.includes(code));
		if (spoken.length > 0 && (uncovered.length === 0 || step.stand_in === 'team')) return [];
		return [
			{
				rule: 'handoff',
				...at,
				what: `"${id}" hands off to nobody in ${spoken.length === 0 ? 'any language' : uncovered.join(', ')}`,
				mend: 'name a language the team speaks (flows/directory.yaml), or let the team stand in',
			},
		];
	});
}

/** @param today `2026-11-23` */
export function findOldEvidence(sources: Sources, today: string): Finding[] {
	const findings: Finding[] = [];
	for (const { value, file, line } of sources.flows.values()) {
		for (const [id, step] of Object.entries(value.steps)) {
			if (step.do !== 'choose' || !step.topic || step.topic.review_by >= today) continue;
			findings.push({
				rule: 'evidence',
				file,
				line: line('steps', id, 'topic', 'review_by'),
				what: `${value.flow}.${id} should have been reviewed by ${step.topic.review_by}`,
				mend: 'check its sources again, then set checked and review_by',
				serves: true,
			});
		}
	}
	return findings;
}

/** As much of a message as a notification on a locked phone shows. */
const PREVIEW = 40;

/**
 * Words that give the topic away where somebody else may read them; each language proves its list with a planted one.
 * Measured with the directory's facts filled in, because a short number lets more of the sentence show.
 */
export function findLoudPreviews(sources: Sources, speak: Speaker): Finding[] {
	const findings: Finding[] = [];
	for (const [language, locale] of sources.locales) {
		const { stems, planted } = locale.words.value.preview;
		if (!loudStem(planted, stems)) {
			const { file, line } = locale.words;
			findings.push({
				rule: 'preview',
				file,
				line: line('preview', 'planted'),
				what: `the planted example is not found in ${language}`,
				mend: 'put its stem into preview.stems',
			});
		}
		for (const key of textsOf(locale).keys()) {
			// Labels stand under a message, and the privacy page is no message.
			if (key.startsWith('privacy.') || /\.(title|choices\.[^.]+)$/.test(key)) continue;
			const [space = '', ...rest] = key.split('.');
			const said = locale.texts.has(space)
				? speak.text(language, space, rest.join('.'))
				: flatText(speak, language, key);
			const stem = loudStem(said ?? '', stems);
			if (stem === undefined) continue;
			findings.push({
				rule: 'preview',
				...placeOf(sources, language, key),
				what: `${key} (${language}) shows "${stem}" in a notification`,
				mend: `begin with other words: the first ${PREVIEW} characters can be read on a locked phone`,
			});
		}
	}
	return findings;
}

function flatText(speak: Speaker, language: string, key: string): string {
	return speak.system(language, (key.startsWith('system.') ? key.slice('system.'.length) : key) as SystemKey);
}

function loudStem(text: string, stems: string[]): string | undefined {
	const shown = [...text.normalize('NFC')].slice(0, PREVIEW).join('').toLowerCase();
	return stems.find((stem) => shown.includes(stem.normalize('NFC').toLowerCase()));
}
