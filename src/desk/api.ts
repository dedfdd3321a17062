/**
 * What the console (src/console, a browser) and the server say to each other under `/desk/api`: JSON both ways, parsed with
 * these on arrival. Every POST carries `X-Bekend-Desk: 1` and the session's cookie; the `Origin` must be our own.
 * Answers: 200 with the body named here · 204 · 400 what is wrong with the body · 401 sign in · 403 not yours, or
 * `{"error":"step-up"}`: show yourself again · 404 · 409 `{"error":"taken","by":StaffId}` or another `error`, changed
 * meanwhile · 429 with Retry-After · 503 nothing was kept, send the same again.
 *
 *   GET  /me                              Me
 *   GET  /team                            Team        who there is: names, presence, recipients
 *   GET  /waiting                         Waiting     who waits (coordinators too: no words in it)
 *   GET  /threads                         Threads     mine and those I cover
 *   GET  /threads/:id                     Thread      404 unless owner or stand-in; noted in the audit log
 *   POST /threads/:id/claim               Claim → Thread (409 taken)
 *   POST /threads/:id/say                 Say → Row
 *   POST /threads/:id/note                Note → Row
 *   POST /threads/:id/introduce           { colleague }
 *   POST /threads/:id/hand-back           { at: StepId | null }
 *   POST /threads/:id/sleep · /block · /unblock · /release
 *   POST /threads/:id/resealed            Resealed    new ciphertexts for the recipients of now
 *   POST /threads/:id/danger              Danger      what was decided in acute danger: an event of the thread
 *   POST /threads/:id/looking             { typing: boolean }; forgotten after 15 s
 *   POST /me/presence                     Presence
 *   POST /me/card                         Card, hours, stand-in
 *   GET  /steps                           Steps       where a conversation can be handed back to
 *   GET  /live                            server-sent events `News`, resumed by Last-Event-ID
 *   … texts and their approval: src/desk/texts/api.ts · sign-in, enrolment, team and keys: src/desk/sign-in
 */
import { z } from 'zod';

const id = z
	.string()
	.min(8)
	.max(64)
	.regex(/^[\w-]+$/);
const day = z.iso.date();
/** Epoch ms. */
const at = z.number().int().nonnegative();
/** An age file, base64. */
const sealed = z
	.string()
	.max(64_000)
	.regex(/^[A-Za-z0-9+/]+=*$/);

export const Role = z.enum(['outreach', 'coordinator']);
export type Role = z.infer<typeof Role>;

const Span = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/);
const WeekHours = z.strictObject({
	mon: z.array(Span).max(4),
	tue: z.array(Span).max(4),
	wed: z.array(Span).max(4),
	thu: z.array(Span).max(4),
	fri: z.array(Span).max(4),
	sat: z.array(Span).max(4),
	sun: z.array(Span).max(4),
});

export const Presence = z.discriminatedUnion('is', [
	z.strictObject({ is: z.literal('by-hours') }),
	z.strictObject({ is: z.literal('here'), until: at }),
	z.strictObject({ is: z.literal('away'), until: at.nullable(), standIn: id.nullable() }),
]);
export type Presence = z.infer<typeof Presence>;

/** Of one staff member: what `/me/card` takes. */
export const OwnCard = z.strictObject({
	name: z.string().trim().min(1).max(40),
	languages: z.array(z.string().max(8)).min(1).max(12),
	about: z.record(z.string().max(8), z.string().trim().max(200)),
	hours: WeekHours,
	standIn: id.nullable(),
});
export type OwnCard = z.infer<typeof OwnCard>;

export const Member = z.strictObject({
	id,
	name: z.string(),
	organisation: z.string(),
	roles: z.array(Role),
	languages: z.array(z.string()),
	/** On duty now, by hours or by their own word. */
	here: z.boolean(),
	/** When they read next, epoch ms; null: not known. */
	next: at.nullable(),
	standIn: id.nullable(),
	/** age recipient (`age1…`); null: no key yet, nothing can be sealed to them. */
	recipient: z.string().nullable(),
});
export type Member = z.infer<typeof Member>;
export const Team = z.strictObject({
	members: z.array(Member),
	/** The offline recovery key's recipient; null: not made yet. */
	recovery: z.string().nullable(),
});
export type Team = z.infer<typeof Team>;

export const Me = z.strictObject({
	member: Member,
	card: OwnCard,
	presence: Presence,
	/** What the organisation still has to do before people can be brought in; empty: ready. */
	missing: z.array(z.enum(['controller', 'privacy-contact', 'hours', 'retention', 'recovery-key', 'own-key'])),
});
export type Me = z.infer<typeof Me>;

export const Phase = z.enum(['bot', 'waiting', 'staff', 'sleeping']);

/** What may be shown of a conversation without opening a word of it. */
export const Summary = z.strictObject({
	id,
	/** "Blue Heron". */
	alias: z.string(),
	phase: Phase,
	language: z.string(),
	channel: z.enum(['web', 'telegram', 'whatsapp']),
	urgent: z.boolean(),
	owner: id.nullable(),
	standIn: id.nullable(),
	/** Whom they asked for. */
	wants: id.nullable(),
	knows: id.nullable(),
	/** Since when they wait; null: they do not. */
	waiting: at.nullable(),
	/** Which rung of the ladder: who has been asked so far; of an owned thread, about words its owner has not looked at. */
	rung: z.enum(['worker', 'stand-in', 'team', 'nobody']).nullable(),
	/** Nobody has opened it yet. */
	unseen: z.boolean(),
	/** Rows said by the person since the owner last opened the thread. */
	unread: z.number().int(),
	/** Their earlier talks with somebody of the team: "your fourth talk". */
	talks: z.number().int(),
	blocked: z.boolean(),
	/** The person left (stop, close, blocked us): nothing can be sent. */
	left: z.enum(['stop', 'close', 'withdrew', 'blocked']).nullable(),
	/** WhatsApp: until when free text may be sent; null: no such window on this channel. */
	window: at.nullable(),
	/** When the oldest words that are kept are erased; null: none are. */
	erased: at.nullable(),
	/** For compare-and-set: the claim must name the one it saw. */
	version: z.number().int(),
});
export type Summary = z.infer<typeof Summary>;
export const Waiting = z.strictObject({ waiting: z.array(Summary), now: at });
export type Waiting = z.infer<typeof Waiting>;
export const Threads = z.strictObject({ threads: z.array(Summary), now: at });
export type Threads = z.infer<typeof Threads>;

export const Row = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('person'), n: z.number().int(), id, at, sealed }),
	z.strictObject({
		kind: z.literal('staff'),
		n: z.number().int(),
		id,
		at,
		by: id,
		sealed,
		said: z.enum(['queued', 'sent', 'delivered', 'read', 'unknown', 'failed']),
	}),
	z.strictObject({ kind: z.literal('note'), n: z.number().int(), id, at, by: id, sealed }),
	/** What happened, without words: asked, claimed, introduced, yes, no, handed back, slept, left, late … */
	z.strictObject({
		kind: z.literal('event'),
		n: z.number().int(),
		id,
		at,
		what: z.string(),
		by: id.nullable(),
		who: id.nullable(),
	}),
]);
export type Row = z.infer<typeof Row>;

export const Thread = z.strictObject({
	summary: Summary,
	rows: z.array(Row),
	/** Whom new rows must be sealed to. */
	recipients: z.array(z.string()),
	/** Rows that are sealed to others than `recipients`: the owner's browser reseals them. */
	reseal: z.array(id),
	consent: z.strictObject({ version: z.string(), day }).nullable(),
	/** Who else looks or types right now. */
	looking: z.array(z.strictObject({ staff: id, typing: z.boolean() })),
});
export type Thread = z.infer<typeof Thread>;

export const Claim = z.strictObject({ version: z.number().int() });
/** `id`: made by the browser, the same on every repetition. `text` goes to the person; `sealed` is the thread's copy. */
export const Say = z.strictObject({ id, text: z.string().trim().min(1).max(3500), sealed });
export const Note = z.strictObject({ id, sealed });
export const Introduce = z.strictObject({ colleague: id });
export const HandBack = z.strictObject({ at: z.string().max(80).nullable() });
export const Resealed = z.strictObject({
	/** The thread's version they were sealed at: refused when the recipients have changed since. */
	version: z.number().int(),
	rows: z.array(z.strictObject({ id, sealed })).min(1).max(200),
});
export const Danger = z.strictObject({
	/** `called`: 112 was called · `they-call`: the person calls · `asked-not-to`: they said no · `over`: no danger (any more). */
	decision: z.enum(['called', 'they-call', 'asked-not-to', 'over']),
});
export type Danger = z.infer<typeof Danger>;
export const Looking = z.strictObject({ typing: z.boolean() });
/** By flow: where a conversation may be handed back to, in the staff member's language. */
export const Steps = z.strictObject({ steps: z.array(z.strictObject({ id: z.string(), title: z.string() })) });

/** What the live stream says; never a word of anybody. The console fetches what it shows. */
export const News = z.discriminatedUnion('what', [
	/** Something of this thread changed: a row, its state, its owner. */
	z.strictObject({ what: z.literal('thread'), id, version: z.number().int() }),
	z.strictObject({ what: z.literal('waiting') }),
	z.strictObject({ what: z.literal('team') }),
	z.strictObject({ what: z.literal('looking'), id, looking: Thread.shape.looking }),
	/** This session has ended. */
	z.strictObject({ what: z.literal('out') }),
]);
export type News = z.infer<typeof News>;
