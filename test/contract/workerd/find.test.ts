import { expect, inject, test } from 'vitest';
import { openFinder } from '../../../src/flow/find.ts';
import type {} from '../../support/finds.ts';

test('the finder says in workerd what it says in Node, to the last digit', () => {
	const { bundle, asked } = inject('finds');
	expect(asked.length).toBeGreaterThan(100);
	const { find } = openFinder(bundle);
	for (const { language, text, found } of asked) {
		expect([language, text, find(language, text)]).toEqual([language, text, found]);
	}
});
