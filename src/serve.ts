/** Opens everything on Node and listens: the store, the conversations, the app. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { type App, createApp, startingApp } from './app.ts';
import { readCompiled } from './bundle/read-compiled.ts';
import { projectRoot } from './bundle/root.ts';
import { openSounds } from './channels/read-sounds.ts';
import type { Sender } from './channels/sender.ts';
import { openApi } from './channels/telegram/api.ts';
import { openFetch } from './channels/telegram/fetch-node.ts';
import { openNotify } from './channels/telegram/notify-staff.ts';
import { openTelegram } from './channels/telegram/telegram.ts';
import { readAssets } from './channels/web/read-assets.ts';
import { webChannel } from './channels/web/web.ts';
import { openWhatsApp } from './channels/whatsapp/whatsapp.ts';
import type { Config } from './config.ts';
import { Conversations } from './conversation/conversations.ts';
import type { Point } from './conversation/ground.ts';
import { keepWithin } from './conversation/state.ts';
import { readConsole } from './desk/console-files.ts';
import type { Missing } from './desk/missing.ts';
import type { Notify } from './desk/notify.ts';
import { openDesk } from './desk/open.ts';
import { byName } from './desk/origin.ts';
import type { Link } from './desk/sign-in/api.ts';
import { openStaff } from './desk/sign-in/staff.ts';
import type { CompiledBundle } from './flow/bundle.ts';
import { openBundle } from './flow/open.ts';
import { step } from './flow/step.ts';
import { kindOf, type Log } from './log.ts';
import { openMetrics } from './metrics.ts';
import { openStore } from './store/open.ts';

const DAY = 86_400_000;
/** At the end, what is under way gets this long, in ms. */
const PATIENCE = 5_000;
/** A request that takes longer to arrive is not a person's, in ms. */
const SLOWEST_REQUEST = 30_000;

export interface Serving {
	port: number;
	/** Why the Desk is off; empty: it is on. */
	deskOff: Missing[];
	/** For the first coordinator, while there is none. */
	enrol: Link | undefined;
	/** Takes nothing new, ends the live streams, lets what is under way finish, and closes. */
	stop(): Promise<void>;
}

export interface ServeOptions {
	config: Config & { secret: Uint8Array };
	log: Log;
	/** What `npm run build` wrote. */
	dist?: string;
	/** Its bundle, where it has been read before: opening it again costs nothing. */
	compiled?: CompiledBundle;
	/** Epoch ms. */
	clock?: () => number;
	/** How fast platforms may be sent to, instead of what they ask for: bench/ measures us and not their patience. */
	pace?: Sender['pace'];
	/** Called at each named point of src/conversation/ground.ts. */
	hook?: (point: Point) => void;
	/** How long a request may take to arrive, and the body of a webhook's, in ms. */
	slowest?: { request: number; webhook: number };
}

/** @throws when the port is taken, the data is in use or damaged, or the secret does not fit: the message says what to do. */
export async function serve(options: ServeOptions): Promise<Serving> {
	const { config, slowest } = options;
	const requestTimeout = slowest?.request ?? SLOWEST_REQUEST;
	let handle: App['fetch'] = startingApp().fetch;
	const server = createAdaptorServer({
		fetch: (request, env) => handle(request, env),
		// Looked at so often, it ends at most half as much later.
		serverOptions: { requestTimeout, headersTimeout: requestTimeout, connectionsCheckingInterval: requestTimeout / 2 },
	}) as Server;
	// Listening comes first, so that whoever watches sees a start and not a refused connection.
	const port = await listen(server, config);
	try {
		const opened = open(options, port);
		handle = opened.app.fetch;
		return {
			port,
			deskOff: opened.desk.off,
			enrol: opened.desk.off.length > 0 ? undefined : opened.staff.first(),
			async stop() {
				const drained = drain(server);
				// They would keep the server open for ever.
				opened.app.close();
				opened.desk.live.close();
				await drained;
				await Promise.all(opened.channels.map((channel) => channel?.close()));
				await opened.desk.close();
				await opened.talks.close();
				opened.staff.close();
				opened.store.close();
			},
		};
	} catch (error) {
		await drain(server);
		throw error;
	}
}

function open(options: ServeOptions, port: number) {
	const { config, log, dist = join(projectRoot, 'dist'), clock = Date.now, pace, hook, slowest } = options;
	const bundle = openBundle(options.compiled ?? readCompiled(join(dist, 'bundle.json')), config.publish);
	const assets = readAssets(join(dist, 'web'));
	const readSound = openSounds(join(dist, 'media'));
	const store = openStore(config.dataDir, { secret: config.secret, previous: config.previousSecret });
	try {
		const web = webChannel(bundle, config.publicUrl);
		const keep = keepWithin(config.retentionDays * DAY);
		const shared = { bundle, readSound, keep, log, clock };
		const telegram = config.telegram && openTelegram({ settings: config.telegram, fetch: openFetch(), ...shared });
		const whatsapp = config.whatsapp && openWhatsApp({ settings: config.whatsapp, ...shared });
		const senders = new Map<string, Sender>();
		for (const [name, opened] of [
			['telegram', telegram],
			['whatsapp', whatsapp],
		] as const) {
			if (opened) senders.set(name, { ...opened.sender, ...(pace && { pace }) });
		}
		const staff = openStaff({
			sql: store.data,
			ring: store.ring,
			publicUrl: config.publicUrl,
			organisation: bundle.directory.organisation.name,
			clock,
		});
		const { desk, texts, routes } = openDesk({
			...{ store, staff, tell: { tell: (...order) => talks.tell(...order) }, bundle, config, log, clock },
			retention: keep,
			files: readConsole(join(dist, 'desk')),
			notify: staffNotice(config, port),
		});
		const talks: Conversations = new Conversations({
			store,
			step: (conversation, inbound, now) => step(texts.served, conversation, inbound, now, desk.roster),
			channels: {
				[web.name]: web.rules,
				...(telegram && { telegram: telegram.channel.rules }),
				...(whatsapp && { whatsapp: whatsapp.channel.rules }),
			},
			senders,
			desk,
			retention: keep,
			report: (error, pid) => log.error({ ...kindOf(error), pid }, 'conversation'),
			clock,
			...(hook && { hook }),
		});
		const metrics = openMetrics();
		const peer = (c: Parameters<typeof getConnInfo>[0]) => getConnInfo(c).remote.address;
		const connected = telegram?.connect({ talks, metrics });
		const heard = whatsapp?.connect({ talks, metrics });
		const webhook = telegram && connected && { channel: telegram.channel, take: connected.take };
		const app = createApp({
			config,
			bundle,
			web,
			talks,
			telegram: webhook,
			whatsapp: whatsapp && heard && { channel: whatsapp.channel, ...heard },
			desk: routes,
			assets,
			readSound,
			log,
			metrics,
			peer,
			clock,
			slowest: slowest?.webhook,
		});
		staff.onChange(() => desk.refresh());
		talks.start();
		desk.start();
		connected?.start();
		return { app, talks, desk, staff, store, channels: [connected, heard] };
	} catch (error) {
		store.close();
		throw error;
	}
}

/** Undefined: without a chat of the staff's they see in the console only that somebody waits. */
function staffNotice({ telegram, publicUrl }: Config, port: number): Notify | undefined {
	if (!telegram?.staffChat) return undefined;
	const { token, apiRoot, staffChat } = telegram;
	const link = new URL('/desk', publicUrl ? byName(publicUrl) : `http://localhost:${port}`).href;
	return openNotify(openApi({ token, apiRoot, fetch: openFetch() }), staffChat, link);
}

/** Nothing can be heard there. */
class NotListening extends Error {
	readonly code = 'NOT_LISTENING';
	constructor({ host, port }: Config, cause: Error) {
		const why = 'code' in cause && cause.code === 'EADDRINUSE' ? 'it is taken' : cause.message;
		super(`Cannot listen on port ${port} of ${host}: ${why}. Set another PORT or HOST.`, { cause });
		this.name = 'NotListening';
	}
}

/** → the port. Rejects with `NotListening`. */
function listen(server: Server, config: Config): Promise<number> {
	return new Promise((resolve, reject) => {
		const refuse = (error: Error) => reject(new NotListening(config, error));
		server.once('error', refuse);
		server.listen(config.port, config.host, () => {
			server.off('error', refuse);
			resolve((server.address() as AddressInfo).port);
		});
	});
}

/** Takes no new connections; resolves when those that are busy have had their answer, or patience is over. */
async function drain(server: Server): Promise<void> {
	const idle = setInterval(() => server.closeIdleConnections(), 20);
	const impatient = setTimeout(() => server.closeAllConnections(), PATIENCE);
	await new Promise((resolve) => server.close(resolve));
	clearInterval(idle);
	clearTimeout(impatient);
}
