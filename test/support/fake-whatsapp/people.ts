/** Who has written to a number, under which addresses, and until when they can be answered. */

/** An answer may be anything for so long after the person's last message, ms. */
const WINDOW = 24 * 3_600_000;

interface Known {
	number: string | undefined;
	userId: string | undefined;
	/** When they last wrote, epoch ms of the fake's clock. */
	last: number;
}

export class People {
	readonly #known = new Map<string, Known>();

	/** They have written. An old message that comes again opens nothing. */
	hear(number: string | undefined, userId: string | undefined, at: number): void {
		const known = this.#find(number, userId);
		known.number = number ?? known.number;
		known.userId = userId ?? known.userId;
		known.last = Math.max(known.last, at);
		this.#keep(known);
	}

	/** Has this address from now on as well. */
	follow(from: string, to: string): void {
		const known = this.#known.get(from);
		if (!known) return;
		if (isNumber(to)) known.number = to;
		else known.userId = to;
		this.#keep(known);
	}

	/** As if they had last written then. */
	set(address: string, at: number): void {
		const number = isNumber(address) ? address : undefined;
		const known = this.#find(number, number === undefined ? address : undefined);
		known.last = at;
		this.#known.set(address, known);
	}

	isOpen(address: string, now: number): boolean {
		const last = this.#known.get(address)?.last;
		return last !== undefined && now - last < WINDOW;
	}

	/** The same for a person's number and user id, once both came together. */
	one(address: string): string {
		const known = this.#known.get(address);
		return known?.number ?? known?.userId ?? address;
	}

	#find(number: string | undefined, userId: string | undefined): Known {
		const found = this.#known.get(userId ?? '') ?? this.#known.get(number ?? '');
		return found ?? { number, userId, last: Number.NEGATIVE_INFINITY };
	}

	#keep(known: Known): void {
		for (const address of [known.number, known.userId]) if (address !== undefined) this.#known.set(address, known);
	}
}

export function isNumber(address: string): boolean {
	return /^\d+$/.test(address);
}
