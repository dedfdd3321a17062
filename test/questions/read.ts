/** The collection of typed questions: see README.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const Collection = z.strictObject({
	language: z.string(),
	/** The second and third collection have none. */
	questions: z
		.array(z.strictObject({ text: z.string(), topic: z.string(), also: z.array(z.string()).optional() }))
		.default([]),
	danger: z.array(z.string()),
	harmless: z.array(z.string()),
});
export type Collection = z.infer<typeof Collection>;

/** Of every language, in the order of their codes. @param folder `second`, `third`: of danger alone, each written when those before were known */
export function readCollections(folder: '.' | 'second' | 'third' = '.'): Collection[] {
	const path = join(import.meta.dirname, folder);
	return readdirSync(path)
		.filter((name) => name.endsWith('.json'))
		.sort()
		.map((name) => Collection.parse(JSON.parse(readFileSync(join(path, name), 'utf8'))));
}
