/**
 * What a flow file, a locale file and the directory may say. Parsed once, at the border (src/bundle),
 * with zod; everything behind it trusts these types. `npm run build` writes the JSON Schemas for editors from here.
 */
import { z } from 'zod';
import { ShownRole } from './shown-role.ts';

const slug = z.string().regex(/^[a-z][a-z0-9-]*$/, 'a slug: lower-case letters, digits and "-"');
/** `step` in the same flow, or `flow.step` in another. */
const target = z.string().regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)?$/, '"step" or "flow.step"');
const day = z.iso.date();
/** A folder of locales/ has this name: with a path in it, files elsewhere would be read. */
const languageCode = z.string().regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, 'a language code such as en or zh-Hans');
const duration = z.string().regex(/^[1-9]\d*(m|h|d)$/, 'a duration such as 30m, 12h or 2d');
const emoji = z.string().min(1).max(12);
const pictogram = z.string().regex(/^(healthicons|tabler):[a-z0-9-]+$/, '"healthicons:<name>" or "tabler:<name>"');
/** `<topic>.sound` is the engine's own: src/flow/sound.ts. */
const choiceId = slug.refine((id) => id !== 'sound', 'another name: "sound" is what plays the audio of a topic');

/** Ways out that work everywhere; their labels stand in `system.nav.<id>`. */
export const navigation = ['menu', 'back', 'person', 'urgent', 'lang', 'close', 'stop', 'forget', 'pictures'] as const;
export const Navigation = z.enum(navigation);
export type Navigation = z.infer<typeof Navigation>;

/**
 * How long a typed answer may live. `moment`: until the next message; `day`: 24 hours; `week`: 7 days;
 * `conversation`: as long as the conversation is kept (RETENTION_DAYS).
 */
export const AnswerClass = z.enum(['moment', 'day', 'week', 'conversation']);
export type AnswerClass = z.infer<typeof AnswerClass>;

/** Evidence behind a topic: where it comes from and who still has to confirm it. */
export const Topic = z.strictObject({
	/** The topic's mark in CONTENT.md, for example `R3`. */
	code: z.string().regex(/^[A-Z]\d{1,2}$/, 'a mark of CONTENT.md such as R3'),
	emoji,
	pictogram,
	sources: z.array(z.strictObject({ at: z.string().min(3), checked: day })).min(1),
	confidence: z.enum(['high', 'medium', 'low']),
	/** What has to be confirmed: V1 blocks the launch, V2 does not. */
	verify: z
		.array(z.strictObject({ mark: z.enum(['V1', 'V2']), by: z.string().min(2), what: z.string().min(3) }))
		.default([]),
	review_by: day,
	/** Served whatever PUBLISH says, reduced to the emergency numbers while it is not approved. */
	emergency: z.boolean().default(false),
	/** May a typed question find it? Not a text that only makes sense after the questions before it; it has no synonyms. */
	find: z.boolean().default(true),
	/** People come for its choices, not for its text: no channel folds one of them away behind "more". */
	unfolded: z.boolean().default(false),
});
export type Topic = z.infer<typeof Topic>;

const Choice = z.union([
	/** Emoji and pictogram: the topic's it leads to unless it has its own. */
	z.strictObject({ id: choiceId, emoji: emoji.optional(), pictogram: pictogram.optional(), goto: target }),
	z.strictObject({ nav: Navigation }),
]);

const timeout = z.strictObject({ after: duration, goto: target });

const Condition = z.union([
	z.strictObject({ language: z.array(z.string()).min(1), goto: target }),
	z.strictObject({ channel: z.array(z.string()).min(1), goto: target }),
	z.strictObject({ hours: z.string(), goto: target }),
	z.strictObject({ answer: slug, is: z.union([z.string(), z.number()]), goto: target }),
	z.strictObject({ answer: slug, below: z.number(), goto: target }),
]);
export type Condition = z.infer<typeof Condition>;

export const Step = z.discriminatedUnion('do', [
	/** Says `<step>.text` and goes on. */
	z.strictObject({ do: z.literal('say'), goto: target }),
	/** Says `<step>.text` and waits for a choice. With `topic` it is a topic: it answers something. */
	z.strictObject({
		do: z.literal('choose'),
		topic: Topic.optional(),
		/** Of a menu: what stands for it where choices lead here. A topic has its own. */
		pictogram: pictogram.optional(),
		choices: z.array(Choice).default([]),
		/** Ways out under the choices. Default: a topic's or a menu's, see src/flow/choices.ts. */
		nav: z.array(Navigation).optional(),
		timeout: timeout.optional(),
	}),
	/** Says `<step>.text` and waits for a typed answer; `<step>.retry` is said when it does not fit. */
	z.strictObject({
		do: z.literal('ask'),
		store: slug,
		class: AnswerClass,
		accept: z.enum(['text', 'number']).default('text'),
		min: z.number().optional(),
		max: z.number().optional(),
		goto: target,
		nav: z.array(Navigation).optional(),
		timeout: timeout.optional(),
	}),
	/** The first condition that holds decides. */
	z.strictObject({ do: z.literal('branch'), when: z.array(Condition).min(1), otherwise: target }),
	/** Runs another flow (`flow` or `flow.step`) and, when that ends, goes on at `goto`. */
	z.strictObject({ do: z.literal('call'), flow: target, goto: target }),
	z.strictObject({ do: z.literal('goto'), goto: target }),
	/**
	 * Brings in a staff member who speaks one of `languages` (or any enabled one), else the stand-in;
	 * when nobody can be brought in, the flow goes on at `otherwise`.
	 */
	z.strictObject({
		do: z.literal('handoff'),
		role: z.enum(['outreach', 'coordinator']),
		languages: z.union([z.literal('any'), z.array(z.string()).min(1)]).default('any'),
		stand_in: z.enum(['team', 'none']).default('team'),
		otherwise: target,
	}),
	/** Asks with `<step>.text`, yes or no, whether `<step>.reminder` may be sent `after` that time. Then goes on. */
	z.strictObject({ do: z.literal('remind'), after: duration, goto: target }),
	/** Removes from the chat what the channel can, on both sides, and goes on. */
	z.strictObject({ do: z.literal('wipe'), goto: target }),
	/** Returns from a called flow; in a flow nobody called, goes to the main menu. */
	z.strictObject({ do: z.literal('end') }),
]);
export type Step = z.infer<typeof Step>;

export const Flow = z.strictObject({
	flow: slug,
	start: slug,
	steps: z.record(slug, Step),
	/** Where people go who wait at a step that was removed: old step → step of today. */
	moved: z.record(slug, target).default({}),
	/** Where somebody stands in this flow says something about them: it is known for an hour, then they stand in the menu. */
	passing: z.boolean().default(false),
});
export type Flow = z.infer<typeof Flow>;

/** The texts of one step, in one language: `locales/<lang>/<flow>.json` is a record of these by step id. */
const StepTexts = z.strictObject({
	title: z.string().min(1).optional(),
	text: z.string().min(1).optional(),
	choices: z.record(slug, z.string().min(1)).optional(),
	retry: z.string().min(1).optional(),
	reminder: z.string().min(1).optional(),
	/** Words and sentences people type when they mean this topic. */
	synonyms: z.array(z.string().min(1)).optional(),
});
export const FlowTexts = z.record(slug, StepTexts);
export type FlowTexts = z.infer<typeof FlowTexts>;

/** `locales/<lang>/_words.json`: what the bot listens for in this language, and how it calls itself. */
export const Words = z.strictObject({
	/** The language's own name, as the picker offers it. */
	name: z.string().min(1),
	/** Typed forms of the words that work everywhere. */
	commands: z.record(Navigation, z.array(z.string().min(1)).min(1)),
	yes: z.array(z.string().min(1)).min(1),
	no: z.array(z.string().min(1)).min(1),
	/** Words and sentences of danger; any of them opens the urgent topic. How a line is written: danger-lines.ts. */
	danger: z.array(z.string().min(1)).min(1),
	/** Greetings and thanks: answered with the menu, never searched. */
	greetings: z.array(z.string().min(1)).min(1),
	thanks: z.array(z.string().min(1)).min(1),
	/** Words that carry no meaning in a question. */
	stopwords: z.array(z.string().min(1)),
	/** Stems that give the topic away in a notification, and a planted sentence the checker must find. */
	preview: z.strictObject({ stems: z.array(z.string().min(2)).min(1), planted: z.string().min(1) }),
});
export type Words = z.infer<typeof Words>;

/** `locales/<lang>/_examples.json`: what people may write who are in danger, and who are not, though it sounds near it. */
export const Examples = z.strictObject({
	danger: z.array(z.string().min(1)).min(1),
	harmless: z.array(z.string().min(1)).min(1),
});
export type Examples = z.infer<typeof Examples>;

/** `locales/danger-learnt.json`, written by `npm run learn`. */
export const Learnt = z.strictObject({
	/** language → hash of the examples it was learnt from. */
	learnt_from: z.record(z.string(), z.string()),
	bias: z.number(),
	scale: z.number().positive(),
	weights: z.base64(),
});
export type Learnt = z.infer<typeof Learnt>;

/** `locales/<lang>/_status.json` */
export const Status = z.strictObject({
	/** `source`: the master text; `machine`: drafted by machine, not yet reviewed by a native reader. */
	drafted: z.enum(['source', 'machine', 'human']),
	/** The native reader's role and day; null while nobody has read it. */
	reviewed: z.strictObject({ by: z.string().min(2), on: day }).nullable(),
	/** Key (`flow.step.text`) → hash of the source text it was translated from. */
	translated: z.record(z.string(), z.string()),
	/** Topic id → who approved the text with that hash, and when. An edit withdraws it. */
	approved: z.record(z.string(), z.strictObject({ by: ShownRole, on: day, hash: z.string() })),
});
export type Status = z.infer<typeof Status>;

/** `flows/media/<lang>/_status.json`: topic → hash of the text its audio was spoken from. */
export const Spoken = z.record(z.string().regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/, '"flow.step"'), z.string());
export type Spoken = z.infer<typeof Spoken>;

/** `"09:00-17:00"`; several a day are allowed. An empty list is closed. */
const span = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, '"09:00-17:00"');
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export const Hours = z.strictObject({
	mon: z.array(span).default([]),
	tue: z.array(span).default([]),
	wed: z.array(span).default([]),
	thu: z.array(span).default([]),
	fri: z.array(span).default([]),
	sat: z.array(span).default([]),
	sun: z.array(span).default([]),
});
export type Hours = z.infer<typeof Hours>;

/** One organisation or number. What is null is said as "not known yet, ask". */
export const Contact = z.strictObject({
	name: z.string().min(1),
	number: z.string().min(1).nullable().default(null),
	web: z.string().min(1).nullable().default(null),
	email: z.string().min(1).nullable().default(null),
	address: z.string().min(1).nullable().default(null),
	/** `always`: day and night; null: not known. */
	hours: z
		.union([z.literal('always'), Hours])
		.nullable()
		.default(null),
	/** Visibly fake, so that a demo shows where the organisation's own fact will stand. */
	demo: z.boolean().default(false),
	source: z.string().optional(),
	verify: z.enum(['V1', 'V2']).optional(),
});
export type Contact = z.infer<typeof Contact>;

function isZone(name: string): boolean {
	try {
		return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
	} catch {
		return false;
	}
}

/** `flows/directory.yaml`: the organisation's facts. No such fact stands inside a translation. */
export const Directory = z.strictObject({
	organisation: z.strictObject({
		name: z.string().min(1),
		demo: z.boolean().default(false),
		/** Who answers for the data (GDPR art. 4(7)): name and address in one line. Without it the Desk stays off in production. */
		controller: z.string().min(1).nullable().default(null),
		/** Where people ask about their data. Without it the Desk stays off in production. */
		privacy_contact: z.string().min(1).nullable().default(null),
	}),
	/** IANA zone in which all hours are meant. */
	timezone: z.string().refine(isZone, 'an IANA time zone such as Europe/Amsterdam'),
	/** Languages on offer, in the picker's order; the first is the fallback guess and the source text. */
	languages: z.array(languageCode).min(1),
	/** Languages the team speaks; a hand-off needs one of them, or a stand-in. */
	team: z.strictObject({ languages: z.array(z.string()).min(1) }),
	/** Named weekly hours, in `timezone`, for `branch: hours`. */
	hours: z.record(slug, Hours),
	contacts: z.record(slug, Contact),
	/** Durations, costs and amounts: null is said as "not known yet, ask". */
	facts: z.record(slug, z.string().min(1).nullable()),
	/** Where Close leads in the web chat: a path of this server or an https address. */
	away: z
		.string()
		.regex(/^(\/[a-z-]*|https:\/\/\S+)$/)
		.default('/away'),
});
export type Directory = z.infer<typeof Directory>;
