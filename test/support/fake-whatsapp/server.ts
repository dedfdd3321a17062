/**
 * The fake Cloud API, a process of its own. Prints one line when it listens: `{"port":40123,"secret":"…"}`.
 * It ends when the process that started it has gone.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Control } from './control.ts';
import { readBody, serveApi } from './serve-api.ts';

const secret = randomBytes(18).toString('base64url');
const control = new Control();

async function obey(order: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
	const body = await readBody(request);
	if (request.headers.authorization !== `Bearer ${secret}`) return void response.writeHead(401).end();
	try {
		response.end(JSON.stringify((await control.obey(order, JSON.parse(body.toString()))) ?? null));
	} catch (error) {
		response.writeHead(400).end(String(error));
	}
}

const server = createServer((request, response) => {
	const order = /^\/control\/([a-z]+)$/.exec(request.url ?? '')?.[1];
	const served = order === undefined ? serveApi(control.numbers, request, response) : obey(order, request, response);
	served.catch((error: unknown) => {
		// A client that has gone is no trouble of ours; anything else is the fake's own bug, and must be seen.
		if (!request.destroyed || request.complete) process.stderr.write(`fake: ${String(error)}\n`);
		response.destroy();
	});
});
// Whoever kept a connection finds it open again after a pause, as with the real one.
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
	process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port, secret })}\n`);
});

const parent = process.ppid;
setInterval(() => {
	if (process.ppid !== parent) process.exit(0);
}, 500).unref();
