/** How ready the texts are: what the report, its pages and the Desk's screen are made of. JSON, parsed where it arrives. */
import { z } from 'zod';

const day = z.iso.date();
const topic = z.string();
const Mark = z.enum(['V1', 'V2']);

/**
 * Of one topic in one language, the worst that is true of it first. `edited`: it was approved, and an edit withdrew that;
 * `withdrawn`: somebody took the approval back; `expired`: approved, and past its review day. Not approved yet: `reviewed`
 * by a native reader, a `human` or `machine` draft, or the `source` text.
 */
export const states = [
	'missing',
	'stale',
	'edited',
	'withdrawn',
	'expired',
	'approved',
	'reviewed',
	'human',
	'machine',
	'source',
] as const;
export const State = z.enum(states);
export type State = z.infer<typeof State>;

export const Cell = z.strictObject({
	state: State,
	/** Of the text as it is: what an approval must name. */
	hash: z.string(),
	/** The newest word about it: an approval, or that one was taken back. `name`: of whom at the Desk; null: by file. */
	word: z.strictObject({ by: z.string(), on: day, name: z.string().nullable() }).nullable(),
	/** People have recorded it. */
	audio: z.boolean(),
});
export type Cell = z.infer<typeof Cell>;

const Counts = z.record(State, z.number().int());

export const Readiness = z.strictObject({
	/** The day of this report. */
	day,
	organisation: z.string(),
	/** Language of the master text. */
	source: z.string(),
	languages: z.array(
		z.strictObject({
			code: z.string(),
			/** As it calls itself. */
			name: z.string(),
			drafted: z.enum(['source', 'machine', 'human']),
			reviewed: z.strictObject({ by: z.string(), on: day }).nullable(),
			/** Every text of every topic is there and none is stale. */
			complete: z.boolean(),
			counts: Counts,
			audio: z.number().int(),
		}),
	),
	/** Languages that are being written: they have a folder, and are not switched on. */
	notYetOn: z.array(z.string()),
	topics: z.array(
		z.strictObject({
			id: topic,
			/** Its mark in CONTENT.md. */
			code: z.string(),
			/** In the source language. */
			title: z.string(),
			emoji: z.string(),
			confidence: z.enum(['high', 'medium', 'low']),
			review_by: day,
			/** It is past that day. */
			overdue: z.boolean(),
			emergency: z.boolean(),
			/** By language. */
			cells: z.record(z.string(), Cell),
		}),
	),
	/** What somebody must still confirm, V1 first. */
	open: z.array(z.strictObject({ mark: Mark, by: z.string(), what: z.string(), topics: z.array(topic) })),
	/** What the directory lacks. `demo`: visibly fake; `unknown`: said as "not known yet, ask". */
	directory: z.array(
		z.strictObject({
			id: z.string(),
			name: z.string(),
			is: z.enum(['demo', 'unknown']),
			/** Which fields: number, address, hours …; empty for a fact. */
			fields: z.array(z.string()),
			mark: Mark.nullable(),
			/** Steps and sentences that speak of it. */
			topics: z.array(z.string()),
		}),
	),
	totals: z.strictObject({
		topics: z.number().int(),
		/** Topics × languages. */
		texts: z.number().int(),
		counts: Counts,
		audio: z.number().int(),
		open: z.record(Mark, z.number().int()),
		demo: z.number().int(),
		unknown: z.number().int(),
	}),
});
export type Readiness = z.infer<typeof Readiness>;
