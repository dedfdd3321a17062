/**
 * What the Desk decided and a conversation must know: written in the transaction of the decision, carried in order for each
 * thread until it is answered, with the same id every time. Words of staff never stand here (src/desk/say.ts).
 */
import type { Pid } from '../privacy/pseudonym.ts';
import { commit, type Ground, makeId } from './ground.ts';
import type { Order, Tell } from './letters.ts';
import { reconcile } from './reconcile.ts';
import { loadThread, type Thread } from './thread.ts';

/** In a commit, beside the thread it is about. */
export function order(
	{ data, random }: Pick<Ground, 'data' | 'random'>,
	{ id }: Pick<Thread, 'id'>,
	body: Exclude<Order, { do: 'say' }>,
): void {
	data.run('INSERT INTO desk_order (id, thread, body) VALUES (?, ?, ?)', makeId(random), id, JSON.stringify(body));
}

interface Head {
	seq: number;
	id: string;
	thread: string;
	pid: Pid;
	body: string;
	turned: number;
}

/** Between two tries of what could not be told, in ms; the longest of them. */
const PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

export class Orders {
	readonly #ground: Ground;
	readonly #tell: Tell;
	readonly #report: (error: unknown) => void;
	readonly #running = new Map<string, Promise<boolean>>();
	readonly #again = new Map<string, NodeJS.Timeout>();
	#closed = false;

	constructor(ground: Ground, tell: Tell, report: (error: unknown) => void) {
		this.#ground = ground;
		this.#tell = tell;
		this.#report = report;
	}

	/** What an earlier process left. */
	start(): void {
		const left = this.#ground.data.all<{ thread: string }>('SELECT DISTINCT thread FROM desk_order');
		for (const { thread } of left) void this.carry(thread);
	}

	/** → true: nothing of this thread is left to tell. What could not be told is tried again by itself. Never rejects. */
	carry(thread: string): Promise<boolean> {
		const running = this.#running.get(thread);
		if (running) return running;
		const carrying = this.#carryAll(thread).finally(() => this.#running.delete(thread));
		this.#running.set(thread, carrying);
		return carrying;
	}

	/** Resolves when nothing is under way. */
	async close(): Promise<void> {
		this.#closed = true;
		for (const timeout of this.#again.values()) clearTimeout(timeout);
		await Promise.all(this.#running.values());
	}

	async #carryAll(thread: string): Promise<boolean> {
		clearTimeout(this.#again.get(thread));
		this.#again.delete(thread);
		for (let pause = PAUSE; ; ) {
			try {
				const head = this.#head(thread);
				if (!head) return true;
				if (this.#closed) return false;
				await this.#carryOne(head);
				pause = PAUSE;
			} catch (error) {
				this.#report(error);
				if (!this.#closed) this.#tryAgain(thread, pause);
				return false;
			}
		}
	}

	#tryAgain(thread: string, pause: number): void {
		const again = () => {
			void this.carry(thread).then((done) => {
				if (!done && !this.#closed) this.#tryAgain(thread, Math.min(pause * 2, LONGEST_PAUSE));
			});
		};
		clearTimeout(this.#again.get(thread));
		this.#again.set(thread, setTimeout(again, pause));
	}

	#head(thread: string): Head | undefined {
		return this.#ground.data.get<Head>(
			`SELECT o.seq, o.id, o.thread, o.body, t.pid, t.turned FROM desk_order o JOIN desk_thread t ON t.id = o.thread
			WHERE o.thread = ? ORDER BY o.seq LIMIT 1`,
			thread,
		);
	}

	async #carryOne({ seq, id, thread, pid, body, turned }: Head): Promise<void> {
		const told = JSON.parse(body) as Order;
		const answer = await this.#tell.tell(pid, id, told);
		this.#ground.hook('order:told');
		commit(this.#ground, () => {
			const { data } = this.#ground;
			// Forgotten meanwhile: the thread went, and its orders with it.
			if (data.run('DELETE FROM desk_order WHERE seq = ? AND id = ?', seq, id) === 0) return;
			const now = loadThread(data, thread);
			if (now) reconcile(this.#ground, now, told, answer, now.turned === turned);
		}, [undefined, 'order:answered']);
	}
}
