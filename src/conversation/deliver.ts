/**
 * Sends what stands in the outbox: for each person in order, for all at once, no faster than the platform likes.
 * `pending → sending → sent | unknown | dead`; each arrow is a commit, shared with the turns of that moment.
 */
import type { Outgoing, Route, Sender } from '../channels/sender.ts';
import { openPersonKey } from '../privacy/person-key.ts';
import { messageId, type Pid } from '../privacy/pseudonym.ts';
import { openJson } from '../privacy/seal.ts';
import type { Sql } from '../store/sql.ts';
import { awaitNews, LONGEST_AWAITED } from './awaited.ts';
import { orderOf, ordersWaiting, tellBlocked, tellFate } from './fate.ts';
import type { Ground } from './ground.ts';
import { noteClosed, noteKnock } from './note-window.ts';
import { messageAt, type Written } from './outbox.ts';
import { Pace } from './pace.ts';
import { type Attempt, decideNext, type Fate, type Next } from './retry.ts';
import { loadState, saveState } from './state.ts';
import { addToTrace, findLatest, type TraceRow, trace } from './trace.ts';
import { mayGoOut } from './window.ts';

export interface DeliverySettings {
	ground: Ground;
	clock: () => number;
	senders: ReadonlyMap<string, Sender>;
	/** Runs `work` in a commit of its own or with others. Rejects with `Unavailable`. */
	write: (pid: Pid, work: (data: Sql) => unknown) => Promise<unknown>;
	report: (error: unknown, pid?: Pid) => void;
	/** The platform will tell about these (HMACs), or has already. */
	awaiting: (ids: readonly string[]) => void;
}

/** A row of the outbox that has not gone out. */
interface Unsent extends Attempt {
	seq: number;
	message: Uint8Array;
}

/** The oldest of a person's. */
interface Head extends Unsent {
	state: 'pending' | 'sending';
	/** Epoch ms. */
	due: number;
}

/** All that is needed to send a message and to record what became of it. Its row says `sending`. */
export interface Letter {
	row: Unsent;
	key: Uint8Array;
	channel: string;
	route: Route;
	outgoing: Outgoing;
	/** Where the message that this answers stands. */
	trace?: TraceRow | undefined;
	/** Nothing came with it that goes out after it. */
	alone: boolean;
}

/** A letter that has gone out, as far as we know. */
interface Dispatched extends Letter {
	/** When sending it began, epoch ms. */
	began: number;
}

/** After a commit that failed, ms. */
const STORE_PAUSE = 500;
/** What an earlier process put off waits no longer than this, in ms: it may have been by another clock. */
const LONGEST_LEFT = 3_600_000;

export class Delivery {
	readonly #settings: DeliverySettings;
	readonly #paces = new Map<string, Pace>();
	/** Who is being sent to right now, and whether something new came meanwhile. */
	readonly #running = new Map<Pid, { again: boolean }>();
	readonly #alarms = new Map<Pid, NodeJS.Timeout>();
	/** What is put off, and until when by a clock that nobody sets back: `performance.now()`. */
	readonly #putOff = new Map<Pid, { due: number; until: number }>();
	readonly #pauses = new Set<() => void>();
	#stopping = false;
	#idle: (() => void)[] = [];

	constructor(settings: DeliverySettings) {
		this.#settings = settings;
		for (const [channel, { pace }] of settings.senders) this.#paces.set(channel, new Pace(pace));
	}

	/** Everything an earlier process left. */
	start(): void {
		const { clock, ground } = this.#settings;
		const now = clock();
		for (const { pid, due } of ground.data.all<{ pid: Pid; due: number }>(
			"SELECT pid, max(due) AS due FROM outbox WHERE state IN ('pending', 'sending') GROUP BY pid",
		)) {
			this.#putOff.set(pid, { due, until: performance.now() + Math.min(due - now, LONGEST_LEFT) });
			this.wake(pid);
		}
	}

	/** Whether what is said to this person now, while nothing else waits, can be sent at once: then its place is taken. */
	mayGo(pid: Pid, channel: string, now: number): boolean {
		if (this.#stopping || this.#running.has(pid)) return false;
		return this.#paces.get(channel)?.takeIfFree(pid, now) ?? false;
	}

	/** Something may have to go out to this person. @param ready the first of it, after `mayGo` in the same commit */
	wake(pid: Pid, ready?: Letter): void {
		if (this.#stopping || this.#settings.senders.size === 0) return;
		const running = this.#running.get(pid);
		if (running) {
			running.again = true;
			return;
		}
		clearTimeout(this.#alarms.get(pid));
		this.#alarms.delete(pid);
		const run = { again: false };
		this.#running.set(pid, run);
		void this.#drain(pid, ready)
			.catch((error) => this.#settings.report(error, pid))
			.finally(() => {
				this.#running.delete(pid);
				if (run.again) this.wake(pid);
				if (this.#running.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
			});
	}

	/** What is under way is finished and recorded; the rest waits for the next start. */
	stop(): Promise<void> {
		this.#stopping = true;
		for (const alarm of this.#alarms.values()) clearTimeout(alarm);
		this.#alarms.clear();
		for (const end of [...this.#pauses]) end();
		return this.#running.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
	}

	async #drain(pid: Pid, ready: Letter | undefined): Promise<void> {
		const { clock, ground } = this.#settings;
		for (let letter = ready ?? (await this.#next(pid)); letter; letter = await this.#next(pid)) {
			const sender = this.#settings.senders.get(letter.channel);
			if (!sender) return;
			ground.hook('send:marked');
			const began = clock();
			const sent = await sender.send(letter.route, letter.outgoing);
			ground.hook('send:returned');
			await this.#record(pid, letter.row, sent, { ...letter, began });
			ground.hook('send:recorded');
			if (letter.alone && sent.outcome === 'sent') return;
		}
	}

	/** The oldest message that has not gone out, when it is due and the pace allows it. */
	async #next(pid: Pid): Promise<Letter | undefined> {
		const { clock } = this.#settings;
		while (!this.#stopping) {
			const head = this.#head(pid);
			const now = clock();
			const left = this.#left(pid, head?.due ?? 0, now);
			if (!head) return;
			if (left > 0) this.#setAlarm(pid, left);
			if (left > 0) return;
			// Left by a process that was killed while it sent: nobody knows what became of it.
			if (head.state === 'sending') {
				await this.#record(pid, head, { outcome: 'cut' });
				continue;
			}
			const letter = this.#open(pid, head, now);
			const pace = letter && this.#paces.get(letter.channel);
			// A channel that is switched off, or takes no words now: it waits, until that changes or all is forgotten.
			if (!pace) return;
			await this.#pause(pace.take(pid, now));
			return !this.#stopping && (await this.#markSending(pid, head)) ? letter : undefined;
		}
		return;
	}

	#head(pid: Pid): Head | undefined {
		return this.#settings.ground.data.get<Head>(
			`SELECT seq, state, tries, unknown, due, message FROM outbox
			WHERE pid = ? AND state IN ('pending', 'sending') ORDER BY seq LIMIT 1`,
			pid,
		);
	}

	#open(pid: Pid, row: Head, now: number): Letter | undefined {
		const { ground, senders } = this.#settings;
		const key = openPersonKey(ground.keys, ground.ring, pid);
		const state = key && loadState(ground.data, key, pid);
		if (!key || !state?.route) return undefined;
		const { message, over } = openJson<Written>(key, messageAt(pid, row.seq), row.message);
		const { channel, route } = state;
		const as = mayGoOut(message, state, ground.rules(channel), senders.get(channel)?.knocks === true, now);
		if (as === 'waits') return undefined;
		const latest = findLatest(ground.data, key, pid, over, now);
		return { row, key, channel, route, outgoing: { message, latest, as }, alone: false };
	}

	/** Not sent before this is written. False: the message is gone, or we are stopping. */
	async #markSending(pid: Pid, { seq, message }: Head): Promise<boolean> {
		const { write, report } = this.#settings;
		while (!this.#stopping) {
			try {
				let marked = false;
				await write(pid, (data) => {
					marked = data.run(`UPDATE outbox SET state = 'sending' WHERE ${THIS}`, pid, seq, message) === 1;
				});
				return marked;
			} catch (error) {
				report(error, pid);
				await this.#pause(STORE_PAUSE);
			}
		}
		return false;
	}

	/** Until it is written: what was sent must not be sent again because the disk was full for a moment. */
	async #record(pid: Pid, row: Unsent, fate: Fate, letter?: Dispatched): Promise<void> {
		const { ground, clock, write, report } = this.#settings;
		const chance = fate.outcome === 'sent' ? 0 : (ground.random(1)[0] ?? 0) / 255;
		const knocked = letter?.outgoing.as === 'knock' && (fate.outcome === 'sent' || fate.outcome === 'unknown');
		// What waited behind the neutral line waits on, until they write.
		const next: Next = knocked ? { ...row, state: 'pending', due: 0 } : decideNext(row, fate, chance);
		for (;;) {
			try {
				let awaits: string[] = [];
				await write(pid, (data) => {
					const now = clock();
					awaits = letter && !knocked ? awaitsOf(ground, letter, fate) : [];
					const order = orderOf(data, pid, row.seq);
					if (!setState(data, pid, row, next, awaits.length > 0, now) || !letter) return undefined;
					if (order !== null) tellNext(ground, data, pid, letter.key, order, next, now);
					if (knocked) noteKnock(ground, pid, letter.key);
					else {
						awaitNews(data, pid, row.seq, awaits, now);
						remember(ground, data, pid, letter, fate, now);
					}
					return order !== null || fate.outcome === 'blocked' || fate.outcome === 'closed' ? 'letters' : undefined;
				});
				if (awaits.length > 0) this.#settings.awaiting(awaits);
				return;
			} catch (error) {
				report(error, pid);
				if (this.#stopping) return;
				await this.#pause(STORE_PAUSE);
			}
		}
	}

	/** How long to wait still, in ms: until it is due, or that much time has really passed. */
	#left(pid: Pid, due: number, now: number): number {
		const passing = performance.now();
		const known = this.#putOff.get(pid);
		const until = known?.due === due ? known.until : passing + due - now;
		const left = Math.min(due - now, until - passing);
		if (left > 0) this.#putOff.set(pid, { due, until });
		else this.#putOff.delete(pid);
		return left;
	}

	#setAlarm(pid: Pid, delay: number): void {
		// A clock that jumps is noticed within half a minute.
		const alarm = setTimeout(() => this.wake(pid), Math.min(delay, 30_000));
		this.#alarms.set(pid, alarm);
	}

	#pause(ms: number): Promise<void> {
		if (ms <= 0) return Promise.resolve();
		return new Promise((resolve) => {
			const end = () => {
				clearTimeout(timeout);
				this.#pauses.delete(end);
				resolve();
			};
			const timeout = setTimeout(end, ms);
			this.#pauses.add(end);
		});
	}
}

/**
 * Still this message? Somebody who was forgotten meanwhile and wrote again begins anew, with the same numbers; what was
 * sealed for the erased conversation is told from what is sealed now by its bytes.
 */
const THIS = 'pid = ? AND seq = ? AND message = ?';

/**
 * In a transaction of the caller's. What is sent leaves the outbox, unless the platform will tell what becomes of it.
 * False: the message is gone.
 */
function setState(data: Sql, pid: Pid, row: Unsent, next: Next, awaited: boolean, now: number): boolean {
	const { seq, message } = row;
	const { state, tries, unknown } = next;
	const due = awaited ? LONGEST_AWAITED : next.due;
	if (state === 'unknown' || (state === 'sent' && !awaited)) {
		return data.run(`DELETE FROM outbox WHERE ${THIS}`, pid, seq, message) === 1;
	}
	const query = `UPDATE outbox SET state = ?, tries = ?, unknown = ?, due = ? WHERE ${THIS}`;
	const later = due === 0 ? 0 : now + Math.round(due);
	return data.run(query, state, tries, unknown, later, pid, seq, message) === 1;
}

/** Whose words they are hears what became of them. */
function tellNext(
	ground: Ground,
	data: Sql,
	pid: Pid,
	key: Uint8Array,
	order: string,
	{ state }: Next,
	now: number,
): void {
	const said = state === 'dead' ? 'failed' : state;
	if (said === 'sent' || said === 'unknown' || said === 'failed') {
		tellFate(data, key, pid, [order], said, now, ground.random);
	}
}

/** Under which ids the platform will tell what becomes of it, as HMACs. */
function awaitsOf({ ring }: Ground, { channel, route }: Letter, fate: Fate): string[] {
	return fate.outcome === 'sent' ? (fate.awaits ?? []).map((id) => messageId(ring, channel, route.bot, id)) : [];
}

/** What the platform said, beside the state. Of what is sent only its id is kept, for a while. */
function remember(ground: Ground, data: Sql, pid: Pid, letter: Dispatched, fate: Fate, now: number): void {
	const { random } = ground;
	const { key, trace: row } = letter;
	switch (fate.outcome) {
		case 'closed':
			noteClosed(ground, pid, key, letter.began, now);
			return;
		case 'sent': {
			const ours = fate.ids.map((id) => ({ id, ours: true }));
			if (ours.length === 0 || (row && addToTrace(data, key, pid, row, ours, random))) return;
			trace(data, key, pid, ours, now, random);
			return;
		}
		case 'blocked':
			tellFate(data, key, pid, ordersWaiting(data, pid), 'failed', now, random);
			tellBlocked(data, key, pid, now, random);
			data.run("UPDATE outbox SET state = 'dead' WHERE pid = ? AND state IN ('pending', 'sending')", pid);
			return;
		case 'moved': {
			const known = loadState(data, key, pid);
			if (!known?.route) return;
			saveState(data, key, pid, { ...known, route: { ...known.route, address: fate.address } }, random);
		}
	}
}
