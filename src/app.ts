/** The HTTP surface: one Hono app, the same on both runtimes. */
import { type Context, Hono } from 'hono';
import type { Channel } from './channels/channel.ts';
import type { ReadSound } from './channels/sounds.ts';
import { telegramRoutes, type WebhookOptions } from './channels/telegram/webhook.ts';
import type { Assets } from './channels/web/assets.ts';
import { awayPage } from './channels/web/away.ts';
import type { Talks } from './channels/web/converse.ts';
import { guessLanguage } from './channels/web/guess.ts';
import { soundRoutes } from './channels/web/media.ts';
import type { Posted } from './channels/web/parse.ts';
import { privacyPage } from './channels/web/privacy.ts';
import type { Rendered } from './channels/web/render.ts';
import { webRoutes } from './channels/web/routes.ts';
import { whatsappRoutes } from './channels/whatsapp/webhook.ts';
import type { Config } from './config.ts';
import type { Bundle } from './flow/open.ts';
import { kindOf, type Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { metricsAnswer, type Peer } from './metrics-route.ts';
import { securityHeaders } from './security-headers.ts';

export interface AppOptions {
	config: Pick<Config, 'publicUrl' | 'trustProxy' | 'metricsToken' | 'retentionDays'>;
	bundle: Bundle;
	web: Channel<Posted, Rendered>;
	talks: Talks;
	/** Undefined: the channel is off. */
	telegram: WebhookOptions['telegram'];
	/** Undefined: the channel is off. */
	whatsapp: Parameters<typeof whatsappRoutes>[0]['whatsapp'];
	/** Undefined: the Desk is off. */
	desk: Hono | undefined;
	assets: Assets;
	/** Of the audio files. */
	readSound: ReadSound;
	log: Log;
	metrics: Metrics;
	/** Who is at the other end of the connection. */
	peer: Peer;
	/** Epoch ms. */
	clock?: () => number;
	/** How long the body of a webhook's request may take to arrive, in ms. */
	slowest?: WebhookOptions['slowest'];
}

export interface App {
	fetch: Hono['fetch'];
	/** Ends what would go on for ever: the live streams. */
	close(): void;
}

const webhooks = ['/webhooks/telegram', '/webhooks/whatsapp'];
const routes = ['/', '/healthz', '/metrics', '/privacy', '/away', '/chat', '/chat/live'];

export function createApp({
	config,
	bundle,
	web,
	talks,
	telegram,
	whatsapp,
	desk,
	assets,
	readSound,
	log,
	metrics,
	peer,
	clock = Date.now,
	slowest,
}: AppOptions): App {
	const app = new Hono();
	const chat = webRoutes({ channel: web, bundle, talks, assets, publicUrl: config.publicUrl, log, metrics, clock });

	app.use(async (c, next) => {
		const start = performance.now();
		await next();
		const ms = performance.now() - start;
		const route = routeOf(c.req.path);
		metrics.answered(route, c.req.method, c.res.status, ms / 1000);
		log.info({ route, method: c.req.method, status: c.res.status, ms: Math.round(ms) }, 'request');
	});
	app.use(securityHeaders(config.publicUrl, bundle.directory.away));

	app.get('/', (c) => c.redirect('/chat', 302));
	app.get('/healthz', (c) => c.json({ ok: true, bundle: bundle.hash.slice(0, 12), publish: bundle.publish }));
	app.get('/metrics', (c) => metricsAnswer(c, config, metrics, peer));
	app.get('/privacy', (c) => {
		const wanted = bundle.languages.find((language) => language === c.req.query('lang'));
		const language = wanted ?? guessLanguage(c.req.header('accept-language') ?? null, bundle.languages);
		return c.html(privacyPage(bundle, assets, language, config.retentionDays));
	});
	app.get('/away', (c) => {
		const { timezone } = bundle.directory;
		return c.html(awayPage(assets.awayStyle, c.req.header('accept-language') ?? null, timezone, clock()));
	});
	app.get('/assets/:name', (c) => asset(c, assets));
	app.route('/', soundRoutes(bundle, readSound));
	app.route('/', chat.routes);
	if (desk) app.route('/', desk);
	app.route('/', whatsappRoutes({ whatsapp, log, metrics, ...(slowest !== undefined && { slowest }) }));
	app.route('/', telegramRoutes({ telegram, log, metrics, ...(slowest !== undefined && { slowest }) }));

	for (const path of [...routes, ...(desk ? ['/desk'] : [])]) {
		const allow = path === '/chat' ? 'GET, HEAD, POST' : 'GET, HEAD';
		app.all(path, (c) => c.text('405 method not allowed\n', 405, { Allow: allow }));
	}
	app.notFound((c) => c.text('404 not found\n', 404));
	app.onError((error, c) => {
		log.error(kindOf(error), 'failed');
		const unavailable = 'code' in error && (error.code === 'STORE_FAILED' || error.code === 'UNAVAILABLE');
		return unavailable ? c.text('503 try again\n', 503, { 'Retry-After': '5' }) : c.text('500 our fault\n', 500);
	});
	return { fetch: app.fetch, close: chat.close };
}

/** The path as log and metrics may know it. */
function routeOf(path: string): string {
	for (const known of ['/assets', '/media']) if (path.startsWith(`${known}/`)) return known;
	for (const known of ['/desk/api', '/desk']) if (path === known || path.startsWith(`${known}/`)) return known;
	return routes.includes(path) || webhooks.includes(path) ? path : 'other';
}

/** Only what stands in the map: a path of a request never reaches the disk. */
function asset(c: Context, { files }: Assets): Response | Promise<Response> {
	const file = files.get(c.req.path);
	if (!file) return c.notFound();
	const gzip = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
	return c.body(gzip ? file.gzip : file.body, 200, {
		'Content-Type': file.type,
		'Cache-Control': 'public, max-age=31536000, immutable',
		Vary: 'Accept-Encoding',
		...(gzip && { 'Content-Encoding': 'gzip' }),
	});
}

/** Before everything is open: nothing is promised yet. */
export function startingApp(): Hono {
	const app = new Hono();
	app.get('/healthz', (c) => c.json({ ok: false }, 503, { 'Retry-After': '1' }));
	app.all('*', (c) => c.text('503 starting\n', 503, { 'Retry-After': '1' }));
	return app;
}
