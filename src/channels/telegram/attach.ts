/**
 * Sends a file with a message: uploaded once, from then on by the name that Telegram gave it. Everything sent so can be
 * done without: when it does not work, the words go alone.
 */
import { InputFile } from 'grammy';
import type { Log } from '../../log.ts';
import type { Sent } from '../sender.ts';
import { type Failure, judge } from './judge.ts';

/** After a file could not be sent, none is tried for this long, in ms. */
const PAUSE = 60_000;
/** Names remembered; beyond, the oldest is forgotten and its file uploaded again. */
const MOST = 2_000;

interface Attachment {
	/** The same for the same file. */
	key: string;
	/** As whoever saves it would see it. */
	filename: string;
	/** Undefined: there is no such file. */
	bytes(): Promise<Uint8Array | undefined>;
	/** Makes the call. */
	send(file: InputFile | string): Promise<{ message: number; file: string | undefined }>;
	/** For the log. */
	what: 'picture' | 'sound';
}

/**
 * Undefined: it did not work, and the words have to go without. What was too slow may stand there all the same; then
 * the words come twice, which is better than not at all.
 */
export type Attach = (attachment: Attachment) => Promise<Sent | undefined>;

export function openAttach({ log, clock }: { log: Pick<Log, 'warn'>; clock: () => number }): Attach {
	/** Key → what Telegram calls it since its first upload. */
	const uploaded = new Map<string, string>();
	let notBefore = 0;

	function keep(key: string, name: string | undefined): void {
		if (name === undefined || uploaded.has(key)) return;
		uploaded.set(key, name);
		const [oldest] = uploaded.keys();
		if (uploaded.size > MOST && oldest !== undefined) uploaded.delete(oldest);
	}

	return async ({ key, filename, bytes, send, what }) => {
		if (clock() < notBefore) return undefined;
		const known = uploaded.get(key);
		const content = known === undefined ? await bytes() : undefined;
		if (known === undefined && content === undefined) return undefined;
		try {
			const { message, file } = await send(known ?? new InputFile(content ?? new Uint8Array(), filename));
			keep(key, file);
			return { outcome: 'sent', ids: [String(message)] };
		} catch (error) {
			const failure = judge(error);
			if (isWholeChats(failure)) return failure;
			uploaded.delete(key);
			if (failure.outcome !== 'refused') notBefore = clock() + PAUSE;
			log.warn({ channel: 'telegram', why: failure.why }, `${what} not sent`);
			return undefined;
		}
	};
}

/** The words would fare no better. */
function isWholeChats({ outcome, why }: Failure): boolean {
	return outcome === 'blocked' || outcome === 'moved' || why === 'too-many' || why === 'not-sent';
}
