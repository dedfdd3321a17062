/**
 * What Telegram is told at the start: where updates go, the commands and what the bot says of itself, per language.
 * None of it is needed to start, and what fails is tried again later.
 */
import type { Language } from '../../flow/bundle.ts';
import type { Bundle } from '../../flow/open.ts';
import type { Navigation } from '../../flow/schema.ts';
import type { Log } from '../../log.ts';
import { backoff, pause } from '../pause.ts';
import { split } from '../split.ts';
import { allowedUpdates } from './allowed-updates.ts';
import { type TelegramApi, within } from './api.ts';
import { type Failure, judge } from './judge.ts';

/** How long one call may take, in ms. */
const PATIENCE = 10_000;
/** Between two tries, in ms. */
const FIRST = 30_000;
const LONGEST = 3_600_000;

/** Bot API: the text above an empty chat, and the one on the bot's page. */
const DESCRIPTION = 512;
const SHORT_DESCRIPTION = 120;

/** In the order of the menu that Telegram shows. */
const commands: readonly [string, Navigation][] = [
	['menu', 'menu'],
	['back', 'back'],
	['language', 'lang'],
	['person', 'person'],
	['urgent', 'urgent'],
	['stop', 'stop'],
	['close', 'close'],
	['forget', 'forget'],
	['pictures', 'pictures'],
];

export interface SetUpOptions {
	api: TelegramApi;
	bundle: Bundle;
	/** Where Telegram sends updates; undefined: they are asked for. */
	webhook: { url: string; secret: string } | undefined;
	log: Log;
	/** From 0 to 1. */
	random?: () => number;
	/** Before the second try, in ms; it doubles. */
	first?: number;
}

export interface SettingUp {
	/** Resolves after the first try to say where updates go. Never rejects. */
	directed: Promise<void>;
	/** Resolves when everything is told, or has been refused for good. Never rejects. */
	done: Promise<void>;
	stop(): Promise<void>;
}

interface Step {
	/** For the log: `setMyCommands ro`. */
	name: string;
	call(signal: ReturnType<typeof within>): Promise<unknown>;
}

export function setUp({ api, bundle, webhook, log, random = Math.random, first = FIRST }: SetUpOptions): SettingUp {
	const stopping = new AbortController();

	/** @returns how long to wait before the next try, in ms; undefined: there is none */
	async function attempt({ name, call }: Step): Promise<number | undefined> {
		try {
			await call(within(PATIENCE, stopping.signal));
			return undefined;
		} catch (error) {
			const failure = judge(error);
			if (!stopping.signal.aborted) log.warn({ channel: 'telegram', step: name, why: failure.why }, 'not set up');
			return mayRetry(failure) ? (failure.outcome === 'later' && failure.after) || 0 : undefined;
		}
	}

	/** @returns the steps to try again, and after how long at least, in ms */
	async function attemptAll(steps: readonly Step[]): Promise<{ left: Step[]; after: number }> {
		const left: Step[] = [];
		let longest = 0;
		for (const step of steps) {
			const after = stopping.signal.aborted ? undefined : await attempt(step);
			if (after === undefined) continue;
			left.push(step);
			longest = Math.max(longest, after);
		}
		return { left, after: longest };
	}

	const where = attemptAll([direct(api, webhook)]);
	const rest = describe(api, bundle);
	const done = (async () => {
		const directed = await where;
		let { left, after } = await attemptAll(rest);
		left = [...directed.left, ...left];
		for (let tries = 1; left.length > 0 && !stopping.signal.aborted; tries++) {
			await pause(Math.max(after, backoff(tries, first, LONGEST, random)), stopping.signal);
			({ left, after } = await attemptAll(left));
		}
	})();
	return {
		directed: where.then(() => {}),
		done,
		async stop() {
			stopping.abort();
			await done;
		},
	};
}

/** A refusal stays one: a server that does not know a method, a token that is wrong. */
function mayRetry({ outcome, why }: Failure): boolean {
	return (outcome === 'later' || outcome === 'unknown') && why !== 'token';
}

function direct(api: TelegramApi, webhook: SetUpOptions['webhook']): Step {
	// Either way nothing is dropped that waits already.
	if (!webhook)
		return { name: 'deleteWebhook', call: (signal) => api.deleteWebhook({ drop_pending_updates: false }, signal) };
	const { url, secret } = webhook;
	const told = { url, secret_token: secret, allowed_updates: allowedUpdates, drop_pending_updates: false };
	return { name: 'setWebhook', call: (signal) => api.setWebhook(told, signal) };
}

function describe(api: TelegramApi, bundle: Bundle): Step[] {
	const [source] = bundle.languages;
	// Without a language code: for everybody whose language is none of ours.
	const everybody = source === undefined ? [] : describeIn(api, bundle, source, undefined);
	return [...everybody, ...bundle.languages.flatMap((language) => describeIn(api, bundle, language, codeOf(language)))];
}

function describeIn(api: TelegramApi, { speak }: Bundle, language: Language, code: string | undefined): Step[] {
	const of =
		code === undefined
			? {}
			: { language_code: code as NonNullable<Parameters<TelegramApi['setMyName']>[0]['language_code']> };
	const menu = commands.map(([command, nav]) => ({ command, description: speak.system(language, `nav.${nav}`) }));
	const welcome = speak.text(language, 'main', 'welcome.text') ?? '';
	const [description = ''] = split(welcome, DESCRIPTION);
	const [short_description = ''] = split(welcome, SHORT_DESCRIPTION);
	const step = (name: string, call: Step['call']): Step => ({ name: `${name} ${code ?? ''}`.trim(), call });
	return [
		step('setMyCommands', (signal) => api.setMyCommands({ commands: menu, ...of }, signal)),
		step('setMyDescription', (signal) => api.setMyDescription({ description, ...of }, signal)),
		step('setMyShortDescription', (signal) => api.setMyShortDescription({ short_description, ...of }, signal)),
	];
}

/** Telegram knows languages by two letters: `pt-BR` → `pt`. */
function codeOf(language: Language): string {
	return language.split('-')[0] ?? language;
}
