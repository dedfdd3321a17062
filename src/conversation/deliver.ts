/**
 * Sends what stands in the outbox: for each person in order, for all at once, no faster than the platform likes.
 * `pending → sending → sent | unknown | dead`; each arrow is a commit, shared with the turns of that moment.
 */
import type { Outgoing, Route, Sender } from '../channels/sender.ts';
import { openPersonKey } from '../privacy/person-key.ts';
import type { Pid } from '../privacy/pseudonym.ts';
import { openJson } from '../privacy/seal.ts';
import type { Sql } from '../store/sql.ts';
import type { Ground } from './ground.ts';
import { messageAt, type Written } from './outbox.ts';
import { Pace } from './pace.ts';
import { type Attempt, decideNext, type Fate, type Next } from './retry.ts';
import { loadState, saveState } from './state.ts';
import { readNewest, trace } from './trace.ts';

export interface DeliverySettings {
	ground: Ground;
	clock: () => number;
	senders: ReadonlyMap<string, Sender>;
	/** Runs `work` in a commit of its own or with others. False: the conversation is gone. Rejects with `Unavailable`. */
	write: (pid: Pid, work: (data: Sql, key: Uint8Array) => void) => Promise<boolean>;
	report: (error: unknown, pid?: Pid) => void;
}

/** The oldest message of a person that has not gone out. */
interface Head extends Attempt {
	seq: number;
	state: 'pending' | 'sending';
	/** Epoch ms. */
	due: number;
	message: Uint8Array;
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

	/** Something may have to go out to this person. */
	wake(pid: Pid): void {
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
		void this.#drain(pid)
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

	async #drain(pid: Pid): Promise<void> {
		const { clock, ground, senders } = this.#settings;
		while (!this.#stopping) {
			const head = this.#head(pid);
			const now = clock();
			const left = this.#left(pid, head?.due ?? 0, now);
			if (!head) return;
			if (left > 0) return this.#setAlarm(pid, left);
			// Left by a process that was killed while it sent: nobody knows what became of it.
			if (head.state === 'sending') {
				await this.#record(pid, head, { outcome: 'cut' });
				continue;
			}
			const letter = this.#open(pid, head);
			const sender = letter && senders.get(letter.channel);
			// A channel that is switched off: it waits, until it is on again or the conversation is forgotten.
			if (!letter || !sender) return;
			await this.#pause(this.#paces.get(letter.channel)?.take(pid, now) ?? 0);
			if (this.#stopping || !(await this.#markSending(pid, head))) return;
			ground.hook('send:marked');
			const sent = await sender.send(letter.route, letter.outgoing);
			ground.hook('send:returned');
			await this.#record(pid, head, sent);
			ground.hook('send:recorded');
		}
	}

	#head(pid: Pid): Head | undefined {
		return this.#settings.ground.data.get<Head>(
			`SELECT seq, state, tries, unknown, due, message FROM outbox
			WHERE pid = ? AND state IN ('pending', 'sending') ORDER BY seq LIMIT 1`,
			pid,
		);
	}

	#open(pid: Pid, { seq, message }: Head): { channel: string; route: Route; outgoing: Outgoing } | undefined {
		const { ground, clock } = this.#settings;
		const key = openPersonKey(ground.keys, ground.ring, pid);
		const state = key && loadState(ground.data, key, pid);
		if (!key || !state?.route) return undefined;
		const written = openJson<Written>(key, messageAt(pid, seq), message);
		const newest = written.over === undefined ? undefined : readNewest(ground.data, key, pid, clock());
		const latest = newest?.ours && newest.id === written.over ? newest.id : undefined;
		return { channel: state.channel, route: state.route, outgoing: { message: written.message, latest } };
	}

	/** Not sent before this is written. False: the message is gone, or we are stopping. */
	async #markSending(pid: Pid, head: Head): Promise<boolean> {
		const { write, report } = this.#settings;
		while (!this.#stopping) {
			try {
				let marked = false;
				await write(pid, (data) => {
					marked = isThere(data, pid, head);
					if (marked) data.run("UPDATE outbox SET state = 'sending' WHERE pid = ? AND seq = ?", pid, head.seq);
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
	async #record(pid: Pid, head: Head, sent: Fate): Promise<void> {
		const { ground, clock, write, report } = this.#settings;
		const chance = (ground.random(1)[0] ?? 0) / 255;
		const next = decideNext(head, sent, chance);
		for (;;) {
			try {
				await write(pid, (data, key) => record(ground, data, key, pid, head, next, sent, clock()));
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
 * Is it still this message? Somebody who was forgotten meanwhile and wrote again begins anew, with the same numbers; what
 * was sealed for the erased conversation is told from what is sealed now by its bytes.
 */
function isThere(data: Sql, pid: Pid, { seq, message }: Head): boolean {
	const query = 'SELECT 1 FROM outbox WHERE pid = ? AND seq = ? AND message = ?';
	return data.get(query, pid, seq, message) !== undefined;
}

/** In a transaction of the caller's. What is sent leaves the outbox: only its id is kept, for a while. */
function record(
	{ random }: Ground,
	data: Sql,
	key: Uint8Array,
	pid: Pid,
	head: Head,
	{ state, tries, unknown, due }: Next,
	sent: Fate,
	now: number,
): void {
	if (!isThere(data, pid, head)) return;
	const { seq } = head;
	if (state === 'sent' || state === 'unknown') data.run('DELETE FROM outbox WHERE pid = ? AND seq = ?', pid, seq);
	else {
		data.run(
			'UPDATE outbox SET state = ?, tries = ?, unknown = ?, due = ? WHERE pid = ? AND seq = ?',
			state,
			tries,
			unknown,
			due === 0 ? 0 : now + Math.round(due),
			pid,
			seq,
		);
	}
	if (sent.outcome === 'sent') for (const id of sent.ids) trace(data, key, pid, { id, ours: true }, now, random);
	if (sent.outcome === 'blocked') {
		data.run("UPDATE outbox SET state = 'dead' WHERE pid = ? AND state IN ('pending', 'sending')", pid);
	}
	if (sent.outcome === 'moved') {
		const known = loadState(data, key, pid);
		if (known?.route) {
			saveState(data, key, pid, { ...known, route: { ...known.route, address: sent.address } }, random);
		}
	}
}
