/** What the finder says here, in Node, for workerd to say the same: every fifth line of the collection, of Thai and Chinese all. */
import type { TestProject } from 'vitest/node';
import { loadBundle } from '../../src/bundle/load.ts';
import { openFinder } from '../../src/flow/find.ts';
import { readCollections } from '../questions/read.ts';
import type {} from './finds.ts';
import { today } from './today.ts';

/** Written without spaces: where words begin is the runtime's to say. */
const unspaced = ['th', 'zh-Hans'];

export default function findInNode({ provide }: TestProject): void {
	const { languages, words, likeness, index } = loadBundle({ today });
	const bundle = { languages, words, likeness, index };
	const { find } = openFinder(bundle);
	const asked = readCollections()
		.filter(({ language }) => languages.includes(language))
		.flatMap(({ language, questions, danger, harmless }) =>
			[...questions.map(({ text }) => text), ...danger, ...harmless]
				.filter((_, n) => unspaced.includes(language) || n % 5 === 0)
				.map((text) => ({ language, text, found: find(language, text) })),
		);
	provide('finds', { bundle, asked });
}
