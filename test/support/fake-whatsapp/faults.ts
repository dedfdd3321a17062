/** What the fake was told to do wrong, for the next calls of a kind. */
import { z } from 'zod';
import type { Call } from './ledger.ts';

export const Fault = z.discriminatedUnion('play', [
	/** Graph's refusal with this code, with its usual HTTP status unless one is given. */
	z.strictObject({
		play: z.literal('error'),
		code: z.int(),
		status: z.int().optional(),
		subcode: z.int().optional(),
		details: z.string().optional(),
		/** In seconds, as a header. */
		retryAfter: z.int().optional(),
	}),
	/** Something that is not Graph's: by default a proxy's page. */
	z.strictObject({ play: z.literal('html'), status: z.int(), body: z.string().optional() }),
	/** Any other answer, as it is, instead of the call. */
	z.strictObject({
		play: z.literal('answer'),
		status: z.int(),
		type: z.string().default('application/json'),
		headers: z.record(z.string(), z.string()).default({}),
		body: z.string(),
	}),
	/** No answer at all; the call was not taken. */
	z.strictObject({ play: z.literal('silence') }),
	/** The call was taken; no answer. */
	z.strictObject({ play: z.literal('silence-after') }),
	/** The connection breaks before the call is taken. */
	z.strictObject({ play: z.literal('drop') }),
	/** The call was taken, then the connection breaks. */
	z.strictObject({ play: z.literal('drop-after') }),
	/** The call was taken; the answer is cut off in its middle. */
	z.strictObject({ play: z.literal('cut-after') }),
	/** Taken and answered, that many ms late. */
	z.strictObject({ play: z.literal('slow'), ms: z.number() }),
	/** Taken and answered 200; a `failed` status with this code follows by webhook. */
	z.strictObject({ play: z.literal('fail-later'), code: z.int() }),
]);
export type Fault = z.infer<typeof Fault>;
/** As a test writes it. */
export type FaultOrder = z.input<typeof Fault>;

export interface Scripted {
	call: Call;
	fault: Fault;
	/** Only for this number or user id. */
	address?: string | undefined;
	/** Calls left. */
	times: number;
}

export class Faults {
	#scripted: Scripted[] = [];

	add(scripted: Scripted): void {
		this.#scripted.push(scripted);
	}

	clear(): void {
		this.#scripted = [];
	}

	/** The fault of this call, which then has been played once more. */
	take(call: Call, address: string | undefined): Fault | undefined {
		const found = this.#scripted.find(
			(one) => one.call === call && (one.address === undefined || one.address === address),
		);
		if (!found) return undefined;
		if (--found.times <= 0) this.#scripted = this.#scripted.filter((one) => one !== found);
		return found.fault;
	}
}
