/** Flows, locales and directory as they stand in the files, with the line of everything in them. */
import type { Language } from '../flow/bundle.ts';
import type { Directory, Examples, Flow, FlowTexts, Learnt, Spoken, Status, Words } from '../flow/schema.ts';
import type { SoundFile } from './sounds.ts';

export interface Sourced<T> {
	value: T;
	/** Path under the project's root. */
	file: string;
	/** Line (from 1) of the value at that path of keys, or of the nearest thing around it that exists. */
	line(...keys: (string | number)[]): number;
}

/** Flat files of sentences beside the flows' texts: the engine's own and those of the edges. */
export const flatFiles = ['system', 'web', 'privacy'] as const;
export type FlatFile = (typeof flatFiles)[number];

export interface LocaleSource {
	texts: Map<string, Sourced<FlowTexts>>;
	flat: Map<FlatFile, Sourced<Record<string, string>>>;
	words: Sourced<Words>;
	examples: Sourced<Examples>;
	status: Sourced<Status>;
}

/** What was learnt from the examples of danger: src/bundle/learn.ts. */
export const LEARNT = 'locales/danger-learnt.json';

export interface Sources {
	flows: Map<string, Sourced<Flow>>;
	directory: Sourced<Directory>;
	locales: Map<Language, LocaleSource>;
	/** In the order of languages and topics. */
	sounds: SoundFile[];
	/** Only of languages that have sounds. */
	spoken: Map<Language, Sourced<Spoken>>;
	learnt: Sourced<Learnt>;
	/** The first language of the directory: the master text. */
	source: Language;
}
