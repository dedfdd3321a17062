/** Every choice has a pictogram that exists, gives nobody away, and is told from those beside it. */
import { navEmoji, type OwnChoice, targetOf, waysOut } from '../../flow/choices.ts';
import { ownPictograms } from '../../flow/pictures.ts';
import { parts } from '../../flow/places.ts';
import type { Step } from '../../flow/schema.ts';
import type { Finding } from '../finding.ts';
import { drawPictogram } from '../pictograms.ts';
import type { Sources } from '../sources.ts';

type Choose = Extract<Step, { do: 'choose' }>;
type Report = (what: string, mend: string, ...keys: (string | number)[]) => void;

export function findPictureErrors(sources: Sources): Finding[] {
	const findings: Finding[] = [];
	for (const { value, file, line } of sources.flows.values()) {
		for (const [id, step] of Object.entries(value.steps)) {
			if (step.do !== 'choose') continue;
			const at = `${value.flow}.${id}`;
			const report: Report = (what, mend, ...keys) =>
				findings.push({ rule: 'pictogram', file, line: line('steps', id, ...keys), what: `${at}: ${what}`, mend });
			findUnknown(step, report);
			findAlike(sources, at, step, report);
		}
	}
	return findings;
}

function findUnknown({ topic, pictogram, choices }: Choose, report: Report): void {
	const look = (name: string | undefined, ...keys: (string | number)[]) => {
		if (name === undefined || drawPictogram(name)) return;
		const mend = 'choose another one of Health Icons or Tabler';
		report(`the pictogram "${name}" does not exist or must not be shown`, mend, ...keys);
	};
	look(topic?.pictogram, 'topic', 'pictogram');
	look(pictogram, 'pictogram');
	for (const [n, choice] of choices.entries()) if ('id' in choice) look(choice.pictogram, 'choices', n, 'pictogram');
	if (topic && pictogram !== undefined) report('it has two pictograms', 'leave that of the topic', 'pictogram');
}

/** Whoever reads little chooses by pictogram: two alike in one menu are no choice, and one that is missing is none at all. */
function findAlike(sources: Sources, at: string, step: Choose, report: Report): void {
	const seen = new Map<string, string>();
	const ways = new Set(waysOut(step));
	for (const choice of step.choices) if ('nav' in choice) ways.add(choice.nav);
	for (const nav of ways) seen.set(ownPictograms[navEmoji[nav]] ?? '', nav);
	for (const [n, choice] of step.choices.entries()) {
		if (!('id' in choice)) continue;
		const pictogram = pictogramOf(sources, at, choice);
		const other = pictogram === undefined ? undefined : seen.get(pictogram);
		if (pictogram === undefined) {
			report(`the choice "${choice.id}" has no pictogram`, 'give it one, or the menu it leads to', 'choices', n);
		} else if (other !== undefined) {
			const what = `the choices "${other}" and "${choice.id}" have the same pictogram`;
			report(what, 'give one of them another, with pictogram:', 'choices', n);
		} else seen.set(pictogram, choice.id);
	}
}

function pictogramOf({ flows }: Sources, at: string, choice: OwnChoice): string | undefined {
	if (choice.pictogram !== undefined) return choice.pictogram;
	const [flow, name] = parts(targetOf(at, choice));
	const steps = flows.get(flow)?.value.steps;
	const to = steps && Object.hasOwn(steps, name) ? steps[name] : undefined;
	return to?.do === 'choose' ? (to.topic?.pictogram ?? to.pictogram) : undefined;
}
