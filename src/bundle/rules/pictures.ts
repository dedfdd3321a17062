/** Every pictogram exists, and none is one that gives the person away. */
import type { Finding } from '../finding.ts';
import { drawPictogram } from '../pictograms.ts';
import type { Sources } from '../sources.ts';

export function findMissingPictures(sources: Sources): Finding[] {
	const findings: Finding[] = [];
	for (const { value, file, line } of sources.flows.values()) {
		for (const [id, step] of Object.entries(value.steps)) {
			if (step.do !== 'choose' || !step.topic || drawPictogram(step.topic.pictogram)) continue;
			findings.push({
				rule: 'pictogram',
				file,
				line: line('steps', id, 'topic', 'pictogram'),
				what: `${value.flow}.${id}: the pictogram "${step.topic.pictogram}" does not exist or must not be shown`,
				mend: 'choose another one of Health Icons or Tabler',
			});
		}
	}
	return findings;
}
