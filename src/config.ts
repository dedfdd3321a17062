/** The environment, checked at start: every wrong value is named, with how to mend it, and nothing starts. */
import { z } from 'zod';
import type { TelegramSettings } from './channels/telegram/telegram.ts';
import type { WhatsAppSettings } from './channels/whatsapp/whatsapp.ts';
import { parseSecret } from './privacy/secret.ts';

export interface Config {
	/** 0: any free one, for tests. */
	port: number;
	host: string;
	dataDir: string;
	/** Where people reach us, without a path; undefined: only this machine, and Telegram by long polling. */
	publicUrl: URL | undefined;
	/** A proxy in front of us is trusted to say who asks. */
	trustProxy: boolean;
	logLevel: LogLevel;
	/** Undefined only outside production: then one for trials is made in `dataDir` (src/trial-secret.ts). */
	secret: Uint8Array | undefined;
	previousSecret: Uint8Array | undefined;
	publish: 'draft' | 'approved';
	/** How long an untouched conversation is kept on channels that do not end with a visit. */
	retentionDays: number;
	/** It was set, and not left to its default: the Desk needs that in production. */
	retentionSet: boolean;
	metricsToken: string | undefined;
	/** Undefined: the channel is off. */
	telegram: TelegramSettings | undefined;
	/** Undefined: the channel is off. */
	whatsapp: WhatsAppSettings | undefined;
	production: boolean;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Nothing may start. The message has a line for each wrong setting, and never the value of a secret one. */
export class ConfigWrong extends Error {
	readonly code = 'CONFIG_WRONG';
	constructor(lines: string[]) {
		super(`Settings that are wrong:\n${lines.map((line) => `  ${line}`).join('\n')}`);
		this.name = 'ConfigWrong';
	}
}

const whole = (from: number, to: number) =>
	z
		.string()
		.regex(/^\d{1,9}$/)
		.transform(Number)
		.refine((value) => value >= from && value <= to);

const yesNo = z
	.enum(['true', '1', 'yes', 'false', '0', 'no'])
	.transform((value) => ['true', '1', 'yes'].includes(value));

const word = z.string().regex(/^\S+$/);

const secret = (name: string) => z.string().transform((text) => parseSecret(name, text));

/** Https; http only where it does not leave the machine. */
function isPublicUrl(text: string): boolean {
	if (!URL.canParse(text)) return false;
	const url = new URL(text);
	const bare =
		url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
	return bare && (url.protocol === 'https:' || (url.protocol === 'http:' && isOwnMachine(url.hostname)));
}

/** As PUBLIC_URL, but it may have a path. */
function isApiRoot(text: string): boolean {
	return URL.canParse(text) && isPublicUrl(new URL(text).origin);
}

export function isOwnMachine(hostname: string): boolean {
	return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** Each setting: how it is read, and what it must be. A value is shown only when it cannot be a secret. */
const settings = {
	PORT: { read: whole(0, 65_535).default(8080), must: 'a port from 0 to 65535', shown: true },
	HOST: {
		read: z
			.string()
			.regex(/^[\w.:-]+$/)
			.default('127.0.0.1'),
		must: 'an address or a name of this machine',
		shown: true,
	},
	DATA_DIR: { read: z.string().default('./data'), must: 'a folder', shown: true },
	PUBLIC_URL: {
		read: z
			.string()
			.refine(isPublicUrl)
			.transform((text) => new URL(text))
			.optional(),
		must: 'an https address without a path, such as https://chat.example.org (http only on localhost)',
		// It may hold a password, and then it is wrong.
		shown: false,
	},
	TRUST_PROXY: { read: yesNo.default(false), must: 'true or false', shown: true },
	LOG_LEVEL: { read: z.enum(logLevels).default('info'), must: `one of ${logLevels.join(', ')}`, shown: true },
	BEKEND_SECRET: { read: secret('BEKEND_SECRET').optional(), must: '', shown: false },
	BEKEND_SECRET_PREVIOUS: { read: secret('BEKEND_SECRET_PREVIOUS').optional(), must: '', shown: false },
	PUBLISH: { read: z.enum(['draft', 'approved']).optional(), must: 'draft or approved', shown: true },
	RETENTION_DAYS: { read: whole(1, 3650).default(90), must: 'a number of days from 1 to 3650', shown: true },
	METRICS_TOKEN: {
		read: z.string().min(16).optional(),
		must: '16 characters or more: openssl rand -hex 16',
		shown: false,
	},
	TELEGRAM_BOT_TOKEN: {
		read: z
			.string()
			.regex(/^\d+:[\w-]+$/)
			.optional(),
		must: 'the token that BotFather gives: digits, a colon, letters',
		shown: false,
	},
	TELEGRAM_WEBHOOK_SECRET: {
		read: z
			.string()
			.regex(/^[A-Za-z0-9_-]{1,256}$/)
			.optional(),
		must: 'up to 256 letters, digits, "_" and "-": openssl rand -hex 32',
		shown: false,
	},
	TELEGRAM_API_ROOT: {
		read: z.string().refine(isApiRoot).default('https://api.telegram.org'),
		must: 'an https address (http only on this machine)',
		shown: false,
	},
	TELEGRAM_STAFF_CHAT_ID: {
		read: z
			.string()
			.regex(/^-?\d{1,15}$/)
			.optional(),
		must: 'the number of a chat',
		shown: true,
	},
	WHATSAPP_ACCESS_TOKEN: { read: word.optional(), must: 'the token of a system user of the Meta app', shown: false },
	WHATSAPP_PHONE_NUMBER_ID: {
		read: z
			.string()
			.regex(/^\d{5,20}$/)
			.optional(),
		must: 'the id of the number, digits (not the number itself)',
		shown: true,
	},
	WHATSAPP_APP_SECRET: { read: word.optional(), must: 'the app secret of the Meta app', shown: false },
	WHATSAPP_VERIFY_TOKEN: { read: word.optional(), must: 'a word of your own, without spaces', shown: false },
	WHATSAPP_API_ROOT: {
		read: z.string().refine(isApiRoot).default('https://graph.facebook.com'),
		must: 'an https address (http only on this machine)',
		shown: false,
	},
	WHATSAPP_GRAPH_VERSION: {
		read: z
			.string()
			.regex(/^v\d+\.\d+$/)
			.default('v23.0'),
		must: 'a version such as v23.0',
		shown: true,
	},
	WHATSAPP_TEMPLATE: {
		read: z
			.string()
			.regex(/^[a-z0-9_]{1,512}$/)
			.optional(),
		must: 'the name of an approved template: lower-case letters, digits and "_"',
		shown: true,
	},
	NODE_ENV: { read: z.string().optional(), must: 'production, or nothing', shown: true },
} as const;

type Settings = typeof settings;
type Read = { [Name in keyof Settings]: z.infer<Settings[Name]['read']> };

/** @param environment an empty value is no value. Throws `ConfigWrong`, naming all that is wrong at once. */
export function readConfig(environment: Record<string, string | undefined>): Config {
	const wrong: string[] = [];
	const read = Object.fromEntries(
		Object.entries(settings).map(([name, { read, must, shown }]) => {
			const value = environment[name]?.trim() || undefined;
			try {
				const parsed = read.safeParse(value);
				if (parsed.success) return [name, parsed.data];
				wrong.push(`${name}${shown ? ` is "${value}" and` : ''} must be ${must}`);
			} catch (error) {
				// parseSecret says it itself.
				wrong.push(error instanceof Error ? error.message : `${name} is wrong`);
			}
			return [name, undefined];
		}),
	) as Read;
	const production = read.NODE_ENV === 'production';
	if (production && !environment.BEKEND_SECRET?.trim()) {
		wrong.push(
			'BEKEND_SECRET is required with NODE_ENV=production: 32 random bytes in base64 (openssl rand -base64 32)',
		);
	}
	if (production && read.PUBLISH === 'draft') {
		wrong.push(
			'PUBLISH=draft is refused with NODE_ENV=production: a draft may be wrong law. Take it away, or set approved',
		);
	}
	if (read.TELEGRAM_BOT_TOKEN && read.PUBLIC_URL && !read.TELEGRAM_WEBHOOK_SECRET) {
		wrong.push(
			'TELEGRAM_WEBHOOK_SECRET is required with PUBLIC_URL and TELEGRAM_BOT_TOKEN: what Telegram sends proves itself with it (openssl rand -hex 32)',
		);
	}
	const missing = whatsappNames.filter((name) => !read[name]);
	if (missing.length > 0 && missing.length < whatsappNames.length && wrong.length === 0) {
		wrong.push(
			`${missing.join(', ')} must be set as well: WhatsApp needs all four of ${whatsappNames.join(', ')}, or none`,
		);
	}
	if (wrong.length > 0) throw new ConfigWrong(wrong);
	return {
		port: read.PORT,
		host: read.HOST,
		dataDir: read.DATA_DIR,
		publicUrl: read.PUBLIC_URL,
		trustProxy: read.TRUST_PROXY,
		logLevel: read.LOG_LEVEL,
		secret: read.BEKEND_SECRET,
		previousSecret: read.BEKEND_SECRET_PREVIOUS,
		publish: read.PUBLISH ?? (production ? 'approved' : 'draft'),
		retentionDays: read.RETENTION_DAYS,
		retentionSet: Boolean(environment.RETENTION_DAYS?.trim()),
		metricsToken: read.METRICS_TOKEN,
		telegram: telegramSettings(read),
		whatsapp: whatsappSettings(read),
		production,
	};
}

function telegramSettings(read: Read): TelegramSettings | undefined {
	const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_WEBHOOK_SECRET: secret, PUBLIC_URL: publicUrl } = read;
	if (!token) return undefined;
	return {
		token,
		apiRoot: read.TELEGRAM_API_ROOT.replace(/\/$/, ''),
		webhook: publicUrl && secret ? { publicUrl, secret } : undefined,
		staffChat: read.TELEGRAM_STAFF_CHAT_ID,
	};
}

const whatsappNames = [
	'WHATSAPP_ACCESS_TOKEN',
	'WHATSAPP_PHONE_NUMBER_ID',
	'WHATSAPP_APP_SECRET',
	'WHATSAPP_VERIFY_TOKEN',
] as const;

function whatsappSettings(read: Read): WhatsAppSettings | undefined {
	const { WHATSAPP_ACCESS_TOKEN: token, WHATSAPP_PHONE_NUMBER_ID: phoneNumberId } = read;
	const { WHATSAPP_APP_SECRET: appSecret, WHATSAPP_VERIFY_TOKEN: verifyToken } = read;
	if (!token || !phoneNumberId || !appSecret || !verifyToken) return undefined;
	const apiRoot = read.WHATSAPP_API_ROOT.replace(/\/$/, '');
	const { WHATSAPP_GRAPH_VERSION: graphVersion, WHATSAPP_TEMPLATE: template } = read;
	return { token, phoneNumberId, appSecret, verifyToken, apiRoot, graphVersion, template };
}
