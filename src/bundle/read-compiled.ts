/** Reads the one compiled file that `npm run build` wrote. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { CompiledBundle } from '../flow/bundle.ts';

const Compiled = z.looseObject({ format: z.literal(3), hash: z.string(), languages: z.array(z.string()).min(1) });

/**
 * Its content was checked when it was compiled; here only that it is one, of this version.
 * @throws when it is not, with what to do.
 */
export function readCompiled(path: string): CompiledBundle {
	const bundle: unknown = JSON.parse(readFileSync(path, 'utf8'));
	if (!Compiled.safeParse(bundle).success) throw new Error(`${path} is no bundle of this version: run npm run build`);
	return bundle as CompiledBundle;
}
