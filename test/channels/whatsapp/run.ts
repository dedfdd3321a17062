/** The channel as src/node.ts opens it: with the real conversations on real files, the real flows and a real port. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { onTestFinished, vi } from 'vitest';
import { whatsappRoutes } from '../../../src/channels/whatsapp/webhook.ts';
import { openWhatsApp } from '../../../src/channels/whatsapp/whatsapp.ts';
import { Conversations } from '../../../src/conversation/conversations.ts';
import { step } from '../../../src/flow/step.ts';
import type { Log } from '../../../src/log.ts';
import { openStore } from '../../../src/store/open.ts';
import { temporaryDirectory } from '../../support/directory.ts';
import { noon, realBundle } from '../../support/project.ts';
import { type Graph, startGraph } from './graph.ts';
import { BOT, SECRET, sign, VERIFY } from './payload.ts';

const fast = { overall: 10_000, each: 10_000, burst: 1_000 };
const DAY = 86_400_000;

/** What stands in somebody's chat. */
export interface Seen {
	text: string;
	/** Ids of the buttons or rows under it. */
	choices: string[];
}

export interface Running {
	graph: Graph;
	directory: string;
	logged: string[];
	/** → the status of the answer. */
	post(json: object): Promise<number>;
	/** What the person was sent, in order, once it is that much. */
	seen(address: string, count: number): Promise<Seen[]>;
	stop(): Promise<void>;
}

/** Ends with the test. */
export async function run(): Promise<Running> {
	const bundle = realBundle();
	const graph = await startGraph();
	const directory = temporaryDirectory();
	const logged: string[] = [];
	const keep = (...said: unknown[]) => void logged.push(JSON.stringify(said));
	const log = { debug: keep, info: keep, warn: keep, error: keep, fatal: keep } as Log;
	const metrics = { turn: () => {}, refused: () => {} };
	const whatsapp = openWhatsApp({
		settings: {
			token: 'canary-access-token-0123456789',
			phoneNumberId: BOT,
			appSecret: SECRET,
			verifyToken: VERIFY,
			apiRoot: graph.root,
			graphVersion: 'v23.0',
			template: undefined,
		},
		bundle,
		keep: 90 * DAY,
		log,
		clock: () => noon,
	});
	const store = openStore(directory, { secret: new Uint8Array(32).fill(7) });
	const talks = new Conversations({
		store,
		step: (conversation, inbound, now) => step(bundle, conversation, inbound, now),
		channels: { whatsapp: whatsapp.channel.rules },
		senders: new Map([['whatsapp', { ...whatsapp.sender, pace: fast }]]),
		retention: 90 * DAY,
		clock: () => noon,
		report: (error) => void logged.push(String(error)),
	});
	talks.start();
	const connected = whatsapp.connect({ talks, metrics });
	const routes = whatsappRoutes({ whatsapp: { channel: whatsapp.channel, ...connected }, log, metrics });
	const server = createAdaptorServer({ fetch: routes.fetch }) as Server;
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/whatsapp`;
	let stopped: Promise<void> | undefined;
	const end = async () => {
		await connected.close();
		await new Promise((resolve) => {
			server.close(resolve);
			server.closeAllConnections();
		});
		await talks.close();
		store.close();
	};
	const stop = () => {
		stopped ??= end();
		return stopped;
	};
	onTestFinished(stop);
	return {
		graph,
		directory,
		logged,
		async post(json) {
			const body = JSON.stringify(json);
			const { status } = await fetch(url, { method: 'POST', body, headers: { 'X-Hub-Signature-256': sign(body) } });
			return status;
		},
		seen: (address, count) =>
			vi.waitFor(
				() => {
					const sent = seenBy(graph, address);
					if (sent.length < count) throw new Error(`${sent.length} of ${count} messages were sent`);
					return sent;
				},
				{ timeout: 20_000, interval: 10 },
			),
		stop,
	};
}

interface Sent {
	to?: string;
	recipient?: string;
	text?: { body: string };
	interactive?: {
		body: { text: string };
		action: { buttons?: { reply: { id: string } }[]; sections?: { rows: { id: string }[] }[] };
	};
}

function seenBy({ asked }: Graph, address: string): Seen[] {
	return asked.flatMap(({ body }) => {
		const { to, recipient, text, interactive } = body as Sent;
		if ((to ?? recipient) !== address) return [];
		const { buttons = [], sections = [] } = interactive?.action ?? {};
		const choices = [
			...buttons.map(({ reply }) => reply.id),
			...sections.flatMap(({ rows }) => rows.map(({ id }) => id)),
		];
		return [{ text: text?.body ?? interactive?.body.text ?? '', choices }];
	});
}
