/** The bundle from the project's files: read, checked, compiled. */
import type { CompiledBundle } from '../flow/bundle.ts';
import { checkSources } from './check.ts';
import { compile } from './compile.ts';
import { BrokenBundle } from './finding.ts';
import { readSources } from './read.ts';
import { projectRoot } from './root.ts';

/**
 * @param options.today `2026-11-23`: evidence is held against it
 * @param options.pictures whether pictograms are rendered to PNG as well; it takes a moment
 * @throws {BrokenBundle} naming file and line of everything that is wrong.
 */
export function loadBundle(options: { root?: string; today: string; pictures?: boolean }): CompiledBundle {
	const { sources, findings } = readSources(options.root ?? projectRoot);
	const broken = sources ? checkSources(sources, options.today).filter(({ serves }) => !serves) : findings;
	if (!sources || broken.length > 0) throw new BrokenBundle(broken);
	return compile(sources, options.pictures ?? false);
}
