/**
 * Carries letters to the Desk: for each person in order, for all at once. What somebody said is sealed on the way to those
 * who may read it now; then our copy goes. Killed in between, or refused, the letter is carried again: the Desk ignores
 * what it has had.
 */
import { Encrypter } from 'age-encryption';
import type { Carried, Receives } from '../desk/letters.ts';
import { padded } from '../desk/pad.ts';
import { openPersonKey } from '../privacy/person-key.ts';
import { type Pid, threadOf } from '../privacy/pseudonym.ts';
import type { Ground } from './ground.ts';
import { type Head, headOf, openLetter } from './letters.ts';

export interface CarrySettings {
	ground: Ground;
	desk: Receives;
	report: (error: unknown, pid?: Pid) => void;
}

/** Nobody of the team has a key. */
class NobodyToSealTo extends Error {
	readonly code = 'NOBODY_TO_SEAL_TO';
	constructor() {
		super('There is nobody to whom these words could be sealed: they stay with us. Enrol staff in the Desk.');
		this.name = 'NobodyToSealTo';
	}
}

/** Between two tries of one letter, ms; it doubles. */
const PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

export class Carry {
	readonly #settings: CarrySettings;
	/** Who is being carried for, and whether something new was written meanwhile. */
	readonly #running = new Map<Pid, { again: boolean }>();
	readonly #failures = new Map<Pid, { tries: number; alarm: NodeJS.Timeout | undefined }>();
	#stopping = false;
	#idle: (() => void)[] = [];

	constructor(settings: CarrySettings) {
		this.#settings = settings;
	}

	/** Everything that is there: what an earlier process or a sweep left. */
	wakeAll(): void {
		for (const { pid } of this.#settings.ground.data.all<{ pid: Pid }>('SELECT DISTINCT pid FROM letter')) {
			this.wake(pid);
		}
	}

	/** There may be a letter of this person. */
	wake(pid: Pid): void {
		if (this.#stopping || this.#failures.get(pid)?.alarm) return;
		const running = this.#running.get(pid);
		if (running) {
			running.again = true;
			return;
		}
		const run = { again: false };
		this.#running.set(pid, run);
		void this.#carryAll(pid).finally(() => {
			this.#running.delete(pid);
			if (run.again) this.wake(pid);
			if (this.#running.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
		});
	}

	/** What is under way is finished; the rest waits for the next start. */
	stop(): Promise<void> {
		this.#stopping = true;
		for (const { alarm } of this.#failures.values()) clearTimeout(alarm);
		return this.#running.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
	}

	/** Until nothing is left or one fails; never rejects. */
	async #carryAll(pid: Pid): Promise<void> {
		const { ground, report } = this.#settings;
		try {
			while (!this.#stopping) {
				const head = headOf(ground.data, pid);
				if (!head) return;
				await this.#carry(pid, head);
				this.#failures.delete(pid);
			}
		} catch (error) {
			report(error, pid);
			this.#putOff(pid);
		}
	}

	async #carry(pid: Pid, head: Head): Promise<void> {
		const { ground, desk } = this.#settings;
		const letter = await this.#seal(pid, head);
		ground.hook('carry:sealed');
		// Without a key there is nothing to say any more: the next start finds a conversation without one, and erases it.
		if (letter) await desk.take({ pid, n: head.n, at: head.at, letter });
		ground.hook('carry:taken');
		ground.data.run('DELETE FROM letter WHERE id = ?', head.id);
		ground.hook('carry:done');
	}

	async #seal(pid: Pid, { n, body }: Head): Promise<Carried['letter'] | undefined> {
		const { ground, desk } = this.#settings;
		if (body === null) return { kind: 'forgotten' };
		const key = openPersonKey(ground.keys, ground.ring, pid);
		if (!key) return undefined;
		const letter = openLetter(key, pid, n, body);
		if (letter.kind !== 'said') return letter;
		const recipients = desk.recipients(pid);
		if (recipients.length === 0) throw new NobodyToSealTo();
		const encrypter = new Encrypter();
		for (const recipient of recipients) encrypter.addRecipient(recipient);
		const plain = { v: 1, thread: threadOf(ground.ring, pid), id: letter.id, by: 'person', text: letter.text } as const;
		return { kind: 'said', id: letter.id, sealed: await encrypter.encrypt(padded(plain)) };
	}

	#putOff(pid: Pid): void {
		if (this.#stopping) return;
		const tries = (this.#failures.get(pid)?.tries ?? 0) + 1;
		const chance = (this.#settings.ground.random(1)[0] ?? 0) / 255;
		const pause = Math.min(PAUSE * 2 ** Math.min(tries - 1, 20), LONGEST_PAUSE) * (0.5 + chance / 2);
		const alarm = setTimeout(() => {
			this.#failures.set(pid, { tries, alarm: undefined });
			this.wake(pid);
		}, pause);
		this.#failures.set(pid, { tries, alarm });
	}
}
