/** `/<version>/<phone-number-id>/messages` and `…/media`, as Graph answers them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from './faults.ts';
import type { Call } from './ledger.ts';
import { upload } from './media.ts';
import { type Accepted, addressOf, read, send } from './messages.ts';
import type { BusinessNumber } from './number.ts';
import { Refused } from './refuse.ts';

/** More than any picture or sound; nobody here sends a document. */
const MOST = 20 << 20;

/** What comes back, unless the connection breaks first. */
interface Answer {
	status: number;
	type: string;
	body: string;
	headers?: Record<string, string>;
}

/** A call that can be read. */
interface Asked {
	call: Call;
	address: string | undefined;
	run: () => Accepted | Promise<Accepted>;
}

/** @param numbers by their phone number id */
export async function serveApi(
	numbers: ReadonlyMap<string, BusinessNumber>,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const url = new URL(request.url ?? '/', 'http://fake');
	const body = await readBody(request);
	const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
	const number = [...numbers.values()].find((one) => one.token === token);
	if (!number) return answer(response, json(new Refused(190, 'Invalid OAuth access token')));
	let asked: Asked;
	try {
		asked = ask(number, url, request, body);
	} catch (error) {
		return answer(response, refuse(number, undefined, undefined, error));
	}
	await play(number, asked, request, response);
}

/** Throws `Refused`. */
function ask(number: BusinessNumber, url: URL, { method, headers }: IncomingMessage, body: Buffer): Asked {
	const [, version, id, edge] = /^\/(v\d+\.\d+)\/([^/]+)\/(messages|media)$/.exec(url.pathname) ?? [];
	if (version === undefined || version !== number.version) {
		throw new Refused(2500, `Unknown path components: ${url.pathname}; this is Graph ${number.version}`);
	}
	if (id !== number.phoneNumberId || method !== 'POST') {
		const why = `Unsupported request. Object with ID '${id}' does not exist, or does not support this operation`;
		throw new Refused(100, why, { subcode: 33 });
	}
	if (url.search !== '') throw new Refused(100, 'Parameters come in the body');
	const type = headers['content-type'] ?? '';
	if (edge === 'media') {
		return { call: 'media', address: undefined, run: async () => ({ answer: await upload(number, type, body) }) };
	}
	if (type.split(';')[0]?.trim().toLowerCase() !== 'application/json') {
		throw new Refused(100, `The content type is "${type}"; it must be application/json`);
	}
	const said = readJson(body);
	if ('status' in said) return { call: 'read', address: undefined, run: () => read(number, said) };
	return { call: 'message', address: addressOf(said), run: () => send(number, said) };
}

function readJson(body: Buffer): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
		if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
	} catch {
		// Said below.
	}
	throw new Refused(100, 'The body is no JSON object');
}

async function play(
	number: BusinessNumber,
	{ call, address, run }: Asked,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const fault = number.faults.take(call, address);
	if (fault?.play === 'drop' || fault?.play === 'silence') {
		number.ledger.refuse({ call, address, status: 0, details: fault.play, scripted: true });
		// After silence the client gives up.
		if (fault.play === 'drop') request.socket.destroy();
		return;
	}
	const instead = fault && before(fault);
	if (instead) {
		const code = fault.play === 'error' ? fault.code : undefined;
		number.ledger.refuse({ call, address, status: instead.status, code, details: fault.play, scripted: true });
		return answer(response, instead);
	}
	let accepted: Accepted;
	try {
		accepted = await run();
	} catch (error) {
		return answer(response, refuse(number, call, address, error));
	}
	const said: Answer = { status: 200, type: 'application/json', body: JSON.stringify(accepted.answer) };
	await after(said, fault, request, response);
	const { sent } = accepted;
	if (!sent) return;
	if (fault?.play === 'fail-later') number.tell(sent.id, sent.address, 'failed', fault.code);
	else for (const state of number.statuses) number.tell(sent.id, sent.address, state);
}

/** What a fault does instead of the call. */
function before(fault: Fault): Answer | undefined {
	if (fault.play === 'error') {
		const { code, status, subcode, details = 'as scripted', retryAfter } = fault;
		const more = { ...(status !== undefined && { status }), ...(subcode !== undefined && { subcode }) };
		const headers = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
		return { ...json(new Refused(code, details, more)), headers };
	}
	if (fault.play === 'answer') return fault;
	if (fault.play !== 'html') return undefined;
	const { status, body = `<html><head><title>${status}</title></head><body>proxy</body></html>` } = fault;
	return { status, type: 'text/html', body };
}

/** What a fault does to the answer of a call that was taken. */
async function after(
	said: Answer,
	fault: Fault | undefined,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	switch (fault?.play) {
		case 'drop-after':
			return void request.socket.destroy();
		case 'silence-after':
			return;
		case 'cut-after':
			response.writeHead(said.status, { 'Content-Type': said.type, 'Content-Length': Buffer.byteLength(said.body) });
			return void response.write(said.body.slice(0, said.body.length >> 1), () => request.socket.destroy());
		case 'slow':
			await new Promise((resolve) => setTimeout(resolve, fault.ms));
			return answer(response, said);
		default:
			return answer(response, said);
	}
}

/** Throws what is no refusal: that is the fake's own bug. */
function refuse(number: BusinessNumber, call: Call | undefined, address: string | undefined, error: unknown): Answer {
	if (!(error instanceof Refused)) throw error;
	const { status, code, message: details } = error;
	number.ledger.refuse({ call, address, status, code, details, scripted: false });
	return json(error);
}

function json(refused: Refused): Answer {
	return { status: refused.status, type: 'application/json', body: JSON.stringify(refused.body) };
}

function answer(response: ServerResponse, { status, type, body, headers = {} }: Answer): void {
	if (response.destroyed) return;
	response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body), ...headers });
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
