/**
 * The runtime: takes what people send, one turn after the other for each, many people's turns in one commit, and
 * wakes, sweeps and erases. One process, one instance a store.
 */
import type { Sender } from '../channels/sender.ts';
import type { Ordered, Receives } from '../desk/letters.ts';
import type { Language } from '../flow/bundle.ts';
import type { Order } from '../flow/letters.ts';
import type { Inbound } from '../flow/turn.ts';
import { type Random, systemRandom } from '../privacy/crypto.ts';
import { openPersonKey } from '../privacy/person-key.ts';
import { messageId, type Pid, pseudonym } from '../privacy/pseudonym.ts';
import type { Store } from '../store/open.ts';
import { Early, learn, type Told, whoseMessage } from './awaited.ts';
import { Carry } from './carry.ts';
import { type Committed, commit } from './commit.ts';
import { Delivery } from './deliver.ts';
import { TooMany, Unavailable } from './errors.ts';
import { markFetched, tellFate } from './fate.ts';
import { follow, type Move } from './follow.ts';
import type { ChannelRules, Ground, Point } from './ground.ts';
import { Line } from './line.ts';
import { type Delivered, readMailbox } from './outbox.ts';
import type { Swept } from './sweep.ts';
import type { Receipt, Task } from './take-turn.ts';
import { Watch } from './watch.ts';
import { type Whose, whose } from './whose.ts';

export type { ChannelRules } from './ground.ts';
export type { Delivered } from './outbox.ts';
export type { Receipt } from './take-turn.ts';

/** Something a person sent, parsed and verified by its channel. */
export interface Arrival {
	channel: string;
	/** Which account of ours it was sent to. */
	bot: string;
	/** Where the person is on the channel. */
	address: string;
	/** Where the same person is too: what was begun from there is theirs, but for a number handed on to a stranger. */
	alias?: string;
	/** When they sent it, epoch ms, as the platform says. */
	sent?: number;
	/** The platform's id of the message or update: whatever comes twice with it is answered once. */
	id: string;
	inbound: Inbound;
	/** The language of a first message, one of the bundle's. */
	guess: Language;
	/** The platform's id of the person's own message, to remove it from the chat when they want that. */
	own?: string;
	/** The platform's id of our message whose button was tapped: what is said next may take its place. */
	over?: string;
}

/** What a listener is told, after the commit. */
export type News = Pick<Receipt, 'messages' | 'closed' | 'erased'>;

export interface Settings {
	store: Pick<Store, 'data' | 'keys' | 'ring'>;
	/** `(conversation, inbound, now) => step(bundle, conversation, inbound, now)` */
	step: Ground['step'];
	channels: Record<string, ChannelRules>;
	/** For the channels that are sent to, by name. A channel without one lets its outbox wait. */
	senders?: ReadonlyMap<string, Sender>;
	/** Where letters are carried to. Without one they wait. */
	desk?: Receives;
	/** How long a channel that is not in `channels` (now switched off) keeps an untouched conversation, in ms. */
	retention: number;
	/** Trouble that no caller waits for: to the log, by `code`, and never with more than the pid. */
	report: (error: unknown, pid?: Pid) => void;
	/** Epoch ms. */
	clock?: () => number;
	random?: Random;
	/** Called at each named point; tests end the process there. */
	hook?: (point: Point) => void;
}

/** Turns in one commit: it bounds how long everybody else waits. */
const BATCH = 128;
/** Of one person in one commit. */
const EACH = 3;
/** Waiting messages of one person, and of all. */
const MOST_WAITING_EACH = 20;
const MOST_WAITING = 5_000;

type Waiting = Task & { settled(receipt: Receipt): void; failed(error: Error): void };

export class Conversations {
	readonly #ground: Ground;
	readonly #clock: () => number;
	readonly #report: Settings['report'];
	readonly #line = new Line<Waiting>();
	/** What was told of messages before their sending was recorded. */
	readonly #early = new Early();
	/** Where addresses will lead, when the turns that wait have been taken. */
	readonly #joining = new Map<Pid, Pid>();
	readonly #listeners = new Map<Pid, Set<(news: News) => void>>();
	readonly #watch: Watch;
	readonly #delivery: Delivery;
	readonly #carry: Carry | undefined;
	#drain: NodeJS.Immediate | undefined;
	#drained: (() => void) | undefined;
	#closed: Promise<void> | undefined;

	/** Finishes what a killed process left half done. Throws `StoreFailed`. */
	constructor({ store, step, channels, senders, desk, retention, report, clock, random, hook }: Settings) {
		const others: ChannelRules = { delivery: 'push', closing: 'keeps', keep: retention };
		const rules = new Map(Object.entries(channels));
		this.#ground = {
			data: store.data,
			keys: store.keys,
			ring: store.ring,
			step,
			random: random ?? systemRandom,
			rules: (channel) => rules.get(channel) ?? others,
			mayGo: (pid, channel, now) => this.#delivery.mayGo(pid, channel, now),
			hook: hook ?? (() => {}),
		};
		this.#clock = clock ?? Date.now;
		this.#report = report;
		this.#watch = new Watch({
			ground: this.#ground,
			clock: this.#clock,
			report,
			hand: (pid) => this.#wait({ kind: 'due', pid }),
			swept: () => this.#carry?.wakeAll(),
		});
		this.#carry = desk && new Carry({ ground: this.#ground, desk, report });
		this.#delivery = new Delivery({
			ground: this.#ground,
			clock: this.#clock,
			senders: senders ?? new Map(),
			report,
			write: (pid, write) => this.#wait({ kind: 'note', pid, write }),
			awaiting: (ids) => {
				for (const id of ids) {
					for (const told of this.#early.take(id)) this.#learn(id, told).catch((error) => report(error));
				}
			},
		});
	}

	/** From now on timers wake people, what waits is sent and old conversations are swept, until `close`. */
	start(): void {
		this.#watch.start();
		this.#delivery.start();
		this.#carry?.wakeAll();
	}

	/**
	 * One turn, when it is this person's turn. Resolves after the commit, so only then may the channel acknowledge.
	 * Rejects with `Unavailable` (503), `TooMany` (429) or `TurnFailed` (500); then nothing of it was kept, unless
	 * erasing could not be finished (`Unavailable`; the next sweep does).
	 */
	async receive({ channel, bot, address, alias, id, inbound, guess, own, over, sent }: Arrival): Promise<Receipt> {
		const { ring } = this.#ground;
		const addresses = [address, alias].flatMap((one) =>
			one === undefined ? [] : [pseudonym(ring, channel, bot, one)],
		);
		const { pid, ...found } = this.#whose(addresses);
		if (this.#closed) throw new Unavailable('shutting down');
		if (this.#line.waiting(pid) >= MOST_WAITING_EACH) throw new TooMany();
		if (this.#line.size >= MOST_WAITING) throw new Unavailable('too many people at once');
		const taken = this.#wait({
			kind: 'arrived',
			pid,
			messageId: messageId(ring, channel, bot, id),
			channel,
			bot,
			address,
			whose: found,
			sent,
			inbound,
			guess,
			own,
			over,
		});
		return alias === undefined ? taken : this.#joined(addresses, pid, taken);
	}

	/**
	 * Somebody has another address now: their conversation goes with them. Resolves after the commit; does nothing for
	 * somebody who has none, and for a notice that was followed before. Rejects with `Unavailable`.
	 * @param id the platform's id of the notice
	 */
	async follow(channel: string, bot: string, id: string, addresses: { from: string; to: string }): Promise<void> {
		const { ring } = this.#ground;
		if (this.#closed) throw new Unavailable('shutting down');
		const [from, to] = [addresses.from, addresses.to].map((one) => pseudonym(ring, channel, bot, one)) as [Pid, Pid];
		const { pid } = this.#whose([from]);
		const move: Move = { messageId: messageId(ring, channel, bot, id), from, to, addresses };
		await this.#wait({ kind: 'note', pid, write: () => follow(this.#ground, pid, move, this.#clock()) });
	}

	/**
	 * What the platform tells later about a message of ours. Resolves after the commit. Rejects with `Unavailable`.
	 * @param id the platform's, of those that sending it gave as `awaits`
	 */
	async learn(channel: string, bot: string, id: string, told: Told): Promise<void> {
		if (this.#closed) throw new Unavailable('shutting down');
		const known = messageId(this.#ground.ring, channel, bot, id);
		await this.#learn(known, told);
	}

	async #learn(id: string, told: Told): Promise<void> {
		const { data, keys, ring, random } = this.#ground;
		const pid = whoseMessage(data, id);
		if (pid === undefined) return this.#early.keep(id, told);
		let again = false;
		const chance = (random(1)[0] ?? 0) / 255;
		const write = () => {
			const now = this.#clock();
			const learnt = learn(this.#ground, pid, id, told, chance, now);
			again = learnt.again;
			if (learnt.order === null || learnt.said === undefined) return told.state === 'failed' ? 'letters' : undefined;
			const key = openPersonKey(keys, ring, pid);
			if (key) tellFate(data, key, pid, [learnt.order], learnt.said, now, random);
			return 'letters';
		};
		await this.#wait({ kind: 'note', pid, write });
		if (again) this.#delivery.wake(pid);
	}

	/** src/desk/letters.ts. Rejects with `Unavailable`; then nothing of it was kept. */
	async tell(pid: Pid, id: string, order: Order): Promise<Ordered> {
		if (this.#closed) throw new Unavailable('shutting down');
		if (this.#line.size >= MOST_WAITING) throw new Unavailable('too many people at once');
		const taken = messageId(this.#ground.ring, 'desk', pid, id);
		const { ordered } = await this.#wait({ kind: 'order', pid, messageId: taken, id, order });
		return ordered ?? { outcome: 'gone' };
	}

	/**
	 * What was said to somebody on a pull channel, the oldest first; the last 40. Makes nothing for a stranger.
	 * @param after the last number seen; one of an earlier, erased conversation gives all there is
	 */
	mailbox(channel: string, bot: string, address: string, after = 0): Delivered[] {
		const { data, keys, ring } = this.#ground;
		const pid = pseudonym(ring, channel, bot, address);
		const known = data.get<{ last: number }>('SELECT last FROM conversation WHERE pid = ?', pid);
		const key = known && openPersonKey(keys, ring, pid);
		const said = key ? readMailbox(data, key, pid, address, after > known.last ? 0 : after) : [];
		const fetched = said.findLast(({ order }) => order !== undefined);
		if (fetched) this.#noteFetched(pid, fetched.seq);
		return said;
	}

	/**
	 * Calls back after each commit that says something to this person, closes or erases, until the returned function
	 * is called. Listen first and read the mailbox in the same tick: then nothing is missed and nothing comes twice.
	 */
	listen(channel: string, bot: string, address: string, callback: (news: News) => void): () => void {
		const pid = pseudonym(this.#ground.ring, channel, bot, address);
		const listeners = this.#listeners.get(pid) ?? new Set();
		this.#listeners.set(pid, listeners.add(callback));
		return () => {
			listeners.delete(callback);
			if (listeners.size === 0 && this.#listeners.get(pid) === listeners) this.#listeners.delete(pid);
		};
	}

	/** Hands on every timer that is due; resolves when their turns are taken. `start` does so by itself. */
	wake(): Promise<void> {
		return this.#watch.wake();
	}

	/** Forgets what has been kept long enough. `start` does so by itself. Throws `StoreFailed`. */
	sweep(): Swept {
		return this.#watch.sweep();
	}

	/**
	 * Takes nothing new; resolves when everything that waited has been taken, and what was being sent is recorded. What
	 * has not gone out waits for the next start. The store may be closed then.
	 */
	close(): Promise<void> {
		this.#watch.stop();
		this.#closed ??= Promise.all([this.#delivery.stop(), this.#carry?.stop()]).then(() => this.#drainAll());
		return this.#closed;
	}

	/** The words of a staff member have come to the person's page. */
	#noteFetched(pid: Pid, seq: number): void {
		if (this.#closed) return;
		const { data, keys, ring, random } = this.#ground;
		const write = () => {
			const key = openPersonKey(keys, ring, pid);
			if (key) markFetched(data, key, pid, seq, this.#clock(), random);
			return 'letters' as const;
		};
		this.#wait({ kind: 'note', pid, write }).catch((error) => this.#report(error, pid));
	}

	#drainAll(): Promise<void> {
		return new Promise((resolve) => {
			if (this.#line.size === 0) resolve();
			else this.#drained = resolve;
		});
	}

	#whose([address = '', other]: readonly Pid[]): Whose {
		const underWay = { joining: this.#joining, waits: (pid: Pid) => this.#line.waiting(pid) > 0 };
		return whose(this.#ground, address, other, underWay);
	}

	/** Until it is written, what comes from either address belongs to the same conversation already. */
	async #joined(addresses: readonly Pid[], pid: Pid, taken: Promise<Receipt>): Promise<Receipt> {
		for (const address of addresses) this.#joining.set(address, pid);
		try {
			return await taken;
		} finally {
			for (const address of addresses) this.#joining.delete(address);
		}
	}

	#wait(task: Task): Promise<Receipt> {
		return new Promise((settled, failed) => {
			this.#line.add({ ...task, settled, failed });
			// One macrotask later, so that whatever else is arriving shares the commit.
			this.#drain ??= setImmediate(() => this.#takeBatch());
		});
	}

	#takeBatch(): void {
		this.#drain = undefined;
		const tasks = this.#line.take(BATCH, EACH);
		const committed = this.#commit(tasks);
		if (committed) this.#settle(committed);
		if (this.#line.size > 0) this.#drain ??= setImmediate(() => this.#takeBatch());
		else this.#drained?.();
	}

	#commit(tasks: Waiting[]): Committed<Waiting> | undefined {
		try {
			return commit(this.#ground, tasks, this.#clock());
		} catch (error) {
			for (const task of tasks) task.failed(new Unavailable('the database', error));
			return undefined;
		}
	}

	#settle({ done, failed, putOff, purged }: Committed<Waiting>): void {
		this.#line.putBack(putOff);
		for (const { task, error } of failed) task.failed(error);
		for (const { task, receipt } of done) task.settled(receipt);
		for (const { task, receipt, ready } of done) {
			this.#tell(task.pid, receipt);
			if (ready || receipt.messages.length > 0) this.#delivery.wake(task.pid, ready);
			// Who is erased leaves one.
			if (receipt.letters || receipt.erased) this.#carry?.wake(task.pid);
		}
		this.#watch.committed(
			purged,
			done.flatMap(({ task, receipt }) => (receipt.erased ? [task.pid] : [])),
		);
	}

	#tell(pid: Pid, { messages, closed, erased }: Receipt): void {
		if (messages.length === 0 && !closed && !erased) return;
		for (const listener of this.#listeners.get(pid) ?? []) {
			try {
				listener({ messages, closed, erased });
			} catch (error) {
				this.#report(error, pid);
			}
		}
	}
}
