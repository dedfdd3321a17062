/** WhatsApp as a channel: opened from its settings, connected to the conversations, closed before the store. */
import type { Bundle } from '../../flow/open.ts';
import type { Log } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { Channel } from '../channel.ts';
import { limits } from '../limits.ts';
import { parseJson } from '../parse-json.ts';
import type { Sender } from '../sender.ts';
import type { ReadSound } from '../sounds.ts';
import { type Access, openApi } from './api.ts';
import type { Event } from './event.ts';
import { answerHandshake } from './handshake.ts';
import { openParse } from './parse.ts';
import { openRender, type Shown } from './render.ts';
import { openSender } from './send.ts';
import { openTake, type TakeOptions } from './take.ts';
import { verify } from './verify.ts';
import type { Posted } from './webhook.ts';

/** How long the upload of a file may take, which can be done without, in ms. */
const FILE_PATIENCE = 6_000;
/** Our words are taken for so long after the person's last, in ms. */
const WINDOW = 24 * 3_600_000;

export interface WhatsAppSettings {
	/** WHATSAPP_ACCESS_TOKEN */
	token: string;
	/** WHATSAPP_PHONE_NUMBER_ID: digits; not the number itself */
	phoneNumberId: string;
	/** WHATSAPP_APP_SECRET */
	appSecret: string;
	/** WHATSAPP_VERIFY_TOKEN */
	verifyToken: string;
	/** WHATSAPP_API_ROOT */
	apiRoot: string;
	/** WHATSAPP_GRAPH_VERSION: `v23.0` */
	graphVersion: string;
	/** WHATSAPP_TEMPLATE; undefined: what comes too late waits until the person writes */
	template: string | undefined;
}

export interface WhatsAppOptions {
	settings: WhatsAppSettings;
	bundle: Bundle;
	readSound: ReadSound;
	/** How long an untouched conversation is kept, in ms. */
	keep: number;
	log: Log;
	/** Epoch ms. */
	clock?: () => number;
	/** The way to the server, and how long one call may take, in ms. */
	access?: Pick<Access, 'fetch' | 'patience'>;
}

export interface WhatsApp {
	channel: Channel<Posted, Shown>;
	/** Which account of ours people write to: the phone number id; part of who they are to us. */
	bot: string;
	sender: Sender;
	/** Opens the way in. Calls nobody by itself. */
	connect(surroundings: { talks: TakeOptions['talks']; metrics: Pick<Metrics, 'turn' | 'refused'> }): Connected;
}

interface Connected {
	/** What a POST said. */
	take(events: readonly Event[]): Promise<void>;
	/** What a GET asks. */
	shake(query: URLSearchParams): string | undefined;
	/** Resolves when what is under way is finished. */
	close(): Promise<void>;
}

export function openWhatsApp(options: WhatsAppOptions): WhatsApp {
	const { settings, bundle, readSound, keep, log, clock = Date.now, access } = options;
	const { token, phoneNumberId: bot, appSecret, verifyToken, apiRoot, graphVersion, template } = settings;
	const api = openApi({ token, apiRoot, graphVersion, ...access });
	const { media } = openApi({ token, apiRoot, graphVersion, patience: FILE_PATIENCE, ...access });
	const parse = openParse(bot, bundle.languages);
	const render = openRender(bundle);
	const sender = openSender({
		api: { messages: api.messages, media },
		bot,
		render,
		bundle,
		readSound,
		template,
		log,
		clock,
	});
	return {
		bot,
		sender,
		channel: {
			name: 'whatsapp',
			limits: limits.whatsapp,
			rules: { delivery: 'push', closing: 'keeps', keep, window: WINDOW, together: true },
			verify: (raw) => verify(raw, appSecret),
			parse({ body }) {
				const parsed = parseJson(body);
				return parsed ? { is: 'json', events: parse(parsed.json) } : { is: 'not-json' };
			},
			render,
		},
		connect: ({ talks, metrics }) => ({
			...openTake({ bot, api, talks, sender, log, metrics }),
			shake: (query) => answerHandshake(query, verifyToken),
		}),
	};
}
