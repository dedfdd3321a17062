/** All rules of FLOWS.md over the sources. */
import { openBundle } from '../flow/open.ts';
import { compile } from './compile.ts';
import type { Finding } from './finding.ts';
import { findCollisions, findMuteDanger } from './rules/collisions.ts';
import { findContradictions, findUnlearnt } from './rules/examples.ts';
import { findKeyErrors } from './rules/keys.ts';
import { findOverLong } from './rules/lengths.ts';
import { findPictureErrors } from './rules/pictures.ts';
import { findReachErrors } from './rules/reach.ts';
import { findLoudPreviews, findOldEvidence, findSafetyErrors, findUncoveredHandoffs } from './rules/safety.ts';
import { findSoundErrors } from './rules/sounds.ts';
import { findUnknownNames, findUnknownTargets } from './rules/targets.ts';
import { findTextErrors } from './rules/texts.ts';
import type { Sources } from './sources.ts';

/** @param today `2026-11-23`: evidence is held against it. Findings in the order of files and lines. */
export function checkSources(sources: Sources, today: string): Finding[] {
	const structure = [...findUnknownTargets(sources), ...findUnknownNames(sources)];
	const findings = [
		...structure,
		...findReachErrors(sources),
		...findKeyErrors(sources),
		...findTextErrors(sources),
		...findCollisions(sources),
		...findMuteDanger(sources),
		...findContradictions(sources),
		...findUnlearnt(sources),
		...findSafetyErrors(sources),
		...findUncoveredHandoffs(sources),
		...findOldEvidence(sources, today),
		...findPictureErrors(sources),
		...findSoundErrors(sources),
		...(structure.length === 0 ? findSpoken(sources, today) : []),
	];
	return findings.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

/** What can only be measured on real messages, which a bundle with holes cannot compose. */
function findSpoken(sources: Sources, today: string): Finding[] {
	const bundle = openBundle(compile(sources, false), 'draft');
	return [...findLoudPreviews(sources, bundle.speak), ...findOverLong(sources, bundle, today)];
}
