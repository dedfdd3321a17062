/** GET and POST /chat, and /chat/live. */
import { type Context, Hono } from 'hono';
import { compress } from 'hono/compress';
import type { Language } from '../../flow/bundle.ts';
import type { Bundle } from '../../flow/open.ts';
import { matchCommand } from '../../flow/words.ts';
import { kindOf, type Log } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { Channel, Refusal } from '../channel.ts';
import { readBody } from '../read-body.ts';
import type { Assets } from './assets.ts';
import { at, busyAnswer, converse, look, type Talks } from './converse.ts';
import { guessLanguage } from './guess.ts';
import { openLive } from './live.ts';
import { type ChatView, chatPage } from './page.ts';
import { fields, type Posted, parseAsked } from './parse.ts';
import type { Rendered } from './render.ts';
import { openTurnstile } from './turnstile.ts';
import { openVisits } from './visit.ts';

/** More than the field takes in any script. */
const BODY_LONG = 16 * 1024;
/** Messages of one visitor under way: nobody taps faster, whatever the connection. */
const AT_ONCE = 8;
/** After how many seconds it is worth trying again. */
const RETRY_AFTER: Record<number, string> = { 429: '2', 503: '5' };

export interface WebOptions {
	channel: Channel<Posted, Rendered>;
	bundle: Bundle;
	talks: Talks;
	assets: Assets;
	publicUrl: URL | undefined;
	log: Log;
	metrics: Pick<Metrics, 'turn' | 'refused' | 'streams'>;
	/** Epoch ms. */
	clock: () => number;
}

export function webRoutes({ channel, bundle, talks, assets, publicUrl, log, metrics, clock }: WebOptions): {
	routes: Hono;
	/** Ends the live streams. */
	close(): void;
} {
	const visits = openVisits(publicUrl?.protocol === 'https:');
	const live = openLive(talks, at, metrics.streams);
	const turnstile = openTurnstile(AT_ONCE);
	const routes = new Hono();
	// Nobody else can make the browser ask for these pages with the cookie, so their size betrays nothing (BREACH).
	routes.use('/chat', compress({ contentTypeFilter: /^text\/html/ }));

	const guessFor = (c: Context, claimed: string | null | undefined) =>
		bundle.languages.find((language) => language === claimed) ??
		guessLanguage(c.req.header('accept-language') ?? null, bundle.languages);
	const page = (c: Context, view: ChatView) => c.html(chatPage(bundle, assets, channel.render, view));
	const refuse = (c: Context, { status, why }: Refusal) => {
		metrics.refused(channel.name, why);
		log.warn({ channel: channel.name, why }, 'refused');
		return c.text(`${status} ${why}\n`, status);
	};

	routes.get('/chat', (c) => {
		const query = new URL(c.req.url).searchParams;
		const guess = guessFor(c, query.get('lang'));
		const visit = visits.read(c.req.raw.headers);
		const view = look(bundle, talks, visit, guess, parseAsked(query), clock());
		// Nothing is behind it any more: no cookie stays after the visit.
		if (visit !== undefined && view.last === 0) c.header('Set-Cookie', visits.end());
		return page(c, view);
	});

	routes.post('/chat', async (c) => {
		const { headers } = c.req.raw;
		const body = await readBody(c.req.raw, BODY_LONG);
		if (typeof body === 'string') return refuse(c, { status: 413, why: body });
		if (!body) return c.text('400 cut-off\n', 400);
		const refusal = channel.verify({ headers, body });
		if (refusal) return refuse(c, refusal);
		const posted = channel.parse({ headers, body });
		const asked = parseAsked(fields(body));
		const had = visits.read(headers);
		const guess = guessFor(c, posted?.guess);
		if (!posted) return page(c, look(bundle, talks, had, guess, asked, clock()));
		if (had === undefined && posted.inbound.kind === 'choice' && posted.inbound.id === 'close') {
			return leave(c, bundle, asked.scripted);
		}
		const visit = had ?? visits.make();
		const sent = { visit, known: had !== undefined, anew: visits.make, posted, guess, asked };
		const leaveTurnstile = turnstile(visit);
		const answer = leaveTurnstile
			? await converse(bundle, talks, sent, clock()).finally(leaveTurnstile)
			: busyAnswer(sent);
		if (answer.outcome === 'done') metrics.turn(channel.name);
		else metrics.refused(channel.name, answer.outcome);
		if (answer.error !== undefined) log.error({ channel: channel.name, ...kindOf(answer.error) }, 'not taken');
		// Who closes leaves, whatever the store says: what could not be erased now goes with the visit's time.
		const left = answer.leave || isClose(bundle, posted, guess);
		const cookie = left ? 'end' : answer.cookie;
		if (cookie !== 'keep') c.header('Set-Cookie', cookie === 'start' ? visits.start(answer.visit) : visits.end());
		if (left) return leave(c, bundle, asked.scripted);
		const retry = RETRY_AFTER[answer.status];
		if (retry) c.header('Retry-After', retry);
		c.status(answer.status);
		return page(c, answer.view);
	});

	routes.get('/chat/live', (c) => {
		const visit = visits.read(c.req.raw.headers);
		// 204 tells an EventSource not to connect again.
		if (visit === undefined || c.req.method === 'HEAD') return c.body(null, 204);
		const opened = live.open(visit, lastSeen(c));
		if ('refused' in opened) return c.body(null, opened.refused === 'no-visit' ? 204 : 503);
		c.header('Content-Type', 'text/event-stream; charset=utf-8');
		// Proxies that gather a response before passing it on would gather this one for ever.
		c.header('X-Accel-Buffering', 'no');
		return c.body(opened.stream);
	});

	return { routes, close: live.close };
}

/** What a browser that connects again says by itself; else what the script has asked for. */
function lastSeen(c: Context): number {
	const after = c.req.header('last-event-id') ?? new URL(c.req.url).searchParams.get('after') ?? '';
	return parseAsked(new URLSearchParams({ after })).after;
}

/** The button, or one of its words. */
function isClose({ words }: Bundle, { inbound }: Posted, guess: Language): boolean {
	if (inbound.kind === 'choice') return inbound.id === 'close';
	return inbound.kind === 'text' && matchCommand(words, guess, inbound.text) === 'close';
}

function leave(c: Context, bundle: Bundle, scripted: boolean): Response {
	// A script cannot follow to another host, and must take the chat out of the history besides.
	if (scripted) return c.body(null, 204, { 'Chat-Leave': '1' });
	return c.redirect(bundle.directory.away, 303);
}
