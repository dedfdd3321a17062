/** One form sent: takes the turn and says what the page shows after it. */
import type { Conversations, Delivered, Receipt } from '../../conversation/conversations.ts';
import type { Language } from '../../flow/bundle.ts';
import type { Bundle } from '../../flow/open.ts';
import { navigation } from '../../flow/schema.ts';
import type { Inbound, Message } from '../../flow/turn.ts';
import { greet } from './greet.ts';
import type { ChatView, Entry, Notice } from './page.ts';
import type { Asked, Posted } from './parse.ts';
import { randomId } from './visit.ts';

/** Under which channel and account visits talk. */
export const at: [channel: string, bot: string] = ['web', 'web'];

export type Talks = Pick<Conversations, 'receive' | 'mailbox' | 'listen'>;

/** A form, and who sent it. */
export interface Sent {
	/** The address. */
	visit: string;
	/** False: it is new, and nothing stands under it yet. */
	known: boolean;
	/** A new address: for somebody whose visit has run out, who begins anew as a stranger. */
	anew: () => string;
	posted: Posted;
	guess: Language;
	asked: Asked;
}

export interface Answer {
	view: ChatView;
	status: 200 | 429 | 500 | 503;
	/** What to do with the cookie. */
	cookie: 'keep' | 'start' | 'end';
	/** The address that was talked under. */
	visit: string;
	/** The screen is to be left. */
	leave: boolean;
	/** For metrics: what came of it. */
	outcome: Receipt['outcome'] | Notice;
	/** What made it fail, for the log. */
	error?: unknown;
}

/** The page of somebody who comes, or comes back. Throws `StoreFailed`. */
export function look(
	bundle: Bundle,
	talks: Talks,
	visit: string | undefined,
	guess: Language,
	{ after }: Asked,
	now: number,
): ChatView {
	const mailbox = visit === undefined ? [] : talks.mailbox(...at, visit);
	if (mailbox.length === 0) return strangerView(bundle, guess, now);
	return visitView(since(mailbox, after).map(botEntry), mailbox, guess);
}

export async function converse(bundle: Bundle, talks: Talks, sent: Sent, now: number): Promise<Answer> {
	const { known, posted, guess, asked } = sent;
	let { visit } = sent;
	let before: Delivered[] = [];
	let receipt: Receipt;
	try {
		before = known ? talks.mailbox(...at, visit) : [];
		// A cookie with nothing behind it: the visit has run out or was erased. Nothing may link the next one to it.
		if (known && before.length === 0) visit = sent.anew();
		const id = await nameSending(visit, posted);
		receipt = await talks.receive({ channel: at[0], bot: at[1], address: visit, id, inbound: posted.inbound, guess });
	} catch (error) {
		return failedAnswer(bundle, before, sent, error, now);
	}
	const { outcome, closed, erased, messages } = receipt;
	const told = { status: 200 as const, leave: closed, outcome };
	const echo =
		asked.scripted || outcome === 'repeated'
			? []
			: echoOf(bundle, posted.inbound, before.at(-1)?.message ?? greet(bundle, guess, now));
	if (closed || erased) {
		const view = visitView([...echo, ...messages.map(botEntry)], messages, guess);
		return { ...told, visit, cookie: 'end', view: { ...view, newFrom: 0, last: 0 } };
	}
	const mailbox = talks.mailbox(...at, visit);
	const seen = before.at(-1)?.seq ?? 0;
	const old = since(mailbox, asked.after).filter(({ seq }) => seq <= seen);
	const fresh = since(mailbox, Math.max(asked.after, seen));
	const view = visitView([...old.map(botEntry), ...echo, ...fresh.map(botEntry)], mailbox, guess);
	const cookie = known && visit === sent.visit ? 'keep' : 'start';
	return { ...told, visit, cookie, view: { ...view, newFrom: old.length } };
}

/** To a flood, without looking at anything: nothing of the conversation is in it. */
export function busyAnswer({ visit, posted: { inbound }, guess }: Sent): Answer {
	const typed = inbound.kind === 'text' ? inbound.text : undefined;
	const view = { ...visitView([], [], guess), notice: 'busy' as const, typed };
	return { view, status: 429, visit, cookie: 'keep', leave: false, outcome: 'busy' };
}

function failedAnswer(
	bundle: Bundle,
	before: Delivered[],
	{ visit, posted: { inbound }, guess, asked: { after } }: Sent,
	error: unknown,
	now: number,
): Answer {
	const { notice, status } = failures[codeOf(error)] ?? { notice: 'failed' as const, status: 500 as const };
	const view =
		before.length > 0 ? visitView(since(before, after).map(botEntry), before, guess) : strangerView(bundle, guess, now);
	const typed = inbound.kind === 'text' ? inbound.text : undefined;
	return { view: { ...view, notice, typed }, status, visit, cookie: 'keep', leave: false, outcome: notice, error };
}

/** src/conversation/errors.ts and src/store/errors.ts, as a person has to be told. */
const failures: Record<string, { notice: Notice; status: 429 | 503 }> = {
	TOO_MANY: { notice: 'busy', status: 429 },
	UNAVAILABLE: { notice: 'unavailable', status: 503 },
	STORE_FAILED: { notice: 'unavailable', status: 503 },
};

function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function strangerView(bundle: Bundle, guess: Language, now: number): ChatView {
	const greeting = greet(bundle, guess, now);
	return { ...visitView([{ by: 'bot', seq: 0, message: greeting }], [{ seq: 0, message: greeting }], guess), last: 0 };
}

function visitView(entries: Entry[], mailbox: Delivered[], guess: Language): ChatView {
	const last = mailbox.at(-1);
	return {
		language: last?.message.language ?? guess,
		entries,
		newFrom: entries.length - 1,
		current: last?.message,
		last: last?.seq ?? 0,
		id: randomId(16),
	};
}

/** A tab of an earlier visit may know a number this one has not reached: it gets everything. */
function since(mailbox: Delivered[], after: number): Delivered[] {
	const last = mailbox.at(-1)?.seq ?? 0;
	return after > last ? mailbox : mailbox.filter(({ seq }) => seq > after);
}

function botEntry({ seq, message }: Delivered): Entry {
	return { by: 'bot', seq, message };
}

/** The words just typed, or the label just tapped. They are in this one answer, and nowhere else. */
function echoOf(bundle: Bundle, inbound: Inbound, asked: Message): Entry[] {
	if (inbound.kind === 'text') return [{ by: 'person', words: inbound.text.trim() }];
	if (inbound.kind !== 'choice') return [];
	const { id } = inbound;
	const way = navigation.find((name) => name === id);
	const label =
		asked.choices.find((choice) => choice.id === id)?.label ??
		(way && bundle.speak.system(asked.language, `nav.${way}`));
	return label === undefined ? [] : [{ by: 'person', words: label }];
}

/**
 * The name of this message for deduplication: of this visit, this page, and what was said on it, so that a page sent
 * again is no second turn, and another choice on the same page is.
 */
async function nameSending(visit: string, { id, inbound }: Posted): Promise<string> {
	const named = JSON.stringify([visit, id ?? randomId(16), inbound]);
	const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(named));
	return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
