/** A server that answers as it is told, and remembers what it was asked: for faults, one at a time. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

interface Asked {
	method: string;
	path: string;
	bearer: string | undefined;
	body: Record<string, unknown>;
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export interface Graph {
	root: string;
	asked: Asked[];
	/** How the next calls are answered, in order; then with success. */
	next: Answer[];
}

export async function startGraph(): Promise<Graph> {
	const asked: Asked[] = [];
	const next: Answer[] = [];
	const server = createServer(async (request, response) => {
		let body = '';
		for await (const chunk of request) body += chunk;
		asked.push({
			method: request.method ?? '',
			path: request.url ?? '',
			bearer: request.headers.authorization,
			body: JSON.parse(body),
		});
		(next.shift() ?? json(200, taken(`wamid.${asked.length}`)))(response, request);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	return { root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, next };
}

function taken(id: string): object {
	return { messaging_product: 'whatsapp', contacts: [{ input: '31', wa_id: '31' }], messages: [{ id }] };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
	return (response) => {
		response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
	};
}

/** As Graph says no. */
export function error(status: number, code: number, more: object = {}, headers: Record<string, string> = {}): Answer {
	const message = '(#0) a text of the platform with 31970105550001 in it';
	return json(status, { error: { message, type: 'OAuthException', code, fbtrace_id: 'x', ...more } }, headers);
}

export function html(status: number): Answer {
	return (response) => {
		response.writeHead(status, { 'Content-Type': 'text/html' }).end('<html>31970105550001</html>');
	};
}

/** It was taken, and nobody is told. */
export const drop: Answer = (_, request) => void request.socket.destroy();
export const silence: Answer = () => {};
