/** What the finder says in Node, handed to the tests in workerd. Types alone: the two runtimes have different ones. */
import type { CompiledBundle, Language } from '../../src/flow/bundle.ts';
import type { Found } from '../../src/flow/find.ts';

declare module 'vitest' {
	interface ProvidedContext {
		finds: {
			bundle: Pick<CompiledBundle, 'languages' | 'words' | 'likeness' | 'index'>;
			asked: { language: Language; text: string; found: Found }[];
		};
	}
}
