/** A Desk that only listens: takes letters by their numbers as the real one must, and opens what was sealed to its key. */
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Carried, Receives } from '../../src/desk/letters.ts';
import { type Plain, sizeClasses } from '../../src/desk/sealed.ts';
import type { Roster } from '../../src/flow/roster.ts';
import { Hours, weekdays } from '../../src/flow/schema.ts';
import type { Pid } from '../../src/privacy/pseudonym.ts';

export interface Taken extends Omit<Carried, 'letter'> {
	letter: Carried['letter'];
	/** Of what somebody said. */
	text?: string;
}

export class ListeningDesk implements Receives {
	/** Every letter applied, in the order it came. */
	readonly taken: Taken[] = [];
	/** Letters that had come before. */
	repeated = 0;
	/** Called before a letter is taken; may throw or wait. */
	before: (carried: Carried) => void | Promise<void> = () => {};
	readonly #had = new Map<Pid, number>();
	readonly #identity: string;
	#to: string[];

	private constructor(identity: string, recipient: string) {
		this.#identity = identity;
		this.#to = [recipient];
	}

	static async open(): Promise<ListeningDesk> {
		const identity = await generateX25519Identity();
		return new ListeningDesk(identity, await identityToRecipient(identity));
	}

	recipients(): string[] {
		return this.#to;
	}

	/** Nobody has a key, until it is called again. */
	loseKeys(): () => void {
		const to = this.#to;
		this.#to = [];
		return () => {
			this.#to = to;
		};
	}

	async take(carried: Carried): Promise<void> {
		await this.before(carried);
		const { pid, n, letter } = carried;
		const had = this.#had.get(pid) ?? 0;
		if (letter.kind !== 'forgotten' && n > had + 1) throw new Error(`letter ${n} came after ${had}`);
		if (letter.kind !== 'forgotten' && n <= had) {
			this.repeated++;
			return;
		}
		const text = letter.kind === 'said' ? await this.#read(letter.sealed, letter.id) : undefined;
		this.#had.set(pid, letter.kind === 'forgotten' ? 0 : n);
		this.taken.push({ ...carried, ...(text !== undefined && { text }) });
	}

	async #read(sealed: Uint8Array, id: string): Promise<string> {
		const decrypter = new Decrypter();
		decrypter.addIdentity(this.#identity);
		const bytes = await decrypter.decrypt(sealed);
		const plain: Plain = JSON.parse(new TextDecoder().decode(bytes));
		const [largest = 0] = sizeClasses.slice(-1);
		if (!sizeClasses.some((size) => size === bytes.byteLength) && bytes.byteLength % largest !== 0) {
			throw new Error(`${bytes.byteLength} bytes are no size class`);
		}
		if (plain.id !== id || plain.by !== 'person') throw new Error('another row was sealed');
		return plain.text;
	}

	kinds(pid?: Pid): string[] {
		return this.taken.filter((one) => pid === undefined || one.pid === pid).map(({ letter }) => letter.kind);
	}

	texts(pid?: Pid): string[] {
		return this.taken
			.filter((one) => pid === undefined || one.pid === pid)
			.flatMap(({ text }) => (text === undefined ? [] : [text]));
	}
}

/** Day and night; they stand in for each other. */
export const roster: Roster = {
	colleagues: ['ana', 'mihai'].map((name, n) => ({
		id: `${name}-0000`,
		card: {
			name: name.replace(/^./, (first) => first.toUpperCase()),
			organisation: 'Test',
			languages: ['en', 'nl', 'ro'],
			about: {},
		},
		hours: Hours.parse(Object.fromEntries(weekdays.map((day) => [day, ['00:00-24:00']]))),
		presence: { is: 'by-hours' },
		standIn: n === 0 ? 'mihai-0000' : 'ana-0000',
	})),
};
