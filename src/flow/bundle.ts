/** The compiled bundle: flows, locales and directory in one JSON file that both runtimes load (`dist/bundle.json`). */
import type { Directory, Flow, FlowTexts, Words } from './schema.ts';

/** BCP 47, as in `locales/`: `en`, `pt-BR`, `zh-Hans`. */
export type Language = string;
/** `flow.step` */
export type StepId = string;

export interface CompiledBundle {
	format: 2;
	/** SHA-256 over the content, hex. */
	hash: string;
	/** In the picker's order; the first is the source language. */
	languages: Language[];
	flows: Record<string, Flow>;
	/** language → flow → step → texts. `synonyms` are left out: they live in `index`. */
	texts: Record<Language, Record<string, FlowTexts>>;
	/** language → the engine's own sentences, flat: `nav.menu`, `hello`, … */
	system: Record<Language, Record<string, string>>;
	words: Record<Language, Words>;
	directory: Directory;
	/** language → topic → approval that still fits the text. */
	approved: Record<Language, Record<StepId, { by: string; on: string }>>;
	/** language → the finder's serialised index. */
	index: Record<Language, string>;
	/** language → hash of what is read before a yes to a human: the version of a consent. */
	consent: Record<Language, string>;
	/** `healthicons:justice` → its drawings. */
	pictograms: Record<string, Pictogram>;
	/** The tile of the number n stands at n - 1; empty when the bundle was compiled without pictures. */
	numbers: string[];
	/** language → topic → the audio that speaks today's text. The file is `media/<hash>.ogg` beside the bundle. */
	sounds: Record<Language, Record<StepId, Sound>>;
}

interface Pictogram {
	/** Inline. */
	svg: string;
	/** A picture of it alone, in base64; empty when no topic has it, or the bundle was compiled without pictures. */
	png: string;
	/** For drawing several side by side: see src/bundle/tiles.ts; empty when the bundle was compiled without pictures. */
	tile: string;
}

/** OGG/Opus, mono. */
export interface Sound {
	/** SHA-256 of the file, hex. */
	hash: string;
	bytes: number;
	seconds: number;
}
