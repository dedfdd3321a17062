/** One turn of one person: what came in → the new state, what is said, the timers. In a transaction of the caller's. */

import { together } from '../channels/together.ts';
import type { Ordered } from '../desk/letters.ts';
import type { Language } from '../flow/bundle.ts';
import { type Conversation, newConversation, phaseOf } from '../flow/conversation.ts';
import type { Drafted, Order } from '../flow/letters.ts';
import type { Effect, Inbound } from '../flow/turn.ts';
import { pageKey } from '../privacy/page-key.ts';
import type { Pid } from '../privacy/pseudonym.ts';
import type { Sql } from '../store/sql.ts';
import { lead, supersede } from './addresses.ts';
import type { Letter } from './deliver.ts';
import { deleteRows } from './erase.ts';
import type { ChannelRules, Ground } from './ground.ts';
import { draftedIn, writeLetters } from './letters.ts';
import { append, type Delivered, isWaiting } from './outbox.ts';
import { rememberMessage, rememberParting, wasParting, wasTaken } from './remember.ts';
import { coarse, loadState, type State, saveState } from './state.ts';
import { dueTimers, setTimers } from './timers.ts';
import { clearTrace, findLatest, readTrace, trace } from './trace.ts';
import type { Whose } from './whose.ts';
import { closesAt, mayGoOut } from './window.ts';

/** Something waits for a person's turn. */
export type Task = Arrived | Ordering | { kind: 'due'; pid: Pid } | Note;

/** Something about a person's messages that is written beside their turns, in the same commits. */
interface Note {
	kind: 'note';
	pid: Pid;
	/** → `letters`: it wrote to the Desk. */
	write(data: Sql): unknown;
}

/** The Desk's. */
interface Ordering {
	kind: 'order';
	pid: Pid;
	/** src/privacy/pseudonym.ts */
	messageId: string;
	id: string;
	order: Order;
}

interface Arrived {
	kind: 'arrived';
	pid: Pid;
	/** src/privacy/pseudonym.ts */
	messageId: string;
	channel: string;
	bot: string;
	address: string;
	/** src/conversation/whose.ts; its `pid` is the task's. */
	whose: Omit<Whose, 'pid'>;
	/** When the person sent it, epoch ms, as the platform says. */
	sent: number | undefined;
	inbound: Inbound;
	guess: Language;
	own: string | undefined;
	over: string | undefined;
}

/** What happened to a message. */
export interface Receipt {
	/** `repeated`: it was taken before, and is not answered again. */
	outcome: 'done' | 'repeated';
	/** What this turn said. */
	messages: Delivered[];
	/** The screen is to be left. */
	closed: boolean;
	/** Nothing about this person is kept any more, and `messages` stand nowhere but here. */
	erased: boolean;
	/** The platform's ids of what is to be removed from the chat now; they are kept nowhere else any more. */
	wipe: string[];
	/** Of an order; absent: there is no such conversation. */
	ordered?: Ordered;
	/** Something was written to the Desk. */
	letters?: true;
}

/** A receipt; and what was said first, when it is to go out as soon as this is committed. */
export interface Turned {
	receipt: Receipt;
	ready?: Letter | undefined;
	/** The conversations whose rows are gone: their keys have to follow. */
	gone?: readonly Pid[];
}

/** A note's, and that of a timer whose conversation is gone. */
export const nothing: Receipt = { outcome: 'done', messages: [], closed: false, erased: false, wipe: [] };
const repetition: Turned = { receipt: { ...nothing, outcome: 'repeated' } };

export function takeTurn(ground: Ground, task: Exclude<Task, Note>, key: Uint8Array, now: number): Turned {
	const { data } = ground;
	const repeated = task.kind === 'arrived' && !rememberMessage(data, task.messageId, now);
	if (repeated && !wasParting(data, task.messageId)) return repetition;
	const known = loadState(data, key, task.pid);
	if (task.kind === 'arrived') {
		// Whoever has written since they were forgotten has had their goodbye, and keeps what they have begun.
		if (repeated && known) return repetition;
		const decided = hear(ground, known ?? begin(task), task, now);
		if (repeated && !parts(decided)) return repetition;
		return settle(ground, task, key, decided, now);
	}
	if (!known) return { receipt: nothing };
	if (task.kind === 'order') return obey(ground, known, task, key, now);
	return settle(ground, task, key, wake(ground, known, now), now);
}

/** Once: what was refused changed nothing, and may come again. */
function obey(ground: Ground, known: State, task: Ordering, key: Uint8Array, now: number): Turned {
	if (wasTaken(ground.data, task.messageId)) {
		return { receipt: { ...nothing, outcome: 'repeated', ordered: { outcome: 'repeated' } } };
	}
	const { id, order } = task;
	const turn = ground.step(known.conversation, { kind: 'desk', id, order }, now);
	if (turn.refused) return { receipt: { ...nothing, ordered: refusal(known.conversation) } };
	rememberMessage(ground.data, task.messageId, now);
	const { conversation, effects } = turn;
	const state = { ...known, conversation, timers: setTimers(known.timers, effects) };
	const turned = settle(ground, task, key, { state, effects }, now);
	return { ...turned, receipt: { ...turned.receipt, ordered: { outcome: 'done' } } };
}

function refusal(conversation: Conversation): Ordered {
	const phase = phaseOf(conversation);
	const owner = phase.is === 'staff' || phase.is === 'sleeping' ? phase.owner : null;
	return { outcome: 'refused', phase: phase.is, owner };
}

/** A state, and what the turn that led to it decided. */
interface Decided {
	state: State;
	effects: Effect[];
}

function begin({ channel, guess }: Arrived): State {
	return { channel, conversation: newConversation(channel, guess), timers: [], route: null, last: 0, touched: 0 };
}

function hear({ step, rules }: Ground, before: State, task: Arrived, now: number): Decided {
	const { conversation, effects } = step(before.conversation, task.inbound, now);
	const { keep, window, delivery } = rules(before.channel);
	const grain = coarse(keep);
	const state: State = {
		...before,
		conversation,
		timers: setTimers(before.timers, effects),
		touched: Math.floor(now / grain) * grain,
		route: delivery === 'push' ? routeOf(before, task) : null,
		...(delivery === 'pull' && pageOf(before, conversation, task)),
	};
	// Never later than now: a platform's clock that is ahead must not keep the window open.
	const heard = Math.max(before.heard ?? 0, Math.min(task.sent ?? now, now));
	return { state: window === undefined ? state : { ...state, heard, knocked: false }, effects };
}

/** Made when the first human comes near: most visits never need it. */
function pageOf({ page }: State, conversation: Conversation, { address }: Arrived): Pick<State, 'page'> {
	if (page !== undefined) return { page };
	return phaseOf(conversation).is === 'bot' ? {} : { page: Buffer.from(pageKey(address)).toString('base64') };
}

/** They are answered where they last wrote from. */
function routeOf({ route }: State, { bot, address, whose }: Arrived): State['route'] {
	const paired = route?.paired || whose.paired;
	return { bot, address, ...(paired && { paired }) };
}

/** All timers that are due, each taken off in the same transaction: handed on again only if this one fails. */
function wake({ step }: Ground, before: State, now: number): Decided {
	let { conversation, timers } = before;
	const effects: Effect[] = [];
	for (const due of dueTimers(timers, now)) {
		// Cancelled or set anew by the one before.
		if (!timers.includes(due)) continue;
		const turn = step(conversation, { kind: 'due', timer: due.timer, at: due.at }, now);
		conversation = turn.conversation;
		timers = setTimers(
			timers.filter((timer) => timer !== due),
			turn.effects,
		);
		effects.push(...turn.effects);
	}
	return { state: { ...before, conversation, timers }, effects };
}

function settle(
	ground: Ground,
	task: Exclude<Task, Note>,
	key: Uint8Array,
	{ state, effects }: Decided,
	now: number,
): Turned {
	const { data, random, rules } = ground;
	const { pid } = task;
	const { delivery, closing } = rules(state.channel);
	const [own, over] = task.kind === 'arrived' ? [task.own, task.over] : [];
	const messages = number(effects, state.last, rules(state.channel));
	const closed = effects.some((effect) => effect.do === 'close');
	const erased = parts({ effects }) || (closed && closing === 'erases');
	const wiped = erased || effects.some((effect) => effect.do === 'wipe');
	const wipe = wiped
		? [...readTrace(data, key, pid, now).map(({ id }) => id), ...(own === undefined ? [] : [own])]
		: [];
	if (task.kind === 'arrived') join(data, pid, task.whose);
	const drafted = [
		...draftedIn(effects),
		...(delivery === 'pull' ? keptFor(messages) : []),
		...(task.kind === 'arrived' ? windowOf(state, rules(state.channel)) : []),
	];
	const letters = drafted.length > 0 && ({ letters: true } as const);
	const receipt: Receipt = { outcome: 'done', messages, closed, erased, wipe, ...letters };
	if (erased) {
		const gone = deleteRows(data, pid, now);
		// What is said last stands in no outbox. If this process ends before it is sent, the same message comes again, and
		// must be answered again: a second goodbye is better than none.
		if (delivery === 'push' && task.kind === 'arrived') rememberParting(data, task.messageId, now);
		return { receipt, gone };
	}
	saveState(data, key, pid, { ...state, last: state.last + messages.length }, random);
	writeLetters(data, key, pid, drafted, now, random);
	if (wiped) clearTrace(data, pid);
	if (delivery === 'pull') {
		const page = state.page === undefined ? undefined : new Uint8Array(Buffer.from(state.page, 'base64'));
		append(data, key, pid, messages, { state: 'mailbox', over, page }, random);
		return { receipt };
	}
	const [first, ...others] = messages;
	const open = first && mayGoOut(first.message, state, rules(state.channel), false, now) === 'words';
	const goes = open && state.route && !isWaiting(data, pid) && ground.mayGo(pid, state.channel, now);
	const [message] = append(
		data,
		key,
		pid,
		messages,
		{ state: 'pending', first: goes ? 'sending' : 'pending', over },
		random,
	);
	// The person's own message stands below whatever they tapped.
	const latest = goes && own === undefined ? findLatest(data, key, pid, over, now) : undefined;
	const traced =
		own === undefined || wiped ? undefined : trace(data, key, pid, [{ id: own, ours: false }], now, random);
	if (!goes || !message || !state.route) return { receipt };
	const letter: Letter = {
		row: { seq: first.seq, message, tries: 0, unknown: 0 },
		key,
		channel: state.channel,
		route: state.route,
		outgoing: { message: first.message, latest },
		trace: traced,
		alone: others.length === 0,
	};
	return { receipt, ready: letter };
}

/** The addresses of one person lead to one conversation. */
function join(data: Sql, pid: Pid, { supersedes, also }: Arrived['whose']): void {
	const superseded = supersedes !== undefined && supersedes !== pid && hasConversation(data, supersedes);
	if (superseded) supersede(data, supersedes, pid);
	for (const address of also) lead(data, address, pid);
}

function hasConversation(data: Sql, pid: Pid): boolean {
	return data.get('SELECT 1 FROM conversation WHERE pid = ?', pid) !== undefined;
}

/** A mailbox has it at once. */
function keptFor(messages: readonly Delivered[]): Drafted[] {
	return messages.flatMap(({ order }) =>
		order === undefined ? [] : [{ kind: 'delivery', id: order, said: 'sent' } as const],
	);
}

/** Until when whoever is asked or talks with them may write. */
function windowOf(state: State, rules: ChannelRules): Drafted[] {
	const until = closesAt(state, rules);
	const { is } = phaseOf(state.conversation);
	return until === undefined || (is !== 'waiting' && is !== 'staff') ? [] : [{ kind: 'window', until }];
}

function parts({ effects }: Pick<Decided, 'effects'>): boolean {
	return effects.some((effect) => effect.do === 'erase');
}

function number(effects: readonly Effect[], last: number, rules: ChannelRules): Delivered[] {
	const said = effects.flatMap((effect) => (effect.do === 'say' ? [effect] : []));
	// But each word of a human by itself.
	const ofBot = said.every(({ order }) => order === undefined);
	const numbered: Pick<Delivered, 'message' | 'order'>[] = ofBot
		? together(
				said.map(({ message }) => message),
				rules,
			).map((message) => ({ message }))
		: said.map(({ message, order }) => ({ message, ...(order !== undefined && { order }) }));
	return numbered.map((one, index) => ({ seq: last + 1 + index, ...one }));
}
