/** What people and Desk say in the crash test of letters: known to the process that is killed and to the one that checks. */
import type { Carried, Receives } from '../../src/desk/letters.ts';
import type { Conversation } from '../../src/flow/conversation.ts';
import { newConversation } from '../../src/flow/conversation.ts';
import type { Order } from '../../src/flow/letters.ts';
import type { Inbound, Turn } from '../../src/flow/turn.ts';
import type { Sql } from '../../src/store/sql.ts';

export const PEOPLE = 4;
export const ADDRESS = 'person ';
export const secret = new Uint8Array(32).fill(5);
/** A key that nobody has: what was sealed is counted here, and opened in test/conversation/desk.test.ts. */
const recipient = 'age1utvzqpgrzyxaefh32zertsth40md760l0ktmlpar85m67vpdgf7qhw8xzc';

/** Every ninth message or so forgets everything, each person's at other places. */
export function forgets(person: number, n: number): boolean {
	return n > 1 && (n * 5 + person * 2) % 9 === 0;
}

export function wordsOf(person: number, n: number): string {
	return forgets(person, n) ? 'forget' : `words ${n}`;
}

export function answerOf(person: number, n: number): { id: string; order: Order } {
	return { id: `order-${person}-${n}`, order: { do: 'say', staff: 'ana-0000', text: `answer ${n}` } };
}

/** The numbers of what person has said since they were last forgotten, once message `n` is taken. */
export function sinceForgotten(person: number, n: number): number[] {
	const numbers: number[] = [];
	for (let one = 1; one <= n; one++) {
		if (forgets(person, one)) numbers.length = 0;
		else numbers.push(one);
	}
	return numbers;
}

/** A step that is always owned: words are letters, orders are said. */
export function script(conversation: Conversation, inbound: Inbound): Turn {
	if (inbound.kind === 'desk' && inbound.order.do === 'say') {
		const { text } = inbound.order;
		const message = { language: 'en', text, choices: [], shape: 'menu' as const, page: 1 };
		return { conversation, effects: [{ do: 'say', message, order: inbound.id }] };
	}
	if (inbound.kind !== 'text') return { conversation, effects: [] };
	if (inbound.text === 'forget') {
		return { conversation: newConversation('web', 'en'), effects: [{ do: 'erase' }] };
	}
	return { conversation, effects: [{ do: 'letter', letter: { kind: 'said', text: inbound.text } }] };
}

/** Where the other side may be killed. */
export const deskPoints = ['desk:asked', 'desk:committed'] as const;
export type DeskPoint = (typeof deskPoints)[number];

/** A Desk that keeps what it takes on the disk, and is strict about numbers as the real one is. */
export class FileDesk implements Receives {
	readonly #sql: Sql;
	readonly #hook: (point: DeskPoint) => void;

	constructor(sql: Sql, hook: (point: DeskPoint) => void = () => {}) {
		this.#sql = sql;
		this.#hook = hook;
		sql.run('CREATE TABLE IF NOT EXISTS had (pid TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT');
		sql.run(
			'CREATE TABLE IF NOT EXISTS taken (pid TEXT NOT NULL, n INTEGER NOT NULL, kind TEXT NOT NULL, id TEXT) STRICT',
		);
	}

	recipients(): string[] {
		return [recipient];
	}

	async take(carried: Carried): Promise<void> {
		// As if it went over a wire.
		await new Promise((resolve) => setImmediate(resolve));
		this.#hook('desk:asked');
		this.#apply(carried);
		this.#hook('desk:committed');
		await new Promise((resolve) => setImmediate(resolve));
	}

	#apply({ pid, n, letter }: Carried): void {
		this.#sql.transaction(() => {
			const had = this.#sql.get<{ n: number }>('SELECT n FROM had WHERE pid = ?', pid)?.n ?? 0;
			if (letter.kind === 'forgotten') {
				this.#sql.run('DELETE FROM taken WHERE pid = ?', pid);
				this.#sql.run('DELETE FROM had WHERE pid = ?', pid);
				return;
			}
			if (n <= had) return;
			if (n > had + 1) throw new Error(`letter ${n} came after ${had}`);
			const id = letter.kind === 'delivery' ? `${letter.id} ${letter.said}` : null;
			this.#sql.run('INSERT INTO taken (pid, n, kind, id) VALUES (?, ?, ?, ?)', pid, n, letter.kind, id);
			this.#sql.run('INSERT INTO had (pid, n) VALUES (?, ?) ON CONFLICT (pid) DO UPDATE SET n = excluded.n', pid, n);
		});
	}
}
