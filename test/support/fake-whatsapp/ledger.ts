/** What the fake has accepted, in order: the judge of every test. Append-only. */

export type Call = 'message' | 'read' | 'media';

export interface Entry {
	/** From 1, without gaps. */
	n: number;
	/** Epoch ms, of the machine. */
	at: number;
	call: Call;
	/** The number or user id a message went to. */
	address?: string;
	/** The wamid or the media id that was given; of `read`, the message that was read. */
	id: string;
	/** `text`, `button`, `list`, `image`, … */
	kind?: string;
	/** Body or caption. */
	text?: string;
	/** Buttons or rows, in order; empty without any. */
	choices?: { id: string; title: string }[];
	/** As it was checked. */
	body: Record<string, unknown>;
}

/** A call that broke a rule, or one that the fake was told to fail. */
export interface Refusal {
	at: number;
	call: Call | undefined;
	address?: string | undefined;
	/** 0: no answer. */
	status: number;
	code?: number | undefined;
	details: string;
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
