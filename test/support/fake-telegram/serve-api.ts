/** `/bot<token>/<method>`, as the Bot API answers it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Parameters, readParameters } from './body.ts';
import type { Bot } from './bot.ts';
import type { Fault } from './faults.ts';
import { methods } from './methods.ts';
import { check, isMethod, type Method } from './parameters.ts';
import { Refused } from './refuse.ts';

/** Telegram takes files of up to 50 MB; nobody here sends one. */
const MOST = 20 << 20;

/** What comes back, unless the connection breaks first. */
interface Answer {
	status: number;
	type: string;
	body: string;
}

export async function serveApi(
	bots: ReadonlyMap<string, Bot>,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const url = new URL(request.url ?? '/', 'http://fake');
	const [, token = '', name = ''] = /^\/bot([^/]+)\/([^/]+)$/.exec(url.pathname) ?? [];
	const bot = bots.get(token);
	const refused =
		unknown(token, bot, name) ?? (['GET', 'POST'].includes(request.method ?? '') ? undefined : notFound());
	const body = await readBody(request);
	if (refused || !bot || !isMethod(name)) return send(response, json(refused ?? notFound()));
	const parameters = read(request.headers['content-type'] ?? '', body, url.searchParams);
	await play(bot, name, parameters, request, response);
}

function unknown(token: string, bot: Bot | undefined, name: string): Refused | undefined {
	if (!/^\d+:[A-Za-z0-9_-]{30,}$/.test(token)) return notFound();
	if (!bot) return new Refused(401, 'Unauthorized');
	return isMethod(name) ? undefined : new Refused(404, 'Not Found: method not found');
}

function notFound(): Refused {
	return new Refused(404, 'Not Found');
}

async function play(
	bot: Bot,
	method: Method,
	parameters: Parameters | Refused,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const chat = chatOf(parameters);
	const fault = bot.faults.take(method, chat);
	const early = fault && before(fault);
	if (early === 'drop') return void request.socket.destroy();
	// Nothing is ever said; the client gives up.
	if (early === 'silence') return;
	if (early) {
		bot.ledger.refuse({ method, chat, status: early.status, description: descriptionOf(early), scripted: true });
		return send(response, early);
	}
	const answer = await run(bot, method, parameters, response);
	if (fault?.play === 'drop-after') return void request.socket.destroy();
	if (fault?.play === 'silence-after') return;
	if (fault?.play === 'cut-after') {
		response.writeHead(answer.status, { 'Content-Type': answer.type, 'Content-Length': answer.body.length });
		response.write(answer.body.slice(0, answer.body.length >> 1), () => request.socket.destroy());
		return;
	}
	if (fault?.play === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
	send(response, answer);
}

/** What a fault does instead of the call. */
function before(fault: Fault): Answer | 'drop' | 'silence' | undefined {
	switch (fault.play) {
		case 'drop':
		case 'silence':
			return fault.play;
		case 'too-many': {
			const { retry_after } = fault;
			return json(new Refused(429, `Too Many Requests: retry after ${retry_after}`, { retry_after }));
		}
		case 'blocked':
			return json(new Refused(403, 'Forbidden: bot was blocked by the user'));
		case 'migrated': {
			const why = 'Bad Request: group chat was upgraded to a supergroup chat';
			return json(new Refused(400, why, { migrate_to_chat_id: fault.to }));
		}
		case 'error':
			return json(new Refused(fault.status, fault.description));
		case 'html':
			return {
				status: fault.status,
				type: 'text/html',
				body: fault.body ?? `<html><head><title>${fault.status}</title></head><body>nginx</body></html>`,
			};
		default:
			return undefined;
	}
}

async function run(
	bot: Bot,
	method: Method,
	parameters: Parameters | Refused,
	response: ServerResponse,
): Promise<Answer> {
	const gone = new AbortController();
	response.on('close', () => gone.abort());
	try {
		if (parameters instanceof Refused) throw parameters;
		const result = await call(method, bot, parameters, gone.signal);
		return { status: 200, type: 'application/json', body: JSON.stringify({ ok: true, result }) };
	} catch (error) {
		if (!(error instanceof Refused)) throw error;
		const { status, message: description } = error;
		bot.ledger.refuse({ method, chat: chatOf(parameters), status, description, scripted: false });
		return json(error);
	}
}

function call<M extends Method>(method: M, bot: Bot, { values, files }: Parameters, gone: AbortSignal): unknown {
	return methods[method](bot, check(method, values), files, gone);
}

function read(type: string, body: Buffer, query: URLSearchParams): Parameters | Refused {
	try {
		return readParameters(type, body, query);
	} catch (error) {
		if (error instanceof Refused) return error;
		throw error;
	}
}

/** For faults of one chat; a call that cannot be read has none. */
function chatOf(parameters: Parameters | Refused): number | undefined {
	const id = parameters instanceof Refused ? Number.NaN : Number(parameters.values.chat_id);
	return Number.isSafeInteger(id) ? id : undefined;
}

function json(refused: Refused): Answer {
	return { status: refused.status, type: 'application/json', body: JSON.stringify(refused.body) };
}

function descriptionOf({ type, body }: Answer): string {
	return type === 'application/json' ? (JSON.parse(body) as { description: string }).description : type;
}

function send(response: ServerResponse, { status, type, body }: Answer): void {
	if (response.destroyed) return;
	response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
	response.end(body);
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		length += chunk.length;
		if (length > MOST) throw new Error('a body of more than 20 MB');
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
