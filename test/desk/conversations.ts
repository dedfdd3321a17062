/**
 * Conversation as the Desk knows it, strictly: letters numbered and carried in order, each again until it is taken; an order
 * id taken once; the phase changed by compare-and-set. Its own file, so that it survives what ends the Desk.
 */
import { Unavailable } from '../../src/conversation/errors.ts';
import type { Carried, Letter, Order, Ordered, Receives, Tell } from '../../src/desk/letters.ts';
import type { Sql } from '../../src/store/sql.ts';

type Phase = Extract<Ordered, { outcome: 'refused' }>['phase'];

export interface Person {
	pid: string;
	phase: Phase;
	owner: string | null;
	/** The newest letter. */
	n: number;
	blocked: 0 | 1;
}

export type Seal = (text: string, recipients: string[], id: string, pid: string) => Uint8Array | Promise<Uint8Array>;

/** Looks like an age file, and says in the clear whom it is sealed to: for tests that seal nothing. */
const look: Seal = (_, recipients, id) =>
	new TextEncoder().encode(`age-encryption.org/v1\n-> look ${id} ${recipients.join(' ')}\n--- \n`);

export class FakeConversations implements Tell {
	readonly #sql: Sql;
	readonly #seal: Seal;
	readonly #clock: () => number;
	/** Answers 503 to this many orders, taken or not. */
	unavailable = 0;
	/** What every order does before it is answered. */
	before: (order: Order) => void | Promise<void> = () => {};
	/** All orders that came, also again. */
	readonly came: { id: string; order: Order }[] = [];

	constructor(sql: Sql, clock: () => number = Date.now, seal: Seal = look) {
		this.#sql = sql;
		this.#seal = seal;
		this.#clock = clock;
		sql.run(`CREATE TABLE IF NOT EXISTS person
			(pid TEXT PRIMARY KEY, phase TEXT NOT NULL, owner TEXT, n INTEGER NOT NULL, blocked INTEGER NOT NULL) STRICT`);
		sql.run(`CREATE TABLE IF NOT EXISTS letter
			(pid TEXT NOT NULL, n INTEGER NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (pid, n)) STRICT`);
		sql.run('CREATE TABLE IF NOT EXISTS taken (id TEXT PRIMARY KEY) STRICT');
		sql.run(`CREATE TABLE IF NOT EXISTS told
			(n INTEGER PRIMARY KEY, pid TEXT NOT NULL, id TEXT NOT NULL, staff TEXT NOT NULL, text TEXT NOT NULL) STRICT`);
	}

	find(pid: string): Person | undefined {
		return this.#sql.get<Person>('SELECT * FROM person WHERE pid = ?', pid);
	}

	/** What staff said to them, in order. */
	told(pid: string): { id: string; staff: string; text: string }[] {
		return this.#sql.all('SELECT id, staff, text FROM told WHERE pid = ? ORDER BY n', pid);
	}

	/** Writes a letter; with `asked` the person waits, with `left` and `forgotten` they do not any more. */
	write(pid: string, letter: Letter): number {
		return this.#sql.transaction(() => {
			const person = this.find(pid) ?? { pid, phase: 'bot', owner: null, n: 0, blocked: 0 };
			const n = person.n + 1;
			const phase = letter.kind === 'asked' ? 'waiting' : letter.kind === 'left' ? 'bot' : person.phase;
			const owner = letter.kind === 'asked' || letter.kind === 'left' ? null : person.owner;
			const body = JSON.stringify(letter);
			this.#sql.run('INSERT INTO letter (pid, n, at, body) VALUES (?, ?, ?, ?)', pid, n, this.#clock(), body);
			if (letter.kind === 'forgotten') {
				this.#sql.run('DELETE FROM person WHERE pid = ?', pid);
				this.#sql.run('DELETE FROM told WHERE pid = ?', pid);
			} else this.#save({ ...person, phase, owner, n });
			return n;
		});
	}

	/** What a person says again because they do not know whether it was heard: platforms repeat with the same id. */
	writeOnce(pid: string, letter: Extract<Letter, { kind: 'said' }>): void {
		this.#sql.transaction(() => {
			const known = this.#sql.get('SELECT 1 FROM taken WHERE id = ?', `heard ${letter.id}`);
			if (known) return;
			this.#sql.run('INSERT INTO taken (id) VALUES (?)', `heard ${letter.id}`);
			this.write(pid, letter);
		});
	}

	/** Everybody's letters, until none is left. Rejects with what the Desk rejects with. */
	async carry(desk: Receives, from?: string): Promise<void> {
		for (;;) {
			const next = this.#sql.get<{ pid: string; n: number; at: number; body: string }>(
				'SELECT * FROM letter WHERE pid = ? OR ? IS NULL ORDER BY rowid LIMIT 1',
				from ?? null,
				from ?? null,
			);
			if (!next) return;
			const { pid, n, at } = next;
			const letter = JSON.parse(next.body) as Letter;
			await desk.take({ pid, n, at, letter: await this.#close(desk, pid, letter) });
			this.#sql.run('DELETE FROM letter WHERE pid = ? AND n = ?', pid, n);
		}
	}

	async tell(pid: string, id: string, order: Order): Promise<Ordered> {
		this.came.push({ id, order });
		await this.before(order);
		if (this.unavailable > 0) {
			this.unavailable--;
			throw new Unavailable('the test says so');
		}
		return this.#sql.transaction(() => this.#obey(pid, id, order));
	}

	async #close(desk: Receives, pid: string, letter: Letter): Promise<Carried['letter']> {
		if (letter.kind !== 'said') return letter;
		const { kind, id, text } = letter;
		return { kind, id, sealed: await this.#seal(text, desk.recipients(pid), id, pid) };
	}

	#obey(pid: string, id: string, order: Order): Ordered {
		const person = this.find(pid);
		if (!person) return { outcome: 'gone' };
		if (this.#sql.get('SELECT 1 FROM taken WHERE id = ?', id)) return { outcome: 'repeated' };
		const next = this.#next(person, order);
		if (!next) return { outcome: 'refused', phase: person.phase, owner: person.owner };
		this.#sql.run('INSERT INTO taken (id) VALUES (?)', id);
		this.#save(next);
		if (order.do !== 'say') return { outcome: 'done' };
		const { staff, text } = order;
		this.#sql.run('INSERT INTO told (pid, id, staff, text) VALUES (?, ?, ?, ?)', pid, id, staff, text);
		this.write(pid, { kind: 'delivery', id, said: 'sent' });
		return { outcome: 'done' };
	}

	/** Undefined: it does not fit. */
	#next(person: Person, order: Order): Person | undefined {
		const { phase, owner } = person;
		switch (order.do) {
			case 'claimed':
				return phase === 'waiting' || phase === 'sleeping'
					? { ...person, phase: 'staff', owner: order.staff }
					: undefined;
			case 'passed':
				return phase === 'staff' ? { ...person, owner: order.staff } : undefined;
			case 'say':
			case 'introduce':
				return phase === 'staff' && owner === order.staff ? person : undefined;
			case 'hand-back':
				return phase === 'staff' ? { ...person, phase: 'bot', owner: null } : undefined;
			case 'sleep':
				return phase === 'staff' ? { ...person, phase: 'sleeping' } : undefined;
			case 'late':
				return phase === 'waiting' || (phase === 'staff' && order.rung !== 'team') ? person : undefined;
			case 'block':
				return { ...person, phase: 'bot', owner: null, blocked: 1 };
			case 'unblock':
				return { ...person, blocked: 0 };
		}
	}

	#save({ pid, phase, owner, n, blocked }: Person): void {
		this.#sql.run(
			`INSERT INTO person (pid, phase, owner, n, blocked) VALUES (?, ?, ?, ?, ?) ON CONFLICT (pid)
			DO UPDATE SET phase = excluded.phase, owner = excluded.owner, n = excluded.n, blocked = excluded.blocked`,
			...[pid, phase, owner, n, blocked],
		);
	}
}
