/** A browser without script, as far as HTTP goes: keeps the cookie, sends the page's form, reads what comes back. */
import type { TestServer } from './server.ts';

interface Page {
	status: number;
	headers: Headers;
	html: string;
	/** What the bot has said, oldest first, without markup. */
	said: string[];
	/** Ids of the choices that can be tapped. */
	choices: string[];
	/** The words in the text field. */
	typed: string;
	notice: string;
	/** The hidden field that names this page. */
	id: string;
}

export interface Visitor {
	/** `name=value`; undefined before the first message and after the visit. */
	cookie: string | undefined;
	page: Page;
	get(path?: string, headers?: Record<string, string>): Promise<Page>;
	/** Sends fields as they are, with the page's hidden ones unless given. */
	post(fields: Record<string, string>, headers?: Record<string, string>): Promise<Page>;
	type(text: string): Promise<Page>;
	tap(id: string): Promise<Page>;
}

export function visit(server: Pick<TestServer, 'url'>): Visitor {
	const empty: Page = {
		status: 0,
		headers: new Headers(),
		html: '',
		said: [],
		choices: [],
		typed: '',
		notice: '',
		id: '',
	};
	const ask = async (path: string, init: RequestInit, extra: Record<string, string>) => {
		const headers = {
			'accept-language': 'en',
			connection: 'close',
			...(visitor.cookie && { cookie: visitor.cookie }),
			...extra,
		};
		const response = await fetch(`${server.url}${path}`, { redirect: 'manual', ...init, headers });
		const set = response.headers.getSetCookie()[0]?.split(';') ?? [];
		if (set[0]) visitor.cookie = set.some((part) => part.trim() === 'Max-Age=0') ? undefined : set[0];
		visitor.page = read(response.status, response.headers, await response.text());
		return visitor.page;
	};
	const visitor: Visitor = {
		cookie: undefined,
		page: empty,
		get: (path = '/chat', headers = {}) => ask(path, {}, headers),
		post: (fields, headers = {}) => {
			const body = new URLSearchParams({ ...(visitor.page.id && { id: visitor.page.id }), ...fields });
			return ask('/chat', { method: 'POST', body }, { 'sec-fetch-site': 'same-origin', ...headers });
		},
		type: (text) => visitor.post({ text }),
		tap: (choice) => visitor.post({ choice }),
	};
	return visitor;
}

function read(status: number, headers: Headers, html: string): Page {
	const all = (pattern: RegExp) => [...html.matchAll(pattern)].map(([, found]) => plain(found ?? ''));
	const choices = html.slice(html.indexOf('id="choices"'), html.indexOf('<form id="write"'));
	return {
		status,
		headers,
		html,
		said: all(/<div class="bot"[^>]*>(.*?)<\/div>\n/gs),
		choices: [...choices.matchAll(/<button name="choice" value="([^"]*)"/g)].map(([, id]) => id ?? ''),
		typed: all(/<input id="text"[^>]* value="([^"]*)"/g)[0] ?? '',
		notice: all(/<p id="notice"[^>]*>(.*?)<\/p>/g)[0] ?? '',
		id: all(/name="id" value="([^"]*)"/g)[0] ?? '',
	};
}

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

function plain(html: string): string {
	return html
		.replace(/<\/(p|li|ul)>|<br>/g, '\n')
		.replace(/<[^>]*>/g, '')
		.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity)
		.trim();
}
