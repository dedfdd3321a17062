/**
 * The way to the Bot API on Node, for grammY's client: over node:http, because only there is it known whether a
 * connection was made before it failed, and a message that certainly did not arrive may be sent again without doubt.
 */
import { Agent as HttpAgent, type RequestOptions, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import type { Fetch, Sending } from './api.ts';
import { Broken, NotSent, NotTelegram } from './errors.ts';

/** How long making a connection may take, in ms: what drops packets unseen is known as not sent. */
const CONNECT = 5_000;
/** An unused connection is kept this long, in ms: the other side closes it some time, and not to write on it then is safer. */
const IDLE = 15_000;
/** A hundred updates of the longest texts are less. */
const LARGEST_ANSWER = 16 << 20;

/** @param connect how long making a connection may take, in ms */
export function openFetch(connect = CONNECT): Fetch {
	const http = new HttpAgent({ keepAlive: true, timeout: IDLE });
	const https = new HttpsAgent({ keepAlive: true, timeout: IDLE });
	return async (url, sending) => {
		const body = typeof sending.body === 'string' ? sending.body : await gather(sending.body);
		const secure = new URL(url).protocol === 'https:';
		const start = (options: RequestOptions) =>
			secure ? requestHttps(url, { ...options, agent: https }) : requestHttp(url, { ...options, agent: http });
		const { status, text } = await exchange(start, secure ? 'secureConnect' : 'connect', sending, body, connect);
		return { json: async () => readAnswer(status, text) };
	};
}

interface Exchanged {
	status: number;
	text: string;
}

/** Rejects with `NotSent` or `Broken`. */
function exchange(
	start: (options: RequestOptions) => ReturnType<typeof requestHttp>,
	connected: 'connect' | 'secureConnect',
	{ method, headers, signal }: Sending,
	body: string | Uint8Array,
	connect: number,
): Promise<Exchanged> {
	return new Promise((resolve, reject) => {
		let sent = false;
		const request = start({ method, headers });
		const giveUp = () => request.destroy(new Error('aborted'));
		const tooLong = setTimeout(() => request.destroy(new Error('no connection in time')), connect);
		const end = () => {
			clearTimeout(tooLong);
			signal.removeEventListener('abort', giveUp);
		};
		const fail = (error: unknown) => {
			end();
			reject(sent ? new Broken(error) : new NotSent(error));
		};
		const go = () => {
			clearTimeout(tooLong);
			sent = true;
		};
		signal.addEventListener('abort', giveUp);
		if (signal.aborted) giveUp();
		request.on('socket', (socket: Socket) => {
			if (request.reusedSocket || !socket.connecting) go();
			else socket.once(connected, go);
		});
		request.on('error', fail);
		request.on('response', (response) => {
			gather(response, LARGEST_ANSWER).then((bytes) => {
				end();
				resolve({ status: response.statusCode ?? 0, text: new TextDecoder().decode(bytes) });
			}, fail);
		});
		request.end(body);
	});
}

/** Throws when there is more than `most` bytes, or the stream breaks off. */
async function gather(stream: AsyncIterable<Uint8Array>, most = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of stream) {
		length += chunk.byteLength;
		if (length > most) throw new Error('an answer that is too long');
		chunks.push(chunk);
	}
	const whole = new Uint8Array(length);
	let at = 0;
	for (const chunk of chunks) {
		whole.set(chunk, at);
		at += chunk.byteLength;
	}
	return whole;
}

/** The Bot API answers JSON whatever the status: `{"ok":true,"result":…}` or `{"ok":false,"error_code":…}`. Throws `NotTelegram`. */
function readAnswer(status: number, text: string): unknown {
	try {
		const answer: unknown = JSON.parse(text);
		const known = typeof answer === 'object' && answer !== null && 'ok' in answer;
		if (known && (answer.ok === true ? 'result' in answer : 'error_code' in answer)) return answer;
	} catch {
		// Said below.
	}
	throw new NotTelegram(status);
}
