/** Headers of every response: nothing from another host, no script or style in the page, nothing kept by the browser. */
import type { MiddlewareHandler } from 'hono';

/** @param away where Close leads: a form may be sent on to there */
export function securityHeaders(publicUrl: URL | undefined, away: string): MiddlewareHandler {
	// Browsers hold a form's redirect against form-action too.
	const formAction = away.startsWith('https://') ? `'self' ${new URL(away).origin}` : "'self'";
	const headers: [string, string][] = [
		[
			'Content-Security-Policy',
			[
				"default-src 'none'",
				"script-src 'self'",
				"style-src 'self'",
				// data: is the empty icon.
				"img-src 'self' data:",
				// The audio of topics.
				"media-src 'self'",
				"connect-src 'self'",
				`form-action ${formAction}`,
				"frame-ancestors 'none'",
				"base-uri 'none'",
				"require-trusted-types-for 'script'",
				"trusted-types 'none'",
			].join('; '),
		],
		['Referrer-Policy', 'no-referrer'],
		['X-Content-Type-Options', 'nosniff'],
		['X-Frame-Options', 'DENY'],
		['Cross-Origin-Opener-Policy', 'same-origin'],
		['Cross-Origin-Resource-Policy', 'same-origin'],
		[
			'Permissions-Policy',
			'camera=(), microphone=(), geolocation=(), browsing-topics=(), interest-cohort=(), display-capture=(), payment=(), usb=()',
		],
	];
	if (publicUrl?.protocol === 'https:') headers.push(['Strict-Transport-Security', 'max-age=31536000']);
	return async (c, next) => {
		await next();
		// The console has a policy of its own, as strict: src/desk/console-routes.ts.
		for (const [name, value] of headers) if (!c.res.headers.has(name)) c.header(name, value);
		if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
	};
}
