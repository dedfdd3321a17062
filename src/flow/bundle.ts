/** The compiled bundle: flows, locales and directory in one JSON file that both runtimes load (`dist/bundle.json`). */
import type { Directory, Flow, FlowTexts, Status, Words } from './schema.ts';

/** BCP 47, as in `locales/`: `en`, `pt-BR`, `zh-Hans`. */
export type Language = string;
/** `flow.step` */
export type StepId = string;

/** Who checked a text, as people read it, and on which day. */
interface Approval {
	by: string;
	on: string;
}

/** language → topic → approval of the text as it is. */
export type Approved = Record<Language, Record<StepId, Approval>>;

/** How far the texts of one language are: for those who approve them, and for the readiness report. */
export interface Standing extends Pick<Status, 'drafted' | 'reviewed'> {
	topics: Record<StepId, TextStanding>;
}

export interface TextStanding {
	/** Of the text and the facts in it: what an approval must name. */
	hash: string;
	/** `stale`: its source text has changed; `missing`: part of it is not there. Either is reported, and never served. */
	is: 'whole' | 'stale' | 'missing';
	/** The file approves a text that this no longer is: an edit withdrew it. */
	withdrawn: Approval | null;
}

export interface CompiledBundle {
	format: 3;
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
	/** How what people write is told from danger where no line of `words` names it. */
	likeness: Likeness;
	directory: Directory;
	/** By file. What the Desk has approved comes on top of it: src/flow/approvals.ts. */
	approved: Approved;
	standing: Record<Language, Standing>;
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

/** Learnt from examples: src/flow/likeness.ts. */
export interface Likeness {
	/** Of a message that says nothing. */
	bias: number;
	/** What 1 of a weight stands for. */
	scale: number;
	/** A signed byte for each feature, in base64. */
	weights: string;
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
