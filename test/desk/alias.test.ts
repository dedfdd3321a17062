import { expect, test } from 'vitest';
import { drawAlias } from '../../src/desk/alias.ts';
import { seeded } from '../durability/seeded.ts';

const below = seeded(1);
const random = (length: number) => Uint8Array.from({ length }, () => below(256));

test('two words, drawn: no two living threads have the same, however many there are', () => {
	const taken = new Set<string>();
	for (let n = 0; n < 4_000; n++) {
		const alias = drawAlias(random, (one) => taken.has(one));
		expect(taken.has(alias)).toBe(false);
		expect(alias).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+( \d+)?$/);
		taken.add(alias);
	}
	const numbered = [...taken].filter((alias) => /\d/.test(alias));
	expect(numbered.length).toBeGreaterThan(0);
	expect([...taken].slice(0, 1_500).filter((alias) => /\d/.test(alias))).toEqual([]);
});
