/** What the fake was told to do wrong, for the next calls of a method. */
import { z } from 'zod';

export const Fault = z.discriminatedUnion('play', [
	/** 429 with `retry_after`, in seconds. */
	z.strictObject({ play: z.literal('too-many'), retry_after: z.number() }),
	/** 403 */
	z.strictObject({ play: z.literal('blocked') }),
	/** 400 with `migrate_to_chat_id`. */
	z.strictObject({ play: z.literal('migrated'), to: z.int() }),
	/** Any refusal: `{status: 400, description: "Bad Request: message can't be deleted"}`. */
	z.strictObject({ play: z.literal('error'), status: z.int(), description: z.string() }),
	/** Something that is not the Bot API's: by default a proxy's page. */
	z.strictObject({ play: z.literal('html'), status: z.int(), body: z.string().optional() }),
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
]);
export type Fault = z.infer<typeof Fault>;

export interface Scripted {
	method: string;
	fault: Fault;
	/** Only in this chat. */
	chat?: number | undefined;
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
	take(method: string, chat: number | undefined): Fault | undefined {
		const found = this.#scripted.find((one) => one.method === method && (one.chat === undefined || one.chat === chat));
		if (!found) return undefined;
		if (--found.times <= 0) this.#scripted = this.#scripted.filter((one) => one !== found);
		return found.fault;
	}
}
