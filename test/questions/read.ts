/** The collection of typed questions: see README.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const Collection = z.strictObject({
	language: z.string(),
	questions: z.array(z.strictObject({ text: z.string(), topic: z.string(), also: z.array(z.string()).optional() })),
	danger: z.array(z.string()),
	harmless: z.array(z.string()),
});
export type Collection = z.infer<typeof Collection>;

/** Of every language, in the order of their codes. */
export function readCollections(): Collection[] {
	return readdirSync(import.meta.dirname)
		.filter((name) => name.endsWith('.json'))
		.sort()
		.map((name) => Collection.parse(JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))));
}
