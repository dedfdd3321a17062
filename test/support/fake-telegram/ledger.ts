/** What the fake has accepted, in order: the judge of every test. Append-only. */
import type { Method } from './parameters.ts';

export interface Button {
	text: string;
	data: string;
}

export interface Entry {
	/** From 1, without gaps. */
	n: number;
	/** Epoch ms. */
	at: number;
	method: Method;
	chat?: number;
	/** The message sent or edited. */
	message_id?: number;
	/** Text or caption. */
	text?: string;
	/** Row by row; empty without a keyboard. */
	buttons?: Button[][];
	/** How the picture came. */
	photo?: 'uploaded' | 'by file_id';
	/** How the voice message came. */
	voice?: 'uploaded' | 'by file_id';
	/** As they were checked. */
	parameters: Record<string, unknown>;
}

/** A call that broke a rule, or one that the fake was told to fail. */
export interface Refusal {
	at: number;
	method: string;
	chat?: number | undefined;
	status: number;
	description: string;
	/** It was scripted. */
	scripted: boolean;
}

export class Ledger {
	readonly entries: Entry[] = [];
	readonly refusals: Refusal[] = [];
	readonly #waiting = new Set<() => void>();

	add(entry: Omit<Entry, 'n' | 'at'>): void {
		this.entries.push({ n: this.entries.length + 1, at: Date.now(), ...entry });
		for (const wake of [...this.#waiting]) wake();
	}

	refuse(refusal: Omit<Refusal, 'at'>): void {
		this.refusals.push({ at: Date.now(), ...refusal });
	}

	/** Everything after the nth; when there is nothing, waits up to that many ms for it. */
	async after(n: number, wait: number): Promise<Entry[]> {
		if (this.entries.length <= n && wait > 0) {
			await new Promise<void>((resolve) => {
				const wake = () => {
					clearTimeout(timeout);
					this.#waiting.delete(wake);
					resolve();
				};
				const timeout = setTimeout(wake, wait);
				this.#waiting.add(wake);
			});
		}
		return this.entries.slice(n);
	}
}
